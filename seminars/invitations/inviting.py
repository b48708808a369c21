"""Inviting, sending again and revoking. Every deed locks the seminar's row first, then looks, then writes."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..allocating import allocate, free_seats
from ..deadlines import last_moment
from ..letters import Letters, Post
from ..models import Invitation, Seminar
from ..registration import refuse_cancelled_seminar
from ..tokens import new_token
from .letters import invitation_letter
from .listing import Guest

PORTION = 200  # mails written in one transaction; of more, the worker writes the rest


@transaction.atomic
def invite(seminar: Seminar, guests: Collection[Guest], by: User, *, ends_on: date, holds_seat: bool = False) -> int:
    """Invite each address once, until the end of a day; how many were new. Who was invited or came meanwhile is left alone.

    `holds_seat`: as many free seats are held for them; refused where there are not enough.
    """
    seminar = _locked(seminar)
    refuse_cancelled_seminar(seminar)
    ends_at = last_moment(seminar, ends_on)
    known = set(Invitation.objects.standing().filter(seminar=seminar).values_list("address", flat=True))
    new = [guest for guest in {guest.address: guest for guest in guests}.values() if guest.address not in known]
    if not new:
        raise ValidationError(_("All these addresses are invited already. Look at the list of invitations."), code="known")
    if holds_seat:
        refuse_to_hold_more(seminar, Counter(guest.mode for guest in new))
    Invitation.objects.bulk_create(
        Invitation(
            seminar=seminar,
            address=guest.address,
            name=guest.name,
            language=guest.language,
            mode=guest.mode,
            holds_seat=holds_seat,
            invited_by=by,
            ends_at=ends_at,
        )
        for guest in new
    )
    audit.record("seminar.invite", seminar, actor=by, new={"invited": len(new), "ends_at": ends_at, "hold_seats": holds_seat})
    if len(new) <= PORTION:
        _write_portion(seminar)
    return len(new)


@transaction.atomic
def send_again(invitation: Invitation, by: User, *, ends_on: date) -> Invitation:
    """A new mail with a new link, until another day perhaps; the link of the older mail opens nothing any more."""
    seminar = _locked(invitation.seminar)
    invitation = _standing(invitation)
    refuse_cancelled_seminar(seminar)
    before = {"ends_at": invitation.ends_at}
    invitation.ends_at = last_moment(seminar, ends_on)
    _write(invitation, Post(seminar))
    audit.record("invitation.send_again", invitation, actor=by, old=before, new={"ends_at": invitation.ends_at})
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, by: User) -> Invitation:
    """The link opens nothing any more; a seat that was held goes to who is next."""
    seminar = _locked(invitation.seminar)
    invitation = _standing(invitation)
    invitation.revoked_at, held = timezone.now(), invitation.holds_seat
    invitation.save(update_fields=["revoked_at"])
    audit.record("invitation.revoke", invitation, actor=by, new={"revoked_at": invitation.revoked_at})
    if held:
        allocate(seminar, Letters(seminar))
    return invitation


def write_waiting_invitations() -> int:
    """The worker's look: invitations without their mail, a portion of each seminar."""
    waiting = Invitation.objects.standing().filter(token_hash=None, seminar__cancelled_at=None)
    seminars = waiting.order_by().values_list("seminar", flat=True).distinct()
    return sum(_write_some(pk) for pk in seminars)


def refuse_to_hold_more(seminar: Seminar, wanted: Counter) -> None:
    """A seat is held only where it is free and nobody waits for it: an invitation passes nobody."""
    for mode, number in wanted.items():
        waiting = seminar.registrations.waiting().filter(mode=mode).exists()
        free = 0 if waiting else max(0, free_seats(seminar, mode))
        if number > free:
            there = ngettext("%(free)d seat can be held", "%(free)d seats can be held", free) % {"free": free}
            sentence = _("%(there)s, and the list asks for %(number)d. Give more seats, or invite without holding seats.")
            raise ValidationError(sentence % {"there": there, "number": number}, code="hold")


@transaction.atomic
def _write_some(pk: int) -> int:
    return _write_portion(Seminar.objects.select_for_update().get(pk=pk))


def _write_portion(seminar: Seminar) -> int:
    """Write the mails of some invitations that have none; the caller holds the lock of the seminar's row."""
    post = Post(seminar)
    rows = list(seminar.invitations.standing().filter(token_hash=None).select_related("invited_by").order_by("pk")[:PORTION])
    for row in rows:
        _write(row, post)
    return len(rows)


def _write(invitation: Invitation, post: Post) -> None:
    """A token is known to its mail only, so every mail has a new one."""
    token, invitation.token_hash = new_token()
    invitation.mail = invitation_letter(invitation, post, token)
    invitation.save(update_fields=["token_hash", "mail", "ends_at"])


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def _standing(invitation: Invitation) -> Invitation:
    """The row as it is now that its seminar is locked; refused where it was accepted or revoked."""
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    if invitation.accepted_at:
        raise ValidationError(_("This invitation was accepted. Look at the registration instead."), code="accepted")
    if invitation.revoked_at:
        raise ValidationError(_("This invitation was revoked. Invite the person anew."), code="revoked")
    return invitation
