"""The seminars to come as a feed, and what a seminar's page says of itself for search engines."""

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from icrweb.trail.models import AuditEntry
from seminars.models import Seminar, SeminarPage
from seminars.registration import cancel_seminar
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar, make_seminar_page, make_seminar_with_page

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SECRET = "https://meet.example/secret-canary"


def entries(client, language="en") -> list[ElementTree.Element]:
    answer = client.get(f"/{language}/seminars/feed/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(answer.content).findall("a:entry", ATOM)


def said(node, name: str) -> str:
    return node.findtext(f"a:{name}", namespaces=ATOM)


def titles(client, language="en") -> list[str]:
    return [said(entry, "title") for entry in entries(client, language)]


def page_of(seminar: Seminar) -> SeminarPage:
    return SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en")


def markup_of(client, page) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(page.url).content.decode())
    return json.loads(found)


def test_the_next_come_first_and_the_past_not_at_all(client):
    make_seminar_with_page(title="Later", days=60)
    make_seminar_with_page(title="Sooner", days=10)
    make_seminar_with_page(title="Over", days=-10)
    make_seminar_page(title="Without a date")
    assert titles(client) == ["Sooner", "Later"]


def test_an_entry_says_when_and_where_and_never_the_link_to_the_meeting(client):
    seminar = make_seminar_with_page(title="Bangkok hour", summary="For <all>.", online_link=SECRET)
    (entry,) = entries(client)
    words = said(entry, "summary")
    assert "Bangkok (UTC+07:00)</p><p>Online</p><p>For &lt;all&gt;.</p>" in words
    assert said(entry, "id").startswith("urn:uuid:")
    assert SECRET not in client.get("/en/seminars/feed/").content.decode() + client.get(page_of(seminar).url).content.decode()


def test_a_cancelled_one_says_so_and_changed_when_it_was_cancelled(client):
    seminar = make_seminar_with_page(title="Bangkok hour")
    then = timezone.now() - timedelta(days=9)
    SeminarPage.objects.filter(translation_key=seminar.key).update(last_published_at=then, first_published_at=then)
    before = said(entries(client)[0], "updated")
    cancel_seminar(seminar, make_user(), "Ill.")
    (entry,) = entries(client)
    assert said(entry, "title") == "Cancelled: Bangkok hour"
    assert datetime.fromisoformat(before) == then
    cancelled_at = AuditEntry.objects.get(deed="seminar.cancel").at
    assert datetime.fromisoformat(said(entry, "updated")) == cancelled_at


def test_a_language_lists_only_what_has_its_words_and_nobody_what_is_private(client):
    make_seminar_with_page(title="Open")
    page = page_of(make_seminar_with_page(title="Canary"))
    assert titles(client, "th") == []
    alias = page.get_translation(Locale.objects.get(language_code="th")).specific
    alias.alias_of, alias.title = None, "สัมมนา"
    alias.save_revision().publish()
    assert titles(client, "th") == ["สัมมนา"]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(make_user(is_superuser=True))
    assert (titles(client), titles(client, "th")) == (["Open"], [])


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_however_many_it_lists(client, number, django_assert_num_queries):
    for _seminar in range(number):
        make_seminar_with_page()
    entries(client)
    with django_assert_num_queries(5):
        entries(client)


def test_pages_about_seminars_name_the_feed(client):
    seminar = make_seminar_with_page()
    link = '<link rel="alternate" type="application/atom+xml" title="Seminars to come" href="/en/seminars/feed/">'
    for place in ("/en/", "/en/seminars/", page_of(seminar).url):
        assert link in client.get(place).content.decode()


def test_a_seminar_describes_itself_as_schema_org_does(client, settings):
    page = make_seminar_page(title="Protocol </script> Workshop", summary="Write one.")
    seminar = make_seminar(
        key=page.translation_key, sittings=2, format="hybrid", city="Bangkok", venue="Hall 1", online_link=SECRET
    )
    data = markup_of(client, page)
    url = f"{settings.BASE_URL}/en/seminars/{page.slug}/"
    day = (timezone.now() + timedelta(days=30)).date()
    assert (data["@type"], data["name"], data["url"], data["inLanguage"]) == (
        "EducationEvent",
        "Protocol </script> Workshop",
        url,
        "en",
    )
    assert (data["startDate"], data["endDate"]) == (f"{day}T09:00+07:00", f"{day + timedelta(days=1)}T11:00+07:00")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["location"] == [
        {"@type": "Place", "name": "Hall 1", "address": {"@type": "PostalAddress", "addressLocality": "Bangkok"}},
        {"@type": "VirtualLocation", "url": url},
    ]
    assert [part["startDate"] for part in data["subEvent"]] == [f"{day}T09:00+07:00", f"{day + timedelta(days=1)}T09:00+07:00"]
    cancel_seminar(seminar, make_user(), "Ill.")
    assert markup_of(client, page)["eventStatus"] == "https://schema.org/EventCancelled"


def test_who_is_signed_in_and_a_page_without_dates_are_spared_it(client):
    page = make_seminar_page()
    assert "ld+json" not in client.get(page.url).content.decode()
    make_seminar(key=page.translation_key)
    client.force_login(make_user())
    assert "ld+json" not in client.get(page.url).content.decode()
