"""Timed tests: the database's clock decides, what was saved counts, and a person may have more time."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from courses.accommodating import end_time, grant_time
from courses.closing import close_expired_attempts
from courses.deadlines import GRACE, time_left
from courses.models import Attempt, Edition, ExtraTime
from courses.quizzes import save_response, start_attempt, submit
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_user
from tests.factories.questions import make_sitting, right_answer

pytestmark = pytest.mark.django_db
WHY = "Letter of the disability office, 12 May."


def timed(minutes=30, **fields) -> Attempt:
    enrolment, quiz = make_sitting(time_limit=minutes, **fields)
    return start_attempt(enrolment, quiz, "en", declared=True)


def run_down(attempt, past=GRACE + timedelta(seconds=1)) -> Attempt:
    """As if the deadline had been `past` ago: clocks of tests do not turn the database's."""
    Attempt.objects.filter(pk=attempt.pk).update(deadline=timezone.now() - past)
    attempt.refresh_from_db()
    return attempt


def answer(attempt, number: int, sequence=1):
    item = attempt.paper[number]["item"]
    return save_response(attempt, item, right_answer(attempt, item), sequence, False)


def test_no_quiz_is_timed_unless_its_editor_says_so():
    enrolment, quiz = make_sitting()
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    assert attempt.deadline is None
    assert time_left(attempt) is None


def test_the_limit_is_the_one_that_the_edition_froze():
    enrolment, quiz = make_sitting(time_limit=30)
    quiz.time_limit = 5
    quiz.save_revision().publish()
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    assert attempt.deadline - attempt.started_at == timedelta(minutes=30)
    assert 1790 <= time_left(attempt)["seconds"] <= 1800


def test_an_edition_of_before_has_no_limit():
    enrolment, quiz = make_sitting(time_limit=30)
    for item in enrolment.edition.syllabus:
        item.pop("time_limit", None)
        item.pop("max_attempts", None)
    enrolment.edition.save()
    assert start_attempt(enrolment, quiz, "en", declared=True).deadline is None


@pytest.mark.parametrize("apart", [-90, 90])
def test_a_server_whose_own_clock_is_wrong_gives_the_same_deadline_and_verdict(apart):
    real = timezone.now()
    with time_machine.travel(real + timedelta(seconds=apart), tick=True):
        attempt = timed(minutes=1)
        assert abs(attempt.deadline - real - timedelta(minutes=1)) < timedelta(seconds=30)
        assert answer(attempt, 0).sequence == 1
    run_down(attempt)
    with time_machine.travel(timezone.now() + timedelta(seconds=apart), tick=True), pytest.raises(ValidationError) as refusal:
        answer(attempt, 1)
    assert refusal.value.code == "time_up"


def test_an_answer_within_the_grace_still_counts():
    attempt = run_down(timed(), GRACE - timedelta(seconds=5))
    assert answer(attempt, 0).sequence == 1


def test_a_late_answer_is_refused_with_a_sentence_and_changes_nothing():
    attempt = timed()
    kept = answer(attempt, 0)
    before = kept.answer
    run_down(attempt)
    with pytest.raises(ValidationError) as refusal:
        save_response(attempt, kept.item, [], 99, False)
    assert refusal.value.code == "time_up"
    assert "those saved before count" in refusal.value.messages[0]
    kept.refresh_from_db()
    assert (kept.sequence, kept.answer) == (1, before)


def test_the_sweep_closes_what_ran_out_with_what_was_saved_and_nothing_else():
    attempt, running = timed(questions=4), timed()
    for number in range(2):
        answer(attempt, number)
    run_down(attempt)
    assert close_expired_attempts() == 1
    assert close_expired_attempts() == 0
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed, attempt.ran_out) == (50, False, True)
    assert attempt.submitted_at == attempt.deadline + GRACE
    assert Attempt.objects.open().get() == running


def test_handing_in_late_and_the_sweep_give_one_result():
    attempt = timed()
    answer(attempt, 0)
    run_down(attempt)
    first, second = submit(attempt), submit(attempt)
    assert first.ran_out
    assert (first.submitted_at, first.percent) == (second.submitted_at, second.percent)
    assert close_expired_attempts() == 0


def test_handing_in_in_time_did_not_run_out():
    attempt = submit(timed())
    assert not attempt.ran_out


def test_the_page_that_hands_in_when_the_time_is_up_says_so():
    attempt = run_down(timed(), timedelta(seconds=1))
    assert submit(attempt).ran_out


def test_who_starts_again_after_the_time_begins_a_new_attempt():
    enrolment, quiz = make_sitting(time_limit=30)
    first = run_down(start_attempt(enrolment, quiz, "en", declared=True))
    second = start_attempt(enrolment, quiz, "en", declared=True)
    first.refresh_from_db()
    assert (first.ran_out, second.number) == (True, 2)


# --- Extra time ---------------------------------------------------------------------------------------------------------------


def limit_of(attempt) -> float:
    return (attempt.deadline - attempt.started_at) / timedelta(minutes=1)


def test_extra_time_is_percent_and_minutes_and_that_of_the_test_itself_goes_first():
    enrolment, quiz = make_sitting(time_limit=30)
    staff = make_user()
    grant_time(enrolment.learner, None, percent=50, by=staff, why=WHY)
    assert limit_of(start_attempt(enrolment, quiz, "en", declared=True)) == 45
    Attempt.objects.all().delete()
    grant_time(enrolment.learner, quiz.translation_key, percent=25, minutes=10, by=staff, why=WHY)
    assert limit_of(start_attempt(enrolment, quiz, "en", declared=True)) == 48


