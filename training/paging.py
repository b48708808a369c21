"""Several lists on one page, each in pages of its own."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.http import QueryDict

ROWS = 20


def page_of(rows: Sequence, name: str, query: QueryDict) -> tuple[Page, dict]:
    """The page of `rows` that `query` asks for under `name`, and the way back and on, with the rest of the address kept."""
    page = Paginator(rows, ROWS).get_page(query.get(name))
    number, total = page.number, page.paginator.num_pages
    return page, {
        "number": number,
        "total": total,
        "previous": _address(query, name, number - 1) if number > 1 else "",
        "next": _address(query, name, number + 1) if number < total else "",
    }


def _address(query: QueryDict, name: str, number: int) -> str:
    changed = query.copy()
    changed[name] = number
    return f"?{changed.urlencode()}"
