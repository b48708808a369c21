"""Any sequence of coming, leaving, more and fewer seats agrees with a model of twenty lines."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from icrweb.trail.models import AuditEntry
from seminars.models import Registration
from seminars.registration import cancel, confirm, position_of, register, send_to_waiting_list, set_seats
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar

pytestmark = pytest.mark.django_db
PEOPLE = 7
someone = st.integers(0, PEOPLE - 1)


class Places(RuleBasedStateMachine):
    """`rows` is the model: [person, number, state] of every registration there ever was."""

    @initialize(seats=st.integers(1, 4))
    def open(self, seats):
        self.seats, self.rows = seats, []
        self.seminar, self.staff = make_seminar(seats=seats), make_user()
        self.people = [make_user() for _ in range(PEOPLE)]

    def live(self, person):
        return next((row for row in self.rows if row[0] == person and row[2] != "cancelled"), None)

    def having(self, state):
        return sorted((row for row in self.rows if row[2] == state), key=lambda row: row[1])

    def promote(self):
        for row in self.having("waiting")[: max(0, self.seats - len(self.having("confirmed")))]:
            row[2] = "confirmed"

    def next_number(self):
        return max((row[1] for row in self.rows), default=0) + 1

    def row_of(self, person):
        return self.seminar.registrations.live().get(person=self.people[person])

    @rule(person=someone)
    def come(self, person):
        register(self.people[person], self.seminar, "en")
        if not self.live(person):
            free = not self.having("waiting") and len(self.having("confirmed")) < self.seats
            self.rows.append([person, self.next_number(), "confirmed" if free else "waiting"])

    @rule(person=someone, by_staff=st.booleans())
    def leave(self, person, by_staff):
        if row := self.live(person):
            cancel(self.row_of(person), by=self.staff if by_staff else self.people[person], why="Asked.")
            row[2] = "cancelled"
            self.promote()

    @rule(seats=st.integers(1, 6))
    def change_seats(self, seats):
        set_seats(self.seminar, seats, by=self.staff)
        if seats != self.seats:
            self.seats = seats
            self.promote()

    @rule(person=someone)
    def give_a_place_out_of_turn(self, person):
        row = self.live(person)
        if row and row[2] == "waiting":
            confirm(self.row_of(person), by=self.staff, why="Speaks.")
            row[2] = "confirmed"

    @rule(person=someone)
    def move_to_the_line(self, person):
        row = self.live(person)
        if not row or row[2] != "confirmed":
            return
        if not self.having("waiting") and len(self.having("confirmed")) <= self.seats:
            with pytest.raises(ValidationError):
                send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")
            return
        send_to_waiting_list(self.row_of(person), by=self.staff, why="Later.")
        row[1], row[2] = self.next_number(), "waiting"
        self.promote()

    @invariant()
    def the_records_are_the_model(self):
        found = self.seminar.registrations.order_by("number").values_list("person", "number", "state")
        assert list(found) == sorted(
            ((self.people[who].pk, number, state) for who, number, state in self.rows), key=lambda row: row[1]
        )

    @invariant()
    def a_seat_is_never_empty_while_somebody_waits(self):
        assert not self.having("waiting") or len(self.having("confirmed")) >= self.seats

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
    assert run(40, 50) == {"confirmed", "waiting", "cancelled"}
