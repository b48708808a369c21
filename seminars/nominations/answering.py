"""What somebody says who was named by their site: yes, which is a registration, or no."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..letters import Letters, Post
from ..models import Nomination, Registration, Seminar
from ..registration import come, next_number, refuse_cancelled_seminar, seat, why_not_without_prerequisite
from . import letters

State = Registration.State


@transaction.atomic
def accept_nomination(nomination: Nomination, person: User, language: str) -> Registration:
    """A registration by nomination: for the organizer to decide on, or for a seat by the engine; saying yes again is the same one."""
    seminar = _locked(nomination.call.seminar)
    nomination = _fresh(nomination, person)
    if nomination.accepted_at:
        return nomination.registration
    _refuse_the_late(nomination, seminar)
    if refusal := why_not_without_prerequisite(person, seminar):
        raise refusal
    mode, words = nomination.call.mode, Letters(seminar)
    asks, channel = seminar.decides(mode), Registration.Channel.NOMINATION
    row = seminar.registrations.live().select_related("person").filter(person=person).first()
    if row and row.mode != mode:
        sentence = _("You are registered to take part in another way: %(mode)s. Cancel that registration first, then accept.")
        raise ValidationError(sentence % {"mode": row.get_mode_display()}, code="other")
    stays = row is not None and (row.state in Registration.TAKEN or row.team_id is not None)
    if row is None:
        number = nomination.number or 0
        row = come(seminar, person, language, mode, channel, asks=asks, number=number, at=nomination.institution)
    elif not stays:
        if row.state == State.REQUESTED and not asks:
            row.state, row.number = State.WAITING, next_number(seminar)
        row.channel, row.number = channel, nomination.number or row.number
        row.save(update_fields=["state", "number", "channel"])
    nomination.accepted_at, nomination.registration = timezone.now(), row
    nomination.save(update_fields=["accepted_at", "registration"])
    audit.record("nomination.accept", nomination, actor=person, person=person)
    if stays:
        return row
    if row.state == State.REQUESTED:
        words.requested(row)
        return row
    return seat(seminar, words, row)


@transaction.atomic
def decline_nomination(nomination: Nomination, person: User) -> Nomination:
    """No, until one is registered; the coordinator is told and may name somebody else."""
    seminar = _locked(nomination.call.seminar)
    nomination = _fresh(nomination, person)
    if nomination.declined_at:
        return nomination
    if nomination.accepted_at:
        raise ValidationError(_("You have accepted. Cancel the registration if you cannot come."), code="accepted")
    _refuse_the_late(nomination, seminar)
    nomination.declined_at = timezone.now()
    nomination.save(update_fields=["declined_at"])
    audit.record("nomination.decline", nomination, actor=person, person=person)
    letters.declined(nomination, Post(seminar))
    return nomination


def _fresh(nomination: Nomination, person: User) -> Nomination:
    found = Nomination.objects.select_related("call", "institution", "registration", "nominated_by", "person")
    return found.get(pk=nomination.pk, person=person)


def _refuse_the_late(nomination: Nomination, seminar: Seminar) -> None:
    refuse_cancelled_seminar(seminar)
    if nomination.replaced_at:
        raise ValidationError(_("Your site has named somebody else in your place. Nothing more is needed."), code="replaced")
    if nomination.declined_at:
        raise ValidationError(_("You have said no. Ask your coordinator to name you again."), code="declined")
    if nomination.ends_at <= timezone.now():
        ended = moments.moment(nomination.ends_at, seminar.time_zone)
        sentence = _("The time to answer ended on %(moment)s. Write to your coordinator.")
        raise ValidationError(sentence % {"moment": ended}, code="late")


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)
