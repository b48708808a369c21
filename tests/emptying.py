"""Emptying the tables after a test with real transactions: only those that have rows, and in one transaction.

Django would truncate every table and make content types and permissions anew, which takes PostgreSQL several seconds a test. They
stay here as the migrations made them. Foreign keys are checked at the end of the transaction, so the order does not matter.
"""

from django.db import connections, transaction
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}


def empty_afterwards(test: TransactionTestCase) -> None:
    """Stands in for Django's own way of cleaning up after a test."""
    for alias in test._databases_names(include_mirrors=False):
        _empty(connections[alias])


def _empty(connection) -> None:
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    quoted = {name: connection.ops.quote_name(name) for name in sorted(names)}
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted.items()]  # noqa: S608 - names of ours
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        filled = []
        for start in range(0, len(asked), 100):
            cursor.execute(" UNION ALL ".join(asked[start : start + 100]))
            filled += [name for (name,) in cursor.fetchall()]
        for name in filled:
            cursor.execute(f"DELETE FROM {quoted[name]}")  # noqa: S608 - names of ours
