"""Country editors publish their own notes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0008_roles_of_reports")]
    operations = []  # 0018_roles_of_after_seminars makes the roles, once for all these steps
