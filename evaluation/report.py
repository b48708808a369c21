"""How a course works, in numbers: who came and finished, and what they said. Nothing is shown of fewer than five people."""

from collections import Counter
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import Edition, Enrolment
from evaluation.models import Evaluation, LaterCheck, Stage, Used
from evaluation.questions import words_in

FEWEST = 5
SCALE_VALUES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Distribution:
    """How often each answer was given; empty where fewer than five people answered."""

    question: str
    words: str
    n: int
    rows: list[tuple[str, int]]
    mean: float | None = None

    @property
    def shown(self) -> bool:
        return self.n >= FEWEST

    @property
    def longest(self) -> int:
        return max((count for _label, count in self.rows), default=0)


def enrolment_numbers(course_key: UUID, edition: str = "", language: str = "") -> dict:
    """Enrolments, completions and the median of days between, of the chosen edition and language."""
    rows = _chosen(Enrolment.objects.filter(course_key=course_key), edition, language)
    times = list(rows.values_list("enrolled_at", "completed_at", "left_at"))
    days = [(done - began).total_seconds() / 86400 for began, done, _left in times if done]
    return {
        "enrolled": len(times),
        "completed": len(days),
        "left": sum(left is not None for _began, _done, left in times),
        "median_days": round(median(days), 1) if len(days) >= FEWEST else None,
    }


def distributions(course_key: UUID, language_shown: str, edition: str = "", language: str = "") -> dict[str, list[Distribution]]:
    """By stage, each closed question with its answers."""
    words = words_in(language_shown)
    rows = list(
        _chosen(Evaluation.objects.of_course(course_key), edition, language).values("stage", "useful", "clear", "used", "sure")
    )
    later = [row for row in rows if row["stage"] == Stage.LATER]
    after = [row for row in rows if row["stage"] == Stage.AFTER]
    return {
        "after": [_scale("useful", words, after), _scale("clear", words, after)],
        "later": [_choices("used", words, later), _scale("sure", words, later)],
    }


def _scale(name: str, words: dict, rows: list[dict]) -> Distribution:
    return of_scale(name, words[name], [row[name] for row in rows if row[name]])


def of_scale(name: str, words: str, values: list[int]) -> Distribution:
    """How often each of 1 to 5 was given, and the mean; neither where fewer than five people answered."""
    if len(values) < FEWEST:
        return Distribution(name, words, len(values), [])
    counted = Counter(values)
    ends = {1: _("1 (no)"), 5: _("5 (yes)")}
    shown = [(str(ends.get(value, value)), counted[value]) for value in SCALE_VALUES]
    return Distribution(name, words, len(values), shown, round(sum(values) / len(values), 2))


def _choices(name: str, words: dict, rows: list[dict]) -> Distribution:
    values = [row[name] for row in rows if row[name]]
    if len(values) < FEWEST:
        return Distribution(name, words[name], len(values), [])
    counted = Counter(values)
    return Distribution(name, words[name], len(values), [(str(used.label), counted[used.value]) for used in Used])


def texts(course_key: UUID, stage: str, edition: str = "", language: str = ""):
    """What people wrote, without names, newest last; nothing while fewer than five wrote."""
    rows = _chosen(Evaluation.objects.of_course(course_key), edition, language).filter(stage=stage).exclude(words="")
    return rows.order_by("pk").only("words", "language", "edition", "stage") if rows.count() >= FEWEST else rows.none()


def check_numbers(course_key: UUID, edition: str = "", language: str = "") -> dict:
    """The check after 90 days: how many were asked, how many answered, and their share right."""
    asked = LaterCheck.objects.filter(enrolment__course_key=course_key)
    if edition:
        asked = asked.filter(enrolment__edition__label=edition)
    done = asked.done().filter(language=language) if language else asked.done()
    shares = [right / len(paper) for right, paper in done.values_list("right", "paper")]
    return {
        "asked": asked.count(),
        "answered": len(shares),
        "median_percent": int(median(shares) * 100) if len(shares) >= FEWEST else None,
    }


def choices_of(course_key: UUID) -> dict:
    """Editions and languages to choose from."""
    enrolments = Enrolment.objects.filter(course_key=course_key)
    return {
        "editions": list(Edition.objects.published().of_course(course_key).values_list("label", flat=True)),
        "languages": sorted(set(enrolments.order_by().values_list("language", flat=True))),
    }


def _chosen(rows, edition: str, language: str):
    if edition:
        rows = rows.filter(edition__label=edition)
    return rows.filter(language=language) if language else rows
