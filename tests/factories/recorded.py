"""What a factory builds the way editors do is built once a process; later tests get the same rows put in place.

A published course takes Wagtail a thousand queries, and most tests want one. The first time the factory runs, and the rows that it
added, changed and deleted are noted. The next time, where the tables are as they were then, those rows are written instead, their
moments moved to now. Where anything is different, the factory runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page, Site

COUNTED = (Page, Site)  # what a new page's place, address and aliases depend on
MOST_KEPT = 30


@dataclass
class Change:
    """What happened to the rows of one table, by primary key."""

    table: str
    pk: str
    columns: list[str]
    added: dict
    before: dict  # rows that were changed or deleted
    changed: dict


@dataclass
class Recording:
    counts: tuple
    changes: list[Change]
    ended: datetime
    made: int

    def fits(self) -> bool:
        """The tables are as they were when this was recorded, as far as it touches them."""
        return self.counts == counts() and all(_untouched(change) for change in self.changes)

    def play(self) -> int:
        later = timezone.now() - self.ended  # what was built lies in the past, as after building it
        with connection.cursor() as cursor:
            for change in self.changes:
                _write(cursor, change, later)
        Site.clear_site_root_paths_cache()
        Site.get_site_root_paths()  # building asks for it, so that a test that counts queries finds it known
        return self.made


_kept: dict[tuple, list[Recording]] = {}


def recorded(key: tuple, build: Callable[[], int]) -> int:
    """The primary key that `build` returns; its rows are there afterwards. `key` holds all that they depend on."""
    named = repr(key)
    if " at 0x" in named or not connection.in_atomic_block:
        return build()  # no name of its own, or a test with real transactions, which empties the tables
    recordings = _kept.setdefault((connection.vendor, named), [])
    for recording in recordings:
        if recording.fits():
            return recording.play()
    counted, before = counts(), tables()
    made = build()
    changes = _difference(before, tables())
    if changes and len(recordings) < MOST_KEPT:
        recordings.append(Recording(counted, changes, timezone.now(), made))
    return made


def counts() -> tuple:
    """How many there are; of locales which, since a row names its locale by number and a code is there once."""
    return *(model.objects.count() for model in COUNTED), tuple(Locale.objects.order_by("pk").values_list("pk", "language_code"))


def tables() -> dict[str, dict]:
    """Every row of every table, by table and primary key."""
    found = {}
    with connection.cursor() as cursor:
        for table, pk, columns in _layout():
            cursor.execute(f"SELECT {_names([pk, *columns])} FROM {_name(table)}")  # noqa: S608 - names of our own models
            found[table] = {row[0]: row[1:] for row in cursor.fetchall()}
    return found


@cache
def _layout() -> list[tuple[str, str, list[str]]]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return [
        (model._meta.db_table, model._meta.pk.column, [field.column for field in model._meta.local_concrete_fields])
        for model in models
        if not model._meta.db_table.endswith("_fts")  # SQLite's triggers fill it
    ]


def _difference(before: dict, after: dict) -> list[Change]:
    changes = []
    for table, pk, columns in _layout():
        old, new = before[table], after[table]
        added = {key: row for key, row in new.items() if key not in old}
        touched = {key: row for key, row in old.items() if new.get(key) != row}
        if added or touched:
            changes.append(Change(table, pk, columns, added, touched, {key: new[key] for key in touched if key in new}))
    return changes


def _untouched(change: Change) -> bool:
    keys = [*change.added, *change.before]
    with connection.cursor() as cursor:
        names, marks = _names([change.pk, *change.columns]), ", ".join(["%s"] * len(keys))
        cursor.execute(f"SELECT {names} FROM {_name(change.table)} WHERE {_name(change.pk)} IN ({marks})", keys)  # noqa: S608
        there = {row[0]: _timeless(row[1:]) for row in cursor.fetchall()}
    return there == {key: _timeless(row) for key, row in change.before.items()}


def _timeless(row: tuple) -> list:
    return [value for value in row if not isinstance(value, datetime)]


def _write(cursor, change: Change, later) -> None:
    table, pk = _name(change.table), _name(change.pk)
    if gone := [(key,) for key in change.before if key not in change.changed]:
        cursor.executemany(f"DELETE FROM {table} WHERE {pk} = %s", gone)  # noqa: S608
    if change.changed:
        places = ", ".join(f"{_name(column)} = %s" for column in change.columns)
        rows = [[*_moved(row, later), key] for key, row in change.changed.items()]
        cursor.executemany(f"UPDATE {table} SET {places} WHERE {pk} = %s", rows)  # noqa: S608
    if change.added:
        marks = ", ".join(["%s"] * len(change.columns))
        rows = [_moved(row, later) for row in change.added.values()]
        cursor.executemany(f"INSERT INTO {table} ({_names(change.columns)}) VALUES ({marks})", rows)  # noqa: S608


def _moved(row: tuple, later) -> list:
    return [value + later if isinstance(value, datetime) else value for value in row]


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(names: list[str]) -> str:
    return ", ".join(_name(name) for name in names)
