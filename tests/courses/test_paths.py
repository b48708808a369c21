"""A role path says what is done, what counts from before, what is locked and what is left, for one reader in one country."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.issuing import revoke
from certificates.models import Certificate
from courses.access import set_access
from courses.enrolment import enrol
from courses.models import PathChoice
from courses.path_overview import path_for
from courses.progress import complete_lesson, finish_if_done
from icrweb.accounts.models import User
from tests.factories.certificates import make_achievement, make_certificate
from tests.factories.cohorts import restrict
from tests.factories.courses import lessons_of, make_course, make_edition, pass_quiz, quiz_of
from tests.factories.paths import make_path, step
from tests.factories.people import make_affiliation, make_institution, make_user

pytestmark = pytest.mark.django_db


def finish(learner, course):
    enrolment = enrol(learner, course.translation_key, "en")
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    pass_quiz(enrolment, quiz_of(course).translation_key)
    assert finish_if_done(enrolment)
    return enrolment


def states(page, user, country="") -> list[str]:
    return [one.state for one in path_for(page, user, country).steps]


def test_each_step_says_how_the_reader_stands():
    done, older, going, left = (make_course() for _ in range(4))
    for course in (done, older, going, left):
        make_edition(course, label="first")
    reader = make_user()
    finish(reader, done)
    finish(reader, older)
    make_edition(older, label="second", effective_on=timezone.now().date())
    begun = enrol(reader, going.translation_key, "en")
    complete_lesson(begun, lessons_of(going)[0].translation_key, "en")
    path = path_for(make_path(step(done), step(older), step(going), step(left, "recommended")), reader)
    assert [one.state for one in path.steps] == ["done", "before", "progress", "not-started"]
    assert path.steps[1].proof.startswith("Edition first, finished ")
    assert (path.steps[2].percent, path.count_words, path.left) == (28, "2 of 3 required steps", "25 min left")
    assert path.next is path.steps[2]


def test_certificates_that_together_stand_for_a_step_count_only_together_and_while_valid():
    whole, bridge, reader = make_course(), make_course(), make_user()
    make_edition(whole)
    make_edition(bridge)
    old = make_achievement(name="GCP E6(R2)")
    both = {"all_of": [str(old.key), str(bridge.translation_key)], "words": "E6(R2) and the bridge"}
    page = make_path(step(whole, equivalents=[both]))
    finish(reader, bridge)
    assert states(page, reader) == ["not-started"]
    past = make_certificate(reader, achievement=old, valid_until=timezone.now().date() - timedelta(days=1))
    assert states(page, reader) == ["not-started"]
    make_certificate(reader, achievement=old)
    path = path_for(page, reader)
    assert (path.steps[0].state, path.steps[0].proof.startswith("E6(R2) and the bridge: ")) == ("before", True)
    assert past.valid_until


def test_a_revoked_certificate_leaves_its_step_to_do():
    course, reader, staff = make_course(), make_user(), make_user()
    make_edition(course)
    finish(reader, course)
    revoke(Certificate.objects.get(), staff, "shared_account", "Two people used it.")
    assert states(make_path(step(course)), reader) == ["not-started"]


def test_what_must_be_finished_first_locks_a_step_and_is_named():
    first, second, reader = make_course(title="The first"), make_course(), make_user()
    for course in (first, second):
        make_edition(course)
    set_access(second.translation_key, audience="everyone", institutions=[], prerequisites=[first.translation_key], by=None)
    page = make_path(step(second), step(first))
    path = path_for(page, reader)
    assert [(one.state, [title for title, _url, _lang in one.first]) for one in path.steps] == [
        ("locked", ["The first"]),
        ("not-started", []),
    ]
    assert path.next.title == "The first"
    finish(reader, first)
    assert states(page, reader) == ["not-started", "done"]


def test_a_country_adds_its_steps_for_who_works_there_and_for_who_asks():
    core, besides, reader = make_course(), make_course(), make_user(country="JP")
    make_edition(core)
    make_edition(besides)
    vietnam = {"country": "VN", "note": "Found on a day.", "steps": [step(besides)]}
    page = make_path(step(core), countries=[vietnam])
    assert len(path_for(page, reader).steps) == 1
    assert path_for(page, AnonymousUser(), "VN").note == "Found on a day."
    make_affiliation(reader, make_institution(country="VN"))
    assert [one.course_key for one in path_for(page, reader).steps] == [str(core.translation_key), str(besides.translation_key)]


def test_what_a_path_recommends_and_a_country_requires_is_one_required_step():
    course = make_course()
    make_edition(course)
    vietnam = {"country": "VN", "note": "Found on a day.", "steps": [{**step(course), "why": "The law asks."}]}
    page = make_path(step(course, "recommended"), countries=[vietnam])
    assert [(one.required, one.why) for one in path_for(page, AnonymousUser()).steps] == [(False, "Because.")]
    assert [(one.required, one.why) for one in path_for(page, AnonymousUser(), "VN").steps] == [(True, "The law asks.")]


def test_a_hidden_course_has_neither_title_nor_address_on_a_path():
    course = make_course(title="Xenolith canary")
    make_edition(course)
    restrict(course)
    page = make_path(step(course))
    text = Client().get(page.url).content.decode()
    assert ("Xenolith" in text, f"/courses/{course.slug}/" in text) == (False, False)


def test_a_reader_follows_one_path_changes_it_and_drops_it():
    first, second, reader = make_path(step(make_course())), make_path(step(make_course())), make_user()
    client = Client()
    client.force_login(reader)
    for page in (first, second):
        client.post(reverse("courses:choose_path", kwargs={"path_key": page.translation_key}))
    assert PathChoice.objects.get().path_key == second.translation_key
    assert second.url in client.get(reverse("my:learning")).content.decode()
    client.post(reverse("courses:drop_path"))
    assert not PathChoice.objects.exists()


def test_a_path_costs_the_same_for_one_step_and_for_three(django_assert_num_queries):
    courses, reader = [make_course() for _ in range(3)], make_user()
    for course in courses:
        make_edition(course)
        enrol(reader, course.translation_key, "en")
    few, many = make_path(step(courses[0])), make_path(*(step(course) for course in courses))
    for page in (few, many):
        with django_assert_num_queries(13):
            assert path_for(page, User.objects.get(pk=reader.pk)).required
