import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from certificates.models import Achievement
from courses.editions import publish_edition, withdraw_edition
from courses.models import Edition, LessonPage, ModulePage, QuizPage
from icrweb.trail.models import AuditEntry
from tests.factories.courses import add, lessons_of, make_course, make_edition, make_index, make_lesson, quiz_of, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def publish(course, label="2026.1"):
    today = timezone.now().date()
    return publish_edition(course, label=label, effective_on=today, guideline_parts=["Annex 1"], minutes_by_category={}, by=None)


def test_an_edition_freezes_lessons_and_quizzes_in_the_order_of_the_tree():
    course = make_course()
    first, second = lessons_of(course)
    module, quiz = first.get_parent(), quiz_of(course)
    edition = publish(course)
    about = {"module": "Module 1", "module_key": str(module.translation_key)}
    assert edition.syllabus == [
        {"key": str(first.translation_key), "kind": "lesson", "title": "Lesson 1", "minutes": 10, "completion": "end", **about},
        {"key": str(second.translation_key), "kind": "lesson", "title": "Lesson 2", "minutes": 10, "completion": "end", **about},
        {
            "key": str(quiz.translation_key),
            "kind": "quiz",
            "title": "Final test",
            "minutes": 15,
            "completion": "passed",
            "pass_mark": 80,
            "purpose": "final",
            "free_attempts": 3,
            "cool_down_hours": 24,
            "time_limit": None,
            "max_attempts": None,
            "exempts": True,
            **about,
        },
    ]
    assert (edition.code, edition.title, edition.language, edition.minutes) == (course.code, course.title, "en", 35)


def test_later_changes_to_the_pages_leave_an_edition_as_it_was():
    course = make_course()
    edition = publish(course)
    lesson = lessons_of(course)[0]
    lesson.minutes, lesson.title = 99, "Renamed"
    lesson.save_revision().publish()
    edition.refresh_from_db()
    assert (edition.syllabus[0]["minutes"], edition.syllabus[0]["title"]) == (10, "Lesson 1")


def test_a_translated_course_page_publishes_the_edition_of_its_source_language():
    course = make_course()
    japanese = translate(course, "ja", title="コース")
    translate(lessons_of(course)[0], "ja", title="レッスン")
    edition = publish(japanese)
    assert (edition.language, edition.title, edition.syllabus[0]["title"]) == ("en", course.title, "Lesson 1")


def test_drafts_and_retired_pages_and_those_of_draft_modules_are_left_out():
    course = make_course()
    module = lessons_of(course)[0].get_parent().specific
    make_lesson(module, title="Retired", slug="retired", retired=True)
    draft = make_lesson(module, title="Draft", slug="draft")
    draft.unpublish()
    hidden = add(course, ModulePage(title="Hidden", slug="hidden"))
    make_lesson(hidden, title="In a hidden module", slug="hidden-lesson")
    hidden.unpublish()
    assert [item["title"] for item in publish(course).syllabus] == ["Lesson 1", "Lesson 2", "Final test"]


def test_an_edition_makes_the_achievement_of_its_course_once():
    course = make_course(code="C9")
    publish(course, "2026.1")
    publish(course, "2026.2")
    achievement = Achievement.objects.get()
    assert (achievement.key, achievement.kind, achievement.code) == (course.translation_key, "completion", "C9")


def test_a_course_without_a_certificate_needs_no_quiz_and_makes_no_achievement():
    course = make_course(gives_certificate=False)
    quiz_of(course).unpublish()
    assert len(publish(course).syllabus) == 2
    assert not Achievement.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda course: [lesson.unpublish() for lesson in lessons_of(course)], "empty"),
        (lambda course: quiz_of(course).unpublish(), "no_quiz"),
        (lambda course: course.unpublish(), "not_live"),
        (lambda course: publish(course, "2026.1"), "label_taken"),
    ],
)
def test_an_edition_that_could_not_be_studied_is_refused(spoil, code):
    course = make_course()
    spoil(course)
    before = Edition.objects.count()
    with pytest.raises(ValidationError) as refusal:
        publish(course, "2026.1")
    assert refusal.value.code == code
    assert Edition.objects.count() == before


def test_the_words_of_that_day_survive_the_purge_of_revisions():
    course = make_course()
    edition = publish(course)
    lesson = lessons_of(course)[0]
    kept, title = lesson.live_revision_id, lesson.title
    for number in range(2):
        lesson.title = f"Newer {number}"
        lesson.save_revision().publish()
    superfluous = Revision.objects.for_instance(lesson).exclude(pk__in=[kept, lesson.latest_revision_id]).get().pk
    call_command("purge_revisions")
    assert not Revision.objects.filter(pk=superfluous).exists()
    assert edition.revisions.filter(revision=kept).exists()
    assert Revision.objects.get(pk=kept).content["title"] == title
    # Course, module, two lessons, quiz; aliases have no words of their own.
    assert edition.revisions.count() == 5


def test_withdrawing_gives_ninety_days_and_is_written_down():
    edition, staff = make_edition(), make_user()
    withdrawn = withdraw_edition(edition, by=staff)
    assert withdrawn.last_day == timezone.now().date() + datetime.timedelta(days=90)
    entry = AuditEntry.objects.get(deed="edition.withdraw")
    assert (entry.actor, entry.subject_key, entry.new) == (staff, str(edition.key), {"last_day": withdrawn.last_day.isoformat()})
    assert not Edition.objects.open_on(timezone.now().date()).exists()


