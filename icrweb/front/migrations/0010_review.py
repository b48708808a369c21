"""Editors submit and somebody else approves: their permissions, and the workflows that pages and questions go through.

The roles are made here for all earlier steps too, whichever of them a site has gone through: `make_roles` makes each role whole.
When the lists of roles change again, the new migration makes the roles, and this one the workflows only.
"""

from django.db import migrations

from courses.review import found_workflows
from icrweb.accounts.roles import make_roles


def make(apps, schema_editor):
    make_roles()
    found_workflows()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0009_roles_of_country_editors"),
        ("courses", "0013_review"),
        ("pages", "0001_initial"),
        ("accounts", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
