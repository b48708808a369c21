"""Queries that every page asks: Django writes their SQL once a process, and afterwards only the values change.

Writing a query costs Django several times what the database needs to answer it. Use this for the few questions that no page can do
without; everything else is an ordinary queryset.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Expression, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

NUMBERS = {
    "sqlite": "SELECT CAST(value AS integer) FROM json_each(%s)",
    "postgresql": "SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(%s AS json))",
}
KEYS = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT CAST(value AS uuid) FROM json_array_elements_text(CAST(%s AS json))",
}


class Given(Expression):
    """A place in a prepared query that is filled when it is asked: a text, a number, a key, a day or a moment."""

    def __init__(self, name: str, output_field=None):
        super().__init__(output_field=output_field or CharField())
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


def given_numbers(name: str) -> RawSQL:
    """Any number of ids for `__in`; the SQL is the same however many come."""
    return RawSQL(NUMBERS[connection.vendor], [Given(name)])  # noqa: S611 - a constant


def given_keys(name: str) -> RawSQL:
    """Any number of keys (`UUID`) for `__in`."""
    return RawSQL(KEYS[connection.vendor], [Given(name)])  # noqa: S611 - a constant


class Prepared:
    """`Prepared(lambda: Page.objects.filter(slug=Given("slug")))`, then `.rows(slug="help")`, `.first(…)` or `.all(…)`."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self.written: dict[str, _Written] = {}

    def rows(self, **values) -> list[tuple]:
        """As the database hands them over: for texts and numbers; SQLite's booleans are 0 and 1. Nothing is in an empty list."""
        if any(value == [] for value in values.values()):
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self._writing().filled(values))
            return cursor.fetchall()

    def first(self, **values):
        """The model instance that the queryset would give: with what it selects, joins and annotates."""
        writing = self._writing()
        with connection.cursor() as cursor:
            cursor.execute(*writing.filled(values))
            row = cursor.fetchone()
        return row and writing.instance(row)

    def all(self, **values) -> list:
        """Every model instance that the queryset would give."""
        writing = self._writing()
        with connection.cursor() as cursor:
            cursor.execute(*writing.filled(values))
            return [writing.instance(row) for row in cursor.fetchall()]

    def filled(self, values: dict) -> tuple[str, list]:
        """The SQL and its values, in order."""
        return self._writing().filled(values)

    def _writing(self) -> "_Written":
        if connection.vendor not in self.written:
            self.written[connection.vendor] = _Written(self.build().query)
        return self.written[connection.vendor]


class _Written:
    """A query as SQL, and how Django's own iterator makes a model instance of its row (`ModelIterable`)."""

    def __init__(self, query):
        self.compiler = query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()

    def filled(self, values: dict) -> tuple[str, list]:
        return self.sql, [_ready(values[param.name]) if isinstance(param, Given) else param for param in self.params]

    def instance(self, row):
        own, names, joined, converters = self.making
        if converters:
            [row] = self.compiler.apply_converters([row], converters)
        found = self.compiler.klass_info["model"].from_db(connection.alias, names, row[own])
        for populator in joined:
            populator.populate(row, found)
        for name, column in self.compiler.annotation_col_map.items():
            setattr(found, name, row[column])
        return found

    @cached_property
    def making(self) -> tuple[slice, list[str], list, dict]:
        """Where the model's own columns are, the fields' names, what fills the joined instances, what reads a column."""
        klass, columns = self.compiler.klass_info, self.compiler.select[: self.compiler.col_count]
        own = slice(klass["select_fields"][0], klass["select_fields"][-1] + 1)
        names = [column.target.attname for column, _sql, _alias in columns[own]]
        converters = self.compiler.get_converters([column for column, _sql, _alias in columns])
        return own, names, get_related_populators(klass, columns, connection.alias), converters


def _ready(value):
    if isinstance(value, list):
        return json.dumps([_ready(one) for one in value], default=str)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
