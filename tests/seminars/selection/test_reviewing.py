from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from icrweb.trail.models import AuditEntry, Mail
from seminars.applications.applying import change
from seminars.applications.files import make, may_read
from seminars.models import Review
from seminars.selection.arranging import set_delegate, set_selection
from seminars.selection.assigning import assign, assign_evenly, set_reviewer, take_back
from seminars.selection.endorsing import endorse
from seminars.selection.ranking import rank_country
from seminars.selection.reviewing import declare, keep_draft, others_of, reopen, submit
from tests.factories.applications import a_file, make_question
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.selection import STEPS, a_criterion, make_application, make_coordinator, make_reviewer, make_selection, score

pytestmark = pytest.mark.django_db


def with_reviewers(number=2, applications=1, **steps):
    selection = make_selection(**{"scores": 2, **steps})
    return (
        selection,
        [make_reviewer(selection) for _one in range(number)],
        [make_application(selection) for _one in range(applications)],
    )


def marks_for(selection, mark):
    return {str(one.key): mark for one in selection.criteria.all()}


def page_of(review):
    return reverse("seminars:review", args=[review.key])


def test_scores_are_shared_evenly_told_by_one_mail_and_nobody_gets_a_tie():
    selection, (first, second, third), rows = with_reviewers(3, 4)
    own = make_application(selection, make_institution())
    make_affiliation(first, own.institution)
    assert assign_evenly(selection, make_user()) == (10, 0)
    piles = [Review.objects.filter(reviewer=one).count() for one in (first, second, third)]
    assert sorted(piles) == [3, 3, 4]
    assert not own.reviews.filter(reviewer=first).exists()
    assert Mail.objects.filter(person=first).count() == 1
    assert assign_evenly(selection, make_user()) == (0, 0)


def test_too_few_without_a_tie_is_said():
    selection, (first, _second), (row,) = with_reviewers()
    make_affiliation(first, row.institution)
    assert assign_evenly(selection, make_user()) == (1, 1)


def test_who_nominated_endorsed_ordered_or_handed_back_never_scores():
    selection, (first, second), (row,) = with_reviewers(endorsed=True, ranked=True)
    coordinator = make_coordinator(row.institution)
    endorse(row, coordinator, endorsed=True, words="Yes.")
    coordinator.affiliations.update(ended_on=timezone.now().date() - timedelta(days=1))
    set_reviewer(selection, coordinator, make_user(), may=True)
    set_delegate(selection, "TH", first, make_user())
    rank_country(selection, "TH", [row.key], first)
    for person in (coordinator, first):
        with pytest.raises(ValidationError, match="cannot score this application"):
            assign(row, person, make_user())
    declare(assign(row, second, make_user()), conflict=True)
    with pytest.raises(ValidationError, match="conflict of interest"):
        assign(row, second, make_user())
    with pytest.raises(ValidationError, match="Give this person the right"):
        assign(row, make_user(), make_user())
    assert assign_evenly(selection, make_user()) == (0, 2)


def test_a_conflict_is_declared_before_anything_and_hands_the_application_back(client):
    selection, (first, _second), (row,) = with_reviewers()
    review = assign(row, first, make_user())
    client.force_login(first)
    asked = client.get(page_of(review)).content.decode()
    assert "Do you have a conflict of interest?" in asked
    assert "Criterion 1" not in asked
    with pytest.raises(ValidationError, match="First say whether"):
        submit(review, marks_for(selection, 3), "")
    assert client.post(page_of(review), {}).status_code == 422
    assert client.post(page_of(review), {"conflict": "yes"}).url == reverse("seminars:reviews")
    assert client.get(page_of(review)).status_code == 404
    entry = AuditEntry.objects.get(deed="review.declare")
    assert (entry.actor, entry.new) == (first, {"conflict": True})


def test_a_rubric_without_words_in_the_readers_language_says_which_it_speaks(client):
    selection, (first, _second), (row,) = with_reviewers()
    review = assign(row, first, make_user())
    declare(review, conflict=False)
    title = selection.criteria.first().words["en"][0]
    client.force_login(first)
    english = client.get(page_of(review)).content.decode()
    with translation.override("ja"):
        japanese = client.get(page_of(review)).content.decode()
    assert title in english
    assert f'<span lang="en">{title}</span>' not in english
    assert f'<span lang="en">{title}</span>' in japanese


def test_a_draft_is_kept_and_a_score_sent_in_is_final_until_it_is_reopened(client):
    selection, (first, _second), (row,) = with_reviewers(weights=(3, 1))
    review = assign(row, first, make_user())
    client.force_login(first)
    client.post(page_of(review), {"conflict": "no"})
    heavy, light = (str(one.key) for one in selection.criteria.all())
    client.post(page_of(review), {heavy: "4", "comment": "So far."})
    review.refresh_from_db()
    assert (review.marks, review.score, review.submitted_at) == ({heavy: 4}, None, None)
    lacking = client.post(page_of(review), {heavy: "4", "submit": "1"})
    assert lacking.status_code == 422
    assert "Mark every criterion" in lacking.content.decode()
    client.post(page_of(review), {heavy: "4", light: "2", "comment": "Sharp.", "submit": "1"})
    review.refresh_from_db()
    assert review.score == Decimal("3.50")
    submit(review, {heavy: 4, light: 2}, "Sharp.")  # pressed twice
    assert AuditEntry.objects.filter(deed="review.submit").count() == 1
    for deed in (
        lambda: submit(review, {heavy: 1, light: 1}, ""),
        lambda: keep_draft(review, {}, ""),
        lambda: take_back(review, first),
    ):
        with pytest.raises(ValidationError, match="sent in"):
            deed()
    with pytest.raises(ValidationError, match="Write why"):
        reopen(review, make_user(), " ")
    reopen(review, make_user(), "Marked the wrong person.")
    submit(review, {heavy: 1, light: 1}, "")
    review.refresh_from_db()
    assert review.score == 1


