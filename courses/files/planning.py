"""What an import would do, item by item, from the files and from what the site has. No Django here."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher

from courses.files.body import write_body
from courses.files.items import CourseFiles, Item, Sort
from courses.files.schema import STREAM, Kind, say
from courses.files.text import FileError, gettext_noop

NEW, CHANGED, SAME, KEPT, REFUSED, MISSING = "new", "changed", "unchanged", "kept", "refused", "missing"
EXCERPT = 90
MOST_PLACES = 6  # of one field that are shown
PLACE = "place"  # in the course: no field


@dataclass
class Line:
    """One item of the plan. `changes`: field, old excerpt, new excerpt. `sentence` with `params`: why it is refused."""

    status: str
    sort: str
    place: str
    language: str
    title: str
    changes: list = field(default_factory=list)
    sentence: str = ""
    params: dict = field(default_factory=dict)
    at: int = 0


@dataclass
class Plan:
    lines: list[Line] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.status == REFUSED]

    @property
    def counts(self) -> Counter:
        return Counter(line.status for line in self.lines)

    def refuse(self, item: Item, sentence: str, line: int = 0, **params) -> None:
        """Turn the line of an item into a refusal."""
        self.lines = [old for old in self.lines if (old.sort, old.place, old.language) != (item.sort, item.place, item.language)]
        self.lines.append(
            Line(REFUSED, item.sort, item.place, item.language, title_of(item), sentence=sentence, params=params, at=line)
        )

    def as_data(self) -> dict:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict) -> "Plan":
        return cls([Line(**line) for line in data["lines"]], data["left_out"])


def refusal(fault: FileError) -> Line:
    return Line(REFUSED, "", fault.place, "", "", sentence=fault.sentence, params=fault.params, at=fault.line)


def compare(files: CourseFiles, site: CourseFiles, sorts: dict[str, Sort]) -> Plan:
    """Every item of the files: new, changed or unchanged; every item that only the site has: missing. Nothing is deleted.

    What other courses share (pictures, documents, terms, guidelines …) stays as the site has it.
    """
    plan = Plan([refusal(fault) for fault in files.faults], list(files.left_out))
    there = {item.name: item for item in site.items}
    parents, old_parents = parents_of(files), parents_of(site)
    for item in files.items:
        old = there.pop(item.name, None)
        if old is None:
            plan.lines.append(Line(NEW, item.sort, item.place, item.language, title_of(item)))
            continue
        changes = changes_of(sorts[item.sort], old, item)
        if parents.get(item.key) != old_parents.get(item.key):
            changes.append([PLACE, old.place, item.place])
        if changes and item.sort == "edition":
            sentence = gettext_noop(
                "This site has the edition %(label)s already, and it says something else (%(fields)s). "
                "An edition is never altered: publish a new one, or take this file away."
            )
            plan.refuse(
                item, sentence, label=item.values["label"], fields=", ".join(dict.fromkeys(change[0] for change in changes))
            )
            continue
        status = SAME if not changes else KEPT if sorts[item.sort].folder else CHANGED
        plan.lines.append(Line(status, item.sort, item.place, item.language, title_of(item), changes))
    for item in there.values():
        if sorts[item.sort].folder:
            continue
        plan.lines.append(Line(MISSING, item.sort, item.place, item.language, title_of(item)))
    return plan


def parents_of(course: CourseFiles) -> dict[str, str]:
    """The key of the module by the key of each lesson and quiz."""
    modules = {item.place.partition("/")[0]: item.key for item in course.of("module")}
    return {item.key: modules.get(item.place.partition("/")[0], "") for item in course.of("lesson", "quiz")}


def changes_of(sort: Sort, old: Item, new: Item) -> list[list[str]]:
    """Each field that differs, as often as it differs in a place of its own."""
    return [
        [name, *words]
        for name, kind in sort.fields.items()
        if old.values[name] != new.values[name]
        for words in _differences(*(_lines(kind, values[name], name == sort.body) for values in (old.values, new.values)))
    ]


def title_of(item: Item) -> str:
    values = item.values
    return str(values.get("title") or values.get("name") or values.get("words") or values.get("label") or item.place)


def _lines(kind: Kind, value, is_body: bool) -> list[str]:
    """A value as somebody reads it: a body as the file has it, of a list each item in a line."""
    said = write_body(kind, value) if is_body and kind.name == STREAM and value is not None else say(kind, value)
    if isinstance(said, list):
        return [_line(item) for item in said]
    if isinstance(said, dict):
        return [f"{name}: {_line(item)}" for name, item in said.items()]
    return [line for line in _line(said).split("\n") if line.strip()]


def _line(said) -> str:
    if isinstance(said, dict):
        return " · ".join(f"{name}: {_line(item)}" for name, item in said.items())
    if isinstance(said, list):
        return ", ".join(map(_line, said))
    return "" if said is None else str(said).lower() if isinstance(said, bool) else str(said)


def _differences(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = [excerpts(" ".join(old[a:b]), " ".join(new[c:d])) for step, a, b, c, d in steps if step != "equal"]
    return [*found[:MOST_PLACES], *([("…", "…")] if len(found) > MOST_PLACES else [])] or [("", "")]


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both values around the first place where they differ."""
    place = next((number for number, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, place - EXCERPT // 3)
    return tuple(
        ("…" if start else "") + text[start : start + EXCERPT] + ("…" if len(text) > start + EXCERPT else "") for text in (old, new)
    )
