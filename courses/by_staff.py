"""What staff set by hand, with a reason: a lesson or test done elsewhere (on paper, in a power cut), and one more attempt."""

from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.grading import passed
from courses.models import Attempt, Enrolment, ExtraAttempt, LessonCompletion
from courses.progress import finish_if_done
from courses.standing import standing
from icrweb.accounts.models import User
from icrweb.trail import audit


def set_lesson_done(enrolment: Enrolment, lesson_key: UUID, *, by: User, why: str) -> LessonCompletion:
    """Record that a lesson was done; the learner's page says that staff set it. The last one finishes the course."""
    with transaction.atomic():
        enrolment = _locked(enrolment, why)
        item = _item(enrolment, lesson_key, "lesson")
        if enrolment.lesson_completions.filter(lesson_key=lesson_key).exists():
            raise ValidationError(_("This lesson is done already."), code="done")
        completion = LessonCompletion.objects.create(
            enrolment=enrolment, lesson_key=lesson_key, language=enrolment.language, set_by=by
        )
        audit.record(
            "lesson.set_done",
            enrolment,
            actor=by,
            person=enrolment.learner,
            old={"done": False},
            new={"done": True, "lesson": item["title"]},
            why=why,
        )
        finish_if_done(enrolment)
    return completion


def set_quiz_result(enrolment: Enrolment, quiz_key: UUID, percent: Decimal, *, by: User, why: str) -> Attempt:
    """Record the result of a test that was taken elsewhere, under the pass mark of the edition. A pass may finish the course."""
    with transaction.atomic():
        enrolment = _locked(enrolment, why)
        item = _item(enrolment, quiz_key, "quiz")
        now_standing = standing(enrolment, quiz_key)
        if now_standing.passed:
            raise ValidationError(_("This test is passed already."), code="passed")
        if now_standing.open:
            raise ValidationError(
                _("An attempt is open. Ask the learner to hand it in first; nothing in it is lost."), code="open_attempt"
            )
        if not 0 <= percent <= 100:
            raise ValidationError(_("Write a percentage from 0 to 100."), code="percent")
        now = timezone.now()
        attempt = Attempt.objects.create(
            enrolment=enrolment,
            quiz_key=quiz_key,
            number=now_standing.next_number,
            language=enrolment.language,
            seed=0,
            paper=[],
            marking={},
            pass_mark=item["pass_mark"],
            started_at=now,
            submitted_at=now,
            percent=percent,
            passed=passed(percent, item["pass_mark"]),
            set_by=by,
        )
        audit.record(
            "quiz.set_result",
            attempt,
            actor=by,
            person=enrolment.learner,
            new={"test": item["title"], "percent": percent, "passed": attempt.passed},
            why=why,
        )
        if attempt.passed:
            finish_if_done(enrolment)
    return attempt


def grant_attempt(enrolment: Enrolment, quiz_key: UUID, *, by: User, why: str) -> ExtraAttempt:
    """Let a learner try once more: before the wait is over, or beyond the limit."""
    with transaction.atomic():
        enrolment = _locked(enrolment, why)
        item = _item(enrolment, quiz_key, "quiz")
        now_standing = standing(enrolment, quiz_key)
        if not now_standing.opens_at and now_standing.tries_left != 0:
            raise ValidationError(_("There is no wait: the learner can start this test now."), code="no_wait")
        granted = ExtraAttempt.objects.create(learner=enrolment.learner, quiz_key=quiz_key, granted_by=by)
        audit.record("quiz.grant_attempt", enrolment, actor=by, person=enrolment.learner, new={"test": item["title"]}, why=why)
    return granted


def _locked(enrolment: Enrolment, why: str) -> Enrolment:
    """The row as it is now, of somebody who still studies; every deed of staff says why."""
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("edition", "learner").get(pk=enrolment.pk)
    if enrolment.completed_at or enrolment.left_at:
        raise ValidationError(_("This enrolment is finished or was left. Only an open one can be changed."), code="closed")
    if enrolment.edition.over_on(timezone.now().date()):
        raise ValidationError(_("The last day of this edition has passed. Ask the learner to move up first."), code="edition_over")
    return enrolment


def _item(enrolment: Enrolment, key: UUID, kind: str) -> dict:
    item = enrolment.edition.item(key)
    if item is None or item["kind"] != kind:
        raise ValidationError(_("The learner's edition does not ask for this."), code="not_in_edition")
    return item
