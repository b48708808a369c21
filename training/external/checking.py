"""Somebody else than the learner checks external training: for the programme, or for an institution that the learner shares with."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import ExternalTraining, Family
from icrweb.accounts.models import Institution, User
from icrweb.accounts.sharing import members_of
from icrweb.trail import audit

from ..models import RenewalLook
from . import letters

PERMISSION = "certificates.check_externaltraining"
UNTOLD = datetime(1990, 1, 1, tzinfo=UTC)  # a look that came with no certificate is never the newest
WAITING, ACCEPTED, REJECTED = (
    ExternalTraining.State.WAITING,
    ExternalTraining.State.ACCEPTED,
    ExternalTraining.State.REJECTED,
)


def of_site(institution: Institution, coordinator: User) -> QuerySet[ExternalTraining]:
    """What a coordinator may see: of confirmed people who share with the site; never their own."""
    return ExternalTraining.objects.filter(person__in=members_of(institution)).exclude(person=coordinator)


def oldest_first(found: QuerySet[ExternalTraining]) -> QuerySet[ExternalTraining]:
    return found.waiting().flagged().select_related("person").order_by("sent_at", "pk")


@transaction.atomic
def accept(training: ExternalTraining, *, family: str, by: User, site: Institution | None = None) -> ExternalTraining:
    """It counts from now on, as `family` (empty: for its hours only). `site`: for which a coordinator checks."""
    training = _locked(training, WAITING, by, site)
    if family and family not in Family.values:
        raise ValidationError({"family": ValidationError(_("Choose from the list."), code="family")})
    training.family = family
    _decide(training, ACCEPTED, by, site)
    RenewalLook.objects.get_or_create(person=training.person, defaults={"since": UNTOLD})
    audit.record(
        "external.accept",
        training,
        actor=by,
        person=training.person,
        old={"state": WAITING},
        new={"state": ACCEPTED, "family": family},
    )
    letters.accepted(training)
    return training


@transaction.atomic
def reject(training: ExternalTraining, *, reason: str, by: User, site: Institution | None = None) -> ExternalTraining:
    """It does not count; its learner reads why."""
    return _reject(_locked(training, WAITING, by, site), reason, by, site)


@transaction.atomic
def take_back(training: ExternalTraining, *, reason: str, by: User) -> ExternalTraining:
    """It was accepted wrongly: it counts no more, and its learner reads why."""
    return _reject(_locked(training, ACCEPTED, by, None), reason, by, None)


def note_look(training: ExternalTraining, by: User) -> None:
    """Somebody opened the file."""
    audit.record("external.look", training, actor=by, person=training.person)


def _reject(training: ExternalTraining, reason: str, by: User, site: Institution | None) -> ExternalTraining:
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Write why. The person reads it."), code="reason")})
    before, training.family, training.reason = training.state, "", reason.strip()
    _decide(training, REJECTED, by, site)
    audit.record(
        "external.reject", training, actor=by, person=training.person, old={"state": before}, new={"state": REJECTED}, why=reason
    )
    letters.rejected(training)
    return training


def _locked(training: ExternalTraining, state: str, by: User, site: Institution | None) -> ExternalTraining:
    """The row as it is now, in the state that is looked for, where this person may decide about it."""
    rows = ExternalTraining.objects.select_for_update(of=("self",)).select_related("person")
    training = rows.get(pk=training.pk)
    if training.person_id == by.pk:
        raise ValidationError(_("Somebody else must check your own training."), code="own")
    if site and not members_of(site).filter(pk=training.person_id).exists():
        raise ValidationError(_("This person does not share their training with the institution any more."), code="not_shared")
    if training.state != state:
        sentence = _("Nothing to decide: this was withdrawn, or somebody else decided meanwhile. Its state now: %(state)s.")
        raise ValidationError(sentence % {"state": training.get_state_display()}, code="decided")
    return training


def _decide(training: ExternalTraining, state: str, by: User, site: Institution | None) -> None:
    training.state, training.checked_at, training.checked_by, training.checked_for = state, timezone.now(), by, site
    training.save(update_fields=["state", "checked_at", "checked_by", "checked_for", "family", "reason"])
