"""Editors decide who may see a course and open groups; directors, translators and reviewers see them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0003_page_visits"), ("courses", "0003_access_and_cohorts")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
