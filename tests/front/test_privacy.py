"""What an editor makes private is nowhere: not by its address, not in another language, not in a list of anything."""

import pytest
from wagtail.models import PageViewRestriction

from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
ADDRESSES = ("/en/", "/ja/", "/en/courses/", "/ja/courses/", "/en/search/?q=canary", "/en/search/?q=yellow", "/ja/search/?q=canary")
MACHINES = ("/sitemap.xml", "/robots.txt", "/en/courses/nothing-here/")


def close(page, kind=PageViewRestriction.LOGIN):
    PageViewRestriction.objects.create(page=page, restriction_type=kind)


@pytest.fixture
def canary():
    """A course that is private, open in every other way, with its own words in one more language."""
    course = make_course(title="Canary course", summary="A yellow canary.", slug="hidden-course")
    for lesson in lessons_of(course):
        lesson.title, lesson.open_to_guests = f"Canary {lesson.slug}", True
        lesson.save_revision().publish()
    translate(course, "ja", title="Canary コース")
    make_edition(course)
    close(course)
    return course


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("below", ["", "m1/", "m1/l1/", "m1/final-test/"])
def test_a_stranger_is_led_to_sign_in_from_a_private_course_and_all_below_it(client, canary, language, below):
    address = f"/{language}/courses/hidden-course/{below}"
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/sign-in/?next={address}")
    assert "no-cache" in answer["Cache-Control"]
    assert b"anary" not in answer.content


def test_no_public_address_tells_a_stranger_of_it(client, canary):
    for address in (*ADDRESSES, *MACHINES):
        words = client.get(address).content.decode()
        for said in ("?q=canary", "?q=yellow", 'value="canary"', 'value="yellow"'):
            words = words.replace(said, "")
        assert "anary" not in words, address
        assert "hidden-course" not in words, address


def test_a_private_lesson_is_left_out_of_the_open_course_it_belongs_to(client):
    course = make_course()
    lesson = lessons_of(course)[0]
    lesson.title = "Canary lesson"
    lesson.save_revision().publish()
    edition = make_edition(course)
    close(lesson)
    for address in (f"/en/courses/{course.slug}/", f"/ja/courses/{course.slug}/", "/en/courses/"):
        assert "Canary" not in client.get(address).content.decode()
    client.force_login(make_enrolment(edition).learner)
    assert "Canary lesson" in client.get(f"/en/courses/{course.slug}/").content.decode()


def test_who_signed_in_reads_what_is_for_signed_in_people(client, canary):
    client.force_login(make_user())
    assert "A yellow canary." in client.get("/en/courses/hidden-course/").content.decode()


def test_who_is_not_in_the_group_is_refused_without_a_word_of_the_page(client):
    course = make_course(title="Canary course", slug="hidden-course")
    close(course, PageViewRestriction.GROUPS)
    client.force_login(make_user())
    answer = client.get("/en/courses/hidden-course/")
    assert answer.status_code == 403
    assert "Canary" not in answer.content.decode()


def test_a_section_made_private_leaves_menu_and_footer_in_every_language(client):
    course = make_course(title="Canary course")
    close(course.get_parent())
    for language in ("en", "ja"):
        assert f'href="/{language}/courses/"' not in client.get(f"/{language}/").content.decode()
