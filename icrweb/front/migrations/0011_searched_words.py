"""An index for what a search asks of PostgreSQL: whether title and body together hold the words. Wagtail has one for each alone."""

from django.db import migrations

INDEX = "CREATE INDEX IF NOT EXISTS front_searched_words ON wagtailsearch_indexentry USING gin ((title || body))"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("front", "0010_review"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(on_postgresql(INDEX), on_postgresql("DROP INDEX IF EXISTS front_searched_words"))]
