"""Directors and operators see reports about certificates, and close them."""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [("front", "0007_media_roles"), ("certificates", "0002_report")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
