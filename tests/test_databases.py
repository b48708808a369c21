"""The database of the tests themselves."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from icrweb.accounts.models import Institution
from tests.databases import OwnCopy
from tests.factories.people import make_institution

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def another_process(own: OwnCopy):
    other = OwnCopy(own.folder, "another", reuse=own.reuse)
    connection.close()
    connection.settings_dict["NAME"] = own.original
    other.take(anew=False)
    try:
        yield other
    finally:
        other.give_back()
        connection.settings_dict["NAME"] = own.name


def test_a_second_process_gets_the_migrated_tables_and_nobody_elses_rows(django_db_setup):
    make_institution()
    migrations = MigrationRecorder(connection).applied_migrations().keys()
    with another_process(django_db_setup):
        assert not Institution.objects.exists()
        assert MigrationRecorder(connection).applied_migrations().keys() == migrations
        make_institution()
        make_institution()
    assert Institution.objects.count() == 1


def test_a_copy_goes_when_its_process_ends(django_db_setup):
    with another_process(django_db_setup) as other:
        assert exists(other.name)
        assert other.name != django_db_setup.name
    assert not exists(other.name)
    assert exists(django_db_setup.migrated)


def exists(name) -> bool:
    if connection.vendor == "sqlite":
        return Path(name).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None
