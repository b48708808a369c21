from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("seminars", "0018_reminders_and_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="seminar",
            name="prerequisites",
            field=models.ManyToManyField(
                blank=True,
                help_text="All of them, each valid on the day of registration.",
                related_name="+",
                to="certificates.achievement",
                verbose_name="certificates needed to register",
            ),
        ),
    ]
