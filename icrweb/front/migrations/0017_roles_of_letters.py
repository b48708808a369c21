"""Organizers issue official letters, directors see them, and the two of them alone see passport data.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one nothing.
"""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0016_roles_of_external_training"),
        ("seminars", "0022_official_letters"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
