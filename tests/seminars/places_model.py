"""A small model of the places at one seminar, beside the records that the deeds make: who has a seat, who is next, what is held."""

from datetime import timedelta

import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from seminars.models import Quota
from seminars.quotas import set_quotas
from tests.factories.people import make_user
from tests.factories.seminars import make_rule, make_seminar

PEOPLE = 7
COUNTRIES = ("TH", "MY", "JP")
LIVE = ("confirmed", "offered", "waiting", "requested")
TAKEN = ("confirmed", "offered")
HOURS, DAYS = 48, 7


class Row:
    """A registration of the model."""

    def __init__(self, person, number, state, team=None):
        self.person, self.number, self.state, self.team, self.until = person, number, state, team, None


class Crew:
    """A team of the model: who leads, until when somebody is missing, and the seats that are held meanwhile."""

    def __init__(self, leader, record):
        self.leader, self.record, self.missing, self.held, self.ended = leader, record, None, 0, False


class PlacesModel(RuleBasedStateMachine):
    """`rows` are all registrations there ever were. Clocks move by hand. What can be done stands in `test_places_model`."""

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
        return bool(mine) and mine[-1].state == "declined"
