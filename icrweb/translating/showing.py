"""What readers are told of a translation that does not know the newest words of its source: once a page, and at each block.

What is open about a page comes with the page itself, as one column of the query that finds it (`stale_rows`).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Aggregate, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONArray
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from icrweb.pages.days import day
from icrweb.pages.keeping import digest
from icrweb.pages.languages import address, language_name
from icrweb.translating.choices import Severity
from icrweb.translating.models import Stale, block_of, in_source_words

COLUMNS = ("path", "kind", "severity", "change__made_at", "change__since", "change__locale__language_code")


class Gathered(Aggregate):
    """Rows as one list of lists."""

    function = "JSONB_AGG"
    allow_distinct = True
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def stale_rows() -> Subquery:
    """For `annotate(stale_rows=stale_rows())` on pages: what is open about each in its language, or None."""
    found = Stale.objects.open().filter(key=OuterRef("translation_key"), locale=OuterRef("locale")).order_by()
    row = JSONArray(*(f"segment__{name}" for name in COLUMNS))
    return Subquery(found.values("key").annotate(rows=Gathered(row)).values("rows"), output_field=JSONField())


@dataclass(frozen=True)
class Mark:
    """A block that is shown in the words of its source: their language, and since when."""

    lang: str
    day: str


@dataclass(frozen=True)
class StalePage:
    """What the banner says: days in words of the reader's language, the language of the source, where both lead.

    `changed_on`: the newest change, or the newest critical one where there is any.
    """

    changed_on: str
    shows: str
    is_critical: bool
    is_behind: bool
    code: str
    language: str
    source_url: str
    changes_url: str
    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        """Whatever is kept of the page's rendered words has another name when this changes."""
        said = ",".join(f"{block}@{mark.day}" for block, mark in sorted(self.marks.items()))
        return digest(said) if said else ""


def stale_page(page: Page) -> StalePage | None:
    """None where the words are those of the source as it is; the query is asked only where the page did not bring its rows."""
    if not hasattr(page, "stale_rows"):
        page.stale_rows = Page.objects.filter(pk=page.pk).values_list(stale_rows(), flat=True).first()
    if not page.stale_rows:
        return None
    rows = [(*row[:3], _moment(row[3]), _moment(row[4]), row[5]) for row in page.stale_rows]
    code = rows[0][5]
    critical = [row for row in rows if row[2] == Severity.CRITICAL]
    return StalePage(
        changed_on=day_of(max(made_at for _path, _kind, _severity, made_at, *_rest in critical or rows)),
        shows=day_of(min(since for *_rest, since, _code in rows)),
        is_critical=bool(critical),
        is_behind=any(not in_source_words(kind, severity) for _path, kind, severity, *_rest in rows),
        code=code,
        language=language_name(code),
        source_url=address(page.url_path, code),
        changes_url=reverse("changes", args=[page.translation_key]),
        marks=_marks(rows),
    )


def _marks(rows: list[tuple]) -> dict[str, Mark]:
    newest: dict[str, tuple] = {}
    for path, kind, severity, made_at, _since, code in rows:
        block = block_of(path)
        if block and in_source_words(kind, severity):
            newest[block] = max(newest.get(block, (made_at, code)), (made_at, code))
    return {block: Mark(code, day_of(made_at)) for block, (made_at, code) in newest.items()}


def _moment(written: str) -> datetime:
    """As the two engines write a moment in JSON: SQLite without its zone, which is UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day_of(moment: datetime) -> str:
    """The day of a moment in words of the language that is active."""
    return day(timezone.localtime(moment).date())
