"""The help desk becomes a role, and the others get what they need to answer questions and to read evaluations."""

from django.db import migrations

from icrweb.accounts.roles import HELPER, make_roles


def make(apps, schema_editor):
    make_roles()


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=HELPER).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0004_roles_of_groups"),
        ("helpdesk", "0001_initial"),
        ("evaluation", "0001_initial"),
    ]
    operations = [migrations.RunPython(make, unmake)]
