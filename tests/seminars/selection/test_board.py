from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.allocating import lapse_offers
from seminars.approving import decide
from seminars.models import Quota, Registration, Team
from seminars.quotas import set_quotas
from seminars.registration import position_of
from seminars.selection.arranging import set_delegate
from seminars.selection.assigning import assign, set_reviewer
from seminars.selection.board import applicants, balance, filtered, ordered
from seminars.selection.ranking import rank_country
from seminars.selection.ranks import set_ranks
from tests.factories.people import make_user
from tests.factories.selection import make_application, make_reviewer, make_selection, score
from tests.factories.seminars import make_seminar

pytestmark = pytest.mark.django_db


def scored(*marks, seats=30, **steps):
    """Who applied, with two reviewers' marks each; None: one score only."""
    selection = make_selection(make_seminar(decides_online=True, seats=seats), **{"scores": 2, **steps})
    first, second = make_reviewer(selection), make_reviewer(selection)
    rows = []
    for mark in marks:
        row = make_application(selection)
        score(row, first, mark or 5)
        if mark is not None:
            score(row, second, mark)
        rows.append(row)
    return selection, rows


def approve(selection, rows, **how):
    return decide(selection.seminar, [row.pk for row in rows], make_user(), approve=True, **how)


def states(rows):
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def board_of(selection):
    return reverse("seminars_desk:selection", args=[selection.seminar_id])


def test_ranks_are_set_from_scores_by_one_deed_and_the_line_follows_them():
    selection, (low, high, lacking, tie_late, tie_first) = scored(2, 5, None, 3, 3, seats=1, ranked=True)
    delegate = make_user()
    set_delegate(selection, "TH", delegate, make_user())
    rank_country(selection, "TH", [one.key for one in (tie_first, tie_late, low, high, lacking)], delegate)
    done = set_ranks(selection, make_user())
    assert (done.ranked, done.unscored) == (4, 1)
    ranks = {row.pk: row.rank for row in Registration.objects.all()}
    assert [ranks[row.pk] for row in (high, tie_first, tie_late, low, lacking)] == [1, 2, 3, 4, None]
    assert AuditEntry.objects.get(deed="seminar.set_ranks").new["order"][0] == str(high.key)
    everybody = [low, high, lacking, tie_late, tie_first]
    approve(selection, everybody)
    assert states(everybody) == ["waiting", "confirmed", "waiting", "waiting", "waiting"]
    assert [position_of(row) for row in (tie_first, tie_late, low, lacking)] == [1, 2, 3, 4]


def test_a_team_stands_where_its_best_member_does():
    selection, (low, best, between) = scored(2, 5, 3)
    team = Team.objects.create(seminar=selection.seminar, name="Trio", mode="online", leader=low.person)
    Registration.objects.filter(pk__in=[low.pk, best.pk]).update(team=team)
    set_ranks(selection, make_user())
    assert [Registration.objects.get(pk=row.pk).rank for row in (low, best, between)] == [1, 1, 2]
    set_reviewer(selection, low.person, make_user(), may=True)
    with pytest.raises(ValidationError, match="They are in its team"):
        assign(Registration.objects.get(pk=best.pk), low.person, make_user())


def test_no_scores_no_ranks():
    selection, _rows = scored(None)
    with pytest.raises(ValidationError, match="No application has all its scores"):
        set_ranks(selection, make_user())
    with pytest.raises(ValidationError, match="There are no scores"):
        set_ranks(make_selection(), make_user())


def test_who_is_asked_to_accept_holds_the_seat_and_who_lapses_gives_it_to_the_best_of_the_country():
    selection, (best, second, third) = scored(5, 4, 3, seats=1)
    Registration.objects.filter(pk=second.pk).update(country="MY")
    set_quotas(selection.seminar, [Quota(mode="online", country="TH", seats=1)], make_user())
    set_ranks(selection, make_user())
    approve(selection, [best], accept_until=timezone.now() + timedelta(days=2))
    approve(selection, [third, second], seat=False)
    assert states([best, second, third]) == ["offered", "waiting", "waiting"]
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        lapse_offers()
    assert states([second, third]) == ["waiting", "confirmed"]  # the country's quota first, though the other has the better rank


def test_nobody_waits_beside_a_free_seat():
    selection, (row,) = scored(4)
    with pytest.raises(ValidationError, match="There are free seats for these people"):
        approve(selection, [row], seat=False)
    assert states([row]) == ["requested"]


def test_a_place_in_the_line_becomes_a_no_only_for_who_saw_it():
    selection, (first, second) = scored(4, 4, seats=1)
    approve(selection, [first, second])
    with pytest.raises(ValidationError, match="None of these people waits"):
        decide(selection.seminar, [second.pk], make_user(), approve=False, why="Full.")
    with pytest.raises(ValidationError, match="None of these people waits"):
        decide(selection.seminar, [second.pk], make_user(), approve=False, why="Full.", seen={second.pk: "requested"})
    decide(selection.seminar, [second.pk], make_user(), approve=False, why="Full.", seen={second.pk: "waiting"})
    assert states([first, second]) == ["confirmed", "declined"]
    assert AuditEntry.objects.filter(deed="registration.decline").get().old == {"state": "waiting"}


