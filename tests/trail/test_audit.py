from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from icrweb.trail import audit
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guarded(db):
    guard = import_module("icrweb.trail.migrations.0002_audit_is_append_only")
    with connection.schema_editor() as editor:
        guard.guard(None, editor)
    yield
    with connection.schema_editor() as editor:
        guard.unguard(None, editor)


@pytest.mark.parametrize("change", [lambda rows: rows.update(why="nothing happened"), lambda rows: rows._raw_delete("default")])
def test_an_audit_entry_can_be_neither_changed_nor_deleted(guarded, change):
    entry = audit.record("person.confirm", make_user(), actor=make_user(), old={"a": 1}, new={"a": 2}, why="seen the passport")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.filter(pk=entry.pk))
    entry.refresh_from_db()
    assert (entry.why, entry.old, entry.new) == ("seen the passport", {"a": 1}, {"a": 2})
