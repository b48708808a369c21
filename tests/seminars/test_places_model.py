"""Any sequence of coming, leaving, offers, decisions, invitations, teams, quotas, more and fewer seats agrees with a small model."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from icrweb.trail.models import AuditEntry
from seminars.allocating import free_seats, lapse_offers
from seminars.approving import decide
from seminars.invitations.accepting import accept_invitation
from seminars.invitations.inviting import revoke
from seminars.models import Quota, Registration
from seminars.quotas import set_quotas
from seminars.registration import accept, cancel, confirm, position_of, register, send_to_waiting_list, set_seats
from seminars.teams.forming import join_team, name_member
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_rule, make_seminar, make_whole_team

pytestmark = pytest.mark.django_db
PEOPLE = 7
COUNTRIES = ("TH", "MY", "JP")
LIVE = ("confirmed", "offered", "waiting", "requested")
TAKEN = ("confirmed", "offered")
HOURS, DAYS = 48, 7
someone = st.integers(0, PEOPLE - 1)


class Row:
    """A registration of the model."""

    def __init__(self, person, number, state, team=None):
        self.person, self.number, self.state, self.team, self.until = person, number, state, team, None


class Crew:
    """A team of the model: who leads, until when somebody is missing, and the seats that are held meanwhile."""

    def __init__(self, leader, record):
        self.leader, self.record, self.missing, self.held, self.ended = leader, record, None, 0, False


class Places(RuleBasedStateMachine):
    """`rows` are all registrations there ever were. Clocks move by hand."""

    @initialize(seats=st.integers(2, 4), offers=st.booleans(), may_pass=st.booleans())
    def open(self, seats, offers, may_pass):
        self.clock = time_machine.travel(timezone.now(), tick=True)
        self.traveller = self.clock.start()
        self.seats, self.rows, self.crews, self.guests = seats, [], [], {}
        self.offers, self.quotas, self.kept, self.decides, self.may_pass = offers, {}, False, False, may_pass
        self.ceiling = seats
        self.seminar, self.staff = make_seminar(seats=seats, days=300), make_user()
        make_rule(self.seminar, 2, 2, may_pass=may_pass, reply_days=DAYS)
        self.people = [make_user(country=COUNTRIES[number % 3]) for number in range(PEOPLE)]
        self.put_quotas()

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def put_quotas(self):
        quotas = [Quota(mode="online", country=code, seats=number) for code, number in self.quotas.items()]
        until = self.seminar.starts_at if self.kept else None
        set_quotas(self.seminar, quotas, self.staff, kept_until=until, offer_hours=HOURS if self.offers else None)

    # --- the model

    def live(self, person):
        return next((row for row in self.rows if row.person == person and row.state in LIVE), None)

    def having(self, *states):
        return sorted((row for row in self.rows if row.state in states), key=lambda row: (row.number, row.person))

    def free(self):
        held = sum(holds for _invitation, holds in self.guests.values()) + sum(crew.held for crew in self.crews)
        return self.seats - held - len(self.having(*TAKEN))

    def lacking(self):
        """Seats of each quota that nobody of the country has or is offered."""
        there = [COUNTRIES[row.person % 3] for row in self.having(*TAKEN)]
        return {code: number - there.count(code) for code, number in self.quotas.items() if number > there.count(code)}

    def filling(self, unit):
        codes = [COUNTRIES[row.person % 3] for row in unit]
        return sum(min(codes.count(code), number) for code, number in self.lacking().items())

    def fits(self, unit):
        others = len(unit) - self.filling(unit)
        spare = self.free() - others >= sum(self.lacking().values())
        return self.free() >= len(unit) and (not self.kept or not others or spare)

    def units(self):
        """Who waits and could sit down, people and whole teams."""
        ready = [row for row in self.having("waiting") if not (row.team and row.team.missing)]
        return [[row for row in ready if row.number == number] for number in sorted({row.number for row in ready})]

    def next_unit(self):
        for unit in sorted(self.units(), key=lambda unit: (self.filling(unit) < len(unit), unit[0].number)):
            if self.fits(unit):
                return unit
            if not self.may_pass and len(unit) > 1 and any(self.fits([row]) for row in unit):
                return None
        return None

    def promote(self, newcomers=()):
        while unit := self.next_unit():
            for row in unit:
                row.state = "offered" if self.offers and row not in newcomers else "confirmed"
                row.until = timezone.now() + timedelta(hours=HOURS)

    def next_number(self):
        return max((row.number for row in self.rows), default=0) + 1

    def comes(self, *people, team=None):
        """New rows at the end of the line, or outside it where the organizer decides."""
        number, state = self.next_number(), "requested" if self.decides else "waiting"
        new = [Row(person, number, state, team) for person in people]
        self.rows += new
        self.promote(newcomers=new)
        return new

    def unit_of(self, row):
        return [one for one in self.rows if row.team and one.team is row.team and one.state == row.state] or [row]

    def is_declined(self, person):
        mine = [row for row in self.rows if row.person == person]
        return bool(mine) and sorted(mine, key=lambda row: row.number)[-1].state == "declined"

    def row_of(self, person):
        return self.seminar.registrations.live().get(person=self.people[person])

    def refused(self, deed, *args, **named):
        with pytest.raises(ValidationError):
            deed(*args, **named)

    # --- coming and leaving

    @rule(person=someone)
    def come(self, person):
        if not self.live(person) and self.is_declined(person):
            self.refused(register, self.people[person], self.seminar, "en")
            return
        register(self.people[person], self.seminar, "en")
        if not self.live(person):
            self.comes(person)

    @rule(one=someone, other=someone)
    def come_as_a_team(self, one, other):
        if one == other or any(self.live(who) or self.is_declined(who) for who in (one, other)):
            return
        team = make_whole_team(self.seminar, self.people[one], self.people[other])
        self.crews.append(Crew(one, team))
        self.comes(one, other, team=self.crews[-1])

    @rule(person=someone, by_staff=st.booleans())
    def leave(self, person, by_staff):
        if row := self.live(person):
            cancel(self.row_of(person), by=self.staff if by_staff else self.people[person], why="Asked.")
            was, row.state = row.state, "cancelled"
            if row.team and not row.team.ended:
                left = [one for one in self.rows if one.team is row.team and one.state in LIVE]
                if left:
                    row.team.missing = timezone.now() + timedelta(days=DAYS)
                    row.team.held += was in TAKEN
                    row.team.leader = left[0].person
                else:
                    self.end(row.team)
            self.promote()

    def end(self, crew):
        crew.ended, crew.missing, crew.held = True, None, 0

    @rule(person=someone)
    def fill_a_team(self, person):
        crew = next((crew for crew in self.crews if crew.missing), None)
        if crew is None or self.live(person) or self.is_declined(person):
            return
        like = next(row for row in self.rows if row.team is crew and row.state in LIVE)
        team, leader = crew.record, self.people[crew.leader]
        join_team(name_member(team, self.people[person].email, leader), self.people[person], "en")
        new = Row(person, like.number, like.state, crew)
        new.until = like.until
        self.rows.append(new)
        crew.missing, crew.held = None, 0
        self.promote()

    # --- offers and the worker

    @rule(person=someone)
    def answer_an_offer(self, person):
        row = self.live(person)
        if not row or row.state != "offered":
            return
        leads = not row.team or row.team.ended or row.team.leader == person
        if timezone.now() >= row.until or not leads:
            self.refused(accept, self.row_of(person))
            return
        accept(self.row_of(person))
        for one in self.unit_of(row):
            one.state = "confirmed"

    @rule(hours=st.sampled_from([1, 24, HOURS]))
    def time_goes_on(self, hours):
        self.traveller.shift(timedelta(hours=hours))

    @rule()
    def the_worker_looks(self):
        lapse_offers()
        now = timezone.now()
        for row in self.having("offered"):
            if row.until <= now:
                row.state = "lapsed"
                if row.team:
                    self.end(row.team)
        for crew in self.crews:
            if crew.missing and crew.missing <= now:
                crew.missing, crew.held = None, 0
                left = [row for row in self.rows if row.team is crew and row.state in LIVE]
                if not any(row.state == "confirmed" for row in left):
                    self.end(crew)
                    for row in left:
                        row.state = "lapsed"
        self.guests = {who: (one, holds and one.ends_at > now) for who, (one, holds) in self.guests.items()}
        self.promote()

    # --- the organizer

    @rule(decides=st.booleans())
    def change_who_decides(self, decides):
        self.decides = self.seminar.decides_online = decides
        self.seminar.save(update_fields=["decides_online"])

    @rule(person=someone, approve=st.booleans())
    def decide_on(self, person, approve):
        states = ("requested", "declined") if approve else ("requested",)
        mine = [row for row in self.rows if row.person == person and row.state in states]
        row = next(iter(sorted(mine, key=lambda row: -row.number)), None)
        if row is None:
            return
        unit = [one for one in self.rows if one is row or (row.team and one.team is row.team)]
        unit = [one for one in unit if one.state in states and self.live(one.person) in (None, one)]
        chosen = self.seminar.registrations.get(person=self.people[person], number=row.number, state=row.state).pk
        if not unit:
            self.refused(decide, self.seminar, [chosen], self.staff, approve=approve, why="So.")
            return
        decide(self.seminar, [chosen], self.staff, approve=approve, why="So.")
        number = self.next_number()
        for one in unit:
            one.state, one.number = ("waiting", number) if approve else ("declined", one.number)
            if not approve and one.team:
                self.end(one.team)
        if approve:
            self.promote(newcomers=unit)

    @rule(quotas=st.dictionaries(st.sampled_from(COUNTRIES), st.integers(1, 3)), kept=st.booleans(), offers=st.booleans())
    def change_quotas(self, quotas, kept, offers):
        before = self.quotas, self.kept, self.offers
        self.quotas, self.kept, self.offers = quotas, kept, offers
        if sum(quotas.values()) > self.seats:
            self.refused(self.put_quotas)
            self.quotas, self.kept, self.offers = before
        else:
            self.put_quotas()
            self.promote()

    @rule(seats=st.integers(1, 6))
    def change_seats(self, seats):
        if sum(self.quotas.values()) > seats:
            self.refused(set_seats, self.seminar, seats, by=self.staff)
            return
        set_seats(self.seminar, seats, by=self.staff)
        if seats != self.seats:
            self.seats, self.ceiling = seats, max(seats, self.seats - self.free())
            self.promote()

    @rule(person=someone)
    def give_a_place_out_of_turn(self, person):
        row = self.live(person)
        if row and row.state in ("waiting", "offered"):
            confirm(self.row_of(person), by=self.staff, why="Speaks.")
            if row.team and row.team.missing and row.state == "waiting":
                row.team.held += 1
            for one in self.unit_of(row):
                one.state = "confirmed"
            self.ceiling = max(self.seats, self.seats - self.free())

    @rule(person=someone)
    def move_to_the_line(self, person):
        row = self.live(person)
        if not row or row.state != "confirmed":
            return
        if row.team or (not self.having("waiting") and self.free() >= 0):
            self.refused(send_to_waiting_list, self.row_of(person), by=self.staff, why="Later.")
            return
        before = [(one, one.number, one.state, one.until) for one in self.rows]
        row.number, row.state = self.next_number(), "waiting"
        self.promote()
        if row.state != "waiting":  # they would get the place again
            for one, number, state, until in before:
                one.number, one.state, one.until = number, state, until
            self.refused(send_to_waiting_list, self.row_of(person), by=self.staff, why="Later.")
            return
        send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")

    # --- invitations

    @rule(person=someone, holds=st.booleans())
    def invite(self, person, holds):
        if person in self.guests:
            return
        tomorrow = (timezone.now() + timedelta(days=1)).date()
        asked = {"holds_seat": holds, "ends_on": tomorrow}
        if holds and (self.having("waiting") or self.free() < 1):
            self.refused(make_invitation, self.seminar, self.people[person].email, self.staff, **asked)
            return
        invitation, _token = make_invitation(self.seminar, self.people[person].email, self.staff, **asked)
        self.guests[person] = invitation, holds

    @rule(person=someone)
    def answer_an_invitation(self, person):
        if person not in self.guests:
            return
        invitation, holds = self.guests[person]
        if timezone.now() >= invitation.ends_at:
            self.refused(accept_invitation, invitation, self.people[person], "en")
            return
        accept_invitation(invitation, self.people[person], "en")
        del self.guests[person]
        row = self.live(person)
        came = row is None or (row.state == "requested" and not row.team)
        if row is None:
            row = Row(person, self.next_number(), "waiting")
            self.rows.append(row)
        elif came:
            row.state, row.number = "waiting", self.next_number()
        if holds and not row.team and row.state in ("waiting", "offered"):
            row.state = "confirmed"
        if not holds and came:
            self.promote(newcomers=[row])
        if holds and not came:
            self.promote()

    @rule(person=someone)
    def take_an_invitation_back(self, person):
        if person in self.guests:
            invitation, holds = self.guests.pop(person)
            revoke(invitation, self.staff)
            if holds:
                self.promote()

    # --- what always holds

    @invariant()
    def the_records_are_the_model(self):
        found = sorted(self.seminar.registrations.values_list("person", "number", "state"))
        assert found == sorted((self.people[row.person].pk, row.number, row.state) for row in self.rows)

    @invariant()
    def no_seat_is_given_twice_and_fewer_seats_put_nobody_out(self):
        self.seminar.refresh_from_db()
        assert free_seats(self.seminar, "online") == self.free()
        assert self.seats - self.free() <= max(self.seats, self.ceiling)

    @invariant()
    def nobody_who_could_sit_waits(self):
        assert self.next_unit() is None

    @invariant()
    def nobody_is_there_twice(self):
        people = list(self.seminar.registrations.live().values_list("person", flat=True))
        assert len(people) == len(set(people))

    @invariant()
    def positions_run_from_one_and_a_team_has_one(self):
        waiting = {row.number: position_of(row) for row in self.seminar.registrations.waiting()}
        assert list(waiting.values()) == list(range(1, len(waiting) + 1))

    @invariant()
    def the_trail_ends_where_the_seats_are(self):
        last = AuditEntry.objects.filter(deed="seminar.set_seats", subject_key=str(self.seminar.key)).first()
        self.seminar.refresh_from_db()
        assert self.seminar.seats == self.seats == (last.new["seats"] if last else self.seats)


def run(examples, steps) -> set[str]:
    """Try so many sequences; hypothesis raises where a rule or invariant of the model fails. The states that were reached."""
    limits = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Places, settings=limits)
    return set(Registration.objects.values_list("state", flat=True))


def test_any_sequence_of_deeds_agrees_with_the_model():
    assert "confirmed" in run(8, 20)


@pytest.mark.sweep
def test_two_thousand_steps_agree_with_the_model():
    assert run(40, 50) >= {"confirmed", "offered", "waiting", "requested", "declined", "lapsed", "cancelled"}
