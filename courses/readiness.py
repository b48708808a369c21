"""In which languages the pages of courses are there: translated, and up to date where it matters.

What is there and does not count: passages in the words of the source because of a change, tests of which a question is withdrawn.
Questions that nobody has translated yet are not looked at: a test draws from those that there are in its language (`drawing.py`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONArray
from wagtail.models import Page

from courses.models import Question
from icrweb.trail.prepared import Given, Prepared, given_keys
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import Stale

SHARE_OF_LESSONS = 90  # percent of the lessons that a course needs in a language; of all else it needs everything
HIDDEN = Q(segment__kind=Kind.ADDED) | Q(segment__kind=Kind.CHANGED, segment__severity=Severity.CRITICAL)


def _facts(of_pages: Q, of_questions: Q) -> QuerySet:
    """Rows of two kinds. Of pages in their own words: key, language, whether a passage is in the words of the source, the pools of a
    test. Of withdrawn questions: no key, language, False, bank and objective."""
    behind = Stale.objects.open()
    here = behind.filter(key=OuterRef("translation_key"), locale=OuterRef("locale"))
    # Compared as a number, so that SQLite begins with the keys and not with all pages that are no alias.
    own = Page.objects.live().order_by().alias(source=Coalesce("alias_of_id", 0)).filter(source=0)
    pages = own.filter(of_pages, translation_key__in=given_keys("keys"))
    withdrawn = Question.objects.order_by().filter(of_questions, Exists(here), live=False, translation_key__in=behind.values("key"))
    return pages.values_list(
        Cast("translation_key", TextField()),
        F("locale__language_code"),
        Exists(here.filter(HIDDEN)),
        Cast("quizpage__pools", TextField()),
    ).union(
        withdrawn.values_list(
            Value("", TextField()),
            F("locale__language_code"),
            Value(False, BooleanField()),
            Cast(JSONArray("bank", "objective"), TextField()),
        ).distinct(),
        all=True,
    )


FACTS = Prepared(lambda: _facts(Q(), Q()))
IN_LANGUAGE = Q(locale__language_code=Given("language"))
# A test draws by the pools of its source, in whatever language that is.
FACTS_IN_LANGUAGE = Prepared(lambda: _facts(IN_LANGUAGE | Q(quizpage__isnull=False), IN_LANGUAGE))


def there(keys: Iterable[UUID | str], language: str = "") -> dict[str, set[str]]:
    """By language (all, or one) those of the pages that count as there. One query, whatever is translated, behind or withdrawn."""
    given = {"keys": [UUID(str(key)) for key in keys]}
    rows = FACTS_IN_LANGUAGE.rows(language=language, **given) if language else FACTS.rows(**given)
    withdrawn, pools = defaultdict(set), defaultdict(list)
    for key, code, _hidden, drawn in rows:
        if not key:
            withdrawn[code].add(tuple(json.loads(drawn)))
        elif drawn:
            pools[key] += [(pool["value"]["bank"], pool["value"]["objective"]) for pool in json.loads(drawn)]
    found = defaultdict(set)
    for key, code, hidden, _drawn in rows:
        if key and not hidden and not any(_draws(pool, withdrawn[code]) for pool in pools.get(key, ())):
            found[code].add(str(UUID(key)))
    return found


def _draws(pool: tuple[int, str], questions: set[tuple[int, str]]) -> bool:
    """Whether a pool, of one objective or of any, draws on one of these questions."""
    bank, objective = pool
    return any(bank == of_bank and objective in ("", of) for of_bank, of in questions)


def is_complete(needed: set[str], lessons: set[str], present: set[str]) -> bool:
    """Whether a language has enough: all of what is needed, and most of the lessons."""
    return needed <= present and len(lessons & present) * 100 >= len(lessons) * SHARE_OF_LESSONS
