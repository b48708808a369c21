import django.utils.timezone
from django.db import migrations, models

STATES = [
    ("looking", "Being looked at"),
    ("ready", "Ready to be brought in"),
    ("refused", "Refused"),
    ("wanted", "Being brought in"),
    ("done", "Brought in"),
]
REPORT = "What the worker found, as data; `error`: why it found nothing."


def keep_what_was_done(apps, schema_editor):
    """Imports that are done keep their report in the new shape; the worker looks at the others anew."""
    QuestionImport = apps.get_model("courses", "QuestionImport")
    for sent in QuestionImport.objects.exclude(done_at=None):
        lines = [{**line, "place": "", "changes": [[field, "", ""] for field in line["changes"]]} for line in sent.report]
        sent.state, sent.report = "done", {"lines": lines, "error": ""}
        sent.save(update_fields=["state", "report"])
    QuestionImport.objects.filter(done_at=None).update(report={})


class Migration(migrations.Migration):
    dependencies = [("courses", "0029_cases")]

    operations = [
        migrations.AddField(
            model_name="questionimport",
            name="next_try_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="questionimport",
            name="state",
            field=models.CharField(choices=STATES, default="looking", editable=False, max_length=8),
        ),
        migrations.AlterField(
            model_name="courseimport",
            name="report",
            field=models.JSONField(default=dict, editable=False, help_text=REPORT),
        ),
        migrations.AlterField(
            model_name="questionimport",
            name="report",
            field=models.JSONField(default=dict, editable=False, help_text=REPORT),
        ),
        migrations.RunPython(keep_what_was_done, migrations.RunPython.noop),
        migrations.RemoveField(model_name="questionimport", name="done_at"),
    ]
