"""Country editors publish their own notes."""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [("front", "0008_roles_of_reports")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
