"""The same pages in ten languages: as many queries, and how much CPU beside English.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/bench_languages.py [--prepared FOLDER] [--rounds N]

One worker, on SQLite. In each round every page is asked in every language, in an order that changes; a language is compared with
English of the same round, so that a busy machine slows both. `--prepared` takes a copy of a folder with the demonstration in it.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench import children_of, cpu_seconds
from tools.benching import Visitor, machine, table
from tools.served import Served

LANGUAGES = ["en", "ja", "ko", "zh-hans", "zh-hant", "th", "vi", "id", "ms", "fil"]
TIMES, READY = 12, 3
BAND = 0.20  # CPU of a language beside English
PAGES = {
    "home": ("", False),
    "catalogue": ("courses/", False),
    "course": ("courses/c1b/", False),
    "lesson": ("courses/c1b/what-changed/the-new-shape/", True),
    "my learning": ("my/", True),
    "seminars": ("seminars/", False),
    "seminar": ("seminars/protocol-workshop/", False),
    "verification": ("verify/", False),
    "privacy": ("privacy/", False),
}
HEADS = ["page", *LANGUAGES, "queries"]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--prepared", type=Path, help="A folder with the demonstration; it is copied.")
    words.add_argument("--rounds", type=int, default=15)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="icrweb-bench-") as folder:
        served = Served(Path(folder) / "site", workers=1, ICRWEB_BENCH="1")
        if chosen.prepared:
            shutil.copytree(chosen.prepared, served.folder)
            served.manage("compile_catalogues")
            served.manage("migrate", "--verbosity", "0")
        else:
            served.prepare()
        session = served.manage("shell", "--verbosity", "0", "-c", SESSION).strip().splitlines()[-1]
        with served:
            spent, queries = measure(served, json.loads(session), chosen.rounds)
    sys.stdout.write(f"{machine('SQLite')}\nCPU of each language beside English, median of {chosen.rounds} rounds in turn\n\n")
    sys.stdout.write(table(HEADS, [line(name, spent[name], queries[name]) for name in PAGES]) + "\n")
    return verdict(spent, queries)


SESSION = """
import json
from tools.scale import session_of
from icrweb.accounts.models import User
print(json.dumps(session_of(User.objects.get(email="kanokwan@demo.example"))))
"""


def measure(served: Served, session: str, rounds: int) -> tuple[dict, dict]:
    """By page and language: CPU seconds of each round, and the numbers of queries seen."""
    (worker,) = children_of(served.processes[0].pid)
    spent, queries = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(set))
    visitors = {signed_in: Visitor(served, session if signed_in else "") for signed_in in (True, False)}
    order = list(LANGUAGES)
    for number in range(-1, rounds):
        for name, (path, signed_in) in PAGES.items():
            random.Random(number).shuffle(order)  # noqa: S311 - an order, no secret
            for code in order:
                visitor = visitors[signed_in]
                visitor.queries = []
                before = cpu_seconds(worker)
                for _time in range(TIMES if number >= 0 else READY):
                    visitor.ask(f"/{code}/{path}")
                if number >= 0:
                    spent[name][code].append(cpu_seconds(worker) - before)
                    queries[name][code] |= set(visitor.queries)
    return spent, queries


def beside(spent: dict, code: str) -> float:
    """How many times the CPU of English a language takes: the median over rounds."""
    return statistics.median(own / english for own, english in zip(spent[code], spent["en"], strict=True) if english)


def line(name: str, spent: dict, queries: dict) -> list[str]:
    asked = sorted(set().union(*queries.values()))
    return [name, *(f"{beside(spent, code):.2f}" for code in LANGUAGES), "–".join(map(str, asked))]


def verdict(spent: dict, queries: dict) -> int:
    outside = [
        f"{name} in {code} ({beside(spent[name], code):.2f})"
        for name in PAGES
        for code in LANGUAGES
        if abs(beside(spent[name], code) - 1) > BAND
    ]
    uneven = [name for name in PAGES if len({frozenset(asked) for asked in queries[name].values()}) > 1]
    sys.stdout.write(f"\nOutside ±{BAND:.0%}: {', '.join(outside) or 'none'}.\n")
    sys.stdout.write(f"Not the same queries in every language: {', '.join(uneven) or 'none'}.\n")
    return int(bool(outside or uneven))


if __name__ == "__main__":
    sys.exit(main())
