from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('seminars', '0032_passing_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='calendar_key',
            field=models.UUIDField(editable=False, help_text='Of the registration that was here before, if any.', null=True),
        ),
        migrations.AddField(
            model_name='registration',
            name='put_back_at',
            field=models.DateTimeField(editable=False, help_text='When the organizer last took the place back.', null=True),
        ),
    ]
