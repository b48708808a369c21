"""Questions: with the context of their place, to the team that answers, and never in haste."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from helpdesk import answering
from helpdesk.asking import MOST_FROM_ADDRESS, MOST_WITHIN, ask, ask_by_mail, reply
from helpdesk.models import CourseContact, PublishedAnswer, Thread
from helpdesk.places import place_of
from helpdesk.telling import tell_teams
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry, Mail
from icrweb.trail.reading import text_of
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def asker(course):
    return make_enrolment(make_edition(course, label="2026.9")).learner


@pytest.fixture
def editor():
    make_roles()
    return make_user(groups=["editor"])


@pytest.fixture
def thread(course, asker):
    lesson = lessons_of(course)[0]
    return ask(asker, "question", "Why?", language="th", place=place_of(lesson, course, str(lesson.body[0].id)))


def test_a_question_carries_its_place_its_words_and_the_edition_studied(thread, course):
    assert (thread.lesson_title, thread.words, thread.words_language, thread.language, thread.edition.label, thread.desk) == (
        "Lesson 1",
        "A stretch of text.",
        "en",
        "th",
        "2026.9",
        "course",
    )


@pytest.mark.parametrize(
    ("kind", "desk"), [("mistake", "course"), ("translation", "translation"), ("technical", "help"), ("help", "help")]
)
def test_each_kind_goes_to_its_desk(asker, kind, desk):
    assert ask(asker, kind, "Please look.", language="en").desk == desk


def test_so_many_messages_an_hour_and_then_one_waits(asker, thread):
    for _ in range(MOST_WITHIN - 1):
        reply(thread, asker, "And this?")
    with pytest.raises(ValidationError) as refusal:
        ask(asker, "help", "One more", language="en")
    assert refusal.value.code == "too_often"
    assert refusal.value.messages == ["You have written several times within an hour. Wait 60 minutes, then send this."]


def test_the_answer_reaches_the_page_and_the_mailbox_and_is_on_record(thread, asker, editor):
    answering.answer(thread, "Because.", by=editor)
    thread.refresh_from_db()
    letter = Mail.objects.get(person=asker)
    assert thread.state == "answered"
    assert "Because." in text_of(letter.raw)
    assert f"/my/questions/{thread.key}/" in text_of(letter.raw)
    assert AuditEntry.objects.get(deed="thread.answer").person == asker


def test_writing_back_opens_the_question_again(thread, asker, editor):
    answering.answer(thread, "Because.", by=editor)
    reply(thread, asker, "I do not understand.")
    thread.refresh_from_db()
    assert (thread.state, thread.told_at) == ("open", None)


def test_nobody_answers_their_own_question_or_at_another_desk(course, editor):
    lesson = lessons_of(course)[0]
    own = ask(editor, "question", "Why?", language="en", place=place_of(lesson, course, str(lesson.body[0].id)))
    elsewhere = ask(make_user(), "help", "Where is it?", language="en")
    codes = []
    for thread in (own, elsewhere):
        with pytest.raises(ValidationError) as refusal:
            answering.answer(thread, "So.", by=editor)
        codes.append(refusal.value.code)
    assert codes == ["own", "other_desk"]


def test_a_thread_handed_over_is_for_the_other_desk(thread, editor):
    translator = make_user(groups=["translator"])
    answering.hand_over(thread, "translation", by=editor, why="The Thai sentence is wrong.")
    assert list(Thread.objects.for_team(translator)) == [thread]
    assert answering.claim(thread, by=translator).claimed_by == translator


def test_a_published_answer_stands_in_the_editors_words_and_names_nobody(thread, editor):
    with pytest.raises(ValidationError) as refusal:
        answering.publish_answer(thread, f"{thread.asker.latin_name} asks why", "Because.", by=editor)
    assert refusal.value.code == "named"
    published = answering.publish_answer(thread, "Why so?", "Because.", by=editor)
    assert list(PublishedAnswer.objects.shown(thread.lesson_key, "en")) == [published]
    answering.withdraw_answer(published, by=editor, why="The guideline changed.")
    assert not PublishedAnswer.objects.shown(thread.lesson_key, "en").exists()


def test_the_team_gets_one_mail_for_all_that_waits(thread, asker, editor):
    ask(asker, "mistake", "A wrong year.", language="en", place=None)
    Thread.objects.update(moved_at=timezone.now() - timedelta(minutes=11))
    assert (tell_teams(), tell_teams()) == (2, 0)
    assert list(Mail.objects.values_list("person", "subject")) == [(editor.pk, "2 questions wait")]


def test_where_people_are_named_for_a_course_only_they_are_written_to(thread, editor):
    named = make_user(groups=["editor"])
    answering.name_contacts(thread.course_key, [named], by=editor)
    Thread.objects.update(moved_at=timezone.now() - timedelta(minutes=11))
    tell_teams()
    assert list(Mail.objects.values_list("person", flat=True)) == [named.pk]
    assert CourseContact.objects.count() == 1


def test_an_address_that_waits_for_answers_opens_no_more_questions():
    asked = [ask_by_mail("who@demo.example", "I cannot sign in.", language="en") for _ in range(MOST_FROM_ADDRESS + 1)]
    assert [thread is None for thread in asked] == [False] * MOST_FROM_ADDRESS + [True]


def test_whoever_has_no_account_is_answered_by_mail():
    make_roles()
    thread = ask_by_mail("Who@demo.example", "I cannot sign in.", language="ja")
    answering.answer(thread, "Use a code.", by=make_user(groups=["helper"]))
    letter = Mail.objects.get()
    assert (letter.to, letter.person) == ("who@demo.example", None)
