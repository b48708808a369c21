"""A question of each kind as a file has it."""

from dataclasses import replace

from courses.formats import Foreign
from tests.courses.test_asking import WRITTEN

SHARED = sorted(set(WRITTEN) - {"hot_spot", "concordance"})  # kinds that Moodle has too


def foreign(kind: str, **more) -> Foreign:
    return Foreign(f"Of {kind}", replace(WRITTEN[kind], picture=None), f"id-{kind}", ("Safety",), "reports", **more)


def many(count: int, kind: str = "single") -> list[Foreign]:
    return [replace(foreign(kind), id=f"n{number}", name=f"N{number}") for number in range(count)]


def statuses(lines) -> list[str]:
    return [line.status for line in lines]
