"""Opening a call to sites, naming people of one's site, naming somebody else instead. The seminar's row is locked first."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import Affiliation, Institution, User
from icrweb.accounts.sharing import coordinated_by, people_of
from icrweb.trail import audit

from .. import moments
from ..deadlines import last_moment
from ..letters import Post
from ..models import Nomination, NominationCall, Registration, Seminar, SiteNumber
from ..registration import refuse_cancelled_seminar
from . import letters

State = Registration.State


@transaction.atomic
def open_call(seminar: Seminar, mode: str, *, ends_on: date, numbers: Mapping[Institution, int], by: User) -> NominationCall:
    """Let sites name people for one way to take part, until the end of a day; again with other numbers or another day.

    Coordinators of sites that had no number yet are written to. A number below what a site has named takes nobody's nomination away.
    """
    seminar = _locked(seminar)
    refuse_cancelled_seminar(seminar)
    if mode not in seminar.modes:
        raise ValidationError(_("This seminar has no such way to take part."), code="mode")
    numbers = {site: number for site, number in numbers.items() if number}
    if not numbers:
        raise ValidationError(_("Give at least one site a number of nominations."), code="none")
    call, _made = NominationCall.objects.update_or_create(
        seminar=seminar, mode=mode, defaults={"ends_at": last_moment(seminar, ends_on)}
    )
    before = sites_of(call)
    call.numbers.exclude(institution__in=numbers).delete()
    for site, number in numbers.items():
        SiteNumber.objects.update_or_create(call=call, institution=site, defaults={"number": number})
    call.nominations.standing().filter(accepted_at=None, ends_at__lt=call.ends_at).update(ends_at=call.ends_at)
    new = {"ends_at": call.ends_at, "sites": {site.code: number for site, number in numbers.items()}}
    audit.record("nominations.open", seminar, actor=by, new=new)
    letters.call_opened(call, [site for site in numbers if site.pk not in before], Post(seminar))
    return call


@transaction.atomic
def nominate(call: NominationCall, institution: Institution, person: User, *, why: str, by: User) -> Nomination:
    """Name somebody of one's site, within its number and in time; they are asked by mail."""
    seminar = _locked(call.seminar)
    call = NominationCall.objects.get(pk=call.pk)
    _refuse_unless_open(seminar, call.ends_at)
    _refuse_stranger(institution, by)
    _refuse_outsider(institution, person)
    _refuse_without_sentence(why)
    left = left_of(call, institution)
    if left is None:
        raise ValidationError(_("The organizer has not asked this site to name people."), code="site")
    if left <= 0:
        sentence = _(
            "Your site has used up its nominations. Name somebody else instead of one of them, or ask the organizer for more."
        )
        raise ValidationError(sentence, code="used_up")
    _refuse_named(call, person)
    nomination = _name(call, institution, person, why, by, ends_at=call.ends_at)
    letters.nominated(nomination, Post(seminar))
    return nomination


@transaction.atomic
def name_instead(nomination: Nomination, person: User, *, why: str, by: User) -> Nomination:
    """Somebody else of the site in the place of a nominee who is not selected yet; who accepts takes over the place in line."""
    seminar = _locked(nomination.call.seminar)
    found = Nomination.objects.select_related("call", "institution", "person", "registration__person")
    old = found.get(pk=nomination.pk)
    _refuse_unless_open(seminar, seminar.closes_at)
    _refuse_stranger(old.institution, by)
    _refuse_outsider(old.institution, person)
    _refuse_without_sentence(why)
    if not may_be_replaced(old):
        sentence = _("This person is decided on already, or does not stand any more. Write to the organizer if they cannot come.")
        raise ValidationError(sentence, code="decided")
    _refuse_named(old.call, person)
    now, post, row = timezone.now(), Post(seminar), old.registration
    if row and row.state in Registration.LIVE:
        row.state, row.cancelled_at = State.CANCELLED, now
        row.save(update_fields=["state", "cancelled_at"])
    old.replaced_at = now
    old.save(update_fields=["replaced_at"])
    ends_at = old.call.ends_at if old.call.ends_at > now else seminar.closes_at
    number = row.number if row else old.number
    new = _name(old.call, old.institution, person, why, by, ends_at=ends_at, number=number)
    audit.record("nomination.replace", old, actor=by, person=old.person, new={"by": str(new.key)}, why=why)
    letters.replaced(old, post)
    letters.nominated(new, post)
    return new


def left_of(call: NominationCall, institution: Institution) -> int | None:
    """How many more people a site may name; None where it was not asked."""
    number = call.numbers.filter(institution=institution).values_list("number", flat=True).first()
    return None if number is None else number - call.nominations.counting().filter(institution=institution).count()


def may_be_replaced(nomination: Nomination) -> bool:
    """Until they are decided on: they have not answered, wait for a decision, or wait in line."""
    if nomination.state == Nomination.State.ACCEPTED:
        return nomination.registration.state in (State.REQUESTED, State.WAITING)
    return nomination.state in (Nomination.State.ASKED, Nomination.State.LAPSED)


def eligible(institution: Institution) -> QuerySet[User]:
    """Whom a site may name: who shares with it, and whose affiliation with it is confirmed."""
    confirmed = Affiliation.objects.current().filter(institution=institution, confirmed_at__isnull=False)
    return people_of(institution).filter(pk__in=confirmed.values("user")).order_by("latin_name", "email")


def _name(call: NominationCall, institution: Institution, person: User, why: str, by: User, **facts) -> Nomination:
    nomination = Nomination.objects.create(
        call=call, institution=institution, person=person, why=" ".join(why.split()), nominated_by=by, **facts
    )
    audit.record("nomination.make", nomination, actor=by, person=person, new={"institution": institution.code}, why=why)
    return nomination


def _refuse_unless_open(seminar: Seminar, ends_at) -> None:
    refuse_cancelled_seminar(seminar)
    if timezone.now() >= ends_at:
        ended = moments.moment(ends_at, seminar.time_zone)
        raise ValidationError(_("Nominations ended on %(moment)s. Write to the organizer.") % {"moment": ended}, code="late")


def _refuse_stranger(institution: Institution, by: User) -> None:
    if not coordinated_by(by).filter(pk=institution.pk).exists():
        raise ValidationError(_("Only the coordinators of a site name people for it."), code="coordinator")


def _refuse_outsider(institution: Institution, person: User) -> None:
    if not eligible(institution).filter(pk=person.pk).exists():
        sentence = _(
            "You can name people who work at your site, whose affiliation is confirmed, and who share their training with it. "
            "Ask them to do so in their profile, under “Where you work”."
        )
        raise ValidationError(sentence, code="outsider")


def _refuse_without_sentence(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write a sentence why you name this person. The organizer reads it."), code="why")


def _refuse_named(call: NominationCall, person: User) -> None:
    if call.nominations.standing().filter(person=person).exists():
        raise ValidationError(_("This person is named already. Choose somebody else."), code="named")


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def open_calls(institution: Institution) -> QuerySet[NominationCall]:
    """The calls in which a site may name people, of seminars that have not started, the next deadline first; with `site_number`."""
    asked = NominationCall.objects.filter(numbers__institution=institution, seminar__cancelled_at=None)
    asked = asked.filter(seminar__starts_at__gt=timezone.now()).select_related("seminar")
    return asked.annotate(site_number=F("numbers__number")).order_by("ends_at", "pk")


def sites_of(call: NominationCall) -> dict[int, int]:
    """The number of each site in a call, by primary key."""
    return {one.institution_id: one.number for one in call.numbers.all()}
