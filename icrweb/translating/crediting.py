"""Who translated and who medically reviewed the words of a language: their names stand where the words do."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, JSONField, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONArray, TruncDate
from wagtail.models import Page
from wagtail_localize.models import Translation

from icrweb.accounts.models import User
from icrweb.accounts.names import language_of_name
from icrweb.pages.days import day
from icrweb.trail.prepared import Given, Prepared, given_keys
from icrweb.translating.choices import State
from icrweb.translating.models import Standing
from icrweb.translating.showing import Gathered

SHOWN = 4  # more names than these open on demand
NAME = ("latin_name", "native_name", "country", "language")
NOBODY = ("",) * len(NAME)
REVIEWED = (State.REVIEWED, State.APPROVED)


@dataclass(frozen=True)
class Name:
    """A person as credited: the name in Latin letters, and the one in their own script with its language."""

    latin: str
    native: str
    lang: str


@dataclass(frozen=True)
class Credit:
    translators: list[Name]
    reviewers: list[Name]
    reviewed_on: date | None

    @property
    def reviewed_day(self) -> str:
        return day(self.reviewed_on) if self.reviewed_on else ""

    @property
    def is_long(self) -> bool:
        return len({*self.translators, *self.reviewers}) > SHOWN


def credit_rows() -> Case:
    """For `annotate(credit_rows=credit_rows())` on pages: who stands behind the words of this page in its language.

    Nothing is looked up for a page that nobody translates. The language is compared as a sum, so that SQLite begins with the few
    passages of the page and not with all words of the language.
    """
    words = Standing.objects.filter(words__context__object_id=OuterRef("translation_key"))
    words = _credited(words.alias(language=F("words__locale_id") + 0).filter(language=OuterRef("locale_id")))
    rows = words.values("words__context__object_id").annotate(rows=Gathered(_row(), distinct=True)).values("rows")
    return Case(When(_is_translated(), then=Subquery(rows)), output_field=JSONField())


def _is_translated() -> Exists:
    return Exists(Translation.objects.filter(source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale")))


def credit_of(page) -> Credit | None:
    """What the page brought along; None for an alias, and where nobody is known."""
    return None if page.alias_of_id else _credit(getattr(page, "credit_rows", None) or [])


def _credited_pages() -> QuerySet:
    """What `credit_for` asks, by the same two rules."""
    here = Page.objects.live().filter(translation_key__in=given_keys("keys"), locale=Given("locale", IntegerField()))
    own = here.filter(_is_translated(), alias_of=None)
    words = Standing.objects.filter(words__context__object_id__in=own.values("translation_key"))
    words = words.alias(language=F("words__locale_id") + 0).filter(language=Given("locale", IntegerField()))
    people = _credited(words).values("state", "translator", "reviewer").annotate(day=TruncDate(Max("reviewed_at")))
    # Grouped by whom, and named afterwards: the names of a few, not of every passage.
    return people.annotate(by=_named("translator"), checked_by=_named("reviewer")).values_list("state", "day", "by", "checked_by")


def _named(role: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(role)).values_list(JSONArray(*NAME)), output_field=JSONField())


OF_PAGES = Prepared(_credited_pages)


def credit_for(keys: Collection[UUID], locale_id: int) -> Credit | None:
    """For several pages together, as a course and its lessons: one query. Aliases are left out, for they show other words."""
    return _credit(OF_PAGES.rows(keys=list(keys), locale=locale_id))


def _credited(standings: QuerySet) -> QuerySet:
    return standings.exclude(state=State.DRAFT).order_by()


def _row() -> JSONArray:
    people = (JSONArray(*(f"{role}__{name}" for name in NAME)) for role in ("translator", "reviewer"))
    return JSONArray("state", TruncDate("reviewed_at"), *people)


def _credit(rows: list) -> Credit | None:
    translators, reviewers, days = set(), set(), []
    for row in rows:
        state, reviewed, by, checked_by = _read(row)
        translators.add(tuple(_read(by) or NOBODY))
        if state in REVIEWED:
            reviewers.add(tuple(_read(checked_by) or NOBODY))
            days += [date.fromisoformat(str(reviewed)[:10])] if reviewed else []
    found = Credit(_names(translators), _names(reviewers), max(days, default=None))
    return found if found.translators or found.reviewers else None


def _read(value):
    """JSON as the two engines hand it over: SQLite as text."""
    return json.loads(value) if isinstance(value, str) else value


def _names(people: set[tuple]) -> list[Name]:
    return sorted(
        (
            Name(latin, native if native != latin else "", language_of_name(native, country, language))
            for latin, native, country, language in people
            if latin
        ),
        key=lambda name: name.latin,
    )
