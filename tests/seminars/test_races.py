"""Many people at once, on either database. Each race has a negative control: with the lock taken away it must go wrong."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import Error, connection, connections

from certificates.models import Certificate
from icrweb.trail.models import AuditEntry, Mail
from seminars import allocating, approving, attendance, registration
from seminars.invitations import accepting
from seminars.models import Attendance, Registration, Seminar
from seminars.teams import forming
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_registration, make_rule, make_seminar

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THREADS = 16


def at_once(deeds, deferred=False, refusals=False):
    """Run the deeds in threads that start together; return what each returned, or the database error it met."""
    barrier = Barrier(THREADS)

    def work(mine):
        if deferred and connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.transaction_mode = "DEFERRED"  # what SQLite does where nobody asks for more
        barrier.wait()
        found = []
        try:
            for deed in mine:
                try:
                    found.append(deed())
                except Error as error:
                    found.append(error)
                except ValidationError as refusal:
                    if not refusals:
                        raise
                    found.append(refusal)
        finally:
            connections.close_all()
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        shares = [deeds[number::THREADS] for number in range(THREADS)]
        return [result for share in pool.map(work, shares) for result in share]


def take_the_lock_away(monkeypatch, module):
    def unlocked(seminar):
        found = Seminar.objects.get(pk=getattr(seminar, "pk", seminar))
        time.sleep(0.005)  # the time a slow disk takes between looking and writing
        return found

    monkeypatch.setattr(module, "_locked", unlocked)


def in_line(seminar, state):
    return list(seminar.registrations.filter(state=state).order_by("number").values_list("number", flat=True))


def sign_up(seminar, people):
    return [lambda person=person: registration.register(person, seminar, "en") for person in people]


def is_right(seminar, results, people):
    return (
        not any(isinstance(result, Error) for result in results)
        and in_line(seminar, "confirmed") == list(range(1, seminar.seats + 1))
        and in_line(seminar, "waiting") == list(range(seminar.seats + 1, people + 1))
        and Mail.objects.count() == people
    )


def test_200_people_for_30_seats(capsys):
    seminar, people = make_seminar(seats=30), [make_user() for _ in range(200)]
    began = time.perf_counter()
    results = at_once(sign_up(seminar, people))
    took = time.perf_counter() - began
    with capsys.disabled():
        print(f"\n200 sign-ups for 30 seats on {connection.vendor}: {took:.1f} s")  # noqa: T201 - the figure is the point
    assert [result for result in results if isinstance(result, Error)] == []
    assert len(in_line(seminar, "confirmed")) == 30
    assert in_line(seminar, "confirmed") == list(range(1, 31))
    assert in_line(seminar, "waiting") == list(range(31, 201))
    assert seminar.registrations.values("person").distinct().count() == 200
    assert Mail.objects.count() == 200


def test_without_the_lock_200_sign_ups_go_wrong(monkeypatch):
    seminar, people = make_seminar(seats=30), [make_user() for _ in range(200)]
    take_the_lock_away(monkeypatch, registration)
    results = at_once(sign_up(seminar, people), deferred=True)
    assert not is_right(seminar, results, 200)


def test_each_of_100_people_who_press_five_times_gets_one_place():
    seminar, people = make_seminar(seats=30), [make_user() for _ in range(100)]
    results = at_once([deed for _ in range(5) for deed in sign_up(seminar, people)])
    assert is_right(seminar, results, 100)
    assert len({result.pk for result in results}) == 100


def leave_come_and_grow(seminar, deferred=False):
    """Ten leave, ten come, five seats more, all at once; returns the errors."""
    leaving = list(seminar.registrations.confirmed().order_by("number")[:10])
    newcomers, staff = [make_user() for _ in range(10)], make_user()
    deeds = [lambda row=row: registration.cancel(row, by=row.person) for row in leaving]
    deeds += sign_up(seminar, newcomers)
    deeds.insert(7, lambda: registration.set_seats(seminar, 35, by=staff))
    return [result for result in at_once(deeds, deferred) if isinstance(result, Error)]


def full_with_a_line():
    seminar = make_seminar(seats=30)
    for _ in range(50):
        make_registration(seminar)
    return seminar


def test_places_that_come_free_go_to_the_line_in_order_and_never_to_newcomers():
    seminar = full_with_a_line()
    assert leave_come_and_grow(seminar) == []
    assert in_line(seminar, "confirmed") == list(range(11, 46))
    assert in_line(seminar, "waiting") == list(range(46, 61))
    assert in_line(seminar, "cancelled") == list(range(1, 11))


def test_without_the_lock_leaving_coming_and_growing_goes_wrong(monkeypatch):
    seminar = full_with_a_line()
    take_the_lock_away(monkeypatch, registration)
    errors = leave_come_and_grow(seminar, deferred=True)
    confirmed, waiting = in_line(seminar, "confirmed"), in_line(seminar, "waiting")
    assert errors or confirmed != list(range(11, 46)) or waiting != list(range(46, 61))


def test_an_offer_is_accepted_or_lapses_and_its_seat_is_never_given_twice():
    seminar = make_seminar(seats=10, offer_hours=48)
    rows = [make_registration(seminar) for _ in range(30)]
    for row in rows[:10]:
        registration.cancel(row, by=row.person)
    deadline = (
        Registration.objects.filter(state="offered").values_list("offer_ends_at", flat=True).order_by("offer_ends_at").first()
    )
    offered = list(seminar.registrations.filter(state="offered").order_by("number"))
    with time_machine.travel(deadline - timedelta(milliseconds=300), tick=True):
        deeds = [lambda row=row: registration.accept(row) for row in offered] + [allocating.lapse_offers] * 22
        results = [result for result in at_once(deeds, refusals=True) if isinstance(result, Error)]
    assert results == []
    states = Counter(seminar.registrations.values_list("state", flat=True))
    assert states["confirmed"] + states["offered"] == 10
    assert states["lapsed"] == states["offered"]
    assert states["waiting"] == 10 - states["lapsed"]


def decided_by_many(deferred=False):
    """Sixteen organizers say yes to some and no to others of the same people; whether each was decided on and told in order."""
    seminar, staff = make_seminar(seats=10, decides_online=True), make_user()
    asked = [make_registration(seminar).pk for _ in range(20)]
    deeds = [
        lambda yes=number % 2 == 0: approving.decide(seminar, asked[:15] if yes else asked[5:], staff, approve=yes, why="Now.")
        for number in range(THREADS)
    ]
    errors = [one for one in at_once(deeds, deferred, refusals=True) if isinstance(one, Error)]
    states = Counter(seminar.registrations.values_list("state", flat=True))
    seated = states["confirmed"] == 10 or (states["confirmed"] < 10 and not states["waiting"])
    told = Counter(Mail.objects.values_list("person", flat=True)).values()
    # Asked and decided; a no that became a yes is told as well.
    return not errors and states["requested"] == 0 and seated and all(letters in (2, 3) for letters in told)


def test_people_whom_many_organizers_decide_on_at_once_are_decided_on_in_order():
    assert decided_by_many()


def test_without_the_lock_many_organizers_stumble(monkeypatch):
    take_the_lock_away(monkeypatch, approving)
    assert not decided_by_many(deferred=True)


def invited_and_others(deferred=False):
    """One seat is held: its owner presses ten times while twenty others register. Whether it went to them, once, and to nobody else."""
    seminar, guest, others = make_seminar(seats=3), make_user(), [make_user() for _ in range(20)]
    invitation, _token = make_invitation(seminar, guest.email, holds_seat=True)
    deeds = [lambda: accepting.accept_invitation(invitation, guest, "en")] * 10 + sign_up(seminar, others)
    results = at_once(deeds, deferred, refusals=True)
    right = seminar.registrations.filter(state="confirmed").count() == 3
    theirs = list(seminar.registrations.filter(person=guest).values_list("state", flat=True)) == ["confirmed"]
    told = Mail.objects.filter(person=guest).count() == 1  # the invitation itself went to an address
    return not any(isinstance(one, Error | ValidationError) for one in results) and right and theirs and told


def test_the_last_held_seat_goes_to_whoever_it_was_held_for_once():
    assert invited_and_others()


def test_without_the_lock_a_held_seat_goes_wrong(monkeypatch):
    take_the_lock_away(monkeypatch, accepting)
    assert not invited_and_others(deferred=True)


def teams_whose_last_members_join_at_once(deferred=False):
    """Eight teams of three for six seats; all sixteen members press at the same moment. Whether two teams sit, whole, and the rest wait."""
    seminar = make_seminar(seats=7)
    make_rule(seminar, 3, 3)
    teams = []
    for number in range(8):
        members = [make_user() for _ in range(2)]
        team = forming.form_team(make_user(), seminar, f"Team {number}", [one.email for one in members])
        teams += [(team.members.get(address=one.email), one) for one in members]
    results = at_once([lambda row=row: forming.join_team(*row, "en") for row in teams], deferred, refusals=True)
    states = Counter(seminar.registrations.values_list("team", "state"))
    whole = sorted(Counter(state for _team, state in states).items()) == [("confirmed", 2), ("waiting", 6)]
    return not any(isinstance(one, Error | ValidationError) for one in results) and whole and set(states.values()) == {3}


def test_teams_that_become_complete_at_once_sit_whole_or_wait_whole():
    assert teams_whose_last_members_join_at_once()


def test_without_the_lock_teams_stumble(monkeypatch):
    take_the_lock_away(monkeypatch, forming)
    assert not teams_whose_last_members_join_at_once(deferred=True)


def mark_the_same_cell(seminar, deferred=False):
    row, sitting, staff = seminar.registrations.get(), seminar.sittings.get(), make_user()
    with time_machine.travel(seminar.ends_at, tick=True):
        deeds = [lambda: attendance.mark_attendance(row, sitting, 120, staff)] * 31 + [attendance.settle_ended_seminars]
        return [result for result in at_once(deeds, deferred) if isinstance(result, Error)]


def test_an_attendance_marked_by_many_hands_earns_one_certificate():
    seminar = make_seminar()
    make_registration(seminar)
    assert mark_the_same_cell(seminar) == []
    assert (Attendance.objects.count(), Certificate.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(deed="attendance.mark").count() == 1
    assert Registration.objects.get().attended_at


def test_without_the_lock_many_hands_stumble(monkeypatch):
    seminar = make_seminar()
    make_registration(seminar)
    take_the_lock_away(monkeypatch, attendance)
    errors = mark_the_same_cell(seminar, deferred=True)
    assert errors or AuditEntry.objects.filter(deed="attendance.mark").count() != 1
