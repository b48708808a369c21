"""Editors submit and somebody else approves: the workflows that pages and questions go through.

Its steps name groups, so those exist from here on; what each may do is set by the newest of these migrations about roles.
"""

from django.db import migrations

from courses.review import found_workflows
from icrweb.accounts.roles import LABELS


def make(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in LABELS:
        Group.objects.get_or_create(name=name)
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
