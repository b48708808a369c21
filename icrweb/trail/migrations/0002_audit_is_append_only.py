"""The audit trail can be added to and read, nothing else; the database itself refuses."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER trail_auditentry_no_{deed_lower} BEFORE {deed} ON trail_auditentry
BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION trail_auditentry_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER trail_auditentry_no_change BEFORE UPDATE OR DELETE ON trail_auditentry
FOR EACH ROW EXECUTE FUNCTION trail_auditentry_refuse();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for deed in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(deed=deed, deed_lower=deed.lower()))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS trail_auditentry_no_change ON trail_auditentry; DROP FUNCTION IF EXISTS trail_auditentry_refuse();")
    else:
        for deed in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS trail_auditentry_no_{deed};")


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
