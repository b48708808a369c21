"""Any sequence of coming, leaving, offers, decisions, invitations, teams, quotas, more and fewer seats agrees with a small model."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from icrweb.trail.models import AuditEntry
from seminars.allocating import free_seats, lapse_offers
from seminars.approving import decide
from seminars.invitations.accepting import accept_invitation
from seminars.invitations.inviting import revoke
from seminars.models import Registration
from seminars.registration import accept, cancel, confirm, position_of, register, send_to_waiting_list, set_seats
from seminars.teams.forming import join_team, name_member
from tests.factories.seminars import make_invitation, make_whole_team
from tests.seminars.places_model import COUNTRIES, DAYS, HOURS, LIVE, PEOPLE, TAKEN, Crew, PlacesModel, Row

pytestmark = pytest.mark.django_db
someone = st.integers(0, PEOPLE - 1)


class Places(PlacesModel):
    """What people, the organizer and the worker do, and what holds after each deed."""

    reached: set[str] = set()

    def one_of(self, which, *states):
        """One of those in these states: a deed that fits nobody is a step lost."""
        rows = self.having(*states)
        return rows[which % len(rows)]

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

    @precondition(lambda self: self.having(*LIVE))
    @rule(which=someone, by_staff=st.booleans())
    def leave(self, which, by_staff):
        row = self.one_of(which, *LIVE)
        cancel(self.row_of(row.person), by=self.staff if by_staff else self.people[row.person], why="Asked.")
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

    @precondition(lambda self: any(crew.missing for crew in self.crews))
    @rule(person=someone)
    def fill_a_team(self, person):
        crew = next(crew for crew in self.crews if crew.missing)
        if self.live(person) or self.is_declined(person):
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

    @precondition(lambda self: self.having("offered"))
    @rule(which=someone)
    def answer_an_offer(self, which):
        row = self.one_of(which, "offered")
        person = row.person
        leads = not row.team or row.team.ended or row.team.leader == person
        if timezone.now() >= row.until or not leads:
            self.refused(accept, self.row_of(person))
            return
        accept(self.row_of(person))
        for one in self.unit_of(row):
            one.state = "confirmed"

    @rule(hours=st.sampled_from([1, 24, HOURS]), worker_runs=st.booleans())
    def time_goes_on(self, hours, worker_runs):
        self.traveller.shift(timedelta(hours=hours))
        if worker_runs:
            self.the_worker_looks()

    @precondition(lambda self: self.having("offered"))
    @rule()
    def nobody_answers_in_time(self):
        self.traveller.shift(timedelta(hours=HOURS))
        self.the_worker_looks()

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

    @precondition(lambda self: self.having("requested", "declined"))
    @rule(which=someone, approve=st.booleans())
    def decide_on(self, which, approve):
        states = ("requested", "declined") if approve or not self.having("requested") else ("requested",)
        approve = approve or "declined" in states
        person = self.one_of(which, *states).person
        mine = [row for row in self.rows if row.person == person and row.state in states]
        row = max(mine, key=lambda row: row.number)
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

    @precondition(lambda self: self.having("waiting", "offered"))
    @rule(which=someone)
    def give_a_place_out_of_turn(self, which):
        row = self.one_of(which, "waiting", "offered")
        confirm(self.row_of(row.person), by=self.staff, why="Speaks.")
        if row.team and row.team.missing and row.state == "waiting":
            row.team.held += 1
        for one in self.unit_of(row):
            one.state = "confirmed"
        self.ceiling = max(self.seats, self.seats - self.free())

    @precondition(lambda self: self.having("confirmed"))
    @rule(which=someone)
    def move_to_the_line(self, which):
        row = self.one_of(which, "confirmed")
        person = row.person
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

    @precondition(lambda self: self.guests)
    @rule(which=someone)
    def answer_an_invitation(self, which):
        person = sorted(self.guests)[which % len(self.guests)]
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

    @precondition(lambda self: self.guests)
    @rule(which=someone)
    def take_an_invitation_back(self, which):
        invitation, holds = self.guests.pop(sorted(self.guests)[which % len(self.guests)])
        revoke(invitation, self.staff)
        if holds:
            self.promote()

    # --- what always holds

    @invariant()
    def the_records_are_the_model(self):
        found = sorted(self.seminar.registrations.values_list("person", "number", "state"))
        assert found == sorted((self.people[row.person].pk, row.number, row.state) for row in self.rows)
        self.reached.update(row.state for row in self.rows)

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
    """Try so many sequences of so many deeds; hypothesis raises where a rule or invariant of the model fails. The states that
    registrations have been in."""
    Places.reached.clear()
    limits = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Places, settings=limits)
    return Places.reached


def test_any_sequence_of_deeds_agrees_with_the_model():
    assert "confirmed" in run(8, 20)


@pytest.mark.sweep
def test_two_thousand_steps_agree_with_the_model():
    """Two thousand steps, and more while a state that registrations can have was not reached."""
    states, reached = set(Registration.State.values), set()
    for _time in range(5):
        reached |= run(20, 100)
        if reached == states:
            break
    assert reached == states
