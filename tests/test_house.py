"""What holds for the whole house: its papers agree with it, nothing is inline, and its commands refuse in one sentence."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve
from wagtail.models import get_page_models

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "wagtailadmin" not in path.parts)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_variable_that_is_read_is_explained_to_operators():
    read_from = read("icrweb/settings.py")
    explained = read("docs/operations.md").replace("`, `_", "`, `ICRWEB_SMTP_")
    assert {name for name in re.findall(r"ICRWEB_\w+", read_from) if f"`{name}`" not in explained} == set()


@pytest.mark.parametrize("name", ["requirements.in", "requirements-production.in", "requirements-test.in"])
def test_every_dependency_is_explained(name):
    lines = [line.split("#")[0].strip() for line in read(name).splitlines()]
    packages = {re.split(r"[\[<>=~ ]", line)[0] for line in lines if line and not line.startswith("-")}
    assert {package for package in packages if package not in read("docs/dependencies.md")} == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-production.txt", "requirements-test.txt"])
def test_what_is_installed_is_pinned_and_hashed_and_names_no_host(name):
    text = read(name)
    assert "://" not in text
    assert "index-url" not in text
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if re.match(r"[a-z0-9]", entry, re.IGNORECASE)]
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "root"),
        ("/livez", "livez"),
        ("/readyz", "readyz"),
        ("/sitemap.xml", "sitemap"),
        ("/robots.txt", "robots"),
        ("/admin/", "wagtailadmin_home"),
        ("/v/ABCD-EFGH", "short_verification"),
        ("/v/schema.json", "statement_schema"),
        ("/.well-known/did.json", "did"),
        ("/badges/222222222222222222222.json", "badges:badge"),
        ("/badges/status/1.json", "badges:status_list"),
        ("/en/verify/", "certificates:check"),
        ("/en/verify/ABCD-EFGH/", "certificates:verify"),
        ("/en/my/", "my:learning"),
        ("/en/search/", "search"),
        ("/en/accounts/sign-up/", "account_signup"),
        ("/en/accounts/sign-in/", "account_login"),
        ("/en/courses/", "wagtail_serve"),
        ("/en/seminars/", "wagtail_serve"),
    ],
)
def test_a_promised_address_is_where_it_was_promised(address, name):
    assert resolve(address).view_name == name


def test_the_readme_introduces_people_as_they_are():
    people = {person["email"]: person["groups"] for person in yaml.safe_load(read("demo/content/people.yaml"))["people"]}
    said = re.findall(r"\| `(\S+@demo\.example)` \| ([\w ]+)", read("README.md"))
    assert len(said) == 9
    for email, words in said:
        role = {"physician": "learner", "pharmacist": "learner"}.get(words.split()[0]) or words.split(" in ")[0]
        role = role.replace("programme ", "").replace("seminar ", "").replace("site ", "").strip().replace(" ", "_")
        assert role in people[email], (email, words)
    assert settings.DEMO_PASSWORD in read("README.md")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_nothing_is_inline(path):
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.name != "letter.html" and "emails" not in path.parts:  # mail programs read no style sheet
        assert re.findall(r"<[^>]*\sstyle=", text) == []
        assert "<style" not in text
    assert re.findall(r"<[^>]*\son[a-z]+=", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "application/ld+json" not in tag] == []


@pytest.mark.parametrize("model", [model for model in get_page_models() if model._meta.app_label != "wagtailcore"])
def test_every_page_type_has_its_template(model):
    assert get_template(model.template)


def test_no_module_has_grown_beyond_a_readers_patience():
    modules = [
        path
        for app in ("icrweb", "courses", "certificates", "seminars", "helpdesk", "evaluation", "training", "demo", "tools")
        for path in (ROOT / app).rglob("*.py")
    ]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules if "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > 420} == {}


def run(*command, **environment):
    """A command of ours in a process of its own, as a person runs it."""
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_taken_port_gets_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(sys.executable, "manage.py", "serve_demo", ICRWEB_PORT=port, ICRWEB_DATA_DIR=str(tmp_path), ICRWEB_DEMO="1")
    assert done.returncode == 1
    assert (
        done.stderr
        == f"CommandError: Port {port} is taken by another program. Stop it, or choose another: ICRWEB_PORT=8001 make run\n"
    )


def test_without_a_secret_key_a_real_site_does_not_start(tmp_path):
    done = run(sys.executable, "manage.py", "check", ICRWEB_DEMO="", ICRWEB_SECRET_KEY="", ICRWEB_DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "Set ICRWEB_SECRET_KEY to a long random value" in done.stderr


@pytest.mark.parametrize("command", [("load_demo",), ("serve_demo",), ("make_learners", "--count", "1", "--password", "x")])
def test_the_demonstrations_commands_refuse_outside_it(tmp_path, command):
    facts = {"ICRWEB_DEMO": "", "ICRWEB_SECRET_KEY": "k" * 64, "ICRWEB_DATA_DIR": str(tmp_path), "ICRWEB_DATABASE_URL": ""}
    done = run(sys.executable, "manage.py", *command, **facts)
    assert done.returncode == 1
    assert "ICRWEB_DEMO=1" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_form_in_the_admin_has_a_title_in_the_browser():
    """Wagtail's form takes its title from a name that our views do not give."""
    forms = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    forms = [text for text in forms if 'extends "wagtailadmin/generic/form.html"' in text]
    assert forms and all("block titletag" in text for text in forms)
