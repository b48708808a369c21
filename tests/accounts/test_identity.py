"""Seen in person: who notes it of whom, and what a certificate says from then on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.issuing import supersede
from icrweb.accounts.identity import level_of, note_seen, withdraw_seen
from icrweb.accounts.models import IdentityCheck
from icrweb.trail.models import AuditEntry
from tests.factories.certificates import make_certificate
from tests.factories.people import make_affiliation, make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


def see(person, by=None, **fields):
    facts = {"seen_on": timezone.now().date(), "met_at": "seminar", "why": "Passport", **fields}
    return note_seen(person, by=by or make_user(), **facts)


def test_certificates_issued_from_then_on_say_so_and_older_ones_keep_what_they_say(client):
    make_site()
    person = make_user(latin_name="Sato Kenji")
    make_affiliation(person, confirmed_at=timezone.now())
    before = make_certificate(person)
    check = see(person)
    seen = make_certificate(person)
    corrected = supersede(seen, make_user(), "A slip", latin_name="Sato Kenzi")
    withdraw_seen(check, by=make_user(), why="It was somebody else")
    after = make_certificate(person)
    before.refresh_from_db()
    assert [one.facts["identity"] for one in (before, seen, corrected, after)] == [
        "confirmed",
        "in_person",
        "in_person",
        "confirmed",
    ]
    assert "Seen in person, with a photo document" in client.get(f"/en/verify/{seen.code}/").content.decode()
    assert client.get(f"/en/verify/{seen.code}.json").json()["facts"]["identity"] == "in_person"


def test_it_vouches_for_the_name_that_was_on_the_document_and_for_no_later_one():
    person = make_user(latin_name="Sato Kenji")
    see(person)
    assert level_of(person, None) == "in_person"
    person.latin_name = "Somebody Else"
    person.save()
    assert level_of(person, None) == "self_declared"
    see(person)  # again, under the new name
    assert level_of(person, None) == "in_person"
    assert IdentityCheck.objects.count() == 2


def test_the_trail_says_who_saw_whom_when_and_why_it_was_taken_back():
    person, staff = make_user(), make_user()
    check = see(person, staff)
    withdraw_seen(check, by=staff, why="A slip")
    noted, withdrawn = AuditEntry.objects.order_by("pk")
    assert (noted.deed, noted.actor, noted.person, noted.why) == ("identity.see", staff, person, "Passport")
    assert noted.new["met_at"] == "seminar"
    assert (withdrawn.deed, withdrawn.person, withdrawn.why) == ("identity.withdraw", person, "A slip")
    with pytest.raises(ValidationError, match="withdrawn already"):
        withdraw_seen(check, by=staff, why="Again")


def test_what_cannot_be_is_refused():
    person, nameless = make_user(), make_user(latin_name="")
    for wrong, sentence in (
        (lambda: see(person, person), "Somebody else"),
        (lambda: see(person, why=" "), "Write why"),
        (lambda: see(nameless), "no name yet"),
        (lambda: see(person, seen_on=timezone.now().date() + timedelta(days=1)), "Choose today or an earlier day"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            wrong()
    see(person)
    with pytest.raises(ValidationError, match="noted already"):
        see(person)
    assert IdentityCheck.objects.count() == AuditEntry.objects.count() == 1


def test_organizers_note_it_in_the_admin_and_the_person_reads_it(client, roles):
    person = make_user(latin_name="Đặng Ánh")
    client.force_login(make_user(groups=["organizer"]))
    assert "Đặng Ánh" not in client.get("/admin/identities/").content.decode()
    assert f"/admin/identities/{person.key}/" in client.get("/admin/identities/?q=dang").content.decode()
    address, today = f"/admin/identities/{person.key}/", timezone.now().date().isoformat()
    refused = client.post(address, {"met_at": "seminar", "seen_on": "2999-01-01", "why": "Passport"})
    assert refused.context["form"].errors.keys() == {"seen_on"}
    assert "Passport" in refused.content.decode()
    client.post(address, {"met_at": "seminar", "seen_on": today, "why": "Passport"})
    assert f"Seen on {today}" in client.get("/admin/identities/?q=dang").content.decode()
    assert "At a seminar on site" in client.get(address).content.decode()
    client.post(address, {"why": "A slip"})
    assert IdentityCheck.objects.get().withdrawn_at is not None
    client.post(address, {"met_at": "institution", "seen_on": today, "why": "Identity card"})
    client.force_login(person)
    assert f"photo document on {today}" in client.get("/en/accounts/profile/").content.decode()
