"""What somebody translated and reviewed, by course and language: for their own page, and for a CV."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce, Length, Replace, Trim
from django.utils.translation import gettext as _
from wagtail.models import Page

from icrweb.accounts.models import User
from icrweb.pages.languages import language_name
from icrweb.translating.choices import State
from icrweb.translating.models import Standing

GROUP_DEPTH = 4  # below the root, a home page and a list: a course, a seminar


@dataclass
class Work:
    """In one language, on one course, one seminar, or all questions: passages and words of the source."""

    title: str
    title_lang: str
    code: str
    translated: int = 0
    translated_words: int = 0
    reviewed: int = 0
    reviewed_words: int = 0
    first: datetime | None = None
    last: datetime | None = None

    @property
    def language(self) -> str:
        return language_name(self.code)

    def add(self, row: dict) -> None:
        for name in ("translated", "translated_words", "reviewed", "reviewed_words"):
            setattr(self, name, getattr(self, name) + (row[name] or 0))
        moments = [moment for moment in (self.first, self.last, row["first"], row["last"]) if moment]
        self.first, self.last = min(moments, default=None), max(moments, default=None)


def work_of(person: User, language: str) -> list[Work]:
    """What stands of it today, the most first: words that somebody else wrote anew are theirs. Four queries."""
    rows = _rows(person)
    groups = _groups({row["key"] for row in rows}, language)
    found: dict[tuple, Work] = {}
    for row in rows:
        title, lang = groups.get(row["key"]) or (_label(row["kind"]), "")
        found.setdefault((title, row["code"]), Work(title, lang, row["code"])).add(row)
    return sorted(found.values(), key=lambda work: (-work.translated_words - work.reviewed_words, work.title, work.code))


def _rows(person: User) -> list[dict]:
    wrote = Q(translator=person) & ~Q(state=State.DRAFT)
    looked = Q(reviewer=person, state__in=(State.REVIEWED, State.APPROVED))
    string = Trim("words__translation_of__data")
    words = Length(string) - Length(Replace(string, Value(" "), Value(""))) + 1
    return list(
        Standing.objects.filter(wrote | looked)
        .order_by()
        .values(
            key=F("words__context__object_id"),
            code=F("words__locale__language_code"),
            kind=F("words__context__object__content_type"),
        )
        .annotate(
            translated=Count("pk", filter=wrote),
            translated_words=Sum(words, filter=wrote),
            reviewed=Count("pk", filter=looked),
            reviewed_words=Sum(words, filter=looked),
            first=Min(Coalesce("translated_at", "reviewed_at")),
            last=Max(Coalesce("reviewed_at", "translated_at")),
        )
    )


def _groups(keys: set, language: str) -> dict:
    """The title, and its language where it is another, of the course or seminar that each page belongs to, by the page's key."""
    paths = defaultdict(list)
    for key, path in Page.objects.filter(translation_key__in=keys).order_by("path").values_list("translation_key", "path"):
        paths[key].append(path)
    above = {key: found[0][: GROUP_DEPTH * Page.steplen] for key, found in paths.items()}
    heads = dict(Page.objects.filter(path__in=set(above.values()), depth=GROUP_DEPTH).values_list("path", "translation_key"))
    titles = {
        key: (title, lang or "")
        for key, title, lang in Page.objects.filter(
            translation_key__in=set(heads.values()), locale__language_code=language
        ).values_list("translation_key", "title", "alias_of__locale__language_code")
    }
    return {key: titles.get(heads.get(path)) or (_("Pages"), "") for key, path in above.items()}


def _label(kind: int) -> str:
    name = str(ContentType.objects.get_for_id(kind).model_class()._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]
