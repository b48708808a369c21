"""From author to reader: peer review elsewhere, language edit, approval by somebody else; interests declared before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from courses.declarations import declare, declared_for, has_declared
from courses.models import Declaration, LessonPage, PeerReviewTask
from courses.models.review import refusals
from courses.review import submit
from icrweb.trail.models import AuditEntry
from tests.factories.courses import lessons_of, text_block, translate
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.review import make_reviewed_course, make_staff, make_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_reviewed_course()


@pytest.fixture
def hospital():
    return make_institution(name="First Hospital (demo)")


@pytest.fixture
def author(course, hospital):
    return make_staff("editor", hospital, declared_for=course)


def actions(page, person):
    task = page.current_workflow_task
    return [name for name, _label, _modal in task.get_actions(page, person)]


def decide(page, person, action="approve", **more):
    page = LessonPage.objects.get(pk=page.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, person, action, **more)
    return LessonPage.objects.get(pk=page.pk)


def first_words(page):
    return page.body[0].value.source


class TestTheWay:
    def test_three_people_take_a_lesson_from_author_to_reader(self, course, author):
        page = make_waiting(course, author)
        page = decide(page, make_staff("medical_reviewer", declared_for=course))
        assert page.current_workflow_task.name == "Language edit"
        page = decide(page, make_staff("editor", declared_for=course))
        assert page.current_workflow_task.name == "Approval by the programme"
        assert first_words(page) == "<p>A stretch of text.</p>"
        page = decide(page, make_staff("director", declared_for=course))
        assert first_words(page) == "<p>New words.</p>"
        assert page.workflow_states.get().status == WorkflowState.STATUS_APPROVED

    def test_asking_for_changes_gives_it_back_and_resubmitting_goes_on_where_it_was(self, course, author):
        reviewer = make_staff("medical_reviewer", declared_for=course)
        page = decide(make_waiting(course, author), reviewer, "reject", comment="Name the edition.")
        state = page.current_workflow_state
        assert (state.status, page.workflow_in_progress) == (WorkflowState.STATUS_NEEDS_CHANGES, False)
        assert TaskState.objects.get(status="rejected").comment == "Name the edition."
        submit(page, author)
        assert LessonPage.objects.get(pk=page.pk).current_workflow_task.name == "Peer review"

    def test_a_question_and_a_translation_have_their_own_workflows(self, course):
        japanese = translate(lessons_of(course)[0], "ja", title="レッスン")
        assert lessons_of(course)[0].get_workflow().name == "Courses"
        assert japanese.get_workflow().name == "Pages and translations"


class TestWhoMayDecide:
    def test_a_reviewer_of_the_authors_institution_is_refused_in_a_sentence_and_offered_nothing(self, course, author, hospital):
        colleague = make_staff("medical_reviewer", hospital, declared_for=course)
        page = make_waiting(course, author)
        assert actions(page, colleague) == []
        assert "both work at First Hospital (demo)" in page.current_workflow_task.why_not(page, colleague)
        with pytest.raises(PermissionDenied):
            decide(page, colleague)

    def test_a_colleague_of_anybody_who_changed_words_is_refused(self, course, author):
        elsewhere = make_institution()
        second = make_staff("editor", elsewhere, declared_for=course)
        lesson = lessons_of(course)[0]
        lesson.body = [text_block("<p>By the second author.</p>")]
        lesson.save_revision(user=second)
        page = make_waiting(course, author)
        assert actions(page, make_staff("medical_reviewer", elsewhere, declared_for=course)) == []
        assert actions(page, make_staff("medical_reviewer", declared_for=course)) == ["reject", "approve", "approve"]

    def test_an_affiliation_that_has_ended_counts_no_more(self, course, author, hospital):
        moved = make_staff("medical_reviewer", declared_for=course)
        make_affiliation(moved, hospital, ended_on=timezone.now().date() - timedelta(days=1))
        assert actions(make_waiting(course, author), moved) == ["reject", "approve", "approve"]

    def test_whoever_names_no_institution_cannot_be_a_peer(self, course, author):
        homeless = make_user(groups=["medical_reviewer"])
        declare(homeless, course.translation_key, "", none=True)
        page = make_waiting(course, author)
        assert "names no current institution" in page.current_workflow_task.why_not(page, homeless)

    @pytest.mark.parametrize("role", ["editor", "operator"])
    def test_nobody_decides_about_their_own_words(self, course, role):
        person = make_staff("editor", declared_for=course, is_superuser=role == "operator", is_staff=True)
        page = make_waiting(course, person)
        page = decide(page, make_staff("medical_reviewer", declared_for=course))
        assert actions(page, person) == []
        with pytest.raises(PermissionDenied):
            decide(page, person)

    def test_a_comment_makes_nobody_an_author(self, course, author):
        reviewer = make_staff("medical_reviewer", declared_for=course)
        page = make_waiting(course, author)
        revision = page.get_latest_revision_as_object().save_revision(user=reviewer)
        assert revision.facts.changed_words is False
        assert actions(page, reviewer) == ["reject", "approve", "approve"]

    def test_mending_the_language_is_no_authorship_for_that_step_but_is_for_the_next(self, course, author):
        page = decide(make_waiting(course, author), make_staff("medical_reviewer", declared_for=course))
        language_editor = make_staff("editor", declared_for=course)
        page.body = [text_block("<p>Newer words.</p>")]
        page.save_revision(user=language_editor)
        assert "approve" in actions(page, language_editor)
        page = decide(page, language_editor)
        assert page.current_workflow_task.name == "Approval by the programme"
        assert actions(page, language_editor) == []

    def test_named_reviewers_take_the_place_of_the_groups(self, course, author):
        named, other = (make_staff("medical_reviewer", declared_for=course) for _ in range(2))
        PeerReviewTask.objects.get().people.add(named)
        page = make_waiting(course, author)
        assert "approve" in actions(page, named)
        assert actions(page, other) == []

    def test_who_may_decide_is_asked_for_many_at_once(self, course, author, django_assert_num_queries):
        reviewer = make_staff("medical_reviewer", declared_for=course)
        make_waiting(course, author)
        other = make_reviewed_course()
        declare(author, other.translation_key, "", none=True)
        make_waiting(other, author)
        states = list(TaskState.objects.filter(status="in_progress").select_related("workflow_state"))
        assert len(states) == 2
        refusals(states, reviewer)
        with django_assert_num_queries(8):
            found = refusals(states, reviewer)
        assert list(found.values()) == ["Declare your interests for this course first, or that you have none."]


class TestNoWayAround:
    def test_an_editor_has_no_button_that_publishes(self, course, author, client):
        client.force_login(author)
        page = lessons_of(course)[0]
        text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'name="action-publish"' not in text
        assert 'name="action-submit"' in text

    def test_a_medical_reviewer_publishes_translations_only(self, course):
        reviewer = make_staff("medical_reviewer")
        japanese = translate(lessons_of(course)[0], "ja", title="レッスン")
        assert not lessons_of(course)[0].permissions_for_user(reviewer).can_publish()
        assert not course.permissions_for_user(reviewer).can_publish_subpage()
        assert japanese.permissions_for_user(reviewer).can_publish()

    def test_the_programme_may_publish_without_review(self, course):
        assert lessons_of(course)[0].permissions_for_user(make_staff("director")).can_publish()

    def test_the_last_approval_of_a_draft_with_errors_changes_nothing(self, course, author):
        page = decide(make_waiting(course, author, "<p>So it is[^1].</p>"), make_staff("medical_reviewer", declared_for=course))
        page = decide(page, make_staff("editor", declared_for=course))
        director = make_staff("director", declared_for=course)
        assert actions(page, director) == ["reject"]
        page = decide(page, director)
        assert page.current_workflow_task.name == "Approval by the programme"
        assert first_words(page) == "<p>A stretch of text.</p>"


class TestInterests:
    def test_a_declaration_says_something_or_nothing_but_not_both(self, course):
        person = make_user()
        for words, none in (("Advises a sponsor.", True), ("  ", False)):
            with pytest.raises(ValidationError, match="not both"):
                declare(person, course.translation_key, words, none=none)
        declare(person, course.translation_key, "Advises a sponsor.", none=False)
        assert AuditEntry.objects.get(deed="declaration.make").new["words"] == "Advises a sponsor."

    def test_a_declaration_holds_for_twelve_months(self, course):
        person = make_user()
        declare(person, course.translation_key, "", none=True)
        assert has_declared(person, course.translation_key)
        day = timezone.now().date()
        assert Declaration.objects.valid(day + timedelta(days=364)).exists()
        assert not Declaration.objects.valid(day + timedelta(days=366)).exists()

    def test_readers_see_the_newest_word_of_each_person(self, course, client):
        person = make_user(latin_name="Sato Kenji")
        declare(person, course.translation_key, "Advises <b>a sponsor</b>.", none=False)
        declare(person, course.translation_key, "", none=True)
        assert [row.words for row in declared_for(course.translation_key)] == [""]
        text = client.get(course.url).content.decode()
        assert "Declarations of interest" in text
        assert "None to declare" in text

    def test_who_submits_undeclared_is_asked_after_the_draft_is_saved_and_it_goes_on(self, course, client):
        editor = make_staff("editor")
        client.force_login(editor)
        page = lessons_of(course)[0]
        answer = client.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, title="Typed with care") | {"action-submit": "1"}
        )
        assert answer.url == reverse("courses_declare", args=[page.pk]) + "?submit=1"
        page = LessonPage.objects.get(pk=page.pk)
        assert page.get_latest_revision_as_object().title == "Typed with care"
        assert not page.workflow_in_progress
        assert client.post(answer.url, {"words": "", "none": ""}).status_code == 422
        client.post(answer.url, {"none": "on"})
        assert LessonPage.objects.get(pk=page.pk).current_workflow_task.name == "Peer review"

    def test_a_reviewer_is_asked_on_the_page_that_waits(self, course, author, client):
        reviewer = make_staff("medical_reviewer")
        page = make_waiting(course, author)
        assert actions(page, reviewer) == []
        client.force_login(reviewer)
        text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Declare your interests for this course first" in text
        assert reverse("courses_declare", args=[page.pk]) in text

    def test_the_deed_refuses_whoever_has_not_declared(self, course):
        editor = make_staff("editor")
        with pytest.raises(ValidationError, match="Declare your interests"):
            submit(lessons_of(course)[0], editor)


def form_of(page, **words):
    """What the editor's form sends for a lesson."""
    values = {
        "title": page.title,
        "slug": page.slug,
        "objective": page.objective,
        "minutes": page.minutes,
        "completion": page.completion,
        "watched_share": page.watched_share,
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "takeaways",
        "body-0-id": "",
        "body-0-value-items-count": "1",
        "body-0-value-items-0-deleted": "",
        "body-0-value-items-0-order": "0",
        "body-0-value-items-0-id": "",
        "body-0-value-items-0-value": "One point",
        **{
            f"comments-{name}": value
            for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}.items()
        },
    }
    return {**values, **words}


def test_reviewers_are_told_what_waits_and_where(course, author, mailoutbox):
    reviewer = make_staff("medical_reviewer", declared_for=course, language="ja")
    make_waiting(course, author)
    (letter,) = [letter for letter in mailoutbox if letter.to == [reviewer.email]]
    assert reverse("wagtailadmin_pages:edit", args=[lessons_of(course)[0].pk]) in letter.body
