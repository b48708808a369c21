"""Who is registered for a seminar online takes part online; everybody else, on site, which is what the new column says by itself."""

from django.db import migrations


def take_part_online(apps, schema_editor):
    Registration = apps.get_model("seminars", "Registration")
    Registration.objects.filter(seminar__format="online").update(mode="online")


def forget(apps, schema_editor):
    Registration = apps.get_model("seminars", "Registration")
    Registration.objects.update(mode="on_site")


class Migration(migrations.Migration):
    dependencies = [("seminars", "0004_sittings_of_their_own")]

    operations = [migrations.RunPython(take_part_online, forget)]
