import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from courses.care import citing, due_by, overdue_count
from icrweb.accounts.roles import COUNTRY_EDITOR, EDITOR, make_roles
from tests.factories.courses import lessons_of, make_course, make_edition, make_lesson
from tests.factories.people import make_user
from tests.factories.questions import make_case, make_question
from tests.factories.references import make_guideline, make_note, make_term

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.now().date() - datetime.timedelta(days=1)


def references(edition):
    return "references", {"items": [{"guideline": edition, "text": "", "edition": "", "checked_on": None, "address": ""}]}


def test_a_guideline_edition_lists_everything_that_cites_it_once():
    edition, other = make_guideline(), make_guideline()
    course = make_course()
    module = lessons_of(course)[0].get_parent().specific
    make_lesson(module, title="Cites it", body=[references(edition)])
    make_lesson(module, title="Cites another", body=[references(other)])
    make_question(guideline=edition, name="Asks about it")
    make_case(guideline=edition, title="Tells of it")
    make_term("delegation", guideline=edition)
    make_note("VN", guideline=edition)
    make_edition(course, guideline_parts=[f"{edition.guideline.short} Annex 1"])
    lines = citing(edition)
    assert {line.kind for line in lines} == {"Lesson", "Question", "Case", "Glossary term", "Local note", "Edition"}
    assert len(lines) == 6


def test_overdue_content_is_counted_and_comes_first():
    note = make_note("VN", review_by=YESTERDAY)
    make_term("delegation", review_by=timezone.now().date() + datetime.timedelta(days=30))
    assert overdue_count() == 1
    lines = due_by(timezone.now().date() + datetime.timedelta(days=90))
    assert [(line.title, line.overdue) for line in lines] == [(str(note), True), ("delegation", False)]


class TestReports:
    @pytest.fixture
    def editor(self, client):
        make_roles()
        editor = make_user()
        editor.groups.add(Group.objects.get(name=EDITOR))
        client.force_login(editor)

    def test_one_click_leads_from_a_guideline_edition_to_what_cites_it(self, client, editor):
        edition = make_guideline()
        make_question(guideline=edition, name="Asks about it")
        register = client.get(reverse("cited_guidelines")).content.decode()
        assert reverse("citing", args=[edition.pk]) in register
        assert "Asks about it" in client.get(reverse("citing", args=[edition.pk])).content.decode()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_lists_are_exported(self, client, editor, kind):
        edition = make_guideline()
        make_question(guideline=edition, name="=Asks about it")
        answer = client.get(f"{reverse('citing', args=[edition.pk])}?export={kind}")
        assert answer.status_code == 200
        if kind == "csv":
            assert b"'=Asks about it" in b"".join(answer.streaming_content)

    def test_the_dashboard_says_how_much_is_overdue(self, client, editor):
        make_note("VN", review_by=YESTERDAY)
        assert "1 item is overdue for review." in client.get(reverse("wagtailadmin_home")).content.decode()
        assert "Vietnam" in client.get(reverse("overdue_reviews")).content.decode()


class TestOwnersOfNotes:
    def _of(self, client, note):
        return client.get(reverse("wagtailsnippets_courses_localnote:edit", args=[note.pk]))

    @pytest.mark.parametrize("role", [COUNTRY_EDITOR, EDITOR])
    def test_a_country_editor_changes_their_own_note_and_no_other(self, client, role):
        make_roles()
        owner = make_user()
        owner.groups.add(Group.objects.get(name=role))
        client.force_login(owner)
        assert self._of(client, make_note("VN", owner=owner)).status_code == 200
        assert self._of(client, make_note("TH")).status_code == 302

    def test_publishing_asks_for_the_same(self, client):
        make_roles()
        owner = make_user()
        owner.groups.add(Group.objects.get(name=COUNTRY_EDITOR))
        client.force_login(owner)
        note = make_note("VN", owner=owner)
        page = self._of(client, note).content.decode()
        assert 'name="action-publish"' in page
