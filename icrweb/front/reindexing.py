"""Writing the search index anew when what it holds has changed: after an upgrade, or with another secret key.

A page is indexed whenever it is saved; what was saved before is gone through by the worker, a portion at a time. How far it has come
is a row, so a stopped worker goes on where it was.
"""

from itertools import groupby

from django.db import transaction
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from courses.models import GlossaryTerm
from courses.sealing import EVERY_COURSE, seal_of
from icrweb.front.models import IndexWriting

VERSION = 3  # count on when a page or term of the same words is indexed otherwise than before
PORTION = 100
INDEXED = {"page": Page, "term": GlossaryTerm}


def way_of_writing() -> str:
    """What decides how words stand in the index, besides the words."""
    return f"{VERSION}-{seal_of(EVERY_COURSE).hex()[:16]}"


def begin_index() -> None:
    """A new site: whatever it will hold is indexed in this way."""
    for name in INDEXED:
        IndexWriting.objects.update_or_create(of=name, defaults={"way": way_of_writing(), "done": True})


def write_index_anew() -> int:
    """Sweep: index the next portion of what was indexed in another way, or never; how many that was."""
    way = way_of_writing()
    if IndexWriting.objects.filter(way=way, done=True).count() == len(INDEXED):
        return 0
    return sum(_write_portion(name, way) for name in INDEXED)


@transaction.atomic
def _write_portion(name: str, way: str) -> int:
    IndexWriting.objects.get_or_create(of=name, defaults={"way": way})
    writing = IndexWriting.objects.select_for_update().get(of=name)
    if writing.way != way:
        writing.way, writing.reached, writing.done = way, 0, False
    if writing.done:
        return 0
    # Locked, so that nobody's newer words are written over with older ones.
    rows = INDEXED[name].objects.filter(pk__gt=writing.reached).order_by("pk").select_for_update()
    portion = list((rows.specific() if name == "page" else rows)[:PORTION])
    for model, some in groupby(sorted(portion, key=_label), key=type):
        get_search_backend().add_bulk(model, list(some))
    writing.reached = portion[-1].pk if portion else writing.reached
    writing.done = len(portion) < PORTION
    writing.save()
    return len(portion)


def _label(record) -> str:
    return record._meta.label
