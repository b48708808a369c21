"""Teams: whole or not at all; leaving, naming somebody instead, and the places in line."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import Mail
from seminars.allocating import free_seats, lapse_offers
from seminars.approving import decide
from seminars.models import Quota, Registration, SeminarPage, Team, TeamRule
from seminars.quotas import set_quotas
from seminars.registration import accept, cancel, change_mode, confirm, position_of, register, set_seats
from seminars.teams.forming import decline_team, form_team, give_up, go_without, join_team, leave_team, name_member
from tests.factories.people import make_user
from tests.factories.seminars import (
    make_registration,
    make_rule,
    make_seminar,
    make_seminar_with_page,
    make_whole_team,
    token_in,
)

pytestmark = pytest.mark.django_db


def people(number):
    return [make_user() for _ in range(number)]


def refused(code, deed, *args, **named):
    with pytest.raises(ValidationError) as error:
        deed(*args, **named)
    assert error.value.code == code


def states(team):
    return sorted(team.registrations.values_list("state", flat=True))


def taking_teams(seats, **fields):
    rule = {name: fields.pop(name) for name in ("may_pass",) if name in fields}
    seminar = make_seminar(seats=seats, **fields)
    make_rule(seminar, 2, min(3, seats), **rule)
    return seminar


def test_a_team_is_registered_when_all_have_joined_and_sits_whole():
    seminar, (leader, one, two) = taking_teams(5), people(3)
    team = form_team(leader, seminar, "Blue", [one.email, two.email])
    assert not seminar.registrations.exists()
    join_team(team.members.get(address=one.email), one, "en")
    assert not seminar.registrations.exists()
    join_team(team.members.get(address=two.email), two, "en")
    assert states(team) == ["confirmed"] * 3
    assert set(team.registrations.values_list("number", flat=True)) == {1}
    join_team(team.members.get(address=two.email), two, "en")
    assert team.registrations.count() == 3


def test_a_team_that_lacks_one_seat_waits_whole_and_nobody_passes_it():
    seminar = taking_teams(5)
    first, second = make_whole_team(seminar, *people(3)), make_whole_team(seminar, *people(3))
    alone = register(make_user(), seminar, "en")
    assert states(second) == ["waiting"] * 3
    assert {position_of(row) for row in second.registrations.all()} == {1}
    assert (alone.state, position_of(alone)) == ("waiting", 2)
    set_seats(seminar, 6, by=make_user())
    assert states(second) == ["confirmed"] * 3
    assert states(first) == ["confirmed"] * 3
    set_seats(seminar, 7, by=make_user())
    alone.refresh_from_db()
    assert alone.state == "confirmed"


def test_who_is_fewer_passes_where_the_organizer_allowed_it():
    seminar = taking_teams(4, may_pass=True)
    make_whole_team(seminar, *people(3))
    waits = make_whole_team(seminar, *people(3))
    assert register(make_user(), seminar, "en").state == "confirmed"
    assert states(waits) == ["waiting"] * 3


def test_sizes_names_and_doubles_are_refused():
    seminar, (leader, other) = taking_teams(5), people(2)
    refused("size", form_team, leader, seminar, "Blue", [])
    refused("size", form_team, leader, seminar, "Blue", [f"p{number}@demo.example" for number in range(3)])
    refused("address", form_team, leader, seminar, "Blue", ["nobody"])
    refused("twice", form_team, leader, seminar, "Blue", [other.email, other.email.upper()])
    refused("own", form_team, leader, seminar, "Blue", [leader.email])
    refused("name", form_team, leader, seminar, " ", [other.email])
    form_team(leader, seminar, "Blue", [other.email])
    refused("name_taken", form_team, make_user(), seminar, "blue", [other.email])
    refused("team", form_team, leader, seminar, "Red", [other.email])
    refused("team", register, leader, seminar, "en")
    refused("no_teams", form_team, leader, make_seminar(), "Blue", [other.email])
    refused("size", make_rule, seminar, 3, 2)
    refused("size", make_rule, seminar, 3, 9)


def test_only_who_has_the_address_joins_and_nobody_is_in_two_teams_or_registered_twice():
    seminar, (leader, one, stranger, second) = taking_teams(9), people(4)
    team = form_team(leader, seminar, "Blue", [one.email])
    member = team.members.get(address=one.email)
    refused("address", join_team, member, stranger, "en")
    row = register(one, seminar, "en")
    refused("registered", join_team, member, one, "en")
    cancel(row, by=one)
    other = form_team(second, seminar, "Red", [one.email])
    join_team(member, one, "en")
    refused("team", join_team, other.members.get(address=one.email), one, "en")


def test_who_says_no_is_replaced_or_left_out():
    seminar, (leader, one, two) = taking_teams(5), people(3)
    team = form_team(leader, seminar, "Blue", [one.email, two.email])
    decline_team(team.members.get(address=two.email), two)
    assert Mail.objects.filter(person=leader).count() == 1
    asked = name_member(team, "new@demo.example", leader)
    refused("leader", name_member, team, "other@demo.example", one)
    join_team(team.members.get(address=one.email), one, "en")
    assert not seminar.registrations.exists()
    go_without(asked, leader, "en")
    assert states(team) == ["confirmed"] * 2


def test_when_enough_are_left_the_team_goes_on_and_the_seat_goes_on():
    seminar, (leader, one, two) = taking_teams(3), people(3)
    team = make_whole_team(seminar, leader, one, two)
    waits = make_registration(seminar)
    cancel(team.registrations.get(person=two), by=two)
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    team.refresh_from_db()
    assert (team.replace_until, team.held_seats) == (None, 0)


def test_when_too_few_are_left_the_seat_is_held_for_who_is_named_instead():
    seminar, (leader, one, new) = taking_teams(2), people(3)
    team = make_whole_team(seminar, leader, one)
    waits = make_registration(seminar)
    cancel(team.registrations.get(person=one), by=one)
    assert free_seats(seminar, "online") == 0
    member = name_member(team, new.email, leader)
    row = join_team(member, new, "en")
    assert (row.state, row.number) == ("confirmed", team.registrations.get(person=leader).number)
    waits.refresh_from_db()
    assert waits.state == "waiting"
    team.refresh_from_db()
    assert (team.replace_until, team.held_seats) == (None, 0)


def test_a_held_seat_goes_on_after_the_day_and_who_has_a_place_keeps_it():
    seminar, (leader, one) = taking_teams(2), people(2)
    team = make_whole_team(seminar, leader, one)
    waits = make_registration(seminar)
    cancel(team.registrations.get(person=one), by=one)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert lapse_offers() == 1
        assert lapse_offers() == 0
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert team.registrations.get(person=leader).state == "confirmed"


def test_a_team_in_line_keeps_its_place_until_the_day_and_then_leaves_it():
    seminar, (leader, one, new) = taking_teams(2), people(3)
    seated = make_registration(seminar)
    team = make_whole_team(seminar, leader, one)
    behind = register(make_user(), seminar, "en")
    assert behind.state == "waiting"  # a seat is free, and the team in front of it lacks one
    cancel(team.registrations.get(person=one), by=one)
    behind.refresh_from_db()
    assert behind.state == "confirmed"  # who cannot sit down does not hold the line up
    third = register(make_user(), seminar, "en")
    cancel(seated, by=seated.person)
    third.refresh_from_db()
    assert third.state == "confirmed"
    last = register(make_user(), seminar, "en")
    assert position_of(team.registrations.get(person=leader)) == 1
    join_team(name_member(team, new.email, leader), new, "en")
    assert states(team) == ["cancelled", "waiting", "waiting"]
    assert position_of(last) == 2
    cancel(team.registrations.get(person=new), by=new)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        lapse_offers()
    assert team.registrations.get(person=leader).state == "lapsed"
    team.refresh_from_db()
    assert team.dissolved_at
    assert position_of(last) == 1


def test_a_member_is_replaced_without_losing_the_place():
    seminar, (leader, one, new) = taking_teams(2), people(3)
    seated = make_registration(seminar)
    team = make_whole_team(seminar, leader, one)
    number = team.registrations.get(person=leader).number
    behind = make_whole_team(seminar, *people(2))
    member = name_member(team, new.email, leader, instead_of=team.members.get(person=one))
    assert join_team(member, new, "en").number == number
    set_seats(seminar, 3, by=make_user())
    assert states(team) == ["cancelled", "confirmed", "confirmed"]
    assert states(behind) == ["waiting", "waiting"]
    assert seated.state == "confirmed"


def test_when_the_leader_leaves_the_next_member_leads():
    seminar, (leader, one, two) = taking_teams(3), people(3)
    team = make_whole_team(seminar, leader, one, two)
    cancel(team.registrations.get(person=leader), by=leader)
    team.refresh_from_db()
    assert team.leader == one


def test_the_team_is_offered_its_seats_whole_and_its_leader_accepts():
    seminar, (leader, one) = taking_teams(2, offer_hours=48), people(2)
    seated = [make_registration(seminar) for _ in range(2)]
    team = make_whole_team(seminar, leader, one)
    cancel(seated[0], by=seated[0].person)
    assert states(team) == ["waiting"] * 2
    cancel(seated[1], by=seated[1].person)
    assert states(team) == ["offered"] * 2
    refused("leader", accept, team.registrations.get(person=one))
    accept(team.registrations.get(person=leader))
    assert states(team) == ["confirmed"] * 2


def test_an_offer_to_a_team_lapses_whole():
    seminar, waits = taking_teams(2, offer_hours=48), None
    seated = [make_registration(seminar) for _ in range(2)]
    team = make_whole_team(seminar, *people(2))
    waits = make_registration(seminar)
    for row in seated:
        cancel(row, by=row.person)
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        lapse_offers()
    assert states(team) == ["lapsed"] * 2
    waits.refresh_from_db()
    assert waits.state == "offered"
    assert not Team.objects.standing().exists()


def test_the_organizer_decides_on_the_whole_team():
    seminar = taking_teams(3, decides_online=True)
    team = make_whole_team(seminar, *people(3))
    assert states(team) == ["requested"] * 3
    one = team.registrations.first()
    decide(seminar, [one.pk], make_user(), approve=True)
    assert states(team) == ["confirmed"] * 3
    assert team.registrations.values("number").distinct().count() == 1


def test_out_of_turn_goes_to_the_whole_team_and_other_ways_are_refused():
    seminar = taking_teams(2)
    make_registration(seminar)
    team = make_whole_team(seminar, *people(2))
    refused("team", change_mode, team.registrations.first(), make_user(), "Moved.")
    confirm(team.registrations.first(), make_user(), "Speakers.")
    assert states(team) == ["confirmed"] * 2


def test_quotas_count_members():
    seminar = taking_teams(4)
    make_registration(seminar)
    set_quotas(seminar, [Quota(mode="online", country="TH", seats=2)], make_user(), kept_until=seminar.starts_at)
    team = make_whole_team(seminar, make_user(country="JP"), make_user(country="JP"))
    assert states(team) == ["waiting"] * 2
    thai = make_whole_team(seminar, make_user(country="TH"), make_user(country="TH"))
    assert states(thai) == ["confirmed"] * 2


def test_given_up_the_seats_go_to_the_line():
    seminar, (leader, one) = taking_teams(2), people(2)
    team = make_whole_team(seminar, leader, one)
    waits = make_whole_team(seminar, *people(2))
    refused("leader", give_up, team, one)
    give_up(team, leader)
    assert states(team) == ["cancelled"] * 2
    assert states(waits) == ["confirmed"] * 2
    assert register(leader, seminar, "en").state == "waiting"


def test_leaving_a_team_that_is_not_complete():
    seminar, (leader, one) = taking_teams(5), people(2)
    team = form_team(leader, seminar, "Blue", [one.email, "late@demo.example"])
    member = team.members.get(address=one.email)
    join_team(member, one, "en")
    member.refresh_from_db()
    leave_team(member, one)
    assert register(one, seminar, "en").state == "confirmed"
    leave_team(team.members.get(person=leader), leader)
    assert not Team.objects.standing().exists()


def test_a_team_walks_through_its_pages(client):
    seminar = make_seminar_with_page(seats=3)
    make_rule(seminar, 2, 3)
    leader, one = make_user(), make_user("one@hospital.demo.example", latin_name="One Person")
    client.force_login(leader)
    form = reverse("seminars:form_team", args=[seminar.key])
    assert form in client.get(seminar_page(seminar)).content.decode()
    wrong = client.post(form, {"name": "Blue", "addresses": "nobody"})
    assert (wrong.status_code, "nobody" in wrong.content.decode()) == (422, True)
    answer = client.post(form, {"name": "Blue", "addresses": one.email})
    team = Team.objects.get()
    assert answer["Location"] == reverse("seminars:team", args=[team.key])
    assert one.email in client.get(answer["Location"]).content.decode()
    link = reverse("seminars:join_team", args=[token_in(team.members.get(address=one.email).mail)])
    client.logout()
    page = client.get(link).content.decode()
    assert "Blue" in page
    assert one.email not in page
    client.force_login(make_user())
    assert client.post(link).status_code == 409
    assert client.get(answer["Location"]).status_code == 404
    client.force_login(one)
    assert client.post(link, {"answer": "yes"})["Location"] == answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "One Person" in page
    assert "Confirmed" in page
    assert client.post(answer["Location"], {"do": "give-up"}).status_code == 409
    client.force_login(leader)
    assert client.post(answer["Location"], {"do": "name", "address": ""}).status_code == 422
    instead = {"do": "name", "address": "new@demo.example", "member": team.members.get(person=one).key}
    assert client.post(answer["Location"], instead).status_code == 302
    assert "Somebody is missing" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"], {"do": "give-up"}).status_code == 302
    assert not Registration.objects.live().exists()


def seminar_page(seminar):
    return SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en").url


def test_the_organizer_sets_the_rule_and_sees_the_teams(organizer, client):
    seminar = make_seminar_with_page(seats=9)
    url = reverse("seminars_desk:teams", args=[seminar.pk])
    form = {"mode": "online", "least": "2", "most": "3", "reply_days": "7"}
    assert client.post(url, {**form, "least": "4"}).status_code == 422
    assert client.post(url, form).status_code == 302
    counts = []
    for _ in range(3):
        make_whole_team(seminar, *people(2))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert client.post(url, {**form, "most": "0"}).status_code == 422
    assert TeamRule.objects.get().most == 3
