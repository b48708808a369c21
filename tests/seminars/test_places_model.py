"""Any sequence of coming, leaving, offers, quotas, more and fewer seats agrees with a small model."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from icrweb.trail.models import AuditEntry
from seminars.allocating import lapse_offers
from seminars.models import Quota, Registration
from seminars.quotas import set_quotas
from seminars.registration import accept, cancel, confirm, position_of, register, send_to_waiting_list, set_seats
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar

pytestmark = pytest.mark.django_db
PEOPLE = 7
COUNTRIES = ("TH", "MY", "JP")
GONE = ("cancelled", "lapsed")
HOURS = 48
someone = st.integers(0, PEOPLE - 1)


class Places(RuleBasedStateMachine):
    """`rows` is the model: [person, number, state] of every registration there ever was. Clocks move by hand."""

    @initialize(seats=st.integers(1, 4), offers=st.booleans())
    def open(self, seats, offers):
        self.clock = time_machine.travel(timezone.now(), tick=True)
        self.traveller = self.clock.start()
        self.seats, self.rows, self.offers, self.quotas, self.kept, self.deadlines = seats, [], offers, {}, False, {}
        self.seminar, self.staff = make_seminar(seats=seats, days=300), make_user()
        self.people = [make_user(country=COUNTRIES[number % 3]) for number in range(PEOPLE)]
        self.put_quotas()

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def put_quotas(self):
        quotas = [Quota(mode="online", country=code, seats=number) for code, number in self.quotas.items()]
        until = self.seminar.starts_at if self.kept else None
        set_quotas(self.seminar, quotas, self.staff, kept_until=until, offer_hours=HOURS if self.offers else None)

    def live(self, person):
        return next((row for row in self.rows if row[0] == person and row[2] not in GONE), None)

    def having(self, *states):
        return sorted((row for row in self.rows if row[2] in states), key=lambda row: row[1])

    def lacking(self):
        """Seats of each quota that nobody of the country has or is offered."""
        there = [COUNTRIES[row[0] % 3] for row in self.having("confirmed", "offered")]
        return {code: number - there.count(code) for code, number in self.quotas.items() if number > there.count(code)}

    def promote(self, newcomer=None):
        while (free := self.seats - len(self.having("confirmed", "offered"))) > 0:
            lacking = self.lacking()
            first = [row for row in self.having("waiting") if COUNTRIES[row[0] % 3] in lacking]
            others = [] if self.kept and free <= sum(lacking.values()) else self.having("waiting")
            if not (first or others):
                return
            row = (first or others)[0]
            row[2] = "offered" if self.offers and row is not newcomer else "confirmed"
            self.deadlines[row[0]] = self.now() + timedelta(hours=HOURS)

    def now(self):
        return timezone.now()

    def next_number(self):
        return max((row[1] for row in self.rows), default=0) + 1

    def row_of(self, person):
        return self.seminar.registrations.live().get(person=self.people[person])

    @rule(person=someone)
    def come(self, person):
        register(self.people[person], self.seminar, "en")
        if not self.live(person):
            row = [person, self.next_number(), "waiting"]
            self.rows.append(row)
            self.promote(newcomer=row)

    @rule(person=someone, by_staff=st.booleans())
    def leave(self, person, by_staff):
        if row := self.live(person):
            cancel(self.row_of(person), by=self.staff if by_staff else self.people[person], why="Asked.")
            row[2] = "cancelled"
            self.promote()

    @rule(person=someone)
    def answer_an_offer(self, person):
        row = self.live(person)
        if row and row[2] == "offered":
            if self.now() < self.deadlines[person]:
                accept(self.row_of(person))
                row[2] = "confirmed"
            else:
                with pytest.raises(ValidationError):
                    accept(self.row_of(person))

    @rule(hours=st.sampled_from([1, 24, HOURS]))
    def time_goes_on(self, hours):
        self.traveller.shift(timedelta(hours=hours))

    @rule()
    def the_worker_looks(self):
        lapse_offers()
        ended = [row for row in self.having("offered") if self.deadlines[row[0]] <= self.now()]
        for row in ended:
            row[2] = "lapsed"
        self.promote()

    @rule(quotas=st.dictionaries(st.sampled_from(COUNTRIES), st.integers(1, 3)), kept=st.booleans(), offers=st.booleans())
    def change_quotas(self, quotas, kept, offers):
        before = self.quotas, self.kept, self.offers
        self.quotas, self.kept, self.offers = quotas, kept, offers
        if sum(quotas.values()) > self.seats:
            with pytest.raises(ValidationError):
                self.put_quotas()
            self.quotas, self.kept, self.offers = before
        else:
            self.put_quotas()
            self.promote()

    @rule(seats=st.integers(1, 6))
    def change_seats(self, seats):
        if sum(self.quotas.values()) > seats:
            with pytest.raises(ValidationError):
                set_seats(self.seminar, seats, by=self.staff)
            return
        set_seats(self.seminar, seats, by=self.staff)
        if seats != self.seats:
            self.seats = seats
            self.promote()

    @rule(person=someone)
    def give_a_place_out_of_turn(self, person):
        row = self.live(person)
        if row and row[2] in ("waiting", "offered"):
            confirm(self.row_of(person), by=self.staff, why="Speaks.")
            row[2] = "confirmed"

    @rule(person=someone)
    def move_to_the_line(self, person):
        row = self.live(person)
        if not row or row[2] != "confirmed":
            return
        if not self.having("waiting") and len(self.having("confirmed", "offered")) <= self.seats:
            with pytest.raises(ValidationError):
                send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")
            return
        before, deadlines = [list(one) for one in self.rows], dict(self.deadlines)
        row[1], row[2] = self.next_number(), "waiting"
        self.promote()
        if row[2] != "waiting":  # they would get the place again
            self.rows, self.deadlines = before, deadlines
            with pytest.raises(ValidationError):
                send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")
            return
        send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")

    @invariant()
    def the_records_are_the_model(self):
        found = self.seminar.registrations.order_by("number").values_list("person", "number", "state")
        assert list(found) == sorted(
            ((self.people[who].pk, number, state) for who, number, state in self.rows), key=lambda row: row[1]
        )

    @invariant()
    def a_seat_is_empty_beside_the_line_only_where_it_is_kept_for_others(self):
        empty = self.seats - len(self.having("confirmed", "offered"))
        assert not self.having("waiting") or empty <= (sum(self.lacking().values()) if self.kept else 0)

    @invariant()
    def positions_run_from_one(self):
        waiting = self.seminar.registrations.waiting()
        assert [position_of(row) for row in waiting] == list(range(1, len(waiting) + 1))

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
    assert run(40, 50) == {"confirmed", "offered", "waiting", "lapsed", "cancelled"}
