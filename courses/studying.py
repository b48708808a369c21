"""What every step of a learner in a lesson begins with: the row held, the right to study, the lesson of the edition, the time."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import IntegerField, UUIDField
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, LessonTime
from icrweb.trail.prepared import Given, Prepared

LONGEST_PAUSE = timedelta(minutes=5)  # counted of the time between two steps: who went for lunch did not study


CURRENT = Prepared(
    lambda: (
        Enrolment.objects.current()
        .filter(learner=Given("learner", IntegerField()), course_key=Given("course_key", UUIDField()))
        .select_related("edition")[:1]
    )
)
LOCKED = Prepared(
    lambda: (
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk=Given("pk", IntegerField()))
        .order_by()
        .select_related("edition", "learner")
        .annotate(asked_at=Now())
    )
)
HELD = Prepared(
    lambda: Enrolment.objects.select_for_update().filter(pk=Given("pk", IntegerField())).order_by().values_list("pk", flat=True)
)


def enrolment_of(user, course_key: UUID) -> Enrolment | None:
    """Where this person studies the course, or finished it last, with its edition; None for guests."""
    if not user.is_authenticated:
        return None
    found = CURRENT.first(learner=user.pk, course_key=course_key)
    if found:
        found.learner = user
    return found


def lock_row(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends: two last steps at once wait for each other here.

    `asked_at` is when the database heard of it.
    """
    found = LOCKED.first(pk=enrolment.pk)
    if found is None:
        raise Enrolment.DoesNotExist
    return found


def hold_row(enrolment_id: int) -> None:
    """The same wait, for who needs nothing of the row."""
    HELD.rows(pk=enrolment_id)


def studying(enrolment: Enrolment) -> Enrolment:
    """The same row, of somebody who may still study."""
    if enrolment.completed_at or enrolment.left_at:
        raise ValidationError(_("You are no longer studying this course. What you did is kept."), code="closed")
    if enrolment.edition.over_on(timezone.now().date()):
        raise ValidationError(
            _("Edition %(label)s ended on %(day)s. Move up to the newest edition; your completed lessons come with you."),
            code="edition_over",
            params={"label": enrolment.edition.label, "day": enrolment.edition.last_day.isoformat()},
        )
    return enrolment


def lesson_item(enrolment: Enrolment, lesson_key: UUID) -> dict:
    """What the edition froze about the lesson."""
    item = enrolment.edition.item(lesson_key)
    if item is None or item["kind"] != "lesson":
        raise ValidationError(
            _("Your edition does not ask for this lesson. You can read it; nothing is recorded."), code="not_in_edition"
        )
    return item


def seen(enrolment: Enrolment, lesson_key: UUID, language: str) -> None:
    """Remember the lesson and language, and how long the learner has been busy with it."""
    enrolment.last_key, enrolment.last_seen_at, enrolment.language = lesson_key, timezone.now(), language
    enrolment.save(update_fields=["last_key", "last_seen_at", "language"])
    spent, made = LessonTime.objects.get_or_create(enrolment=enrolment, lesson_key=lesson_key)
    if made or spent.done_at:
        return
    now = timezone.now()
    spent.seconds += round(min(now - spent.seen_at, LONGEST_PAUSE).total_seconds())
    spent.seen_at = now
    spent.save(update_fields=["seconds", "seen_at"])
