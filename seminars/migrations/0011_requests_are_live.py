from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("seminars", "0010_decisions_of_the_organizer")]

    operations = [
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['confirmed', 'offered', 'waiting', 'requested'])), fields=('seminar', 'person'), name='one_live_registration'),
        ),
        migrations.RemoveConstraint(model_name='registration', name='one_live_registration_each'),
    ]
