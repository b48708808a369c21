"""Taking up a course, leaving it, and moving up to its newest edition."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.endings import opens_again
from certificates.guidance import today_at_issuer
from courses.access import refuse_who_may_not_enrol
from courses.models import Attempt, Edition, Enrolment, LessonCompletion, LessonPosition, Watching
from courses.progress import finish_if_done
from icrweb.accounts.models import User


def enrol(learner: User, course_key: UUID, language: str) -> Enrolment:
    """Put a learner into the newest open edition; asked twice, it is one enrolment; what was done in that edition counts again.

    Who finished that very edition begins it anew once renewal is open, from nothing.
    """
    with transaction.atomic():
        _lock_learner(learner)
        if already := Enrolment.objects.for_learner(learner).open().filter(course_key=course_key).first():
            return already
        refuse_who_may_not_enrol(learner, course_key)
        edition = _newest_edition(course_key)
        of_edition = Enrolment.objects.for_learner(learner).filter(edition=edition)
        number = 0
        if finished := of_edition.completed().order_by("renewal").last():
            _refuse_before_renewal(finished)
            number = finished.renewal + 1
        enrolment = Enrolment.objects.create(
            learner=learner, edition=edition, course_key=course_key, language=language, renewal=number
        )
        earlier = of_edition.filter(renewal=number, left_at__isnull=False).order_by("left_at").last()
        if earlier:
            _carry_over(earlier, enrolment)
            finish_if_done(enrolment)
    return enrolment


def leave(enrolment: Enrolment) -> None:
    """Stop studying. What was done is kept, and counts again when the learner comes back to the same edition."""
    with transaction.atomic():
        enrolment = _open(enrolment)
        enrolment.left_at = timezone.now()
        enrolment.save(update_fields=["left_at"])


def move_up(enrolment: Enrolment) -> Enrolment:
    """Go on in the newest edition: completed lessons that it still asks for come along, quizzes are taken under its own rules."""
    with transaction.atomic():
        enrolment = _open(enrolment)
        edition = edition_to_move_to(enrolment)
        _lock_learner(enrolment.learner)
        enrolment.left_at = timezone.now()
        enrolment.save(update_fields=["left_at"])
        moved = Enrolment.objects.create(
            learner=enrolment.learner, edition=edition, course_key=enrolment.course_key, language=enrolment.language
        )
        _carry_over(enrolment, moved)
        finish_if_done(moved)
    return moved


def edition_to_move_to(enrolment: Enrolment) -> Edition:
    """The newest edition, where there is a newer one and no test stands open."""
    edition = _newest_edition(enrolment.course_key)
    if enrolment.completed_at or enrolment.left_at:
        raise ValidationError(_("You are no longer studying this course."), code="closed")
    if edition == enrolment.edition:
        raise ValidationError(_("You already study the newest edition."), code="newest")
    if Attempt.objects.open().filter(enrolment=enrolment).exists():
        raise ValidationError(_("Submit your open test first, then move up."), code="open_attempt")
    return edition


def may_renew(finished: Enrolment) -> bool:
    """Whether the window to take a finished course again is open, in the same edition or a later one."""
    opens = opens_again(finished.learner, finished.course_key)
    return bool(opens and opens <= today_at_issuer(timezone.now()))


def _refuse_before_renewal(finished: Enrolment) -> None:
    opens = opens_again(finished.learner, finished.course_key)
    if opens and opens <= today_at_issuer(timezone.now()):
        return
    sentence = _("You finished this edition on %(day)s. It stays open for you to read.")
    if opens:
        sentence = _("You finished this edition on %(day)s. It stays open for you to read; you can take it again from %(opens)s.")
    days = {"day": f"{finished.completed_at:%Y-%m-%d}", "opens": opens and opens.isoformat()}
    raise ValidationError(sentence, code="finished", params=days)


def _lock_learner(learner: User) -> None:
    """One new enrolment at a time for one person. Rows are locked in one order everywhere: enrolment, then person."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=learner.pk)


def _open(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, locked; a finished or left enrolment is refused."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("edition", "learner").get(pk=enrolment.pk)
    if enrolment.completed_at or enrolment.left_at:
        raise ValidationError(_("You are no longer studying this course."), code="closed")
    return enrolment


def _newest_edition(course_key: UUID) -> Edition:
    edition = Edition.objects.newest([course_key], timezone.now().date()).get(course_key)
    if edition is None:
        raise ValidationError(_("This course is not open yet. It has no published edition today."), code="no_edition")
    return edition


def _carry_over(old: Enrolment, new: Enrolment) -> None:
    """Copy completions and places of the lessons that the new edition asks for; times stay as they were."""
    keys = {item["key"] for item in new.edition.syllabus}
    LessonCompletion.objects.bulk_create(
        LessonCompletion(enrolment=new, lesson_key=row.lesson_key, language=row.language, completed_at=row.completed_at)
        for row in old.lesson_completions.all()
        if str(row.lesson_key) in keys
    )
    LessonPosition.objects.bulk_create(
        LessonPosition(
            enrolment=new,
            lesson_key=row.lesson_key,
            block_id=row.block_id,
            second=row.second,
            checks_answered=row.checks_answered,
            updated_at=row.updated_at,
        )
        for row in old.positions.all()
        if str(row.lesson_key) in keys
    )
    Watching.objects.bulk_create(
        Watching(
            enrolment=new,
            lesson_key=row.lesson_key,
            block_id=row.block_id,
            intervals=row.intervals,
            credited_until=row.credited_until,
            transcript_begun_at=row.transcript_begun_at,
            transcript_read_at=row.transcript_read_at,
        )
        for row in old.watchings.all()
        if str(row.lesson_key) in keys
    )
    new.last_key = old.last_key if str(old.last_key) in keys else None
    new.save(update_fields=["last_key"])
