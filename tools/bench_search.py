"""What a search costs in a hundred thousand lesson pages, on PostgreSQL and on SQLite; a part of tools/bench.py."""

import json
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from tools.benching import Visitor, drop_database, machine, own_database, table
from tools.served import Served

GOALS = {"PostgreSQL": 150, "SQLite": 300}  # milliseconds, p95 of all searches
LANGUAGES = ["en", "ja", "th", "vi", "ko", "zh-hans"]  # whose searches are timed
HEADS = ["search", "reader", "runs", "p50 ms", "p95 ms", "max ms", "queries"]
NOWHERE = "qwxyz"


def measure_search(postgresql: str, rounds: int) -> int:
    """The table of each engine; 1 where a goal is missed."""
    missed = 0
    for engine, url in [*([("PostgreSQL", postgresql)] if postgresql else []), ("SQLite", "")]:
        if url:
            own_database(url)
        try:
            with tempfile.TemporaryDirectory(prefix="icrweb-bench-") as folder:
                served = Served(Path(folder), workers=2, ICRWEB_BENCH="1", ICRWEB_DATABASE_URL=url)
                facts = prepare(served)
                with served:
                    missed |= show(engine, facts, measure(served, facts, rounds))
        finally:
            if url:
                drop_database(url)
    return missed


def prepare(served: Served) -> dict:
    sys.stdout.write("Preparing the demonstration, then a hundred thousand lessons (some minutes) …\n")
    served.prepare()
    said = served.manage("shell", "--verbosity", "0", "-c", "from tools.scale_search import grow; print(grow())")
    return json.loads(said.strip().splitlines()[-1])


def searches(asked: dict) -> list[tuple[str, list[str]]]:
    """Name and addresses of each kind of search. Words of another language end in asking for all ten."""
    named = {name: [] for name in asked["en"]}
    for code in LANGUAGES:
        for name, words in asked[code].items():
            named[name] += [f"/{code}/search/?{urlencode({'q': word})}" for word in words]
    named["second page"] = [f"{path}&page=2" for path in named["common word"][::3]]
    named["in all languages"] = [f"/en/search/?{urlencode({'q': asked[code]['usual word'][0]})}" for code in LANGUAGES[1:4]]
    named["nowhere"] = [f"/{code}/search/?q={NOWHERE}" for code in LANGUAGES[:3]]
    return list(named.items())


def measure(served: Served, facts: dict, rounds: int) -> list[tuple]:
    """One reader at a time: how long an answer takes, not how many there are in a second."""
    rows = []
    for reader, session in (("guest", ""), ("learner", facts["session"])):
        for name, paths in searches(facts["asked"]):
            visitor = Visitor(served, session)
            for path in paths[:4]:
                visitor.ask(path)  # templates and connections are ready
            visitor.seconds, visitor.queries = [], []
            for _round in range(rounds):
                for path in paths:
                    visitor.ask(path)
            rows.append((name, reader, visitor.seconds, visitor.queries))
    return rows


def show(engine: str, facts: dict, rows: list[tuple]) -> int:
    everything = [second for _name, _reader, seconds, _queries in rows for second in seconds]
    queries = [number for row in rows for number in row[3]]
    lines = [line(*row) for row in [*rows, ("all", "", everything, queries)]]
    reached = percentile(everything, 0.95)
    sys.stdout.write(
        f"\n{machine(engine)}\nSearch in {facts['lessons']:,} lesson pages of ten languages\n\n{table(HEADS, lines)}\n"
    )
    sys.stdout.write(f"p95 {reached:.0f} ms, goal {GOALS[engine]} ms\n\n")
    return int(reached > GOALS[engine])


def line(name: str, reader: str, seconds: list[float], queries: list[int]) -> list[str]:
    times = [statistics.median(seconds) * 1000, percentile(seconds, 0.95), max(seconds) * 1000]
    return [name, reader, str(len(seconds)), *(f"{time:.0f}" for time in times), str(max(queries))]


def percentile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(seconds)[int(len(seconds) * share)] * 1000
