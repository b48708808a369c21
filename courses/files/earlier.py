"""What files of earlier versions say, as it is said now. No Django here."""

from courses.files.items import Sort
from courses.files.schema import BOOL, Kind, hear


def as_today(sort: Sort, said: dict, place: str, line: int) -> dict:
    """A quiz was final or a lesson's before it had a purpose."""
    if sort.name != "quiz" or "final" not in said:
        return said
    final = hear(Kind(BOOL), said["final"], place, line)
    return {"purpose": "final" if final else "lesson", **{name: value for name, value in said.items() if name != "final"}}
