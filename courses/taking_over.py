"""What a browser kept for a guest, taken over under an enrolment: by the same deeds, under the same rules."""

import json
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.choices import CompletionRule
from courses.models import Enrolment, LessonPage
from courses.progress import answer_check, check_ids, complete_lesson, keep_position
from icrweb.trail import audit

MOST_LESSONS = 200
# A guest's browser can say these; anything else (a share of a video, a test) is recorded for learners only.
TAKEN_OVER = {CompletionRule.OPENED, CompletionRule.END, CompletionRule.CHECK}


def read_kept(text: str) -> dict[str, dict]:
    """What the browser sent, by lesson key: {"block": id, "checks": [ids], "done": bool}. What is malformed is refused."""
    try:
        rows = json.loads(text or "[]")
        kept = {
            str(UUID(row["lesson"])): {
                "block": str(row.get("block", "")),
                "checks": {str(block) for block in row.get("checks", [])},
                "done": row.get("done") is True,
            }
            for row in rows[:MOST_LESSONS]
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValidationError(
            _("This cannot be read. Load the page again, or let the browser forget it."), code="unreadable"
        ) from error
    return kept


def take_over(enrolment: Enrolment, kept: dict[str, dict], language: str) -> list[str]:
    """Take over places, self-checks and completions of lessons that are open to guests; keys of the lessons that now count.

    Asked twice it changes nothing more. A place that the learner has already is left alone.
    """
    items = [item for item in enrolment.edition.syllabus if item["key"] in kept and item["kind"] == "lesson"]
    pages = {
        str(page.translation_key): page
        for page in LessonPage.objects.live().filter(
            translation_key__in=[item["key"] for item in items], locale__language_code=language, open_to_guests=True
        )
    }
    counted = []
    with transaction.atomic():
        # Held to the end: two tabs taking over at once wait for each other here, and the deeds below find what is there.
        Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        placed = {str(key) for key in enrolment.positions.values_list("lesson_key", flat=True)}
        done = {str(key) for key in enrolment.lesson_completions.values_list("lesson_key", flat=True)}
        open_items = [item for item in items if item["key"] in pages and item["completion"] in TAKEN_OVER]
        for item in open_items:
            if item["key"] not in placed:
                _take_place(enrolment, pages[item["key"]], kept[item["key"]], language)
        for item in open_items:
            if item["key"] not in done and _complete(enrolment, item, kept[item["key"]], language):
                counted.append(item["key"])
        if counted:
            audit.record(
                "lessons.take_over", enrolment, actor=enrolment.learner, person=enrolment.learner, new={"lessons": counted}
            )
    return counted


def _take_place(enrolment: Enrolment, page: LessonPage, row: dict, language: str) -> None:
    for block in sorted(row["checks"] & set(check_ids(page.translation_key, language))):
        answer_check(enrolment, page.translation_key, block, language)
    if row["block"] in {str(block.id) for block in page.body}:
        keep_position(enrolment, page.translation_key, row["block"], language)


def _complete(enrolment: Enrolment, item: dict, row: dict, language: str) -> bool:
    """By the rule that the edition froze; a self-check left open leaves the lesson open."""
    if item["completion"] == CompletionRule.END and not row["done"]:
        return False
    try:
        complete_lesson(enrolment, UUID(item["key"]), language)
    except ValidationError as refusal:
        if refusal.code != "checks_outstanding":
            raise
        return False
    return True
