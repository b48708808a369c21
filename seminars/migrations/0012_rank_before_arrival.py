from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seminars", "0011_requests_are_live")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="rank",
            field=models.PositiveIntegerField(
                editable=False, help_text="By score, 1 first; before arrival in the line.", null=True
            ),
        ),
    ]
