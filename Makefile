# make run     serve the whole demonstration site at http://127.0.0.1:8000
# make test    install what tests need and run them on SQLite (and on PostgreSQL where it answers)
# make check   what CI runs: lint, import contracts, migrations, catalogues, tests on both databases, browser journeys
# make sweep   the wide checks: every template in every language, width and scheme; long races
# make bench   the performance tables: pages, and search in a hundred thousand lessons
PYTHON ?= python3
PY = .venv/bin/python
export ICRWEB_PORT ?= 8000
# Each process of the site would compile all it imports anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check sweep bench lint catalogues requirements screenshots

run:
	@$(PYTHON) tools/environment.py requirements.txt
	@ICRWEB_DEMO=1 $(PY) manage.py serve_demo

test: .test-environment
	@$(PY) tools/check.py test

check: .test-environment
	@$(PY) tools/check.py check

sweep: .test-environment
	@$(PY) tools/check.py sweep

lint: .test-environment
	@$(PY) tools/check.py lint

bench: .test-environment
	@ICRWEB_DEMO=1 $(PY) tools/bench.py && ICRWEB_DEMO=1 $(PY) tools/bench.py --search

screenshots: .test-environment
	@ICRWEB_DEMO=1 $(PY) tools/screenshots.py

catalogues: .test-environment
	@ICRWEB_DEMO=1 $(PY) tools/catalogues.py update

# The oldest Python that the README promises: a package that wants a later one is no use on Debian 12.
COMPILE = $(PY) -m uv pip compile --python-version 3.11.0 --quiet --upgrade --generate-hashes --no-emit-index-url --no-header
requirements: .test-environment
	@$(PY) -m pip install --quiet uv
	@$(COMPILE) -o requirements.txt requirements.in
	@for name in requirements-production requirements-test; do $(COMPILE) -c requirements.txt -o $$name.txt $$name.in || exit 1; done

.PHONY: .test-environment
.test-environment:
	@$(PYTHON) tools/environment.py requirements.txt requirements-test.txt
