"""Seminars that were planned before had no achievement until their first certificate."""

from django.db import migrations


def make_achievements(apps, schema_editor):
    Seminar = apps.get_model("seminars", "Seminar")
    Achievement = apps.get_model("certificates", "Achievement")
    there = set(Achievement.objects.values_list("key", flat=True))
    Achievement.objects.bulk_create(
        [
            Achievement(
                key=seminar.key,
                kind="attendance",
                code=seminar.code,
                name=(seminar.titles.get(seminar.language) or seminar.code)[:255],
            )
            for seminar in Seminar.objects.filter(gives_certificate=True)
            if seminar.key not in there
        ],
        500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0005_templates"),
        ("seminars", "0005_how_people_take_part"),
    ]

    operations = [migrations.RunPython(make_achievements, migrations.RunPython.noop, elidable=True)]
