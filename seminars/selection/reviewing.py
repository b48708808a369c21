"""Scoring an application: first whether there is a conflict of interest, then marks by the rubric, kept until they are sent in."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..models import Criterion, Registration, Review, Selection, Seminar
from . import letters
from .scoring import weighted
from .ties import Ties


@transaction.atomic
def declare(review: Review, *, conflict: bool) -> Review:
    """The reviewer says whether they have a conflict of interest; a yes hands the application back, for good."""
    review, selection = _locked(review)
    _refuse_closed(review, selection)
    if review.conflict is conflict:
        return review
    if not conflict:
        _refuse_tied(review, selection)
    old = {"conflict": review.conflict}
    review.conflict, review.declared_at = conflict, timezone.now()
    review.save(update_fields=["conflict", "declared_at"])
    person = review.registration.person
    audit.record("review.declare", review, actor=review.reviewer, person=person, old=old, new={"conflict": conflict})
    return review


@transaction.atomic
def keep_draft(review: Review, marks: Mapping[str, int], comment: str) -> Review:
    """Keep what is marked so far; only the reviewer sees it."""
    review, selection = _locked(review)
    _refuse_closed(review, selection)
    _refuse_undeclared(review)
    known = {str(one.key) for one in selection.criteria.all()}
    review.marks = {key: mark for key, mark in marks.items() if key in known and mark in Criterion.LEVELS}
    review.comment, review.saved_at = comment, timezone.now()
    review.save(update_fields=["marks", "comment", "saved_at"])
    return review


@transaction.atomic
def submit(review: Review, marks: Mapping[str, int], comment: str) -> Review:
    """Send the score in. It is final: only the organizer opens it again, with a reason."""
    review, selection = _locked(review)
    if review.submitted_at and (review.marks, review.comment) == (dict(marks), comment):
        return review
    _refuse_closed(review, selection)
    _refuse_undeclared(review)
    _refuse_tied(review, selection)
    weights = {str(one.key): one.weight for one in selection.criteria.all()}
    if set(marks) != set(weights) or any(mark not in Criterion.LEVELS for mark in marks.values()):
        raise ValidationError(_("Mark every criterion from 1 to 5."), code="marks")
    now = timezone.now()
    review.marks, review.comment, review.saved_at = dict(marks), comment, now
    review.score, review.submitted_at = weighted(marks, weights), now
    review.save(update_fields=["marks", "comment", "saved_at", "score", "submitted_at"])
    new = {"score": str(review.score), "marks": review.marks}
    audit.record("review.submit", review, actor=review.reviewer, person=review.registration.person, new=new)
    return review


@transaction.atomic
def reopen(review: Review, by: User, why: str) -> Review:
    """The organizer lets a reviewer change a score that was sent in; the reason is kept, and the score counts no more until then."""
    review, selection = _locked(review)
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    if review.submitted_at is None:
        raise ValidationError(_("This score was not sent in."), code="open")
    old = {"score": str(review.score), "marks": review.marks}
    review.score = review.submitted_at = None
    review.save(update_fields=["score", "submitted_at"])
    audit.record("review.reopen", review, actor=by, person=review.registration.person, old=old, new={"score": None}, why=why)
    letters.asked_to_review(review.reviewer, selection, 1)
    return review


def others_of(review: Review, selection: Selection) -> list[Review]:
    """The other scores of the same application; none before one's own and all that were asked for are sent in."""
    rows = list(review.registration.reviews.standing().order_by("pk"))
    complete = all(one.submitted_at for one in rows) and len(rows) >= selection.scores
    return [one for one in rows if one.pk != review.pk] if complete and review.submitted_at else []


def _locked(review: Review) -> tuple[Review, Selection]:
    """The row as it is now that its seminar is locked, and the steps it belongs to."""
    seminar = Seminar.objects.select_for_update().get(pk=review.registration.seminar_id)
    review = Review.objects.select_related("registration__person", "reviewer").get(pk=review.pk)
    selection = Selection.objects.select_related("seminar").get(seminar=seminar, mode=review.registration.mode)
    return review, selection


def _refuse_closed(review: Review, selection: Selection) -> None:
    if review.submitted_at:
        raise ValidationError(_("Your score was sent in. Ask the organizer to open it again."), code="submitted")
    if review.taken_back_at or review.conflict:
        raise ValidationError(_("This application is not yours to score any more."), code="taken_back")
    if review.registration.state != Registration.State.REQUESTED:
        raise ValidationError(_("This application is decided on. Nothing more is needed."), code="decided")
    if not Selection.is_open(selection.score_until, timezone.now()):
        ended = moments.moment(selection.score_until, selection.seminar.time_zone)
        sentence = _("Scores could be sent in until %(moment)s. Write to the organizer of the seminar.")
        raise ValidationError(sentence % {"moment": ended}, code="closed")


def _refuse_undeclared(review: Review) -> None:
    if review.conflict is not False:
        raise ValidationError(_("First say whether you have a conflict of interest."), code="undeclared")


def _refuse_tied(review: Review, selection: Selection) -> None:
    if Ties(selection, [review.reviewer]).why_not(review.reviewer, review.registration):
        sentence = _("You cannot score this application: you are tied to it. Hand it back, so that somebody else is asked.")
        raise ValidationError(sentence, code="tie")
