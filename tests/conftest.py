"""Fixtures that every test may use. `ICRWEB_DATABASE_URL` chooses the engine; SQLite when it is missing."""

from importlib import import_module

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from tests.databases import OwnCopy
from tests.emptying import empty_afterwards


def pytest_addoption(parser):
    parser.addoption("--with-database", action="store_true", help="Only what asks a database: the rest does not change with it.")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--with-database"):
        asking = [
            item for item in items if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
        items[:] = asking


def pytest_configure():
    call_command("compile_catalogues", verbosity=0)
    site.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    TransactionTestCase._fixture_teardown = empty_afterwards


@pytest.fixture(scope="session")
def django_db_setup(request, tmp_path_factory, django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb):
    """Tests with real transactions empty their tables afterwards, which the audit trail's trigger would refuse on SQLite."""
    guard = import_module("icrweb.trail.migrations.0002_audit_is_append_only")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    folder = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    copy = OwnCopy(folder, worker or "alone", reuse=django_db_keepdb)
    with django_db_blocker.unblock():
        copy.take(anew=django_db_createdb)
        with connection.schema_editor() as editor:
            guard.unguard(None, editor)
    yield copy
    with django_db_blocker.unblock():
        copy.give_back()


@pytest.fixture(autouse=True)
def fresh_cache(settings, tmp_path):
    """Each test counts its own rate limits."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}


@pytest.fixture(autouse=True)
def in_english():
    """A page asked for in another language would leave that language behind for the next test."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Files that tests store go where the test ends."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "private"}},
        "drawn": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "drawn", "allow_overwrite": True},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.OUTBOX_DIR = tmp_path / "outbox"
