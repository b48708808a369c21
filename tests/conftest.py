"""Fixtures that every test may use. `ICRWEB_DATABASE_URL` chooses the engine; SQLite when it is missing."""

import os
import shutil
import tempfile

os.environ.setdefault("ICRWEB_DEMO", "1")
OWN_FOLDER = "" if "ICRWEB_DATA_DIR" in os.environ else tempfile.mkdtemp(prefix="icrweb-tests-")
os.environ.setdefault("ICRWEB_DATA_DIR", OWN_FOLDER)

from importlib import import_module  # noqa: E402

import pytest  # noqa: E402
from django.conf import settings as site  # noqa: E402
from django.core.management import call_command  # noqa: E402


def pytest_configure():
    call_command("compile_catalogues", verbosity=0)
    site.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure():
    # The folder belongs to the process that made it; workers of xdist find it in their environment.
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)


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
