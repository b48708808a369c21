"""Which reviewer scores which application: shared evenly, or by hand; nobody scores where there is a tie."""

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import Registration, Review, Reviewer, Selection, Seminar
from . import letters
from .balancing import share
from .ties import Ties


def to_score(selection: Selection):
    """The applications that reviewers score: undecided ones; endorsed ones, where sites endorse."""
    rows = selection.applications.filter(state=Registration.State.REQUESTED)
    return (rows.filter(endorsement__endorsed=True) if selection.endorsed else rows).order_by("number")


@transaction.atomic
def set_reviewer(selection: Selection, person: User, by: User, *, may: bool) -> None:
    """Give somebody the right to score for one selection, or end it: what they have not sent in goes back to be shared."""
    seminar = _locked(selection)
    standing = selection.reviewers.filter(person=person)
    if standing.exists() == may:
        return
    if may:
        Reviewer.objects.create(selection=selection, person=person)
    else:
        Review.objects.to_do().filter(registration__in=selection.applications, reviewer=person).update(taken_back_at=timezone.now())
        standing.delete()
    audit.record("seminar.set_reviewer", seminar, actor=by, person=person, old={"may": not may}, new={"may": may})


@transaction.atomic
def assign_evenly(selection: Selection, by: User) -> tuple[int, int]:
    """Share what lacks reviewers among them, so that piles are as even as ties allow. How many were shared, how many still lack."""
    seminar = _locked(selection)
    selection.refresh_from_db()
    reviewers = [one.person for one in selection.reviewers.filter(person__is_active=True).select_related("person")]
    if not selection.scores or not reviewers:
        raise ValidationError(_("First set how many scores there are, and name reviewers."), code="nobody")
    rows = {row.pk: row for row in to_score(selection)}
    had, load = defaultdict(set), Counter()
    for registration, reviewer in _standing(selection).values_list("registration", "reviewer"):
        had[registration].add(reviewer)
        load[reviewer] += 1
    needed = {pk: selection.scores - len(had[pk]) for pk in rows if len(had[pk]) < selection.scores}
    people, ties = {one.pk: one for one in reviewers}, Ties(selection, reviewers)
    gone = set(Review.objects.filter(registration__in=rows, taken_back_at__isnull=False).values_list("reviewer", "registration"))
    shared = share(
        needed,
        list(people),
        lambda person, pk: (person, pk) not in gone and not ties.why_not(people[person], rows[pk]),
        load=load,
        fixed=had,
    )
    pairs = [(rows[pk], people[person]) for pk, chosen in shared.items() for person in sorted(chosen)]
    Review.objects.bulk_create(Review(registration=row, reviewer=person, assigned_by=by) for row, person in pairs)
    given = Counter(person.pk for _row, person in pairs)
    for person, number in given.items():
        letters.asked_to_review(people[person], selection, number)
    if pairs:
        new = {str(people[person].key): number for person, number in given.items()}
        audit.record("seminar.assign_reviews", seminar, actor=by, new={"mode": selection.mode, "assigned": new})
    return len(pairs), sum(needed.values()) - len(pairs)


@transaction.atomic
def assign(registration: Registration, person: User, by: User) -> Review:
    """Ask one reviewer for one application, by hand; also for one more score than the steps say."""
    seminar = Seminar.objects.select_for_update().get(pk=registration.seminar_id)
    selection = Selection.objects.get(seminar=seminar, mode=registration.mode)
    if not selection.reviewers.filter(person=person).exists():
        raise ValidationError(_("Give this person the right to review first."), code="reviewer")
    if reason := Ties(selection, [person]).why_not(person, registration):
        sentence = _("%(person)s cannot score this application. %(reason)s")
        raise ValidationError(sentence % {"person": person, "reason": reason}, code="tie")
    review, made = Review.objects.get_or_create(registration=registration, reviewer=person, defaults={"assigned_by": by})
    if not made and review.taken_back_at is None:
        return review
    if not made:
        review.taken_back_at, review.assigned_by, review.assigned_at = None, by, timezone.now()
        review.save(update_fields=["taken_back_at", "assigned_by", "assigned_at"])
    letters.asked_to_review(person, selection, 1)
    audit.record("review.assign", review, actor=by, person=registration.person, new={"reviewer": str(person.key)})
    return review


@transaction.atomic
def take_back(review: Review, by: User) -> Review:
    """Ask the reviewer no more; a score that was sent in stays."""
    Seminar.objects.select_for_update().get(pk=review.registration.seminar_id)
    review = Review.objects.select_related("registration__person").get(pk=review.pk)
    if review.submitted_at:
        raise ValidationError(_("This score was sent in. It stays; you can reopen it."), code="submitted")
    if review.taken_back_at is None:
        review.taken_back_at = timezone.now()
        review.save(update_fields=["taken_back_at"])
        audit.record("review.take_back", review, actor=by, person=review.registration.person)
    return review


def _standing(selection: Selection):
    return Review.objects.standing().filter(registration__in=selection.applications)


def _locked(selection: Selection) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=selection.seminar_id)
