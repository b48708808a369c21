"""Editors keep the register and the glossary; each country's editor keeps its own notes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0005_roles_of_help"), ("courses", "0007_drop_the_guideline_text"), ("pages", "0002_guidelines_and_blocks")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
