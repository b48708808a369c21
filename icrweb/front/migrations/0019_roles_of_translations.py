"""Translators, editors and medical reviewers write into their languages, and medical reviewers review."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0018_roles_of_after_seminars"),
        ("accounts", "0005_languages_of_translators"),
        ("translating", "0002_who_writes_and_reviews"),
    ]
    operations = []  # 0020_roles_of_terms makes the roles, once for all these steps
