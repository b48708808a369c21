"""New and changed courses as a feed: what everybody may read, in one language, under ids that stay."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.choices import Audience
from courses.models import CoursePage, Edition
from icrweb.pages import feeds
from tests.factories.cohorts import restrict
from tests.factories.courses import make_course, make_edition, make_index, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(client, language="en") -> ElementTree.Element:
    answer = client.get(f"/{language}/courses/feed/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(answer.content)


def said(node, name: str) -> str:
    return node.findtext(f"a:{name}", namespaces=ATOM)


def entries(tree) -> list[ElementTree.Element]:
    return tree.findall("a:entry", ATOM)


def changed(course: CoursePage, *, days: int) -> datetime:
    at = timezone.now().replace(microsecond=0) - timedelta(days=days)
    CoursePage.objects.filter(pk=course.pk).update(last_published_at=at, first_published_at=at - timedelta(days=100))
    return at


def test_an_entry_tells_of_the_course_and_leads_to_it(client, settings):
    course = make_course(title="Safety & more", summary="What <b>counts</b>.", topics=["safety"])
    make_edition(course, label="2026.9")
    (entry,) = entries(read(client))
    assert said(entry, "title") == "Safety & more"
    assert entry.find("a:link", ATOM).get("href") == f"{settings.BASE_URL}/en/courses/{course.slug}/"
    assert said(entry, "summary").startswith("<p>What &lt;b&gt;counts&lt;/b&gt;.</p><p>Edition 2026.9, effective ")
    assert entry.find("a:category", ATOM).get("term") == "Safety"


def test_the_feed_says_its_language_where_it_is_and_whose_it_is(client, settings):
    make_course()
    tree = read(client)
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert {link.get("rel"): link.get("href") for link in tree.findall("a:link", ATOM)} == {
        "alternate": f"{settings.BASE_URL}/en/courses/",
        "self": f"{settings.BASE_URL}/en/courses/feed/",
    }
    assert said(tree, "title") == "Courses – icrweb"
    assert tree.findtext("a:author/a:name", namespaces=ATOM) == "icrweb"


def test_a_language_lists_only_what_has_its_words(client):
    course = make_course(title="In English")
    make_course(title="Only in English")
    translate(course, "ja", title="日本語で")
    assert [said(entry, "title") for entry in entries(read(client, "ja"))] == ["日本語で"]


def test_what_changed_last_comes_first_be_it_the_page_or_the_edition(client):
    old, new, renewed = (make_course(title=title) for title in ("Old", "New", "Renewed"))
    at = changed(old, days=30)
    changed(new, days=2)
    changed(renewed, days=60)
    make_edition(renewed)
    tree = read(client)
    assert [said(entry, "title") for entry in entries(tree)] == ["Renewed", "New", "Old"]
    assert datetime.fromisoformat(said(entries(tree)[2], "updated")) == at
    assert said(tree, "updated") == said(entries(tree)[0], "updated")


def test_an_edition_counts_from_the_day_it_can_be_taken(client):
    course = make_course()
    changed(course, days=60)
    edition = make_edition(course)
    day = timezone.now().date() - timedelta(days=5)
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now() - timedelta(days=20), effective_on=day)
    (entry,) = entries(read(client))
    assert datetime.fromisoformat(said(entry, "updated")) == datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_an_id_outlives_address_title_and_host_and_differs_by_language(client, settings):
    course = make_course()
    translated = translate(course, "ja", title="臨床試験")
    before = said(entries(read(client))[0], "id")
    course.title, course.slug = f"{course.title}, renamed", "another-address"
    course.save_revision().publish()
    settings.BASE_URL = "https://elsewhere.example"
    after = entries(read(client))[0]
    assert said(after, "id") == before
    assert after.find("a:link", ATOM).get("href") == "https://elsewhere.example/en/courses/another-address/"
    assert before.startswith("urn:uuid:")
    assert len({before, said(entries(read(client, "ja"))[0], "id"), said(read(client), "id")}) == 3
    assert translated.translation_key == course.translation_key


@pytest.mark.parametrize("hide", ["audience", "restriction", "draft"])
def test_what_not_everybody_may_read_is_not_in_it_whoever_asks(client, hide):
    make_course(title="Open")
    course = make_course(title="Canary")
    if hide == "audience":
        restrict(course, Audience.COHORTS)
    elif hide == "restriction":
        PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    else:
        course.unpublish()
    client.force_login(make_user(is_superuser=True))
    assert [said(entry, "title") for entry in entries(read(client))] == ["Open"]


def test_a_private_catalogue_has_no_feed(client):
    make_course()
    PageViewRestriction.objects.create(page=make_index(), restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/courses/feed/").status_code == 404
    assert client.get("/th/courses/feed/").status_code == 404


def test_an_empty_feed_does_not_change_by_itself(client):
    index = make_index()
    assert datetime.fromisoformat(said(read(client), "updated")) == index.last_published_at


def test_it_ends_where_it_is_long(client, monkeypatch):
    monkeypatch.setattr("courses.feeds.MOST", 2)
    assert feeds.MOST == 50
    for _course in range(3):
        make_course()
    assert len(entries(read(client))) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_however_many_it_lists(client, number, django_assert_num_queries):
    for _course in range(number):
        make_edition(make_course())
    read(client)
    with django_assert_num_queries(4):
        read(client)


def test_pages_about_courses_name_the_feed(client):
    course = make_course()
    link = '<link rel="alternate" type="application/atom+xml" title="New and changed courses" href="/en/courses/feed/">'
    for place in ("/en/", "/en/courses/", f"/en/courses/{course.slug}/"):
        assert link in client.get(place).content.decode()
