"""Directors draw up the templates of certificates."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0013_roles_of_requirements"), ("certificates", "0005_templates")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
