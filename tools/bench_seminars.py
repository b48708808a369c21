"""What the board of a selection and the list of registrations cost with many people, beside the constant view of tools/bench.py.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/bench_seminars.py [--prepared FOLDER]

One organizer at a time, on SQLite: how long an answer takes. `--prepared` takes a copy of a folder with the demonstration in it.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_search import percentile
from tools.benching import Visitor, machine, table
from tools.served import Served

BOARD, LIST = (50, 500), (50, 2000)  # applicants; registrations
ROUNDS = 40
GOAL = 500  # milliseconds, p95 of the board with 500 applicants
HEADS = ["page", "people", "p50 ms", "p95 ms", "× yardstick", "queries"]
PAGES = {
    "board": "selection/?mode=on_site",
    "board, filtered": "selection/?mode=on_site&show=spread&sort=country",
    "board, last page": "selection/?mode=on_site&page=10",
    "registrations": "registrations/",
    "registrations, last page": "registrations/?page=40",
}


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--prepared", type=Path, help="A folder with the demonstration; it is copied.")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="icrweb-bench-") as folder:
        place = Path(folder) / "site"
        served = Served(place, workers=1, ICRWEB_BENCH="1")
        if chosen.prepared:
            shutil.copytree(chosen.prepared, place)
            served.manage("migrate", "--verbosity", "0")
        else:
            served.prepare()
        sizes = sorted({*BOARD, *LIST})
        rows = [row for size in sizes for row in measure(served, size)]
    sys.stdout.write(f"{machine('SQLite')}\n\n{table(HEADS, [line(*row) for row in rows])}\n")
    reached = max(
        percentile(seconds, 0.95) for name, size, seconds, *_rest in rows if name.startswith("board") and size >= BOARD[-1]
    )
    queries = {name: {max(asked) for other, _size, _seconds, asked, _yard in rows if other == name} for name in PAGES}
    sys.stdout.write(f"p95 of the board {reached:.0f} ms, goal {GOAL} ms\n")
    return int(reached > GOAL or any(len(numbers) > 1 for numbers in queries.values()))


def measure(served: Served, size: int) -> list[tuple]:
    said = served.manage("shell", "--verbosity", "0", "-c", f"from tools.scale_selection import grow; print(grow({size}))")
    facts = json.loads(said.strip().splitlines()[-1])
    rows = []
    with served:
        for name, path in PAGES.items():
            if size not in (BOARD if name.startswith("board") else LIST):
                continue
            visitor, yard = Visitor(served, facts["session"]), Visitor(served)
            path = f"/admin/seminars/{facts['seminar']}/{path}"
            for _ready in range(3):
                visitor.ask(path)
                yard.ask("/yardstick")
            visitor.seconds, visitor.queries, yard.seconds = [], [], []
            for _round in range(ROUNDS):
                visitor.ask(path)
                yard.ask("/yardstick")
            rows.append((name, facts["applicants"], visitor.seconds, visitor.queries, yard.seconds))
    return rows


def line(name: str, size: int, seconds: list[float], queries: list[int], yard: list[float]) -> list[str]:
    middle = statistics.median(seconds)
    times = [f"{middle * 1000:.0f}", f"{percentile(seconds, 0.95):.0f}", f"{middle / statistics.median(yard):.0f}"]
    return [name, str(size), *times, str(max(queries))]


if __name__ == "__main__":
    sys.exit(main())
