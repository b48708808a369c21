"""Which entries of Wagtail's index hold some words, best first: the one place that asks the index itself (decision 0016).

Wagtail ranks every entry that matches, joined with its page, before it takes the first hundred. Here the index gives a bounded
number of entries that the reader may see, and only those are ranked.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BooleanField, Case, FloatField, IntegerField, OuterRef, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from wagtail.search.models import IndexEntry

from courses.models import GlossaryTerm

POOL = 500  # entries that are ranked: of a word that stands in more, the best of so many


def matches(words: list[list[str]], pages, terms, most: int, *, ranked: bool = True) -> list[tuple[int, int]]:
    """Content type and id of the entries of `pages` and `terms` that hold each of `words` in one of its forms.

    A form of several tokens is held where all of them are.
    """
    entries, to_entry = _on_postgresql(words) if connection.vendor == "postgresql" else _on_sqlite(words)
    term = ContentType.objects.get_for_model(GlossaryTerm).pk
    shown = entries.annotate(number=Cast(f"{to_entry}object_id", IntegerField())).alias(
        shown=Case(When(**{f"{to_entry}content_type": term}, then=_one_of(terms)), default=_one_of(pages))
    )
    columns = [f"{to_entry}content_type", "number", *(["rank"] if ranked else [])]
    rows = list(shown.filter(shown__isnull=False).values_list(*columns)[: POOL if ranked else most])
    if ranked:
        rows.sort(key=lambda row: (-row[2], -row[1]))
    return [(kind, number) for kind, number, *_rank in rows[:most]]


def _one_of(records) -> Subquery:
    """Looked up for each entry until there are enough. EXISTS would be turned into a join with all that may be seen."""
    return Subquery(records.filter(pk=OuterRef("number")).order_by().values("pk")[:1])


def _on_postgresql(words: list[list[str]]) -> tuple:
    asked = _expression(words, " & ", " | ", "'")
    query = "to_tsquery('simple', %s)"
    holds = RawSQL(f'"wagtailsearch_indexentry"."body" @@ {query}', [asked], BooleanField())  # noqa: S611 - nothing glued in
    rank = RawSQL(f'ts_rank("wagtailsearch_indexentry"."body", {query})', [asked], FloatField())  # noqa: S611
    return IndexEntry.objects.annotate(rank=rank).filter(holds), ""


def _on_sqlite(words: list[list[str]]) -> tuple:
    asked = _expression(words, " AND ", " OR ", '"')
    table = apps.get_model("wagtailsearch", "SQLiteFTSIndexEntry")
    holds = RawSQL("wagtailsearch_indexentry_fts MATCH %s", [f"body : ({asked})"], BooleanField())
    rank = RawSQL("-bm25(wagtailsearch_indexentry_fts)", [], FloatField())
    return table.objects.annotate(rank=rank).filter(holds), "index_entry__"


def _expression(words: list[list[str]], both: str, either: str, quote: str) -> str:
    """Tokens are letters, digits, points and underscores: no quote is among them."""
    forms = [[both.join(f"{quote}{token}{quote}" for token in form.split()) for form in forms] for forms in words]
    return both.join(f"({either.join(f'({form})' for form in some)})" for some in forms)
