"""Reviewers and organizers who press at the same moment, on either database."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from icrweb.trail.models import AuditEntry
from seminars.approving import decide
from seminars.models import CountryRank, Registration, Review
from seminars.selection.arranging import set_delegate
from seminars.selection.assigning import assign_evenly
from seminars.selection.board import applicants
from seminars.selection.ranking import rank_country
from seminars.selection.reviewing import submit
from tests.at_once import at_once
from tests.factories.people import make_user
from tests.factories.selection import make_application, make_reviewer, make_selection, score

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def marks_for(selection, mark):
    return {str(one.key): mark for one in selection.criteria.all()}


def test_two_reviewers_submit_at_once_and_one_presses_twice():
    selection = make_selection(scores=2)
    row, reviewers = make_application(selection), [make_reviewer(selection) for _one in range(2)]
    first, second = (score(row, person, 1, submitted=False) for person in reviewers)
    low, high = marks_for(selection, 2), marks_for(selection, 4)
    deeds = [lambda: submit(first, low, "")] * 3 + [lambda: submit(second, high, "")] * 3
    assert [one.score for one in at_once(*deeds)] == [Decimal(2)] * 3 + [Decimal(4)] * 3
    assert AuditEntry.objects.filter(deed="review.submit").count() == 2
    [one] = applicants(selection, make_user())
    assert one.mean == Decimal(3)


def test_an_application_is_decided_once():
    selection, staff = make_selection(), make_user()
    row = make_application(selection)
    seen = {row.pk: "requested"}
    results = at_once(
        *[lambda: decide(selection.seminar, [row.pk], staff, approve=True, seen=seen)] * 3,
        *[lambda: decide(selection.seminar, [row.pk], staff, approve=False, why="Full.", seen=seen)] * 3,
    )
    assert sum(isinstance(one, ValidationError) for one in results) == 5
    deeds = AuditEntry.objects.filter(deed__in=["registration.approve", "registration.decline"])
    assert deeds.count() == 1
    state = Registration.objects.get().state
    assert (state, deeds.get().deed) in {("confirmed", "registration.approve"), ("declined", "registration.decline")}


def test_two_press_share_at_once_and_nobody_is_asked_twice():
    selection = make_selection(scores=2)
    for _one in range(3):
        make_reviewer(selection)
        make_application(selection)
    results = at_once(*[lambda: assign_evenly(selection, make_user())] * 4)
    assert sorted(results) == [(0, 0), (0, 0), (0, 0), (6, 0)]
    assert Review.objects.count() == 6


def test_two_tabs_of_a_delegate_leave_one_whole_order():
    selection, delegate = make_selection(ranked=True), make_user()
    set_delegate(selection, "TH", delegate, make_user())
    keys = [make_application(selection).key for _one in range(3)]
    at_once(
        *[lambda: rank_country(selection, "TH", keys, delegate), lambda: rank_country(selection, "TH", keys[::-1], delegate)] * 2
    )
    found = list(CountryRank.objects.order_by("place").values_list("registration__key", "place"))
    assert found in ([*zip(keys, (1, 2, 3), strict=True)], [*zip(keys[::-1], (1, 2, 3), strict=True)])
