"""Organizers plan what is asked after a seminar; they and directors read what came of it.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one nothing.
"""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0017_roles_of_letters"),
        ("evaluation", "0002_after_seminars"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