def test_an_edition_is_withdrawn_once_and_not_into_the_past():
    edition = make_edition()
    with pytest.raises(ValidationError) as past:
        withdraw_edition(edition, by=None, last_day=timezone.now().date() - datetime.timedelta(days=1))
    withdraw_edition(edition, by=None)
    with pytest.raises(ValidationError) as twice:
        withdraw_edition(edition, by=None)
    assert (past.value.code, twice.value.code) == ("last_day_past", "already_withdrawn")


def test_the_newest_edition_is_the_latest_that_is_effective_and_not_withdrawn():
    today, course = timezone.now().date(), make_course()
    make_edition(course, label="old", effective_on=today - datetime.timedelta(days=30))
    current = make_edition(course, label="current", effective_on=today)
    make_edition(course, label="later", effective_on=today + datetime.timedelta(days=1))
    gone = make_edition(course, label="gone", effective_on=today)
    withdraw_edition(gone, by=None)
    assert Edition.objects.newest([course.translation_key], today) == {course.translation_key: current}


class TestAdmin:
    @pytest.fixture
    def staff(self, client):
        staff = make_user(is_staff=True, is_superuser=True)
        client.force_login(staff)
        return staff

    def test_staff_publish_an_edition_from_the_course_page(self, client, staff):
        course = make_course()
        address = f"/admin/courses/{course.pk}/publish-edition/"
        assert "Lesson 1" in client.get(address).content.decode()
        answer = client.post(
            address,
            {"label": "2027.1", "effective_on": "2026-12-01", "guideline_parts": "Principles\n\nAnnex 1\n", "minutes_gcp": "30"},
        )
        edition = Edition.objects.get()
        assert (answer.status_code, answer.url) == (302, "/admin/editions/")
        assert (edition.label, edition.guideline_parts, edition.minutes_by_category) == (
            "2027.1",
            ["Principles", "Annex 1"],
            {"gcp": 30},
        )
        assert AuditEntry.objects.get(deed="edition.publish").actor == staff

    def test_the_course_page_offers_it(self, client, staff):
        course = make_course()
        for view in ("edit/", ""):
            assert f"/admin/courses/{course.pk}/publish-edition/" in client.get(f"/admin/pages/{course.pk}/{view}").content.decode()

    def test_a_course_and_a_lesson_are_previewed_without_any_learner(self, client, staff):
        course = make_course(title="Seen beforehand")
        lesson = make_lesson(lessons_of(course)[0].get_parent().specific, checks=1)
        assert "Seen beforehand" in client.get(f"/admin/pages/{course.pk}/view_draft/").content.decode()
        page = client.get(f"/admin/pages/{lesson.pk}/view_draft/").content.decode()
        assert "The lesson in hand" in page
        assert "Which one?" in page

    def test_a_lesson_without_an_objective_is_not_published(self, client, staff):
        lesson = lessons_of(make_course())[0]
        form = {
            "title": "No objective",
            "slug": lesson.slug,
            "objective": " ",
            "minutes": "5",
            "completion": "end",
            "watched_share": "90",
            "body-count": "0",
        }
        answer = client.post(f"/admin/pages/{lesson.pk}/edit/", {**form, "action-publish": "1"})
        lesson.refresh_from_db()
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"objective"}
        assert lesson.title != "No objective"

    def test_a_refusal_is_shown_and_keeps_what_was_typed(self, client, staff):
        course = make_course()
        make_edition(course, label="2027.1")
        answer = client.post(f"/admin/courses/{course.pk}/publish-edition/", {"label": "2027.1", "effective_on": "2026-12-01"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "This course already has an edition 2027.1. Choose another label." in page
        assert 'value="2027.1"' in page

    def test_the_list_shows_who_studies_and_offers_to_withdraw(self, client, staff, django_assert_max_num_queries):
        edition = make_edition()
        page = client.get("/admin/editions/").content.decode()
        assert edition.label in page
        assert f"/admin/editions/{edition.pk}/withdraw/" in page
        client.post(f"/admin/editions/{edition.pk}/withdraw/", {"last_day": "2099-01-31"})
        edition.refresh_from_db()
        assert edition.last_day == datetime.date(2099, 1, 31)

    def test_an_editor_without_the_right_may_neither_publish_nor_withdraw(self, client):
        edition = make_edition()
        person = make_user(is_staff=True)
        from_admin = person.user_permissions.model.objects.get(codename="access_admin")
        person.user_permissions.add(from_admin)
        client.force_login(person)
        course = make_index().get_children().first()
        for address in (f"/admin/courses/{course.pk}/publish-edition/", f"/admin/editions/{edition.pk}/withdraw/"):
            assert client.post(address, {"label": "x", "effective_on": "2026-12-01", "last_day": "2099-01-31"}).status_code == 302
        edition.refresh_from_db()
        assert (Edition.objects.count(), edition.withdrawn_at) == (1, None)


def test_the_parts_of_a_course_are_of_these_types():
    course = make_course()
    assert [type(page.specific) for page in course.get_descendants().order_by("path")] == [
        ModulePage,
        LessonPage,
        LessonPage,
        QuizPage,
    ]
