from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("seminars", "0008_quotas_and_offers")]

    operations = [
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offer_ends_at'], name='registration_offers'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['confirmed', 'offered', 'waiting'])), fields=('seminar', 'person'), name='one_live_registration_each'),
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='one_live_registration',
        ),
    ]
