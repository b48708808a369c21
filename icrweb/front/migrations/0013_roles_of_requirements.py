"""Editors keep what bodies ask for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0012_search_index_writing"), ("certificates", "0003_requirements"), ("courses", "0026_question_formats")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
