"""The roles of the product become groups."""

from django.db import migrations

from icrweb.accounts.roles import LABELS


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=LABELS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0001_initial"),
        ("accounts", "0001_initial"),
        ("trail", "0001_initial"),
        ("pages", "0001_initial"),
        ("certificates", "0001_initial"),
        ("courses", "0001_initial"),
        ("seminars", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]
    # 0019_roles_of_translations makes the roles, once for all these steps.
    operations = [migrations.RunPython(migrations.RunPython.noop, unmake)]
