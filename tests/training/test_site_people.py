"""Coordinators vouch for whom they saw: confirmed people who share with their institution, never for themselves."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from icrweb.accounts.identity import level_of, note_seen, standing_check
from icrweb.accounts.models import IdentityCheck
from icrweb.accounts.roles import make_roles
from icrweb.accounts.sharing import share, stop_sharing
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
SEEN = {"seen_on": "2026-11-20", "why": "A passport, at the ward."}


@pytest.fixture
def site():
    make_site()
    make_roles()
    return make_institution(name="First Hospital")


def make_member(site, name, *, confirmed=True, sharing=True, groups=()):
    person = make_user(latin_name=name, groups=groups)
    make_affiliation(person, site, confirmed_at=timezone.now() if confirmed else None)
    if sharing:
        share(person, site, "en")
    return person


@pytest.fixture
def coordinator(client, site):
    person = make_member(site, "Nur Aisyah", groups=["coordinator"])
    client.force_login(person)
    return person


def address(site, person=None):
    return f"/en/my/institutions/{site.key}/people/" + (f"{person.key}/" if person else "")


def test_who_is_confirmed_and_shares_is_listed_and_can_be_noted_and_withdrawn(client, site, coordinator):
    siti = make_member(site, "Canary Siti")
    page = client.get(address(site)).content.decode()
    assert "Canary Siti" in page
    assert "Nur Aisyah" not in page.split("<main")[1]
    assert client.post(address(site, siti), SEEN).status_code == 302
    check = IdentityCheck.objects.get()
    assert (check.seen_by, check.met_at, level_of(siti, None)) == (coordinator, "institution", "in_person")
    assert AuditEntry.objects.get(deed="identity.see").new["site"] == "First Hospital"
    assert client.post(address(site, siti), {"why": ""}).status_code == 422
    assert client.post(address(site, siti), {"why": "Another person of that name."}).status_code == 302
    assert standing_check(siti) is None
    assert AuditEntry.objects.filter(deed="site_people.view", actor=coordinator).exists()


def test_what_somebody_else_noted_is_not_theirs_to_withdraw(client, site, coordinator):
    siti = make_member(site, "Canary Siti")
    note_seen(siti, seen_on=timezone.now().date(), met_at="office", by=make_user(), why="A passport.")
    assert "Somebody else noted it" in client.get(address(site, siti)).content.decode()
    client.post(address(site, siti), {"why": "I think not."})
    assert standing_check(siti)


@pytest.mark.parametrize("fields", [{"confirmed": False}, {"sharing": False}])
def test_others_are_not_there(client, site, coordinator, fields):
    other = make_member(site, "Canary Other", **fields)
    assert "Canary Other" not in client.get(address(site)).content.decode()
    assert client.post(address(site, other), SEEN).status_code == 404
    with pytest.raises(ValidationError) as refusal:
        note_seen(other, seen_on=timezone.now().date(), met_at="institution", by=coordinator, why="A passport.", site=site)
    assert refusal.value.code == "not_shared"
    assert not IdentityCheck.objects.exists()


def test_nobody_vouches_for_themselves_or_after_sharing_has_stopped(client, site, coordinator):
    assert client.post(address(site, coordinator), SEEN).status_code == 404
    siti = make_member(site, "Canary Siti")
    stop_sharing(siti, site)
    assert client.post(address(site, siti), SEEN).status_code == 404
    elsewhere = make_institution()
    assert client.get(address(elsewhere)).status_code == 404


def test_a_day_to_come_is_refused_and_what_was_typed_is_kept(client, site, coordinator):
    siti = make_member(site, "Canary Siti")
    answer = client.post(address(site, siti), {**SEEN, "seen_on": "2090-01-01"})
    assert answer.status_code == 422
    assert "A passport, at the ward." in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(client, site, coordinator, number, django_assert_num_queries):
    for one in range(number):
        make_member(site, f"Canary {'ABC'[one]}")
    client.get(address(site))
    with django_assert_num_queries(10):
        assert client.get(address(site)).content.decode().count("Canary ") == number
