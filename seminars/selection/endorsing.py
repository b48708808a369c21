"""What an applicant's site says: it stands behind the application, or not."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import Institution, User
from icrweb.accounts.sharing import coordinated_by, coordinations
from icrweb.trail import audit

from .. import moments
from ..models import CountryRank, Endorsement, Registration, Selection, Seminar
from . import letters

State = Registration.State
A_DAY = timedelta(days=1)


def applicants_of(selection: Selection, institution: Institution):
    """Who applied from that site, as it was frozen then, while the application lives or was decided on; the undecided first."""
    rows = selection.applications.filter(institution=institution).exclude(state=State.CANCELLED)
    return rows.select_related("person", "endorsement", "institution").order_by("number")


@transaction.atomic
def endorse(registration: Registration, by: User, *, endorsed: bool, words: str) -> Endorsement:
    """Say, for the site, whether it stands behind an application; until the deadline and the decision it can be changed.

    One that is not endorsed any more loses its place in the country's order.
    """
    seminar = Seminar.objects.select_for_update().get(pk=registration.seminar_id)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    selection = Selection.objects.filter(seminar=seminar, mode=registration.mode).first()
    _refuse_unless_theirs(registration, selection, by)
    if not Selection.is_open(selection.endorse_until, timezone.now()):
        ended = moments.moment(selection.endorse_until, seminar.time_zone)
        sentence = _("Sites could endorse until %(moment)s. Write to the organizer of the seminar.")
        raise ValidationError(sentence % {"moment": ended}, code="closed")
    if registration.state != State.REQUESTED:
        raise ValidationError(_("This application does not wait for a decision any more."), code="decided")
    words = " ".join(words.split())
    if not words:
        raise ValidationError(_("Write a sentence: the organizer and the reviewers read it."), code="words")
    was = Endorsement.objects.filter(registration=registration).first()
    old = {"endorsed": was.endorsed, "words": was.words} if was else None
    new = {"endorsed": endorsed, "words": words}
    if old == new:
        return was
    values = {**new, "by": by, "at": timezone.now()}
    standing, _made = Endorsement.objects.update_or_create(registration=registration, defaults=values)
    if not endorsed:
        CountryRank.objects.filter(registration=registration).delete()
    audit.record("registration.endorse", registration, actor=by, person=registration.person, old=old, new=new)
    return standing


@transaction.atomic
def ask_sites(selection: Selection, by: User) -> tuple[int, int]:
    """Write to the coordinators of each site that has not said its word about somebody, once a day at most.

    How many were written to, and how many sites have nobody who coordinates.
    """
    seminar = Seminar.objects.select_for_update().get(pk=selection.seminar_id)
    selection = Selection.objects.select_related("seminar").get(pk=selection.pk)
    now = timezone.now()
    if not selection.endorsed or not Selection.is_open(selection.endorse_until, now):
        raise ValidationError(_("Sites do not endorse now. Look at the steps and their deadlines."), code="step")
    if selection.sites_asked_at and now - selection.sites_asked_at < A_DAY:
        raise ValidationError(_("The sites were asked within the last day. Wait until tomorrow."), code="asked")
    silent = selection.applications.filter(state=State.REQUESTED, endorsement=None, institution__isnull=False).order_by()
    left = dict(silent.values_list("institution").annotate(number=Count("pk")))
    there = list(coordinations().filter(institution__in=left).select_related("user", "institution").order_by("pk"))
    for one in there:
        letters.asked_to_endorse(one.user, selection, one.institution, left[one.institution_id])
    without = len(left) - len({one.institution_id for one in there})
    selection.sites_asked_at = now
    selection.save(update_fields=["sites_asked_at"])
    new = {"mode": selection.mode, "written_to": len(there), "without_coordinator": without}
    audit.record("seminar.ask_sites", seminar, actor=by, new=new)
    return len(there), without


def _refuse_unless_theirs(registration: Registration, selection: Selection | None, by: User) -> None:
    if selection is None or not selection.endorsed:
        raise ValidationError(_("Sites do not endorse applications for this seminar."), code="step")
    if registration.person_id == by.pk:
        raise ValidationError(_("Nobody endorses their own application. Ask another coordinator of your site."), code="own")
    if not coordinated_by(by).filter(pk=registration.institution_id).exists():
        raise ValidationError(_("Only coordinators of the applicant's institution endorse."), code="not_theirs")
