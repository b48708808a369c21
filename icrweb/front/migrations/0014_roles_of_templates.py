"""Directors draw up the templates of certificates."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0013_roles_of_requirements"), ("certificates", "0005_templates")]
    operations = []  # 0018_roles_of_after_seminars makes the roles, once for all these steps
