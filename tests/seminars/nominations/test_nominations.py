"""Sites name people, who decide themselves; through deeds and pages."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from icrweb.accounts.sharing import stop_sharing
from icrweb.trail.models import Mail
from seminars.approving import decide
from seminars.deadlines import closing_day
from seminars.models import Nomination, NominationCall
from seminars.nominations.answering import accept_nomination, decline_nomination
from seminars.nominations.nominating import left_of, name_instead, nominate, open_call
from seminars.registration import cancel, position_of
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_call, make_registration, make_seminar, make_seminar_with_page
from tests.factories.sites import make_coordinated_site, make_site_person

pytestmark = pytest.mark.django_db


def refused(code, deed, *args, **named):
    with pytest.raises(ValidationError) as error:
        deed(*args, **named)
    assert error.value.code == code


def named(call, site, coordinator, person=None):
    return nominate(call, site, person or make_site_person(site), why="She runs our trial.", by=coordinator)


def test_a_site_names_its_people_up_to_its_number():
    site, coordinator = make_coordinated_site()
    call = make_call(make_seminar(), site, number=1)
    assert Mail.objects.filter(person=coordinator).count() == 1
    one = named(call, site, coordinator)
    assert Mail.objects.filter(person=one.person).count() == 1
    assert left_of(call, site) == 0
    refused("used_up", named, call, site, coordinator)
    decline_nomination(one, one.person)
    assert Mail.objects.filter(person=coordinator).count() == 2
    named(call, site, coordinator)


def test_only_coordinators_of_a_site_that_was_asked_name_people_who_share_with_it_and_are_confirmed():
    site, coordinator = make_coordinated_site()
    other, stranger = make_coordinated_site()
    call = make_call(make_seminar(), site)
    person = make_site_person(site)
    refused("coordinator", named, call, site, stranger, person)
    refused("site", named, call, other, stranger, make_site_person(other))
    refused("outsider", named, call, site, coordinator, make_site_person(other))
    unconfirmed = make_user()
    make_affiliation(unconfirmed, site)
    refused("outsider", named, call, site, coordinator, unconfirmed)
    stop_sharing(person, site)
    refused("outsider", named, call, site, coordinator, person)
    with pytest.raises(ValidationError, match="sentence why"):
        nominate(call, site, make_site_person(site), why=" ", by=coordinator)
    twice = make_site_person(site)
    named(call, site, coordinator, twice)
    refused("named", named, call, site, coordinator, twice)


def test_after_the_deadline_nobody_is_named_and_nobody_accepts():
    site, coordinator = make_coordinated_site()
    seminar = make_seminar()
    call = make_call(seminar, site)
    one = named(call, site, coordinator)
    with time_machine.travel(call.ends_at + timedelta(seconds=1)):
        refused("late", named, call, site, coordinator)
        refused("late", accept_nomination, one, one.person, "en")
        assert one.state == "lapsed"
    refused(
        "after_closing", open_call, seminar, "online", ends_on=closing_day(seminar) + timedelta(days=1), numbers={site: 1}, by=None
    )
    refused("none", open_call, seminar, "online", ends_on=closing_day(seminar), numbers={site: 0}, by=None)


def test_who_accepts_is_registered_as_nominated_at_the_site_that_named_them():
    site, coordinator = make_coordinated_site()
    person = make_site_person(site)
    make_affiliation(person, make_institution(), started_on=timezone.now().date())
    one = named(make_call(make_seminar(), site), site, coordinator, person)
    row = accept_nomination(one, person, "en")
    assert (row.state, row.channel, row.institution) == ("confirmed", "nomination", site)
    assert accept_nomination(one, person, "en").pk == row.pk
    refused("accepted", decline_nomination, one, person)
    cancel(row, by=person)
    assert left_of(one.call, site) == 2


def test_where_the_organizer_decides_the_nominated_wait_for_it_and_a_no_uses_the_nomination_up():
    site, coordinator = make_coordinated_site()
    seminar = make_seminar(decides_online=True)
    one = named(make_call(seminar, site), site, coordinator)
    row = accept_nomination(one, one.person, "en")
    assert row.state == "requested"
    decide(seminar, [row.pk], coordinator, approve=False, why="Full.")
    assert left_of(one.call, site) == 1


def test_who_is_named_instead_takes_over_the_place_in_line():
    site, coordinator = make_coordinated_site()
    seminar = make_seminar(seats=1)
    make_registration(seminar)
    one = named(make_call(seminar, site, number=1), site, coordinator)
    row = accept_nomination(one, one.person, "en")
    behind = make_registration(seminar)
    assert (position_of(row), position_of(behind)) == (1, 2)
    other = make_site_person(site)
    two = name_instead(one, other, why="She is ill.", by=coordinator)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert Mail.objects.filter(person=one.person).order_by("pk").last().subject.startswith("Somebody else is named")
    assert position_of(behind) == 1
    taken_over = accept_nomination(two, other, "en")
    assert (taken_over.number, position_of(taken_over), position_of(behind)) == (row.number, 1, 2)
    assert left_of(one.call, site) == 0


def test_who_was_decided_on_is_not_replaced():
    site, coordinator = make_coordinated_site()
    one = named(make_call(make_seminar(), site), site, coordinator)
    accept_nomination(one, one.person, "en")
    refused("decided", name_instead, one, make_site_person(site), why="Late.", by=coordinator)


def test_who_waits_already_becomes_nominated_and_who_has_a_place_keeps_it():
    site, coordinator = make_coordinated_site()
    seminar = make_seminar(seats=1)
    seated, waits = make_site_person(site), make_site_person(site)
    first, second = make_registration(seminar, seated), make_registration(seminar, waits)
    call = make_call(seminar, site)
    for person, row, state in ((seated, first, "confirmed"), (waits, second, "waiting")):
        found = accept_nomination(named(call, site, coordinator, person), person, "en")
        assert (found.pk, found.state) == (row.pk, state)


def test_a_coordinator_and_a_nominee_walk_through_their_pages(client):
    site, coordinator = make_coordinated_site()
    seminar = make_seminar_with_page()
    call, person = make_call(seminar, site, number=1), make_site_person(site, latin_name="Kanya Site")
    pages = reverse("seminars:site_nominations", args=[site.key])
    client.force_login(person)
    assert client.get(pages).status_code == 404
    client.force_login(coordinator)
    assert "0 of 1 nominations used" in client.get(pages).content.decode()
    form = reverse("seminars:nominate", args=[site.key, call.key])
    assert "Kanya Site" in client.get(form).content.decode()
    wrong = client.post(form, {"person": make_user().pk, "why": "She runs our trial."})
    assert (wrong.status_code, "She runs our trial." in wrong.content.decode()) == (422, True)
    assert client.post(form, {"person": person.pk, "why": "She runs our trial."}).status_code == 302
    shown = client.get(pages).content.decode()
    assert "1 of 1 nominations used" in shown
    assert "Name a person" not in shown
    answer = reverse("seminars:nomination", args=[Nomination.objects.get().key])
    assert client.get(answer).status_code == 404
    client.force_login(person)
    assert "She runs our trial." in client.get(answer).content.decode()
    assert not seminar.registrations.exists()
    assert client.post(answer, {"answer": "yes"})["Location"] == reverse("seminars:place", args=[seminar.key])
    client.force_login(coordinator)
    assert "Confirmed" in client.get(pages).content.decode()


def test_the_page_of_a_site_asks_as_often_for_three_as_for_one(client):
    site, coordinator = make_coordinated_site()
    client.force_login(coordinator)
    counts = []
    for _ in range(3):
        call = make_call(make_seminar(), site, number=3)
        one = named(call, site, coordinator)
        accept_nomination(one, one.person, "en")
        client.get(reverse("seminars:site_nominations", args=[site.key]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("seminars:site_nominations", args=[site.key]))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_organizer_opens_a_call_and_keeps_what_was_typed(organizer, client):
    site, _coordinator = make_coordinated_site()
    seminar = make_seminar_with_page()
    url = reverse("seminars_desk:nominations", args=[seminar.pk])
    form = {"mode": "online", "ends_on": closing_day(seminar).isoformat(), f"site-{site.pk}": "3"}
    assert client.post(url, {**form, "ends_on": "2020-01-01"}).status_code == 422
    assert not NominationCall.objects.exists()
    assert client.post(url, form).status_code == 302
    assert left_of(NominationCall.objects.get(), site) == 3
    assert client.get(url).status_code == 200
