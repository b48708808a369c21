from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.allocating import lapse_offers
from seminars.models import Quota
from seminars.quotas import set_quotas
from seminars.registration import accept, cancel, cancel_seminar, register, set_seats
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_with_page
from tests.seminars.test_registration import calendars_in, mails_to, states

pytestmark = pytest.mark.django_db


def country(code, seats):
    return Quota(mode="online", country=code, seats=seats)


def come(seminar, *codes):
    return [make_registration(seminar, make_user(country=code)) for code in codes]


def test_a_place_that_comes_free_goes_to_the_open_country_quota_first_then_to_the_line():
    seminar, staff = make_seminar(seats=2), make_user()
    set_quotas(seminar, [country("TH", 1)], staff)
    first, second, *_waiting = come(seminar, "JP", "JP", "MY", "TH")
    cancel(first, by=first.person)
    assert [state for _number, state in states(seminar)] == ["cancelled", "confirmed", "waiting", "confirmed"]
    cancel(second, by=second.person)
    assert [state for _number, state in states(seminar)] == ["cancelled", "cancelled", "confirmed", "confirmed"]


def test_kept_seats_wait_for_their_country_until_the_moment_and_then_the_worker_gives_them_to_everybody():
    seminar = make_seminar(seats=2)
    until = timezone.now() + timedelta(days=3)
    set_quotas(seminar, [country("TH", 1)], make_user(), kept_until=until)
    come(seminar, "JP", "JP", "MY")
    assert [state for _number, state in states(seminar)] == ["confirmed", "waiting", "waiting"]
    with time_machine.travel(until - timedelta(minutes=1), tick=False):
        assert lapse_offers() == 0
    with time_machine.travel(until, tick=False):
        assert (lapse_offers(), lapse_offers()) == (1, 0)
    assert [state for _number, state in states(seminar)] == ["confirmed", "confirmed", "waiting"]


def test_a_quota_counts_site_and_role_as_they_were_at_registration():
    seminar, site = make_seminar(seats=2), make_institution()
    set_quotas(seminar, [Quota(mode="online", institution=site, seats=1)], make_user(), kept_until=seminar.starts_at)
    person = make_user()
    affiliation = make_affiliation(person, site)
    come(seminar, "JP")
    assert register(person, seminar, "en").state == "confirmed"
    affiliation.delete()
    assert [state for _number, state in states(seminar)] == ["confirmed", "confirmed"]


def test_quotas_above_the_seats_say_which_and_change_nothing():
    seminar, staff = make_seminar(seats=3), make_user()
    set_quotas(seminar, [country("TH", 1)], staff)
    with pytest.raises(ValidationError) as refusal:
        set_quotas(seminar, [country("TH", 2), country("MY", 2)], staff)
    sentence = "Online: the quotas for countries add up to 4, and there are 3 seats. Lower a quota."
    assert (refusal.value.code, refusal.value.messages) == ("quotas", [sentence])
    assert [str(one) for one in seminar.quotas.all()] == ["Thailand: 1"]
    set_quotas(seminar, [country("TH", 3)], staff)
    with pytest.raises(ValidationError, match="add up to 3, and there are 2 seats"):
        set_seats(seminar, 2, by=staff)


def offering(seats=1):
    seminar = make_seminar_with_page(seats=seats)
    set_quotas(seminar, [], make_user(), offer_hours=48)
    return seminar


def test_who_waited_is_offered_the_place_and_has_it_when_they_accept():
    seminar = offering()
    first, second, _third = (make_registration(seminar) for _ in range(3))
    cancel(first, by=first.person)
    second.refresh_from_db()
    assert (second.state, second.offer_ends_at - timezone.now() > timedelta(hours=47)) == ("offered", True)
    letter = mails_to(second.person)[-1]
    assert letter["Subject"] == f"A place is offered to you: {seminar}"
    assert "UTC+07:00" in letter.get_body(("plain",)).get_content()
    assert calendars_in(letter) == []
    accept(second)
    accept(second)
    assert [state for _number, state in states(seminar)] == ["cancelled", "confirmed", "waiting"]
    assert [str(one["method"]) for one in calendars_in(mails_to(second.person)[-1])] == ["REQUEST"]
    assert len(mails_to(second.person)) == 3


