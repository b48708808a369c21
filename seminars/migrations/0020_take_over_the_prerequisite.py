from django.db import migrations


def take_over(apps, schema_editor):
    Seminar = apps.get_model("seminars", "Seminar")
    for seminar in Seminar.objects.exclude(prerequisite=None):
        seminar.prerequisites.add(seminar.prerequisite_id)


def give_back(apps, schema_editor):
    """One column holds one: the first by code."""
    Seminar = apps.get_model("seminars", "Seminar")
    for seminar in Seminar.objects.all():
        if first := seminar.prerequisites.order_by("code").first():
            Seminar.objects.filter(pk=seminar.pk).update(prerequisite=first)


class Migration(migrations.Migration):
    dependencies = [("seminars", "0019_several_prerequisites")]

    operations = [migrations.RunPython(take_over, give_back)]