def test_other_scores_are_hidden_until_all_are_in(client):
    selection, (first, second), (row,) = with_reviewers()
    mine, theirs = score(row, first, 4, submitted=False), score(row, second, 2, "Not ready.")
    client.force_login(first)
    assert "Not ready." not in client.get(page_of(mine)).content.decode()
    assert others_of(mine, selection) == []
    mine = submit(mine, marks_for(selection, 4), "")
    assert others_of(mine, selection) == [theirs]
    shown = client.get(page_of(mine)).content.decode()
    assert "Not ready." in shown
    assert str(second) not in shown


def test_one_score_alone_of_two_shows_nothing():
    selection, (first, _second), (row,) = with_reviewers()
    assert others_of(score(row, first, 4), selection) == []


def test_a_reviewer_sees_only_what_is_theirs_and_no_names_where_they_are_hidden(client):
    selection, (first, second), (row, other) = with_reviewers(2, 2, hides_names=True, hides_sites=True)
    mine, theirs = assign(row, first, make_user()), assign(other, second, make_user())
    client.force_login(first)
    listed, shown = client.get(reverse("seminars:reviews")).content.decode(), client.get(page_of(mine)).content.decode()
    for page in (listed, shown):
        assert str(row.person) not in page
        assert row.institution_name not in page
        assert str(other.person) not in page
    assert client.get(page_of(theirs)).status_code == 404


def test_who_moves_to_the_applicants_institution_can_only_hand_back(client):
    selection, (first, _second), (row,) = with_reviewers()
    review = score(row, first, 4, submitted=False)
    make_affiliation(first, row.institution)
    client.force_login(first)
    assert "The records show that you cannot score it" in client.get(page_of(review)).content.decode()
    with pytest.raises(ValidationError, match="you are tied to it"):
        submit(review, marks_for(selection, 4), "")
    assert client.post(page_of(review), {"conflict": "no"}).status_code in (302, 422)
    declare(review, conflict=True)
    assert Review.objects.standing().count() == 0


def test_the_deadline_and_the_decision_close_it():
    selection, (first, _second), (row,) = with_reviewers(score_until=timezone.now() + timedelta(days=1))
    review = score(row, first, 4, submitted=False)
    late = time_machine.travel(selection.score_until + timedelta(minutes=1), tick=False)
    with late, pytest.raises(ValidationError, match="Scores could be sent in until"):
        submit(review, marks_for(selection, 4), "")
    row.state = "declined"
    row.save()
    with pytest.raises(ValidationError, match="is decided on"):
        submit(review, marks_for(selection, 4), "")


def test_who_loses_the_right_keeps_what_was_sent_in_and_is_asked_no_more():
    selection, (first, _second), (row, other) = with_reviewers(2, 2)
    sent, left = score(row, first, 4), assign(other, first, make_user())
    set_reviewer(selection, first, make_user(), may=False)
    assert list(Review.objects.standing()) == [sent]
    left.refresh_from_db()
    assert left.taken_back_at


def test_answers_and_files_open_to_the_reviewer_after_the_declaration_and_to_no_other(client):
    selection = make_selection(scores=1)
    first, second = make_reviewer(selection), make_reviewer(selection)
    row = make_application(selection)
    paper = make_question(selection.seminar, kind="file")
    change(row, {make_question(selection.seminar).pk: "A sharp concept."})
    file = make(a_file(), paper, row.person, "pdf")
    file.registration = row
    file.save()
    review = assign(row, first, make_user())
    assert not may_read(first, file)
    client.force_login(first)
    assert "A sharp concept." not in client.get(page_of(review)).content.decode()
    declare(review, conflict=False)
    assert "A sharp concept." in client.get(page_of(review)).content.decode()
    assert may_read(first, file)
    assert not may_read(second, file)


def test_a_rubric_that_was_scored_by_keeps_its_weights():
    selection, (first, _second), (row,) = with_reviewers()
    score(row, first, 4)
    one, two = selection.criteria.all()
    facts = {**STEPS, "scores": 2}
    with pytest.raises(ValidationError, match="Its words can be mended"):
        set_selection(
            selection.seminar, "online", facts, [a_criterion("One", 5, one.key), a_criterion("Two", 1, two.key)], make_user()
        )
    set_selection(selection.seminar, "online", facts, [a_criterion("One", 1, one.key), a_criterion("Two", 1, two.key)], make_user())
    assert [str(each) for each in selection.criteria.all()] == ["One", "Two"]
