"""The help desk becomes a role, and the others get what they need to answer questions and to read evaluations."""

from django.db import migrations

from icrweb.accounts.roles import HELPER


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=HELPER).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0004_roles_of_groups"),
        ("helpdesk", "0001_initial"),
        ("evaluation", "0001_initial"),
    ]
    # 0019_roles_of_translations makes the roles, once for all these steps.
    operations = [migrations.RunPython(migrations.RunPython.noop, unmake)]
