"""Editors keep recordings and their files; translators and reviewers mend captions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0006_roles_of_references"),
        ("media", "0001_initial"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
