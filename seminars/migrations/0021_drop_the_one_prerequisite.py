from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("seminars", "0020_take_over_the_prerequisite")]

    operations = [migrations.RemoveField(model_name="seminar", name="prerequisite")]
