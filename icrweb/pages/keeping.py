"""Words of a page, rendered once and kept in the cache until anything they were made of changes.

A kept text is found by what is written (a digest of the stored words), the language, the day and this release of the software, so
nothing has to be dropped when a page is published, moved back to an older revision or translated: other words have another name.
The rows that the words refer to (pictures, documents, linked pages, glossary terms, recordings) are compared with what they were,
in one query. Nothing about a person may be in here.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache as once
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import connection
from django.db.models import F, ForeignKey, Value
from django.db.models.functions import JSONArray
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import TranslatableMixin

from icrweb.trail.prepared import Prepared, given_numbers

A_WEEK = 7 * 24 * 3600
MADE_OF = (
    "templates/**/*.html",
    "icrweb/locale/*/LC_MESSAGES/*.po",
    "icrweb/pages/**/*.py",
    "icrweb/media/**/*.py",
    "icrweb/translating/**/*.py",
    "courses/**/*.py",
)
OTHERS = {"auth", "accounts", "contenttypes", "taggit", "wagtailcore", "wagtailsearch"}  # their rows are not shown


def kept(name: str, written: str, make: Callable[[], tuple[object, list]]):
    """Return what `make` makes of the words `written`; it says beside it what they refer to, as (model, id) pairs.

    `name` holds all else that the result depends on. One read of the cache, and one query where something is referred to.
    """
    key = f"words:{name}:{timezone.now().date()}:{release()}:{digest(written)}"
    found = cache.get(key)
    if found and found[2] == stamp(found[1]):
        return found[0]
    made, references = make()
    references = sorted({(model._meta.label_lower, int(pk)) for model, pk in references})
    cache.set(key, (made, references, stamp(references)), A_WEEK)
    return made


def stamp(references: list[tuple[str, int]]) -> str:
    """What the rows referred to, in all their languages and with what belongs to them, look like now."""
    ids = defaultdict(list)
    for label, pk in references:
        ids[label].append(pk)
    if not ids:
        return ""
    asked = [query.filled({"ids": ids[label]}) for label in sorted(ids) for query in _rows_of(label)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _params in asked), [param for _sql, params in asked for param in params])
        return digest("\n".join(sorted(map(repr, cursor.fetchall()))))


@once
def _rows_of(label: str) -> list[Prepared]:
    """Queries for the rows of a model with some ids and for those that are parts of them, each row as one list."""
    model = apps.get_model(label)
    parts = [relation.field for relation in get_all_child_relations(model)]
    return [
        Prepared(lambda: _as_rows(model, _these(model))),
        *(Prepared(lambda field=field: _as_rows(field.model, {f"{field.name}__in": given_numbers("ids")})) for field in parts),
    ]


def _these(model) -> dict:
    if issubclass(model, TranslatableMixin):
        return {"translation_key__in": model._base_manager.filter(pk__in=given_numbers("ids")).values("translation_key")}
    return {"pk__in": given_numbers("ids")}


def _as_rows(model, which: dict):
    row = JSONArray(Value(model._meta.label_lower), *(F(name) for name in _columns(model, 3)))
    return model._base_manager.filter(**which).order_by().values_list(row)


def _columns(model, depth: int) -> list[str]:
    """The names of a model's columns and, through its keys to rows of ours, of what those show."""
    names = []
    for field in model._meta.concrete_fields:
        names.append(field.attname)
        if depth and isinstance(field, ForeignKey) and field.related_model._meta.app_label not in OTHERS:
            names += [f"{field.name}__{name}" for name in _columns(field.related_model, depth - 1)]
    return names


def digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


@once
def release() -> str:
    """Names this release: its templates, catalogues, code, and the addresses of its static files."""
    found = blake2b(getattr(staticfiles_storage, "manifest_hash", "").encode(), digest_size=8)
    for pattern in MADE_OF:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()
