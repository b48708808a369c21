from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from icrweb.trail.models import AuditEntry, Mail
from seminars.approving import decide, preview
from seminars.calendar.wording import set_own_words
from seminars.models import Quota
from seminars.quotas import set_quotas
from seminars.registration import cancel, register
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_with_page
from tests.seminars.test_registration import calendars_in, mails_to, states

pytestmark = pytest.mark.django_db


def asking(number=3, **fields):
    """A seminar where the organizer decides, and who has asked."""
    seminar = make_seminar_with_page(decides_online=True, **fields)
    return seminar, [make_registration(seminar, make_user(country="TH" if n else "JP")) for n in range(number)]


def keys(*rows):
    return [row.pk for row in rows]


def test_who_asks_holds_no_seat_and_approved_people_get_one_by_order_while_there_is_one():
    seminar, (first, second, third) = asking(seats=1)
    assert {row.state for row in (first, second, third)} == {"requested"}
    assert mails_to(first.person)[-1]["Subject"] == f"We have your registration: {seminar}"
    decide(seminar, keys(third, first), make_user(), approve=True)
    assert states(seminar) == [(2, "requested"), (4, "confirmed"), (5, "waiting")]
    assert [str(one["method"]) for one in calendars_in(mails_to(first.person)[-1])] == ["REQUEST"]
    assert mails_to(third.person)[-1]["Subject"] == f"You are on the waiting list: {seminar}"
    first.refresh_from_db()
    cancel(first, by=first.person)
    decide(seminar, keys(second), make_user(), approve=True)
    assert states(seminar) == [(4, "cancelled"), (5, "confirmed"), (6, "waiting")]


def test_quotas_count_for_who_is_approved():
    seminar, rows = asking(seats=1)
    set_quotas(seminar, [Quota(mode="online", country="TH", seats=1)], make_user())
    decide(seminar, keys(*rows), make_user(), approve=True)
    assert [state for _number, state in states(seminar)] == ["waiting", "confirmed", "waiting"]


def test_one_way_in_is_decided_and_the_other_is_open():
    seminar = make_seminar(format="hybrid", seats=2, seats_online=1, decides_on_site=True)
    person = make_user()
    assert register(make_user(), seminar, "en", "online").state == "confirmed"
    on_site = register(person, seminar, "en", "on_site")
    assert on_site.state == "requested"
    decide(seminar, keys(on_site), make_user(), approve=False, why="Full of speakers.")
    with pytest.raises(ValidationError, match="has declined your registration"):
        register(person, seminar, "en", "on_site")
    assert register(person, seminar, "en", "online").state == "waiting"
    with pytest.raises(ValidationError, match="None of these people waits"):  # who came in another way is not let in twice
        decide(seminar, keys(on_site), make_user(), approve=True)


def test_declining_asks_why_is_on_record_and_can_be_taken_back():
    seminar, (first, *_others) = asking()
    staff = make_user()
    with pytest.raises(ValidationError, match="Write why"):
        decide(seminar, keys(first), staff, approve=False, why=" ")
    decide(seminar, keys(first), staff, approve=False, why="Another site comes this year.")
    assert "Another site comes this year." in mails_to(first.person)[-1].get_body(("plain",)).get_content()
    entry = AuditEntry.objects.get(deed="registration.decline")
    assert (entry.actor, entry.person, entry.new) == (staff, first.person, {"state": "declined"})
    decide(seminar, keys(first), staff, approve=True)
    first.refresh_from_db()
    assert (first.state, first.cancelled_at) == ("confirmed", None)


def test_what_a_colleague_decided_stays_and_nothing_is_decided_after_the_start():
    seminar, (first, second, third) = asking()
    decide(seminar, keys(first), make_user(), approve=True)
    letters = decide(seminar, keys(first, second), make_user(), approve=False, why="Too late.")
    assert [row for row, _message in letters.written] == [second]
    started = time_machine.travel(seminar.starts_at + timedelta(minutes=1), tick=False)
    with started, pytest.raises(ValidationError, match="The seminar has started"):
        decide(seminar, keys(third), make_user(), approve=True)


def test_the_preview_is_the_letters_that_leave_and_changes_nothing():
    seminar, rows = asking(seats=2)
    before = states(seminar), Mail.objects.count(), AuditEntry.objects.count()
    shown = [message.body for _row, message in preview(seminar, keys(*rows), make_user(), approve=True, why="See you.").written]
    assert (states(seminar), Mail.objects.count(), AuditEntry.objects.count()) == before
    sent = decide(seminar, keys(*rows), make_user(), approve=True, why="See you.")
    assert shown == [message.body for _row, message in sent.written]
    assert all("See you." in body for body in shown)


