"""Editors keep the terms for translators; translators and medical reviewers read and propose them.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one nothing.
"""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0019_roles_of_translations"),
        ("translating", "0003_terms"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
