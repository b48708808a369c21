"""Whoever translates or reviews today does so in the language of their account, until somebody says more."""

from django.db import migrations


def theirs(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    for person in people.filter(groups__name__in=["translator", "medical_reviewer"]).exclude(language="en").distinct():
        people.filter(pk=person.pk).update(translates_into=[person.language])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_translates_into")]
    operations = [migrations.RunPython(theirs, migrations.RunPython.noop)]
