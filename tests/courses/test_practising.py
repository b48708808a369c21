"""Spaced practice: asked for, set once on its day, explained at once, and read by nothing else."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from courses.models import Attempt, CoursePage, Enrolment, LessonCompletion, Practice, PracticeRound, SeenQuestion
from courses.practice_letters import stop_address
from courses.practising import DAYS, answer_round, begin_practice, set_due_rounds, stop_practice
from courses.progress import progress_of
from icrweb.trail.models import Mail
from tests.factories.courses import lessons_of
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_objective, make_sitting, right_answer, translate_question, wrong_answer

pytestmark = pytest.mark.django_db


def finished(days: float = 0, **fields) -> Enrolment:
    """Somebody who finished the course so many days ago."""
    enrolment, _quiz = make_sitting(questions=6, **fields)
    enrolment.completed_at = timezone.now() - timedelta(days=days)
    enrolment.save()
    return enrolment


def practising(days: float, *, by_mail: bool = True, **fields) -> Practice:
    """Who asked for practice on the day the course was finished."""
    practice = begin_practice(finished(days, **fields), by_mail=by_mail)
    Practice.objects.filter(pk=practice.pk).update(began_at=practice.enrolment.completed_at)
    return practice


def test_nobody_practises_who_did_not_ask():
    finished(3)
    assert set_due_rounds() == 0
    assert not Mail.objects.exists()


def test_a_course_is_finished_before_it_is_practised():
    enrolment, _quiz = make_sitting()
    with pytest.raises(ValidationError) as refusal:
        begin_practice(enrolment, by_mail=True)
    assert refusal.value.code == "not_finished"


@pytest.mark.parametrize("day", DAYS)
def test_on_its_day_a_round_of_three_is_set_once(day):
    practice = practising(day)
    assert set_due_rounds() == 1
    assert set_due_rounds() == 0
    found = PracticeRound.objects.get()
    assert (found.practice, found.day, len(found.paper)) == (practice, day, 3)
    assert Mail.objects.count() == 1


def test_between_the_days_and_long_after_them_nothing_is_set():
    for days in (2.9, 10.1 + 7, 98):
        practising(days)
    assert set_due_rounds() == 0


def test_who_asks_later_gets_the_days_that_are_still_to_come():
    begin_practice(finished(3.5), by_mail=True)
    assert set_due_rounds() == 0


def test_a_round_draws_what_was_met_least_and_notes_it():
    practice = practising(3)
    assert set_due_rounds() == 1
    first = PracticeRound.objects.get()
    Enrolment.objects.filter(pk=practice.enrolment_id).update(completed_at=timezone.now() - timedelta(days=10))
    set_due_rounds()
    drawn = [{key["question_key"] for key in found.marking.values()} for found in PracticeRound.objects.all()]
    assert not drawn[0] & drawn[1]
    assert set(SeenQuestion.objects.counts(practice.enrolment.learner_id)) == drawn[0] | drawn[1]
    assert first.practice == practice


def test_in_the_readers_language_where_there_is_one_and_nothing_where_too_few_are_ready():
    bank = make_bank(6)
    practising(3, bank=bank, learner=make_user(language="ja"))
    set_due_rounds()
    assert PracticeRound.objects.get().language == "en"
    PracticeRound.objects.all().delete()
    for question in bank.questions.all():
        translate_question(question, "ja")
    set_due_rounds()
    assert PracticeRound.objects.get().language == "ja"
    PracticeRound.objects.all().delete()
    Mail.objects.all().delete()
    bank.questions.update(live=False)
    assert set_due_rounds() == 1
    assert PracticeRound.objects.get().paper == []
    assert not Mail.objects.exists()
    assert set_due_rounds() == 0


def test_answers_stay_apart_from_progress_attempts_and_certificate():
    practice = practising(3)
    set_due_rounds()
    found = PracticeRound.objects.get()
    before = progress_of(practice.enrolment)
    items = [question["item"] for question in found.paper]
    for item in items:
        found = answer_round(found, item, wrong_answer(found, item))
    assert found.done_at
    assert progress_of(practice.enrolment) == before
    assert not Attempt.objects.exists()
    assert not LessonCompletion.objects.exists()
    assert not Certificate.objects.exists()


def test_the_first_answer_stays_and_none_is_refused():
    practising(3)
    set_due_rounds()
    found = PracticeRound.objects.get()
    item = found.paper[0]["item"]
    with pytest.raises(ValidationError) as refusal:
        answer_round(found, item, [])
    assert refusal.value.code == "empty"
    first = answer_round(found, item, wrong_answer(found, item)).answers
    assert answer_round(found, item, right_answer(found, item)).answers == first


def test_the_mail_holds_a_link_no_question_no_key_and_stops_with_one_click():
    practice = practising(3)
    set_due_rounds()
    letter = message_from_bytes(bytes(Mail.objects.get().raw), policy=policy.default)
    text = letter.get_body(("plain",)).get_content() + letter.get_body(("html",)).get_content()
    assert reverse("courses:practice_round", kwargs={"round_key": PracticeRound.objects.get().key}) in text
    assert "What is right in case" not in text
    assert "The right one" not in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip(" <>")
    assert address == stop_address(practice)
    browser = Client(enforce_csrf_checks=True)
    path = "/" + address.split("/", 3)[3]
    assert browser.get(path).status_code == 200
    practice.refresh_from_db()
    assert practice.stopped_at is None  # a scanner that opens links stops nothing
    assert "Stopped." in browser.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    practice.refresh_from_db()
    assert practice.stopped_at
    assert browser.get(path[:-4] + "xyz/").status_code == 404


def test_without_mail_the_questions_wait_under_my_learning(client):
    practice = practising(3, by_mail=False)
    set_due_rounds()
    assert not Mail.objects.exists()
    client.force_login(practice.enrolment.learner)
    address = reverse("courses:practice_round", kwargs={"round_key": PracticeRound.objects.get().key})
    assert address in client.get(reverse("my:learning")).content.decode()
    stop_practice(practice)
    assert address not in client.get(reverse("my:learning")).content.decode()


def test_an_answer_is_explained_at_once_and_leads_to_its_lesson(client):
    bank = make_bank(6)
    practice = practising(3, bank=bank)
    course = CoursePage.objects.get(translation_key=practice.enrolment.course_key, locale__language_code="en")
    lesson = lessons_of(course)[0]
    make_objective(bank, lesson=lesson)
    set_due_rounds()
    found = PracticeRound.objects.get()
    client.force_login(practice.enrolment.learner)
    address = reverse("courses:practice_round", kwargs={"round_key": found.key})
    before = client.get(address).content.decode()
    assert "General feedback" not in before
    item = found.paper[0]["item"]
    refused = client.post(address, {"item": item})
    assert (refused.status_code, "Answer the question first." in refused.content.decode()) == (422, True)
    client.post(address, {"item": item, "answer": wrong_answer(found, item)})
    after = client.get(address).content.decode()
    assert after.count("General feedback") == 1
    assert f'href="{lesson.url}"' in after
    assert client.get(reverse("courses:practice", kwargs={"enrolment_key": practice.enrolment.key})).status_code == 200


def test_beginning_again_changes_the_mail_and_begins_anew_after_a_stop(client):
    enrolment = finished()
    client.force_login(enrolment.learner)
    begin = reverse("courses:begin_practice", kwargs={"enrolment_key": enrolment.key})
    client.post(begin, {"by_mail": "1"})
    client.post(begin, {})
    practice = Practice.objects.get()
    assert practice.by_mail is False
    client.post(reverse("courses:end_practice", kwargs={"enrolment_key": enrolment.key}))
    practice.refresh_from_db()
    assert practice.stopped_at
    client.post(begin, {})
    practice.refresh_from_db()
    assert practice.stopped_at is None
