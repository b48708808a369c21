"""Taking a course again: from nothing, with a new certificate, and nothing of the one that is held changes."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from certificates.endings import endings_of
from certificates.models import Achievement, Certificate, Status
from courses.enrolment import enrol, leave
from courses.models import Enrolment
from courses.progress import complete_lesson, finish_if_done, progress_of
from courses.standing import standing
from tests.factories.certificates import print_papers
from tests.factories.courses import lessons_of, make_course, make_edition, pass_quiz, quiz_of
from tests.factories.people import make_user
from tests.factories.requirements import make_requirement

pytestmark = pytest.mark.django_db
FIRST = datetime.datetime(2027, 1, 31, 12, tzinfo=datetime.UTC)
LAST = datetime.date(2028, 1, 31)  # twelve months count
OPENS = LAST - datetime.timedelta(days=90)


def finish(enrolment, course):
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    pass_quiz(enrolment, quiz_of(course).translation_key)
    assert finish_if_done(enrolment)


@pytest.fixture
def renewable():
    """Somebody who finished a course of which a body wants a new certificate each year."""
    with time_machine.travel(FIRST, tick=False):
        course, learner = make_course(), make_user(country="VN", latin_name="Anh")
        make_edition(course)
        Achievement.objects.filter(key=course.translation_key).update(family="gcp")
        make_requirement(number=12, checked_on=FIRST.date())
        finish(enrol(learner, course.translation_key, "en"), course)
    Achievement.objects.filter(key=course.translation_key).update(family="gcp")
    return learner, course


def on(day, hour=12):
    return time_machine.travel(datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.UTC), tick=False)


def test_the_same_edition_opens_again_ninety_days_before_the_end(renewable):
    learner, course = renewable
    with on(OPENS - datetime.timedelta(days=1)), pytest.raises(ValidationError, match=f"again from {OPENS}") as refusal:
        enrol(learner, course.translation_key, "en")
    assert refusal.value.code == "finished"
    with on(OPENS):
        enrolment = enrol(learner, course.translation_key, "en")
        assert enrol(learner, course.translation_key, "ja") == enrolment
    assert (enrolment.renewal, Enrolment.objects.for_learner(learner).count()) == (1, 2)


def test_a_renewal_counts_nothing_that_was_done_before_but_keeps_what_is_done_in_it(renewable):
    learner, course = renewable
    quiz, (lesson, _other) = quiz_of(course).translation_key, lessons_of(course)
    with on(OPENS):
        enrolment = enrol(learner, course.translation_key, "en")
        assert not progress_of(enrolment).done
        assert standing(enrolment, quiz).passed is None
        complete_lesson(enrolment, lesson.translation_key, "en")
        pass_quiz(enrolment, quiz)
        leave(enrolment)
        again = enrol(learner, course.translation_key, "en")
    assert again.renewal == 1
    assert progress_of(again).done == {str(lesson.translation_key), str(quiz)}


def test_without_a_rule_that_ends_it_a_finished_edition_stays_finished(renewable):
    learner, course = renewable
    learner.country = "JP"
    learner.save()
    with on(LAST), pytest.raises(ValidationError) as refusal:
        enrol(learner, course.translation_key, "en")
    assert refusal.value.code == "finished"


@pytest.mark.parametrize("later_edition", [False, True])
def test_renewing_early_gives_a_new_certificate_and_leaves_the_first_as_it_was(client, renewable, later_edition):
    learner, course = renewable
    held = Certificate.objects.get()
    with on(OPENS):
        print_papers(held)
        columns = Certificate.objects.filter(pk=held.pk).values().get()
        papers = list(held.papers.values("sha256", "name"))
        page = client.get(f"/en/verify/{held.code}.json").json()
        if later_edition:
            make_edition(course)
        finish(enrol(learner, course.translation_key, "en"), course)
        assert client.get(f"/en/verify/{held.code}.json").json() == page
    assert Certificate.objects.filter(pk=held.pk).values().get() == columns
    assert list(held.papers.values("sha256", "name")) == papers
    assert held.status(LAST) is Status.VALID
    new = Certificate.objects.exclude(pk=held.pk).get()
    (ending,) = endings_of([learner])[learner.pk]
    assert (ending.training, ending.last) == (new, datetime.date(2028, 11, 2))
    with on(OPENS), pytest.raises(ValidationError):  # and once renewed it is closed again
        enrol(learner, course.translation_key, "en")


def test_the_course_page_offers_it_while_the_window_is_open_and_not_before(client, renewable):
    learner, course = renewable
    with on(OPENS - datetime.timedelta(days=1)):
        client.force_login(learner)
        assert "Renew" not in client.get(course.url).content.decode()
    with on(OPENS):
        client.force_login(learner)
        page = client.get(course.url).content.decode()
        assert "the certificate you hold stays as it is" in page
        assert ">Renew<" in page
        enrol(learner, course.translation_key, "en")
        assert ">Renew<" not in client.get(course.url).content.decode()
