"""What each question came to, of attempts handed in before that was kept. Portion by portion: stopped, it goes on where it was.

Credits are read as they were recorded. Papers named their choices by ids of their own; which choice that was is found by its words.
A choice whose words have changed since is kept as one that cannot be read.
"""

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef

PORTION = 500
UNREAD = ""
FOUR_PLACES = Decimal("0.0001")


def fill(apps, schema_editor):
    attempts = apps.get_model("courses", "Attempt").objects
    outcomes = apps.get_model("courses", "ItemOutcome").objects
    blocks = Blocks(apps.get_model("courses", "Question"))
    without = attempts.filter(submitted_at__isnull=False, set_by=None).exclude(marking={})
    without = without.exclude(Exists(outcomes.filter(attempt=OuterRef("pk")))).order_by("pk")
    last = 0
    while portion := list(without.filter(pk__gt=last).select_related("enrolment").prefetch_related("responses")[:PORTION]):
        last = portion[-1].pk
        rows = [row for attempt in portion for row in rows_of(attempt, blocks)]
        with transaction.atomic(using=schema_editor.connection.alias):
            outcomes.bulk_create([outcomes.model(**row) for row in rows], ignore_conflicts=True)


class Blocks:
    """By question and language, the choice blocks by their words: each question is read once."""

    def __init__(self, questions):
        self.questions, self.found = questions.objects, {}

    def of(self, question_key, language) -> dict:
        place = (question_key, language)
        if place not in self.found:
            row = self.questions.filter(translation_key=question_key, locale__language_code=language).first()
            raw = row.choices.raw_data if row else []
            self.found[place] = {choice["value"].get("text"): choice["id"] for choice in raw}
        return self.found[place]


def rows_of(attempt, blocks: Blocks) -> list[dict]:
    given = {response.item: response for response in attempt.responses.all()}
    earned = defaultdict(Decimal, {item: response.credit or Decimal(0) for item, response in given.items()})
    questions = [question for question in attempt.paper if question["item"] in attempt.marking]
    total = sum(earned[question["item"]] for question in questions)
    rows = []
    for question in questions:
        item, key = question["item"], attempt.marking[question["item"]]
        others = len(questions) - 1
        rows.append(
            {
                "attempt_id": attempt.pk,
                "item": item,
                "question_key": key["question_key"],
                "quiz_key": attempt.quiz_key,
                "edition_id": attempt.enrolment.edition_id,
                "language": attempt.language,
                "is_first": attempt.number == 1,
                "items": len(questions),
                "credit": earned[item],
                "rest": ((total - earned[item]) * 100 / others).quantize(FOUR_PLACES) if others else None,
                "chosen": labels(question, key, given[item].answer if item in given else None, blocks, attempt.language),
                "passed": attempt.passed,
                "handed_in_at": attempt.submitted_at,
            }
        )
    return rows


def labels(question: dict, key: dict, answer, blocks: Blocks, language: str) -> list[str]:
    if answer in (None, "", []):
        return []
    if question["kind"] == "numeric":
        return [number(answer)]
    words = {choice["id"]: choice["text"] for choice in question["choices"]}
    known = blocks.of(key["question_key"], language)
    return sorted(known.get(words.get(chosen), UNREAD) for chosen in (answer if isinstance(answer, list) else [answer]))


def number(typed: str) -> str:
    """As it was meant, where that is plain; thousands' separators and units were rare."""
    try:
        return f"{Decimal(typed.strip().replace(',', '.')).normalize():f}"
    except InvalidOperation:
        return UNREAD


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("courses", "0019_item_outcomes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
