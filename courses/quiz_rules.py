"""What an edition froze about one of its quizzes. Plain Python: an item of a syllabus in, rules out."""

from dataclasses import dataclass

FROZEN = ("purpose", "pass_mark", "free_attempts", "cool_down_hours", "time_limit", "max_attempts", "exempts")
FINAL, LESSON, PRE, POST, FORMATIVE = "final", "lesson", "pre", "post", "formative"


@dataclass(frozen=True)
class Rules:
    """`time_limit` in minutes and `max_attempts` are None where there is none."""

    title: str
    purpose: str
    pass_mark: int
    free_attempts: int
    cool_down_hours: int
    time_limit: int | None = None
    max_attempts: int | None = None
    exempts: bool = False

    @classmethod
    def of(cls, item: dict | None) -> "Rules | None":
        """The rules of a quiz in a syllabus; None for what is no quiz of it. Old editions say "final" and know no other rules."""
        if item is None or item["kind"] != "quiz":
            return None
        frozen = {name: item[name] for name in FROZEN if name in item}
        frozen.setdefault("purpose", FINAL if item.get("final") else LESSON)
        if frozen["purpose"] == PRE:
            frozen["max_attempts"] = 1  # what is known beforehand is measured once
        if frozen["purpose"] == FORMATIVE:
            frozen |= {"max_attempts": None, "cool_down_hours": 0}  # nobody waits for practice
        return cls(title=item["title"], **frozen)

    @property
    def asked_for(self) -> bool:
        """Passing it is part of the course."""
        return self.purpose not in (PRE, FORMATIVE)

    @property
    def final(self) -> bool:
        return self.purpose == FINAL

    @property
    def pre(self) -> bool:
        return self.purpose == PRE

    @property
    def formative(self) -> bool:
        """For practice: may be taken again after a pass, and shows its answers each time."""
        return self.purpose == FORMATIVE

    def shows_keys(self, passed: bool) -> bool:
        """Those of a pre-test never: the test after it draws on the same questions."""
        return self.formative or (passed and not self.pre)


def asked_for(syllabus: list[dict]) -> list[dict]:
    """The items that a learner must do; the others (pre-tests, practice) are offered."""
    return [item for item in syllabus if item["kind"] != "quiz" or Rules.of(item).asked_for]


def highest_pass_mark(syllabus: list[dict]) -> int | None:
    """Of the tests that must be passed; None without one."""
    return max((item["pass_mark"] for item in asked_for(syllabus) if item["kind"] == "quiz"), default=None)


def exempted(syllabus: list[dict], passed: set[str]) -> frozenset[str]:
    """Lessons that a passed pre-test of their module exempts from."""
    modules = {
        item["module_key"]
        for item in syllabus
        if item["key"] in passed and (rules := Rules.of(item)) and rules.pre and rules.exempts
    }
    return frozenset(item["key"] for item in syllabus if item["kind"] == "lesson" and item["module_key"] in modules)