def test_an_offer_nobody_answers_goes_to_the_next_in_the_same_look_and_cannot_be_accepted_any_more():
    seminar = offering()
    first, second, third = (make_registration(seminar) for _ in range(3))
    cancel(first, by=first.person)
    with time_machine.travel(timezone.now() + timedelta(hours=48), tick=False):
        with pytest.raises(ValidationError) as refusal:
            accept(second)
        assert refusal.value.code == "offer"
        assert lapse_offers() == 1
        assert [state for _number, state in states(seminar)] == ["cancelled", "lapsed", "offered"]
        assert mails_to(second.person)[-1]["Subject"] == f"The offer has ended: {seminar}"
        assert lapse_offers() == 0
        back = register(second.person, seminar, "en")
        assert (back.number, back.state) == (4, "waiting")


def test_offers_of_a_seminar_that_was_called_off_end_without_a_word_more():
    seminar = offering()
    first, second = (make_registration(seminar) for _ in range(2))
    cancel(first, by=first.person)
    cancel_seminar(seminar, by=make_user(), why="Typhoon.")
    with time_machine.travel(timezone.now() + timedelta(hours=48), tick=False):
        assert lapse_offers() == 0
    assert mails_to(second.person)[-1]["Subject"] == f"The seminar is cancelled: {seminar}"


def test_an_offer_ends_at_the_start_at_the_latest():
    seminar = offering()
    first, second = (make_registration(seminar) for _ in range(2))
    with time_machine.travel(seminar.starts_at - timedelta(hours=3), tick=False):
        cancel(first, by=first.person)
    second.refresh_from_db()
    assert second.offer_ends_at == seminar.starts_at


def test_accepting_and_giving_back_on_ones_own_page(client):
    seminar = offering()
    first, second, third = (make_registration(seminar) for _ in range(3))
    cancel(first, by=first.person)
    client.force_login(second.person)
    here = reverse("seminars:place", args=[seminar.key])
    assert "Accept the place" in client.get(here).content.decode()
    assert "You have a place" in client.post(reverse("seminars:accept", args=[seminar.key]), follow=True).content.decode()
    client.post(reverse("seminars:cancel", args=[seminar.key]))
    client.force_login(third.person)
    assert "Give the place back" in client.get(here).content.decode()
    client.post(reverse("seminars:cancel", args=[seminar.key]))
    assert [state for _number, state in states(seminar)] == ["cancelled"] * 3
    client.force_login(first.person)
    refused = client.post(reverse("seminars:accept", args=[seminar.key]), follow=True)
    assert "This offer has ended." in refused.content.decode()


def test_the_organizer_types_quotas_and_a_wrong_one_keeps_what_was_typed(client, organizer):
    seminar = make_seminar_with_page(seats=3, slug="visit")
    here = reverse("seminars_desk:quotas", args=[seminar.pk])
    data = {
        "quotas-TOTAL_FORMS": "2",
        "quotas-INITIAL_FORMS": "0",
        "quotas-0-group": "country:TH",
        "quotas-0-seats": "4",
        "quotas-0-mode": "online",
        "quotas-1-mode": "online",
        "offer_hours": "72",
    }
    refused = client.post(here, data)
    assert refused.status_code == 422
    assert "the quotas for countries add up to 4, and there are 3 seats" in refused.content.decode()
    client.post(here, data | {"quotas-0-seats": "2"})
    seminar.refresh_from_db()
    assert (seminar.offer_hours, [str(one) for one in seminar.quotas.all()]) == (72, ["Thailand: 2"])
    assert "Thailand" in client.get(here).content.decode()
    entry = AuditEntry.objects.get(deed="seminar.set_quotas")
    assert (entry.actor, entry.new["quotas"], entry.new["offer_hours"]) == (organizer, ["online TH: 2"], 72)
    client.logout()
    page = client.get("/en/seminars/visit/").content.decode()
    assert "from the waiting list, first to: Thailand 2." in page
