"""Accepting an invitation: once, by whoever has its address, for a seat by the same engine as everybody's."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..allocating import allocate, give_place, next_sequence
from ..letters import Letters
from ..models import Invitation, Registration, Seminar
from ..registration import chosen_mode, come, next_number, seat, why_not_without_prerequisite
from ..standing import why_not_open
from ..tokens import hash_of, is_address_of, masked

State = Registration.State


def invitation_behind(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it."""
    found = Invitation.objects.select_related("seminar", "registration", "invited_by")
    return found.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, person: User, language: str, mode: str = "") -> Registration:
    """A seat, or the end of the line; accepting again gives the same registration.

    Neither the opening of registration nor a decision of the organizer stands before it; its closing, seats and quotas do. A seat
    that the invitation holds is taken; who waits or waited for a decision is registered by the invitation from now on. Who came with
    a team stays in it, and a seat that was held goes to who is next.
    """
    seminar = _locked(invitation.seminar)
    invitation = Invitation.objects.select_related("registration").get(pk=invitation.pk)
    if invitation.registration and invitation.registration.person_id == person.pk:
        return invitation.registration
    refusal = why_not(invitation, seminar) or why_not_theirs(invitation, person) or why_not_without_prerequisite(person, seminar)
    if refusal:
        raise refusal
    held, letters = invitation.holds_seat, Letters(seminar)
    row = seminar.registrations.live().select_related("person").filter(person=person).first()
    invitation.accepted_at, came = timezone.now(), row is None
    if row is None:
        mode = invitation.mode or chosen_mode(seminar, mode)
        row = come(seminar, person, language, mode, Registration.Channel.INVITATION)
    elif row.state == State.REQUESTED and row.team_id is None:
        row.state, row.number, row.channel, came = State.WAITING, next_number(seminar), Registration.Channel.INVITATION, True
        row.mode = invitation.mode or row.mode
        row.save(update_fields=["state", "number", "channel", "mode"])
    invitation.registration = row
    invitation.save(update_fields=["accepted_at", "registration"])
    audit.record("invitation.accept", invitation, actor=person, person=person)
    if held and row.team_id is None and row.state in (State.WAITING, State.OFFERED):
        next_sequence(seminar)
        row.mode, row.channel = invitation.mode, Registration.Channel.INVITATION
        row.save(update_fields=["mode", "channel"])
        give_place(row)
        letters.confirmed(row)
    elif came:
        return seat(seminar, letters, row)
    if held and not came:
        allocate(seminar, letters)  # a seat that was theirs already, or is of another kind than the one held
    return row


def why_not(invitation: Invitation, seminar: Seminar) -> ValidationError | None:
    """Why nobody can accept it now; None while somebody can."""
    if invitation.accepted_at:
        return ValidationError(_("This invitation was used already. Each is for one registration."), code="used")
    if invitation.revoked_at:
        return ValidationError(
            _("The organizer has taken this invitation back. Write to them if you have a question."), code="revoked"
        )
    now = timezone.now()
    refusal = why_not_open(seminar, now)
    if refusal and refusal.code != "early":
        return refusal
    if invitation.ends_at <= now:
        ended = moments.moment(invitation.ends_at, seminar.time_zone)
        sentence = _("This invitation ended on %(moment)s. Ask the organizer to send it again.")
        return ValidationError(sentence % {"moment": ended}, code="expired")
    return None


def why_not_theirs(invitation: Invitation, person: User) -> ValidationError | None:
    """The sentence for who is signed in with another address."""
    if is_address_of(person, invitation.address):
        return None
    sentence = _(
        "This invitation is for %(address)s, and you are signed in as %(own)s. Sign out, then sign in or sign up with the "
        "address to which the invitation was sent; or add that address to your account first."
    )
    return ValidationError(sentence % {"address": masked(invitation.address), "own": person.email}, code="address")


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)
