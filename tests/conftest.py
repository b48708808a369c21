"""Fixtures that every test may use. `ICRWEB_DATABASE_URL` chooses the engine; SQLite when it is missing."""

import os
import tempfile

os.environ.setdefault("ICRWEB_DEMO", "1")
os.environ.setdefault("ICRWEB_DATA_DIR", tempfile.mkdtemp(prefix="icrweb-tests-"))

from importlib import import_module  # noqa: E402

import pytest  # noqa: E402
from django.core.management import call_command  # noqa: E402


def pytest_configure():
    call_command("compile_catalogues", verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty their tables afterwards, which the audit trail's trigger would refuse on SQLite."""
    guard = import_module("icrweb.trail.migrations.0002_audit_is_append_only")
    from django.db import connection  # noqa: PLC0415 - settings are ready only now

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        guard.unguard(None, editor)


@pytest.fixture(autouse=True)
def fresh_cache(settings, tmp_path):
    """Each test counts its own rate limits."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Files that tests store go where the test ends."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "private"}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.OUTBOX_DIR = tmp_path / "outbox"
