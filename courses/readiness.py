"""What of a course's translation does not count, although it is there: passages in the source's words, questions withdrawn."""

from collections import defaultdict

from django.db.models import Case, Count, Max, Q, When

from courses.models import Question, QuizPage
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import Stale

SHARE_OF_LESSONS = 90  # percent of the lessons that a course needs in a language; of all else it needs everything
HIDDEN = Q(segment__kind=Kind.ADDED) | Q(segment__kind=Kind.CHANGED, segment__severity=Severity.CRITICAL)


def not_ready(languages: list[str] | None = None) -> dict[str, set[str]]:
    """By language: pages of which readers get a passage in the words of the source, tests of which a question is withdrawn.

    One query, and two more where something is open.
    """
    rows = Stale.objects.open().order_by().annotate(hidden=Case(When(HIDDEN, then=True), default=False))
    if languages is not None:
        rows = rows.filter(locale__language_code__in=languages)
    found: dict[str, set[str]] = defaultdict(set)
    behind = set(rows.values_list("key", "locale__language_code", "hidden"))
    for key, language, hidden in behind:
        if hidden:
            found[language].add(str(key))
    gaps = _withdrawn({(key, language) for key, language, _hidden in behind}) if behind else set()
    for key, pools in _quizzes() if gaps else ():
        for bank, objective, language in gaps:
            if any(pool["bank"] == bank and pool["objective"] in ("", objective) for pool in pools):
                found[language].add(str(key))
    return found


def _withdrawn(behind: set[tuple]) -> set[tuple]:
    """Bank, objective and language of the questions among what is behind its source that are not asked there."""
    rows = Question.objects.filter(live=False, translation_key__in=Stale.objects.open().values("key")).order_by()
    rows = rows.values_list("translation_key", "bank", "objective", "locale__language_code")
    return {(bank, objective, language) for key, bank, objective, language in rows if (key, language) in behind}


def stamp() -> dict:
    """Another one whenever what is not ready may have changed: one query."""
    return Stale.objects.open().aggregate(Count("pk"), Max("pk"), hidden=Count("pk", filter=HIDDEN))


def is_complete(needed: set[str], lessons: set[str], there: set[str]) -> bool:
    """Whether a language has enough: all of what is needed, and most of the lessons."""
    return needed <= there and len(lessons & there) * 100 >= len(lessons) * SHARE_OF_LESSONS


def _quizzes() -> list[tuple]:
    """What each quiz draws from, as it is stored."""
    rows = QuizPage.objects.live().filter(alias_of=None).only("translation_key", "pools")
    return [(page.translation_key, [pool["value"] for pool in page.pools.raw_data]) for page in rows]
