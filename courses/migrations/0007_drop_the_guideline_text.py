from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_cite_from_the_register")]
    operations = [migrations.RemoveField(model_name="question", name="guideline_text")]
