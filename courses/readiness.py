"""In which languages the pages of courses are there: translated, and up to date where it matters.

What is there and does not count: passages in the words of the source because of a change, tests that ask less than their source does,
because a question of theirs is not translated yet or is withdrawn.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page

from courses.models import Case, Question
from icrweb.trail.prepared import Given, Prepared, given_keys, given_numbers
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import Stale

SHARE_OF_LESSONS = 90  # percent of the lessons that a course needs in a language; of all else it needs everything
HIDDEN = Q(segment__kind=Kind.ADDED) | Q(segment__kind=Kind.CHANGED, segment__severity=Severity.CRITICAL)
Pool = tuple[int, str]  # of a bank, one objective or ("") any


def _pages() -> QuerySet:
    """Of pages in their own words: key, language, whether a passage is in the words of the source, the pools of a test."""
    here = Stale.objects.open().filter(key=OuterRef("translation_key"), locale=OuterRef("locale"))
    # Compared as a number, so that SQLite begins with the keys and not with all pages that are no alias.
    own = Page.objects.live().order_by().alias(source=Coalesce("alias_of_id", 0)).filter(source=0)
    return own.filter(translation_key__in=given_keys("keys")).values_list(
        Cast("translation_key", TextField()),
        F("locale__language_code"),
        Exists(here.filter(HIDDEN)),
        Cast("quizpage__pools", TextField()),
    )


def _questions() -> QuerySet:
    """How many questions can be asked: bank, its language, objective, language, number. Those of a case need its words, too."""
    source = Question.objects.live().filter(translation_key=OuterRef("translation_key"), locale__language_code=F("bank__language"))
    case = Case.objects.live().filter(bank=OuterRef("bank"), slug=OuterRef("case"), locale=OuterRef("locale"))
    askable = Question.objects.live().filter(Exists(source), Q(case="") | Exists(case), bank__in=given_numbers("banks"))
    cells = askable.order_by().values_list("bank", "bank__language", "objective", "locale__language_code")
    return cells.annotate(number=Count("pk"))


IN_LANGUAGE = Q(locale__language_code=Given("language"))
PAGES, QUESTIONS = Prepared(_pages), Prepared(_questions)
# A test draws by the pools of its source, in whatever language that is; it is compared with what that asks.
PAGES_IN_LANGUAGE = Prepared(lambda: _pages().filter(IN_LANGUAGE | Q(quizpage__isnull=False)))
QUESTIONS_IN_LANGUAGE = Prepared(lambda: _questions().filter(IN_LANGUAGE | Q(locale__language_code=F("bank__language"))))


def there(keys: Iterable[UUID | str], language: str = "") -> dict[str, set[str]]:
    """By language (all, or one) those of the pages that count as there. Two queries, whatever is translated, behind or withdrawn."""
    given = {"keys": [UUID(str(key)) for key in keys]}
    rows = PAGES_IN_LANGUAGE.rows(language=language, **given) if language else PAGES.rows(**given)
    pools: dict[str, set[Pool]] = defaultdict(set)
    for key, _code, _hidden, drawn in rows:
        pools[key] |= {(pool["value"]["bank"], pool["value"]["objective"] or "") for pool in json.loads(drawn or "[]")}
    less = _asking_less(set().union(*pools.values()), language)
    found = defaultdict(set)
    for key, code, hidden, _drawn in rows:
        if not hidden and pools[key].isdisjoint(less.get(code, ())):
            found[code].add(str(UUID(key)))
    return found


def _asking_less(pools: set[Pool], language: str) -> dict[str, set[Pool]]:
    """By language (all, or one) the pools of which it has fewer questions than the language of the bank."""
    given = {"banks": sorted({bank for bank, _objective in pools if bank})}
    rows = QUESTIONS_IN_LANGUAGE.rows(language=language, **given) if language else QUESTIONS.rows(**given)
    source, numbers = {}, Counter()
    for bank, source[bank], objective, code, number in rows:
        for cell in ((bank, objective), (bank, "")):
            numbers[cell, code] += number
    codes = [language] if language else list(dict(settings.LANGUAGES))
    return {
        code: {pool for pool in pools if pool[0] in source and numbers[pool, code] < numbers[pool, source[pool[0]]]}
        for code in codes
    }


def is_complete(needed: set[str], lessons: set[str], present: set[str]) -> bool:
    """Whether a language has enough: all of what is needed, and most of the lessons."""
    return needed <= present and len(lessons & present) * 100 >= len(lessons) * SHARE_OF_LESSONS