def test_the_desk_shows_the_mails_in_their_languages_first_and_again_when_a_word_changes(client, organizer):
    seminar, rows = asking(2)
    japanese = make_registration(seminar, make_user(), language="ja")
    here = reverse("seminars_desk:registrations", args=[seminar.pk]) + "?state=requested"
    listed = client.get(here).content.decode()
    assert f'value="{japanese.pk}" form="decide"' in listed
    address = reverse("seminars_desk:approve", args=[seminar.pk])
    shown = client.get(address, {"chosen": keys(*rows, japanese)})
    words = shown.content.decode()
    assert ("Approve and send" in words, "and 1 more like it" in words, 'lang="ja"' in words) == (True, True, True)
    sent = {"chosen": keys(*rows, japanese), "why": "Bring a coat.", "seen": shown.context["seen"], "send": "1"}
    again = client.post(address, sent)
    assert "Bring a coat." in again.content.decode()
    assert {state for _number, state in states(seminar)} == {"requested"}
    done = client.post(address, sent | {"seen": again.context["seen"]}, follow=True)
    assert "3 people are approved and told by mail." in done.content.decode()
    assert {state for _number, state in states(seminar)} == {"confirmed"}
    assert "Choose people in the list" in client.get(address, {"chosen": keys(*rows)}, follow=True).content.decode()


def test_mails_whose_own_words_a_colleague_changed_meanwhile_are_shown_again(client, organizer):
    seminar, (first, *_others) = asking()
    set_own_words(seminar, "declined", {"en": "Ask again next year."}, organizer)
    address, typed = reverse("seminars_desk:decline", args=[seminar.pk]), {"chosen": first.pk, "why": "Full."}
    shown = client.post(address, typed)
    set_own_words(seminar, "declined", {"en": "Ask again in May."}, make_user())
    again = client.post(address, {**typed, "seen": shown.context["seen"], "send": "1"})
    first.refresh_from_db()
    assert first.state == "requested"
    assert "Ask again in May." in again.context["letters"][0]["text"]
    client.post(address, {**typed, "seen": again.context["seen"], "send": "1"})
    assert "Ask again in May." in mails_to(first.person)[-1].get_body(("plain",)).get_content()


def test_declining_at_the_desk_wants_a_reason_before_it_shows_a_mail(client, organizer):
    seminar, (first, *_others) = asking()
    address = reverse("seminars_desk:decline", args=[seminar.pk])
    assert "Decline and send" not in client.get(address, {"chosen": first.pk}).content.decode()
    refused = client.post(address, {"chosen": first.pk, "why": "", "send": "1"})
    assert refused.status_code == 422
    shown = client.post(address, {"chosen": first.pk, "why": "No bed is free."})
    assert "Decline and send" in shown.content.decode()
    client.post(address, {"chosen": first.pk, "why": "No bed is free.", "seen": shown.context["seen"], "send": "1"})
    first.refresh_from_db()
    assert first.state == "declined"


def test_the_person_reads_that_it_waits_and_may_withdraw(client):
    seminar, (first, second, _third) = asking(slug="visit")
    client.force_login(first.person)
    place = reverse("seminars:place", args=[seminar.key])
    assert "Your registration waits for the organizer" in client.get(place).content.decode()
    assert "You have asked for a place" in client.get("/en/seminars/visit/").content.decode()
    assert "Withdraw the registration" in client.get(reverse("my:seminars")).content.decode()
    assert "Withdraw your registration?" in client.get(reverse("seminars:cancel", args=[seminar.key])).content.decode()
    client.post(reverse("seminars:cancel", args=[seminar.key]))
    assert "Ask for a place again" in client.get(place).content.decode()
    assert "Ask for a place" in client.get(reverse("seminars:register", args=[seminar.key])).content.decode()
    client.force_login(second.person)
    decide(seminar, keys(second), make_user(), approve=False, why="Full.")
    assert "No place this time" in client.get(place).content.decode()
    assert "No place this time" in client.get("/en/seminars/visit/").content.decode()
    assert "Ask for a place again" not in client.get(place).content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_and_the_decision_ask_as_often_for_one_as_for_four(client, organizer, number, django_assert_num_queries):
    seminar, rows = asking(number)
    client.get(reverse("seminars_desk:registrations", args=[seminar.pk]))
    with django_assert_num_queries(29):
        client.get(reverse("seminars_desk:registrations", args=[seminar.pk]), {"state": "requested"})
    decline = reverse("seminars_desk:decline", args=[seminar.pk])
    with django_assert_num_queries(14):
        client.get(decline, {"chosen": keys(*rows)})
