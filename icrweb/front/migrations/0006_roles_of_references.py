"""Editors keep the register and the glossary; each country's editor keeps its own notes."""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [("front", "0005_roles_of_help"), ("courses", "0007_drop_the_guideline_text"), ("pages", "0002_guidelines_and_blocks")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
