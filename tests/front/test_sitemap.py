"""What search engines are told: every public page once a language that has its words, in parts where there are many."""

from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from courses.choices import Audience
from courses.models import LessonPage
from icrweb.front.sitemaps import PublicPages
from tests.factories.cohorts import restrict
from tests.factories.courses import lessons_of, make_course, translate

pytestmark = pytest.mark.django_db
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, place: str) -> ElementTree.Element:
    answer = client.get(place)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(answer.content)


def addresses(tree) -> list[str]:
    return [found.text for found in tree.findall("s:url/s:loc", SPACE)]


@pytest.fixture
def in_parts_of_two(monkeypatch):
    monkeypatch.setattr(PublicPages, "limit", 2)


def test_a_page_names_its_languages_its_day_and_no_alias(client, settings):
    course = make_course()
    translate(course, "ja", title="臨床試験")
    tree = read(client, "/sitemap.xml")
    places = [f"{settings.BASE_URL}/{language}/courses/{course.slug}/" for language in ("en", "ja")]
    entries = [url for url in tree.findall("s:url", SPACE) if url.find("s:loc", SPACE).text in places]
    assert len(entries) == 2
    for url in entries:
        assert url.find("s:lastmod", SPACE).text == f"{course.last_published_at:%Y-%m-%d}"
        there = [(link.get("hreflang"), link.get("href")) for link in url.findall("x:link", SPACE)]
        assert sorted(there) == list(zip(("en", "ja"), places, strict=True))
    assert f"{settings.BASE_URL}/ja/courses/" not in addresses(tree)


def test_only_what_a_visitor_can_read_is_listed(client, settings):
    course = make_course()
    open_lesson, closed_lesson = lessons_of(course)
    LessonPage.objects.filter(pk=open_lesson.pk).update(open_to_guests=True)
    below = f"{settings.BASE_URL}/en/courses/{course.slug}/m1/"
    listed = addresses(read(client, "/sitemap.xml"))
    assert f"{below}{open_lesson.slug}/" in listed
    assert [place for place in (below, f"{below}{closed_lesson.slug}/", f"{below}final-test/") if place in listed] == []


def test_what_is_not_for_everybody_is_in_no_part(client, in_parts_of_two):
    for_some, private = make_course(slug="canary-some"), make_course(slug="canary-private")
    for course in (for_some, private):
        translate(course, "ja", title="Canary")
    restrict(for_some, Audience.COHORTS)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    parts = [found.text for found in read(client, "/sitemap.xml").findall("s:sitemap/s:loc", SPACE)]
    assert all("canary" not in client.get(part).content.decode() for part in parts)


def test_many_pages_stand_in_parts_that_the_index_names_and_each_stands_in_one(client, monkeypatch, settings):
    for _course in range(3):
        translate(make_course(), "ja", title="臨床試験")
    whole = addresses(read(client, "/sitemap.xml"))
    monkeypatch.setattr(PublicPages, "limit", 3)
    index = read(client, "/sitemap.xml")
    assert index.tag.endswith("sitemapindex")
    assert all(found.text for found in index.findall("s:sitemap/s:lastmod", SPACE))
    parts = [read(client, found.text) for found in index.findall("s:sitemap/s:loc", SPACE)]
    assert len(parts) == -(-len(whole) // 3) > 2
    assert [place for part in parts for place in addresses(part)] == whole
    courses = [url for part in parts for url in part.findall("s:url", SPACE) if "/courses/c" in url.find("s:loc", SPACE).text]
    assert {len(url.findall("x:link", SPACE)) for url in courses} == {2}, "also where the two languages stand in two parts"


@pytest.mark.parametrize("place", ["/sitemap-pages.xml?p=99", "/sitemap-pages.xml?p=x", "/sitemap-people.xml"])
def test_there_is_no_other_part(client, place):
    make_course()
    assert client.get(place).status_code == 404


@pytest.mark.parametrize("courses", [1, 3])
def test_a_part_and_the_index_ask_the_same_however_many_they_list(client, monkeypatch, courses, django_assert_num_queries):
    for _course in range(courses):
        make_course()
    monkeypatch.setattr(PublicPages, "limit", 1)
    with django_assert_num_queries(4):
        client.get("/sitemap.xml")
    monkeypatch.setattr(PublicPages, "limit", 100)
    with django_assert_num_queries(4):
        client.get("/sitemap-pages.xml")
