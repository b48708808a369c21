"""Organizers issue official letters, directors see them, and the two of them alone see passport data."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0016_roles_of_external_training"),
        ("seminars", "0022_official_letters"),
    ]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
