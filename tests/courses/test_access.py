"""A course that is not for somebody does not exist for them: not in lists, search or sitemap, nor at any address."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.access import set_access, waive
from courses.choices import Audience
from courses.cohorts import leave_cohort
from courses.enrolment import enrol, leave
from courses.models import CohortMembership, CoursePage, Enrolment
from courses.progress import complete_lesson, finish_if_done
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.cohorts import make_cohort, make_member, restrict
from tests.factories.courses import lessons_of, make_course, make_edition, pass_quiz, quiz_of
from tests.factories.people import make_affiliation, make_institution, make_user

pytestmark = pytest.mark.django_db
CANARY = "Xenolith canary"


def private_course(audience=Audience.COHORTS, *institutions) -> CoursePage:
    course = make_course(title=CANARY, slug="xenolith", summary=f"{CANARY} summary.", objectives=[("sentence", CANARY)])
    lesson = lessons_of(course)[0]
    lesson.title, lesson.open_to_guests = f"{CANARY} lesson", True
    lesson.save_revision().publish()
    make_edition(course)
    restrict(course, audience, *institutions)
    return course


def sees(user, course) -> bool:
    return CoursePage.objects.visible_to(user).filter(pk=course.pk).exists()


def plain(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def client_of(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["guest", "stranger"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_whoever_it_is_not_for_finds_no_trace_of_it(who, language):
    course = private_course()
    client = client_of(make_user() if who == "stranger" else None)
    below = [page.url for page in [course, *course.get_descendants()]]
    lists = ("/", "/courses/", "/courses/?topic=gcp", "/search/?q=xenolith", "/my/")
    for address in ("/sitemap.xml", *(f"/{language}{place}" for place in lists)):
        text = client.get(address, follow=True).content.decode()
        assert CANARY not in text, address
        assert "/courses/xenolith" not in text, address
    for address in below:
        answer = client.get(address.replace("/en/", f"/{language}/"))
        assert (answer.status_code, CANARY in answer.content.decode()) == (404, False), address


def test_it_answers_like_a_course_that_never_was():
    course = private_course()
    client = client_of(make_user())
    real, invented = (client.get(f"/en/courses/{slug}/") for slug in (course.slug, "nolithic"))
    assert (real.status_code, invented.status_code) == (404, 404)
    assert plain(real).replace("xenolith", "nolithic") == plain(invented)


def test_its_deeds_answer_nobody_it_is_not_for():
    course, stranger = private_course(), make_user()
    client = client_of(stranger)
    for name, keys in (
        ("courses:enrol", {"course_key": course.translation_key}),
        ("courses:lesson_check", {"lesson_key": lessons_of(course)[0].translation_key}),
        ("courses:start_attempt", {"quiz_key": quiz_of(course).translation_key}),
    ):
        assert client.post(reverse(name, kwargs=keys)).status_code == 404, name
    signed_out = client_of().post(reverse("courses:enrol", kwargs={"course_key": course.translation_key}))
    assert course.slug not in signed_out.url
    with pytest.raises(ValidationError) as refusal:
        enrol(stranger, course.translation_key, "en")
    assert refusal.value.code == "hidden"
    assert not Enrolment.objects.exists()


def test_members_of_an_institution_see_it_while_their_affiliation_is_confirmed_and_current():
    here, today = make_institution(), timezone.now().date()
    course = private_course(Audience.INSTITUTIONS, here)
    confirmed, declared, ended, elsewhere = (make_user() for _ in range(4))
    make_affiliation(confirmed, here, confirmed_at=timezone.now())
    make_affiliation(declared, here)
    make_affiliation(ended, here, confirmed_at=timezone.now(), ended_on=today - timedelta(days=1))
    make_affiliation(elsewhere, confirmed_at=timezone.now())
    assert [sees(user, course) for user in (confirmed, declared, ended, elsewhere, AnonymousUser())] == [True, *[False] * 4]
    assert "/en/courses/xenolith/" in client_of(confirmed).get("/en/search/?q=xenolith").content.decode()


def test_members_and_teachers_of_its_groups_see_it_until_they_leave():
    course, teacher, invited = private_course(), make_user(), make_user("invited@demo.example")
    cohort = make_cohort(course, teacher=teacher)
    member = make_member(cohort)
    CohortMembership.objects.create(cohort=cohort, address=invited.email, how="list")
    assert all(sees(user, course) for user in (member.person, teacher, invited))
    leave_cohort(member, by=member.person)
    assert not sees(member.person, course)


def test_whoever_is_enrolled_keeps_what_they_study_until_they_leave():
    course = make_course()
    make_edition(course)
    learner = make_user()
    enrolment = enrol(learner, course.translation_key, "en")
    restrict(course)
    assert client_of(learner).get(lessons_of(course)[0].url).status_code == 200
    leave(enrolment)
    assert client_of(learner).get(lessons_of(course)[0].url).status_code == 404


@pytest.mark.parametrize("role", ["editor", "translator", "medical_reviewer", "director"])
def test_staff_who_work_on_courses_see_it(role):
    make_roles()
    assert sees(make_user(groups=[role]), private_course())


def test_a_seminar_organizer_is_no_such_staff():
    make_roles()
    assert not sees(make_user(groups=["organizer"]), private_course())


def test_who_may_see_it_is_changed_with_a_trace():
    course, editor = make_course(), make_user()
    set_access(course.translation_key, audience=Audience.COHORTS, institutions=[], prerequisites=[], by=editor)
    [entry] = AuditEntry.objects.filter(deed="course.access")
    assert (entry.actor, entry.old["audience"], entry.new["audience"]) == (editor, "everyone", "cohorts")


def test_a_course_that_asks_for_another_says_which_and_opens_when_that_is_finished():
    first, second, learner = make_course(title="The first"), make_course(), make_user()
    edition = make_edition(first)
    make_edition(second)
    asks(second, first)
    with pytest.raises(ValidationError) as refusal:
        enrol(learner, second.translation_key, "en")
    assert (refusal.value.code, refusal.value.messages) == ("prerequisite", ["Finish this first: The first."])
    enrolment = enrol(learner, edition.course_key, "en")
    pass_quiz(enrolment, quiz_of(first).translation_key)
    for lesson in lessons_of(first):
        complete_lesson(enrolment, lesson.translation_key, "en")
    assert finish_if_done(enrolment)
    assert enrol(learner, second.translation_key, "en").course_key == second.translation_key


def test_what_is_asked_for_first_can_be_waived_with_a_reason():
    first, second, learner, editor = make_course(), make_course(), make_user(), make_user()
    make_edition(second)
    asks(second, first)
    with pytest.raises(ValidationError):
        waive(learner, second.translation_key, by=editor, why=" ")
    waive(learner, second.translation_key, by=editor, why="Did it on paper.")
    assert enrol(learner, second.translation_key, "en")
    assert AuditEntry.objects.get(deed="prerequisites.waive").why == "Did it on paper."


def test_a_waiver_stands_in_a_list_and_is_taken_back_once(client):
    make_roles()
    first, second, learner, editor = make_course(title="The first"), make_course(), make_user(), make_user(groups=["editor"])
    make_edition(second)
    asks(second, first)
    waiver = waive(learner, second.translation_key, by=editor, why="Did it on paper.")
    client.force_login(editor)
    address = reverse("courses_waive", args=[second.pk])
    page = client.get(address).content.decode()
    assert "Did it on paper." in page and learner.email in page
    assert client.post(address, {"take_back": "no number"}).status_code == 404
    assert client.post(address, {"take_back": waiver.pk}).status_code == 302
    assert AuditEntry.objects.get(deed="prerequisites.unwaive").person == learner
    assert client.post(address, {"take_back": waiver.pk}).status_code == 404
    with pytest.raises(ValidationError):
        enrol(learner, second.translation_key, "en")


def test_what_comes_first_is_told_to_search_engines(client):
    first, second = make_course(title="The first"), make_course()
    make_edition(second)
    asks(second, first)
    assert '"coursePrerequisites": ["The first"]' in client.get(second.get_url()).content.decode()
    assert "coursePrerequisites" not in client.get(first.get_url()).content.decode()


def test_courses_that_ask_for_each_other_are_refused():
    first, second = make_course(), make_course()
    asks(second, first)
    with pytest.raises(ValidationError) as refusal:
        asks(first, second)
    assert refusal.value.code == "circle"


def asks(course, *first):
    keys = [page.translation_key for page in first]
    set_access(course.translation_key, audience=Audience.EVERYONE, institutions=[], prerequisites=keys, by=None)
