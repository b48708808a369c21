"""Editors decide who may see a course and open groups; directors, translators and reviewers see them."""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [("front", "0003_page_visits"), ("courses", "0003_access_and_cohorts")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
