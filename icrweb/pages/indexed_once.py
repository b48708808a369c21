"""Wagtail writes the search index and the index of references at each save; what is saved many times together, it writes once.

A page that comes in is saved when it is made, published, spread to the other languages and given its translations. Whoever brings in
many of them holds the writing back until all are there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django_tasks import TaskResult
from django_tasks.backends.dummy import DummyBackend
from django_tasks.backends.immediate import ImmediateBackend
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.index import get_indexed_instance

AT_ONCE = 100
# By their names: they are made with the backend below.
SEARCH, REFERENCES = "modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task"
_held: ContextVar[dict[tuple, TaskResult] | None] = ContextVar("held back", default=None)


class TaskBackend(ImmediateBackend):
    """A task is done at once, unless tasks are held back: then it is noted."""

    def enqueue(self, task, args, kwargs):
        held = _held.get()
        if held is None or task.module_path not in (SEARCH, REFERENCES):
            return super().enqueue(task, args, kwargs)
        if (task, args) not in held:
            held[task, args] = DummyBackend(self.alias, {}).enqueue(task, args, kwargs)
        return held[task, args]


@contextmanager
def indexed_once() -> Iterator[None]:
    """One transaction, at whose end all that was saved in it is indexed as it is by then. Inside another one, that is its end."""
    if _held.get() is not None:
        yield
        return
    with transaction.atomic():
        token = _held.set(held := {})
        try:
            yield
        finally:
            _held.reset(token)
        saved: dict[str, dict[type[Model], set[str]]] = {SEARCH: {}, REFERENCES: {}}
        for task, args in held:
            app, model, pk = args
            saved[task.module_path].setdefault(apps.get_model(app, model), set()).add(pk)
        for rows in _rows(saved[SEARCH]):
            _write_in_search_index(rows)
        for rows in _rows(_owners(saved[REFERENCES])):
            for row in rows:
                ReferenceIndex.create_or_update_for_object(row)


def _rows(saved: dict[type[Model], set[str]]) -> Iterator[list[Model]]:
    """A portion at a time. What was deleted since is not there any more."""
    for model, pks in saved.items():
        for some in _portions(pks):
            yield list(model.objects.filter(pk__in=some))


def _portions(pks: set[str]) -> Iterator[list[str]]:
    wanted = sorted(pks)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


def _write_in_search_index(rows: list[Model]) -> None:
    """A page goes in as what it is."""
    found: dict[type[Model], list[Model]] = {}
    for row in filter(None, map(get_indexed_instance, rows)):
        found.setdefault(type(row), []).append(row)
    for model, some in found.items():
        get_search_backend().add_bulk(model, some)


def _owners(saved: dict[type[Model], set[str]]) -> dict[type[Model], set[str]]:
    """What a part refers to is kept with the whole, whose rows may have changed many times."""
    found: dict[type[Model], set[str]] = {}
    for model, pks in saved.items():
        part_of = next((field for field in model._meta.get_fields() if isinstance(field, ParentalKey)), None)
        if part_of:
            parts = (model.objects.filter(pk__in=some).values_list(part_of.attname, flat=True) for some in _portions(pks))
            wholes = {str(key) for some in parts for key in some if key}
            for whole, keys in _owners({part_of.related_model: wholes}).items():
                found.setdefault(whole, set()).update(keys)
        elif ReferenceIndex.is_indexed(model):
            found.setdefault(model, set()).update(pks)
    return found
