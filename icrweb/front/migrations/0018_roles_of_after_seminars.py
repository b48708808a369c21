"""Organizers plan what is asked after a seminar; they and directors read what came of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0017_roles_of_letters"),
        ("evaluation", "0002_after_seminars"),
    ]
    operations = []  # 0020_roles_of_terms makes the roles, once for all these steps