def test_extra_time_reaches_the_attempt_that_is_open_and_ending_it_shortens_none():
    attempt = timed()
    staff, learner = make_user(), attempt.enrolment.learner
    granted = grant_time(learner, None, minutes=20, by=staff, why=WHY)
    attempt.refresh_from_db()
    assert limit_of(attempt) == 50
    end_time(granted, by=staff, why="The term is over.")
    attempt.refresh_from_db()
    assert limit_of(attempt) == 50
    submit(attempt)
    quiz = type(make_sitting()[1]).objects.get(translation_key=attempt.quiz_key, locale__language_code="en")
    assert limit_of(start_attempt(attempt.enrolment, quiz, "en", declared=True)) == 30
    assert list(AuditEntry.objects.filter(person=learner).order_by("pk").values_list("deed", "why")) == [
        ("quiz.grant_time", WHY),
        ("quiz.end_time", "The term is over."),
    ]


def test_granting_again_replaces_what_was_granted_for_the_same():
    person, staff = make_user(), make_user()
    grant_time(person, None, percent=25, by=staff, why=WHY)
    grant_time(person, None, percent=50, by=staff, why=WHY)
    assert ExtraTime.objects.standing().get().percent == 50


@pytest.mark.parametrize(
    ("more", "why", "code"), [({}, WHY, "how_much"), ({"percent": 901}, WHY, "how_much"), ({"percent": 5}, " ", "why")]
)
def test_extra_time_needs_an_amount_and_a_reason(more, why, code):
    with pytest.raises(ValidationError) as refusal:
        grant_time(make_user(), None, **more, by=make_user(), why=why)
    assert refusal.value.code == code
    assert not ExtraTime.objects.exists()


def test_extra_time_of_others_counts_for_nobody_else():
    grant_time(make_user(), None, percent=100, by=make_user(), why=WHY)
    assert limit_of(timed()) == 30


# --- Pages --------------------------------------------------------------------------------------------------------------------


def page(client, name, attempt):
    return client.get(reverse(f"courses:{name}", kwargs={"attempt_key": attempt.key}))


def test_the_learner_sees_limit_and_extra_time_before_starting(client):
    enrolment, quiz = make_sitting(time_limit=30)
    grant_time(enrolment.learner, None, percent=50, by=make_user(), why=WHY)
    client.force_login(enrolment.learner)
    text = client.get(quiz.url).content.decode()
    assert "time limit 30 min" in text
    assert "You have 45 min: extra time was granted to you." in text


def test_the_page_shows_the_time_left_and_one_without_a_limit_does_not(client):
    attempt = timed()
    client.force_login(attempt.enrolment.learner)
    text = page(client, "attempt", attempt).content.decode()
    assert "data-time-left" in text
    assert "29 min left" in text or "30 min left" in text
    enrolment, quiz = make_sitting(learner=attempt.enrolment.learner)
    assert "data-time-left" not in page(client, "attempt", start_attempt(enrolment, quiz, "en", declared=True)).content.decode()


def test_after_the_time_every_page_leads_to_the_result_and_looking_changes_nothing(client):
    attempt = timed()
    answer(attempt, 0)
    run_down(attempt)
    client.force_login(attempt.enrolment.learner)
    assert page(client, "attempt", attempt).url == reverse("courses:overview", kwargs={"attempt_key": attempt.key})
    text = page(client, "overview", attempt).content.decode()
    assert "1 answer was saved in time and counts." in text
    assert Attempt.objects.open().count() == 1
    client.post(reverse("courses:hand_in", kwargs={"attempt_key": attempt.key}))
    assert "The time was up. 1 answer was counted." in page(client, "result", attempt).content.decode()


def test_a_forged_clock_in_the_request_changes_nothing(client):
    attempt = run_down(timed())
    client.force_login(attempt.enrolment.learner)
    item = attempt.paper[0]["item"]
    form = {"item": item, "sequence": 1, "answer": right_answer(attempt, item), "elapsed": "1", "saved_at": "2020-01-01T00:00:00Z"}
    reply = client.post(reverse("courses:answer", kwargs={"attempt_key": attempt.key}), form)
    assert (reply.status_code, reply.json()["code"]) == (409, "time_up")
    assert not attempt.responses.exists()
    plain = client.post(reverse("courses:attempt", kwargs={"attempt_key": attempt.key}) + "?q=1", form)
    assert plain.url == reverse("courses:overview", kwargs={"attempt_key": attempt.key})
    assert not attempt.responses.exists()


def test_helpers_give_and_end_extra_time(client):
    make_roles()
    enrolment, quiz = make_sitting(time_limit=30)
    helper = make_user(groups=["helper"])
    client.force_login(helper)
    address = reverse("helpdesk_people:do", args=[enrolment.learner.key, "extra-time"])
    refused = client.post(address, {"item": "", "percent": "", "minutes": "", "why": WHY})
    assert "Give some more time" in refused.content.decode()
    client.post(address, {"item": str(quiz.translation_key), "percent": "25", "minutes": "", "why": WHY})
    granted = ExtraTime.objects.get()
    assert (granted.quiz_key, granted.percent, granted.granted_by) == (quiz.translation_key, 25, helper)
    ending = reverse("helpdesk_people:do", args=[enrolment.learner.key, "end-extra-time"])
    assert "+25 %, +0 min" in client.get(ending).content.decode()
    client.post(ending, {"granted": granted.pk, "why": "The term is over."})
    assert not ExtraTime.objects.standing().exists()


def test_another_edition_may_set_another_limit():
    enrolment, _quiz = make_sitting(time_limit=30)
    assert Edition.objects.get(pk=enrolment.edition_id).item(enrolment.edition.syllabus[-1]["key"])["time_limit"] == 30
