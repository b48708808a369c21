"""Country editors publish their own notes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0008_roles_of_reports")]
    operations = []  # 0015_roles_of_recognition makes the roles, once for all these steps
