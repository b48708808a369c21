import pytest

from courses.enrolment import leave
from courses.models import LessonPage, ModulePage
from tests.factories.courses import add, lessons_of, make_course, make_edition, make_enrolment, make_lesson, quiz_of
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return make_course()


def studied(course):
    return make_enrolment(make_edition(course))


def refused(answer) -> bool:
    return "Retire" in answer.content.decode()


def parts(course):
    lesson = lessons_of(course)[0]
    return {"lesson": lesson, "quiz": quiz_of(course), "module": lesson.get_parent(), "course": course}


@pytest.mark.parametrize("part", ["lesson", "quiz", "module", "course"])
@pytest.mark.parametrize("deed", ["delete", "unpublish"])
def test_what_is_studied_is_neither_deleted_nor_unpublished(client, course, part, deed):
    studied(course)
    page = parts(course)[part]
    assert refused(client.post(f"/admin/pages/{page.pk}/{deed}/", follow=True))
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize("deed", ["delete", "unpublish"])
def test_nor_in_bulk(client, course, deed):
    studied(course)
    lesson = lessons_of(course)[0]
    assert refused(client.post(f"/admin/bulk/wagtailcore/page/{deed}/?id={lesson.pk}", follow=True))
    lesson.refresh_from_db()
    assert lesson.live


def test_a_lesson_moves_inside_its_course_but_not_out_of_it(client, course):
    studied(course)
    lesson = lessons_of(course)[0]
    inside = add(course, ModulePage(title="Module 2", slug="m2"))
    outside = ModulePage.objects.child_of(make_course()).get()
    lesson.slug = "unlike-others"
    lesson.save()
    assert refused(client.post(f"/admin/pages/{lesson.pk}/move/{outside.pk}/confirm/", follow=True))
    bulk = client.post(f"/admin/bulk/wagtailcore/page/move/?id={lesson.pk}", {"chooser": outside.pk}, follow=True)
    assert refused(bulk)
    assert LessonPage.objects.get(pk=lesson.pk).get_parent().pk != outside.pk
    client.post(f"/admin/pages/{lesson.pk}/move/{inside.pk}/confirm/")
    assert LessonPage.objects.get(pk=lesson.pk).get_parent().pk == inside.pk


def test_an_unpublished_lesson_may_go_when_nobody_needs_it_any_more(client, course):
    enrolment = studied(course)
    leave(enrolment)
    lesson = lessons_of(course)[0]
    client.post(f"/admin/pages/{lesson.pk}/unpublish/")
    lesson.refresh_from_db()
    assert not lesson.live


def test_a_lesson_of_a_past_edition_is_kept_as_evidence_but_a_new_one_is_deleted(client, course):
    leave(studied(course))
    old = lessons_of(course)[0]
    new = make_lesson(old.get_parent().specific, title="New", slug="new")
    answer = client.post(f"/admin/pages/{old.pk}/delete/", follow=True)
    client.post(f"/admin/pages/{new.pk}/delete/")
    assert "they are kept as evidence" in answer.content.decode()
    assert LessonPage.objects.filter(pk=old.pk).exists()
    assert not LessonPage.objects.filter(pk=new.pk).exists()


def test_a_retired_lesson_is_still_there_for_who_needs_it(client, course):
    enrolment = studied(course)
    lesson = lessons_of(course)[0]
    lesson.retired = True
    lesson.save_revision().publish()
    client.force_login(enrolment.learner)
    assert client.get(lesson.url).status_code == 200
    assert [item["title"] for item in make_edition(course).syllabus] == ["Lesson 2", "Final test"]
