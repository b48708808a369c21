"""Showing one's record by a link: for whom, how long, and taken back at once."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from icrweb.trail.models import AuditEntry
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.site import make_site
from training.models import RecordLink
from training.sharing import MOST_OPEN, address_of, look_at, make_link, revoke_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    make_site()
    return make_user("holder@demo.example", latin_name="Kanokwan Srisuksawat")


def look(client, link):
    return client.get("/" + address_of(link).split("/", 3)[3])


def deeds():
    return list(AuditEntry.objects.filter(deed__startswith="record_link").order_by("pk").values_list("deed", flat=True))


def test_whoever_has_the_address_sees_the_record_and_no_address_of_the_person(client, person):
    certificate = make_certificate(person)
    response = look(client, make_link(person, "The monitor", 7))
    text = response.content.decode()
    assert response.status_code == 200
    assert certificate.number in text
    assert "Kanokwan Srisuksawat" in text
    for words in ("holder@demo.example", "The monitor", "Make the link"):
        assert words not in text, words
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_link_shows_the_days_it_was_made_for(client, person):
    old = make_certificate(person, completed_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    new = make_certificate(person)
    text = look(client, make_link(person, "The monitor", 7, first=datetime.date(2027, 1, 1))).content.decode()
    assert new.number in text
    assert old.number not in text


def test_revoked_expired_changed_and_invented_addresses_get_the_same_answer(client, person):
    revoked, expired, good = (make_link(person, name, 7) for name in ("one", "two", "three"))
    revoke_link(revoked, by=person)
    RecordLink.objects.filter(pk=expired.pk).update(expires_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    token = address_of(good).split("/")[-2]
    changed = ("0" if token[0] != "0" else "1") + token[1:]
    pages = [look(client, revoked), look(client, expired)]
    pages += [client.get(f"/en/record/{address}/") for address in (changed, "nothing")]
    assert [page.status_code for page in pages] == [404] * 4
    assert all("This link shows nothing" in page.content.decode() for page in pages)
    assert all(page["X-Robots-Tag"].startswith("noindex") for page in pages)


def test_a_link_ends_with_its_time_and_not_before(person):
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False):
        link = make_link(person, "The monitor", 7)
    token = address_of(link).split("/")[-2]
    with time_machine.travel("2027-01-07T23:59:59Z", tick=False):
        assert look_at(token) == link
    with time_machine.travel("2027-01-08T00:00:00Z", tick=False):
        assert look_at(token) is None


def test_every_use_is_in_the_trail_and_the_owner_sees_when_last(client, person):
    link = make_link(person, "The monitor", 30)
    for moment in ("2027-01-01T10:00:00Z", "2027-01-01T10:59:00Z", "2027-01-01T11:00:00Z"):
        with time_machine.travel(moment, tick=False):
            RecordLink.objects.update(expires_at=datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC))
            look(client, link)
    link.refresh_from_db()
    assert f"{link.last_used_at:%H:%M}" == "11:00"
    assert deeds() == ["record_link.make", "record_link.use", "record_link.use"]


def test_ones_own_look_is_no_use(client, person):
    link = make_link(person, "The monitor", 30)
    client.force_login(person)
    assert look(client, link).status_code == 200
    link.refresh_from_db()
    assert link.last_used_at is None


def test_a_link_is_made_listed_and_revoked_on_ones_own_page(client, person):
    client.force_login(person)
    sent = {"name": "The monitor", "days": "7", "first": "2026-01-01", "last": ""}
    response = client.post("/en/my/record/link/", sent)
    assert response["Location"] == "/en/my/record/?first=2026-01-01#links"
    link = RecordLink.objects.get()
    assert (link.first_day, link.last_day) == (datetime.date(2026, 1, 1), None)
    text = client.get("/en/my/record/").content.decode()
    assert address_of(link) in text
    assert "not used yet" in text
    client.post(f"/en/my/record/link/{link.key}/revoke/")
    text = client.get("/en/my/record/").content.decode()
    assert address_of(link) not in text
    assert "Revoked on" in text
    assert deeds() == ["record_link.make", "record_link.revoke"]


def test_nobody_revokes_anothers_link(client, person):
    link = make_link(person, "The monitor", 7)
    client.force_login(make_user())
    assert client.post(f"/en/my/record/link/{link.key}/revoke/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize(("name", "days", "code"), [(" ", 7, "name"), ("The monitor", 400, "days")])
def test_a_link_without_a_name_or_for_ever_is_refused(person, name, days, code):
    with pytest.raises(ValidationError) as refusal:
        make_link(person, name, days)
    assert refusal.value.code == code


def test_a_refused_link_keeps_what_was_typed(client, person):
    client.force_login(person)
    response = client.post("/en/my/record/link/", {"name": "The monitor", "days": "400"})
    assert response.status_code == 422
    assert 'value="The monitor"' in response.content.decode()
    assert not RecordLink.objects.exists()


def test_links_that_work_are_not_collected_for_ever(person):
    for number in range(MOST_OPEN):
        link = make_link(person, f"Number {number}", 7)
    with pytest.raises(ValidationError) as refusal:
        make_link(person, "One more", 7)
    assert refusal.value.code == "many"
    revoke_link(link, by=person)
    assert make_link(person, "One more", 7)
