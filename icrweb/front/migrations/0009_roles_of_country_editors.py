"""Country editors publish their own notes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0008_roles_of_reports")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
