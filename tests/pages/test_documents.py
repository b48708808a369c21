"""Who gets a document: it follows the pages on which it stands."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from courses.models import LessonPage
from icrweb.accounts.roles import EDITOR, make_roles
from tests.factories.cohorts import restrict
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.media import top_collection
from tests.factories.people import make_user
from tests.factories.references import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    content = ContentFile(b"day,name\n", name="canary-log.csv")
    return get_document_model().objects.create(title="Canary log", file=content, collection=top_collection())


@pytest.fixture
def put_on(document, django_capture_on_commit_callbacks):
    """Publishes a page with the document on it: as a block to download, or as a link in the text."""

    def put(lesson: LessonPage, *, linked: bool = False, open_to_guests: bool = False) -> LessonPage:
        block = {"document": document, "title": "Canary log", "language": "en", "note": ""}
        link = f'<p><a linktype="document" id="{document.pk}">the log</a></p>'
        with django_capture_on_commit_callbacks(execute=True):
            lesson.open_to_guests = open_to_guests
            lesson.body = [("text", link)] if linked else [("download", block)]
            lesson.save_revision().publish()
        lesson.refresh_from_db()
        return lesson

    return put


def status(document, person=None) -> int:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(document.url).status_code


def a_lesson() -> LessonPage:
    return lessons_of(make_course())[0]


@pytest.mark.parametrize("linked", [False, True])
def test_a_document_of_a_closed_lesson_is_for_those_who_may_read_it(document, put_on, linked):
    course = make_course()
    put_on(lessons_of(course)[0], linked=linked)
    member = make_enrolment(make_edition(course)).learner
    assert [status(document), status(document, make_user()), status(document, member)] == [403, 403, 200]


def test_a_document_of_an_open_lesson_is_everybodys(document, put_on):
    put_on(a_lesson(), open_to_guests=True)
    assert status(document) == 200


def test_one_page_that_may_be_read_is_enough(document, put_on):
    put_on(a_lesson())
    put_on(a_lesson(), open_to_guests=True)
    assert status(document) == 200


def test_a_course_for_some_people_only_keeps_its_documents(document, put_on):
    course = make_course()
    put_on(lessons_of(course)[0], open_to_guests=True)
    restrict(course)
    assert [status(document), status(document, make_user())] == [403, 403]


def test_a_page_that_is_private_in_one_language_keeps_its_documents_in_all(document, put_on):
    lesson = put_on(a_lesson(), open_to_guests=True)
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert Page.objects.live().filter(translation_key=lesson.translation_key).count() == 2
    assert [status(document), status(document, make_user())] == [403, 200]


def test_a_page_that_is_not_published_any_more_keeps_them_too(document, put_on):
    put_on(a_lesson(), open_to_guests=True).unpublish()
    assert status(document) == 403


def test_staff_may_look(document, put_on):
    make_roles()
    put_on(a_lesson())
    editor = make_user()
    editor.groups.add(Group.objects.get(name=EDITOR))
    assert status(document, editor) == 200


def test_what_stands_nowhere_or_in_a_local_note_is_as_open_as_its_collection(document, put_on):
    assert status(document) == 200
    put_on(a_lesson())
    make_note("VN", words=f'<p><a linktype="document" id="{document.pk}">the log</a></p>')
    assert status(document) == 200


def test_neither_search_nor_sitemap_name_a_document_of_a_closed_course(document, put_on):
    course = make_course()
    put_on(lessons_of(course)[0])
    restrict(course)
    for address in ("/en/search/?q=canary", "/sitemap.xml"):
        assert "canary" not in Client().get(address).content.decode().replace("q=canary", "").replace('value="canary"', "").lower()
