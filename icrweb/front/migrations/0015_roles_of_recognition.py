"""Directors state mutual recognition; organizers, the help desk and directors note whom they saw in person."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0014_roles_of_templates"),
        ("accounts", "0003_identity_checks"),
        ("courses", "0032_recognition_and_cpd"),
    ]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
