"""Editors keep recordings and their files; translators and reviewers mend captions."""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0006_roles_of_references"),
        ("media", "0001_initial"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
