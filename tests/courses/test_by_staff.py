"""Results set by hand, and one more attempt: with a reason, on record, through the same finish as everybody's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.models import Certificate
from courses.by_staff import grant_attempt, set_lesson_done, set_quiz_result
from courses.models import Attempt
from courses.quizzes import start_attempt, submit
from courses.standing import standing
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_user
from tests.factories.questions import make_sitting

pytestmark = pytest.mark.django_db
WHY = "The power was cut; the paper test is in the office."


def keys(enrolment, kind):
    return [item["key"] for item in enrolment.edition.syllabus if item["kind"] == kind]


def test_what_staff_set_finishes_the_course_and_issues_the_certificate_once():
    enrolment, quiz = make_sitting()
    staff = make_user()
    set_quiz_result(enrolment, quiz.translation_key, Decimal(85), by=staff, why=WHY)
    for key in keys(enrolment, "lesson"):
        set_lesson_done(enrolment, key, by=staff, why=WHY)
    enrolment.refresh_from_db()
    assert enrolment.completed_at
    assert Certificate.objects.get(evidence_key=enrolment.key).recipient == enrolment.learner
    assert set(enrolment.lesson_completions.values_list("set_by", flat=True)) == {staff.pk}
    deeds = AuditEntry.objects.filter(actor=staff, person=enrolment.learner).order_by("pk").values_list("deed", "why")
    assert list(deeds) == [("quiz.set_result", WHY), ("lesson.set_done", WHY), ("lesson.set_done", WHY)]


def test_a_result_below_the_pass_mark_is_an_attempt_that_did_not_pass():
    enrolment, quiz = make_sitting()
    attempt = set_quiz_result(enrolment, quiz.translation_key, Decimal("79.99"), by=make_user(), why=WHY)
    assert (attempt.passed, attempt.number, standing(enrolment, quiz.translation_key).passed) == (False, 1, None)


@pytest.mark.parametrize(("percent", "why", "code"), [(101, WHY, "percent"), (85, "  ", "why")])
def test_nothing_is_set_without_a_reason_or_with_an_impossible_number(percent, why, code):
    enrolment, quiz = make_sitting()
    with pytest.raises(ValidationError) as refusal:
        set_quiz_result(enrolment, quiz.translation_key, Decimal(percent), by=make_user(), why=why)
    assert refusal.value.code == code
    assert not Attempt.objects.exists()
    assert not AuditEntry.objects.filter(deed="quiz.set_result").exists()


def test_an_open_attempt_is_handed_in_before_a_result_is_set():
    enrolment, quiz = make_sitting()
    start_attempt(enrolment, quiz, "en", declared=True)
    with pytest.raises(ValidationError) as refusal:
        set_quiz_result(enrolment, quiz.translation_key, Decimal(85), by=make_user(), why=WHY)
    assert refusal.value.code == "open_attempt"


def test_an_extra_attempt_skips_one_wait_and_no_second():
    enrolment, quiz = make_sitting(free_attempts=1)
    staff = make_user()
    submit(start_attempt(enrolment, quiz, "en", declared=True))
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, quiz, "en", declared=True)
    assert refusal.value.code == "cool_down"
    grant_attempt(enrolment, quiz.translation_key, by=staff, why=WHY)
    submit(start_attempt(enrolment, quiz, "en", declared=True))
    assert standing(enrolment, quiz.translation_key).opens_at > timezone.now() + timedelta(hours=23)


def test_no_attempt_is_granted_where_nobody_waits():
    enrolment, quiz = make_sitting()
    with pytest.raises(ValidationError) as refusal:
        grant_attempt(enrolment, quiz.translation_key, by=make_user(), why=WHY)
    assert refusal.value.code == "no_wait"
