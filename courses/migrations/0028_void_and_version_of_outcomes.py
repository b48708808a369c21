"""Which version of a question marked each outcome, and which questions are void. Portion by portion; run again it writes the same."""

from decimal import Decimal

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef

PORTION = 500
FOUR_PLACES = Decimal("0.0001")


def fill(apps, schema_editor):
    outcomes = apps.get_model("courses", "ItemOutcome").objects
    attempts = apps.get_model("courses", "Attempt").objects.filter(Exists(outcomes.filter(attempt=OuterRef("pk")))).order_by("pk")
    last = 0
    while portion := list(attempts.filter(pk__gt=last).only("pk", "marking").prefetch_related("outcomes")[:PORTION]):
        last = portion[-1].pk
        rows = [row for attempt in portion for row in mended(list(attempt.outcomes.all()), attempt.marking)]
        with transaction.atomic(using=schema_editor.connection.alias):
            outcomes.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["attempt", "item"],
                update_fields=["items", "rest", "void", "revision"],
            )


def mended(rows: list, marking: dict) -> list:
    """Of one paper, if anything of it is known. Void questions count for nothing."""
    for row in rows:
        marks = marking.get(row.item, {})
        row.void, row.revision = bool(marks.get("void")), marks.get("revision")
    if not any(row.void or row.revision for row in rows):
        return []
    count = [row for row in rows if not row.void]
    if len(count) < len(rows):
        for row in rows:
            others = [other.credit for other in count if other is not row]
            row.items = len(count)
            row.rest = (sum(others) * 100 / len(others)).quantize(FOUR_PLACES) if others else None
    for row in rows:
        row.pk = None
    return rows


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("courses", "0027_tallies")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
