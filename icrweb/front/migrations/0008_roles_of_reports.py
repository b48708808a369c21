"""Directors and operators see reports about certificates, and close them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0007_media_roles"), ("certificates", "0002_report")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