def test_the_board_knows_scores_spread_and_what_was_before():
    selection, (row, other) = scored(4, None)
    earlier = make_seminar(days=-10)
    past = {"seminar": earlier, "state": "confirmed", "language": "en", "mode": "online"}
    Registration.objects.create(person=row.person, number=1, attended_at=timezone.now(), **past)
    Registration.objects.create(person=other.person, number=2, **past)
    late = {**past, "state": "cancelled", "cancelled_at": earlier.starts_at - timedelta(days=2), "confirmed_at": earlier.starts_at}
    Registration.objects.create(person=other.person, number=3, **late)
    type(earlier).objects.filter(pk=earlier.pk).update(settled_at=timezone.now())
    one, two = applicants(selection, make_user())
    assert (one.mean, one.spread, one.first_time, one.no_shows) == (Decimal("4.00"), 0, False, 0)
    assert (two.mean, two.first_time, two.no_shows, two.late_cancellations) == (Decimal("5.00"), True, 1, 1)
    assert filtered([one, two], {"show": "unscored"}, selection) == [two]
    assert filtered([one, two], {"show": "first"}, selection) == [two]
    assert ordered([one, two], "score") == [two, one]
    assert ordered([two, one], "number") == [one, two]


def test_the_balance_counts_seats_ticks_and_quotas():
    selection, (first, second, third) = scored(4, 3, 2, seats=2)
    Registration.objects.filter(pk=third.pk).update(country="MY")
    set_quotas(selection.seminar, [Quota(mode="online", country="MY", seats=1)], make_user())
    approve(selection, [first])
    parts = dict(balance(applicants(selection, make_user()), {third.pk}, selection))
    countries = {line.value: (line.chosen, line.applied, line.quota) for line in parts["country"]}
    assert countries == {"TH": (1, 2, None), "MY": (1, 1, 1)}
    assert [(line.chosen, line.applied) for line in parts["first"]] == [(2, 3)]


def test_the_board_shows_keeps_ticks_and_leads_to_the_mails(client, organizer, roles):
    selection, (row, other) = scored(4, 2, endorsed=False)
    shown = client.get(board_of(selection), {"chosen": [other.pk], "sort": "score", "country": "TH"}).content.decode()
    assert shown.index(str(row.person)) < shown.index(str(other.person))
    assert f'value="{other.pk}" checked' in shown
    hidden = client.get(board_of(selection), {"chosen": [other.pk], "show": "unscored"}).content.decode()
    assert f'type="hidden" name="chosen" value="{other.pk}"' in hidden
    mails = client.get(reverse("seminars_desk:approve", args=[selection.seminar_id]), {"chosen": [row.pk], "mode": "online"})
    assert f"{board_of(selection)}?mode=online" in mails.content.decode()
    client.post(reverse("seminars_desk:selection_ranks", args=[selection.seminar_id]))
    assert Registration.objects.get(pk=row.pk).rank == 1


def test_an_organizer_who_has_yet_to_score_sees_no_other_score(client, organizer, roles):
    selection, (row,) = scored(None)
    make_reviewer(selection)
    set_reviewer(selection, organizer, organizer, may=True)
    mine = assign(row, organizer, organizer)
    [one] = applicants(selection, organizer)
    assert (one.hidden, one.scores) == (True, [])
    address = reverse("seminars_desk:selection_applicant", args=[selection.seminar_id, row.pk])
    assert "Criterion 1" not in client.get(address).content.decode()
    assert [one.scores for one in applicants(selection, make_user())] == [[Decimal("5.00")]]
    client.post(address, {"take_back": str(mine.key)})
    assert "Criterion 1" in client.get(address).content.decode()


def test_one_more_reviewer_is_asked_and_a_score_is_opened_again(client, organizer, roles):
    selection, (row,) = scored(4)
    third = make_reviewer(selection)
    address = reverse("seminars_desk:selection_applicant", args=[selection.seminar_id, row.pk])
    client.post(address, {"assign": "1", "reviewer": str(third.pk)})
    assert row.reviews.count() == 3
    sent = row.reviews.submitted().first()
    assert client.post(address, {"reopen": str(sent.key), "why": " "}).status_code == 422
    client.post(address, {"reopen": str(sent.key), "why": "Marked the wrong person."})
    sent.refresh_from_db()
    assert sent.score is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_asks_as_often_for_one_as_for_three(client, organizer, roles, number, django_assert_num_queries):
    selection, _rows = scored(*[4] * number, endorsed=False, ranked=True)
    client.get(board_of(selection))
    with django_assert_num_queries(22):
        client.get(board_of(selection))


def test_the_decision_page_says_where_people_come_into_the_line(client, organizer, roles):
    ranked, (row,) = scored(4)
    page = client.post(reverse("seminars_desk:approve", args=[ranked.seminar_id]), {"chosen": str(row.pk)}).content.decode()
    assert "These people come into the line by their ranks" in page
    assert "come to the end of the line" not in page
    plain = make_selection(make_seminar(decides_online=True))
    row = make_application(plain)
    page = client.post(reverse("seminars_desk:approve", args=[plain.seminar_id]), {"chosen": str(row.pk)}).content.decode()
    assert "These people come to the end of the line, in this order" in page


def test_the_decision_page_offers_a_deadline_and_sends_what_was_shown(client, organizer, roles):
    selection, (row,) = scored(4)
    address = reverse("seminars_desk:approve", args=[selection.seminar_id])
    day = (timezone.now() + timedelta(days=5)).date().isoformat()
    form = {"chosen": str(row.pk), "was": f"{row.pk}:requested", "accept_day": day, "why": ""}
    shown = client.post(address, form).content.decode()
    assert "You are selected" in shown
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    client.post(address, {**form, "accept_day": "", "seen": seen, "send": "1"})  # typed anew: the mails are shown again
    assert states([row]) == ["requested"]
    client.post(address, {**form, "seen": seen, "send": "1"})
    assert states([row]) == ["offered"]
