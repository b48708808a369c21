from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("seminars", "0009_offers_hold_seats")]

    operations = [
        migrations.AddField(
            model_name='seminar',
            name='decides_on_site',
            field=models.BooleanField(db_default=False, default=False, verbose_name='the organizer decides who comes on site'),
        ),
        migrations.AddField(
            model_name='seminar',
            name='decides_online',
            field=models.BooleanField(db_default=False, default=False, verbose_name='the organizer decides who takes part online'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('confirmed', 'Confirmed'), ('offered', 'Place offered'), ('waiting', 'Waiting list'), ('requested', "Waits for the organizer's decision"), ('declined', 'Declined by the organizer'), ('lapsed', 'No answer in time'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='state'),
        ),
    ]
