"""What is odd about a question in one language, by the thresholds of the method. Plain Python; docs/item-analysis.md explains them."""

from dataclasses import dataclass

from courses.analysing.statistics import GREY_BELOW, Item, Matched

HARD, EASY = 0.30, 0.90
APART = 0.10
UNUSED = 0.05
GAP = 0.15

ORDER = ("against", "rival", "language", "matched", "hard", "apart", "unused", "easy")  # what to look at first


@dataclass(frozen=True)
class Option:
    """One thing that could be answered, by its stable label, and how many did."""

    label: str
    right: bool
    n: int
    distractor: bool = False  # one of a list to choose from, not a number that somebody typed
    row: str = ""  # of several rows to fill, which

    def share(self, n: int) -> float:
        return self.n / n if n else 0.0


@dataclass(frozen=True)
class Compared:
    """A language beside the one the questions are written in."""

    gap: float  # facility here less facility there
    matched: Matched | None


def flags(found: Item, options: list[Option], compared: Compared | None, *, final: bool) -> list[str]:
    """Of a question that at least thirty learners were set. In a final test most shall be right: that is no fault there."""
    if found.n < GREY_BELOW:
        return []
    raised = set(_of_answers(found, options, final))
    if found.facility < HARD:
        raised.add("hard")
    if found.facility > EASY and not final:
        raised.add("easy")
    if found.point_biserial is not None and found.point_biserial < APART:
        raised.add("against" if found.point_biserial < 0 else "apart")
    if compared and abs(compared.gap) > GAP:
        raised.add("language")
    if compared and compared.matched and compared.matched.size == "C":
        raised.add("matched")
    return [code for code in ORDER if code in raised]


def _of_answers(found: Item, options: list[Option], final: bool) -> list[str]:
    raised = []
    wrong = [option for option in options if not option.right]
    for row in {option.row for option in options}:
        rights = [option.n for option in options if option.right and option.row == row]
        wrongs = [option.n for option in wrong if option.row == row]
        if rights and wrongs and min(rights) < max(wrongs):
            raised.append("rival")
    nearly_all_right = final and found.facility > EASY  # whoever is right chose no wrong one
    if not nearly_all_right and any(option.distractor and option.share(found.n) < UNUSED for option in wrong):
        raised.append("unused")
    return raised
