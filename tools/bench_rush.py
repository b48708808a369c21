"""Two hundred people sign up at once for thirty seats: how long until the last of them has an answer, and whether every one is right.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/bench_rush.py [--prepared FOLDER] [--sqlite]

The site as it is in production, two workers of four threads on two cores, asked by forty clients, each of
whom posts the form. On PostgreSQL where it answers, then on SQLite. `--prepared` takes a copy of a folder with the demonstration in it.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench import children_of, cpu_seconds
from tools.bench_search import percentile
from tools.benching import Visitor, drop_database, machine, own_database, table
from tools.check import DATABASE_URL, postgresql_answers
from tools.served import Served

PEOPLE, SEATS, CLIENTS = 200, 30, 40
GOAL = 5  # seconds
HEADS = ["database", "all answered s", "CPU s", "p50 ms", "p95 ms", "confirmed", "waiting", "errors"]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--prepared", type=Path, help="A folder with the demonstration; it is copied.")
    words.add_argument("--sqlite", action="store_true", help="Leave PostgreSQL out.")
    chosen = words.parse_args()
    engines = ["SQLite"] if chosen.sqlite or not postgresql_answers() else ["PostgreSQL", "SQLite"]
    rows = [rush(engine, chosen.prepared) for engine in engines]
    sys.stdout.write(f"{machine(' and '.join(engines))}\n{PEOPLE} sign-ups for {SEATS} seats, {CLIENTS} at a time\n\n")
    sys.stdout.write(table(HEADS, [[engine, *map(str, row)] for engine, row in zip(engines, rows, strict=True)]) + "\n")
    right = [SEATS, PEOPLE - SEATS, 0]
    return int(any(float(row[0]) > GOAL or row[-3:] != right for row in rows))


def rush(engine: str, prepared: Path | None) -> list:
    url = f"{DATABASE_URL}_rush" if engine == "PostgreSQL" else ""
    with tempfile.TemporaryDirectory(prefix="icrweb-bench-") as folder:
        served = Served(Path(folder) / "site", workers=2, ICRWEB_BENCH="1", ICRWEB_DATABASE_URL=url)
        if url:
            own_database(url)
        try:
            if prepared and not url:
                shutil.copytree(prepared, served.folder)
                served.manage("migrate", "--verbosity", "0")
            else:
                served.prepare()
            facts = asked(served, f"from tools.scale_rush import gather; print(gather({PEOPLE}, {SEATS}))")
            with served:
                workers = children_of(served.processes[0].pid)
                for _both_warm in range(8):
                    Visitor(served).ask("/en/")
                before = sum(map(cpu_seconds, workers))
                took, seconds, errors = sign_up(served, facts)
                spent = sum(map(cpu_seconds, workers)) - before
            counts = asked(served, f"from tools.scale_rush import outcome; print(outcome({facts['seminar']!r}))")
        finally:
            if url:
                drop_database(url)
    times = [f"{took:.1f}", f"{spent:.1f}", f"{statistics.median(seconds) * 1000:.0f}", f"{percentile(seconds, 0.95):.0f}"]
    return [*times, counts.get("confirmed", 0), counts.get("waiting", 0), errors]


def asked(served: Served, code: str) -> dict:
    return json.loads(served.manage("shell", "--verbosity", "0", "-c", code).strip().splitlines()[-1])


def sign_up(served: Served, facts: dict) -> tuple[float, list[float], int]:
    """Wall time of all, seconds of each, and how many got no answer that leads on."""

    def one(session: str) -> float | None:
        visitor = Visitor(served, session)
        try:
            visitor.ask(f"/en/take-part/{facts['seminar']}/", [], expect=302)
        except SystemExit as error:
            sys.stderr.write(f"{error}\n")
            return None
        return sum(visitor.seconds)

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        found = list(clients.map(one, facts["sessions"]))
    return time.perf_counter() - began, [seconds for seconds in found if seconds], found.count(None)


if __name__ == "__main__":
    sys.exit(main())
