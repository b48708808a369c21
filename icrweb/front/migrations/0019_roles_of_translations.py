"""Translators, editors and medical reviewers write into their languages, and medical reviewers review.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one nothing.
"""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0018_roles_of_after_seminars"),
        ("accounts", "0005_languages_of_translators"),
        ("translating", "0002_who_writes_and_reviews"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
