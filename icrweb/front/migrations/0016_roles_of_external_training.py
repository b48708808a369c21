"""The help desk and directors check training of other providers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("front", "0015_roles_of_recognition"), ("certificates", "0007_external_training")]
    operations = []  # 0017_roles_of_letters makes the roles, once for all these steps
