"""Queries that every page asks: Django writes their SQL once a process, and afterwards only the values change.

Writing a query costs Django several times what the database needs to answer it. Use this for the few questions that no page can do
without; everything else is an ordinary queryset.
"""

import json
from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Expression, QuerySet
from django.db.models.expressions import RawSQL

NUMBERS = {
    "sqlite": "SELECT CAST(value AS integer) FROM json_each(%s)",
    "postgresql": "SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(%s AS json))",
}
KEYS = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT CAST(value AS uuid) FROM json_array_elements_text(CAST(%s AS json))",
}


class Given(Expression):
    """A place in a prepared query that is filled when it is asked: a text, a number or a key."""

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
    """`Prepared(lambda: Page.objects.filter(slug=Given("slug")))`, then `.rows(slug="help")` or `.first(slug="help")`."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self.model = None
        self.written = {}

    def rows(self, **values) -> list[tuple]:
        """As the database hands them over: for texts and numbers; SQLite's booleans are 0 and 1. Nothing is in an empty list."""
        if any(value == [] for value in values.values()):
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self.filled(values))
            return cursor.fetchall()

    def first(self, **values):
        """A model instance with what the query selects, the rest deferred; annotations are attributes."""
        sql, params = self.filled(values)
        return next(iter(self.model._default_manager.raw(sql, params)), None)

    def filled(self, values: dict) -> tuple[str, list]:
        """The SQL and its values, in order."""
        if connection.vendor not in self.written:
            query = self.build().query
            self.model = query.model
            self.written[connection.vendor] = query.sql_with_params()
        sql, params = self.written[connection.vendor]
        return sql, [_ready(values[param.name]) if isinstance(param, Given) else param for param in params]


def _ready(value):
    if isinstance(value, list):
        return json.dumps([_ready(one) for one in value], default=str)
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
