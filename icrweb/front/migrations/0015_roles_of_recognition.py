"""Directors state mutual recognition; organizers, the help desk and directors note whom they saw in person.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one nothing.
"""

from django.db import migrations

from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0014_roles_of_templates"),
        ("accounts", "0003_identity_checks"),
        ("courses", "0032_recognition_and_cpd"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
