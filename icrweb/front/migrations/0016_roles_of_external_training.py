"""The help desk and directors check training of other providers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0015_roles_of_recognition"), ("certificates", "0007_external_training")]
    operations = []  # 0019_roles_of_translations makes the roles, once for all these steps
