"""Minutes present, when that counts as attended, and the certificate that follows from it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.issuing import Facts, issue_certificate
from icrweb.accounts.models import User
from icrweb.trail import audit

from .certifying import achievement_of
from .letters import where
from .models import Attendance, Registration, Seminar, Sitting

Source = Attendance.Source
PORTION = 50  # registrations that one transaction counts; between two of them others get at the seminar


@dataclass(frozen=True)
class Outcome:
    """What a mark led to. `no_longer_met`: attended stands, and so does its certificate, but the minutes do not reach any more."""

    attendance: Attendance
    attended: bool
    no_longer_met: bool


@transaction.atomic
def mark_attendance(registration: Registration, sitting: Sitting, minutes: int, by: User, why: str = "") -> Outcome:
    """Keep the minutes somebody was present; a correction says why; the rule met after the end earns the certificate, once."""
    seminar = _locked(registration.seminar_id)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    _refuse_what_cannot_be(registration, sitting, minutes)
    attendance = Attendance.objects.filter(registration=registration, sitting=sitting).first()
    if attendance and attendance.minutes != minutes and not why.strip():
        sentence = _("You change minutes that were marked before. Write why; the audit trail keeps it.")
        raise ValidationError(sentence, code="why")
    attendance = _keep(attendance or Attendance(registration=registration, sitting=sitting), minutes, Source.SHEET, by, why)
    met = _settle(seminar, registration, list(seminar.sittings.all()), by)
    return Outcome(attendance, attended=met, no_longer_met=registration.attended_at is not None and not met)


def count_attendance(
    seminar: Seminar, registration: Registration, sitting: Sitting, minutes: int, source: str, by: User | None = None
) -> Attendance:
    """Keep the minutes that passings of the door or a report of the meeting say; what a person wrote on the sheet stands.

    Call it while the seminar's row is locked, for a sitting that has ended.
    """
    attendance = Attendance.objects.filter(registration=registration, sitting=sitting).first()
    if attendance and attendance.source == Source.SHEET:
        return attendance
    attendance = _keep(attendance or Attendance(registration=registration, sitting=sitting), minutes, source, by)
    _settle(seminar, registration, list(seminar.sittings.all()), by)
    return attendance


def settle_ended_seminars() -> int:
    """The worker's look: count attendance of each seminar that has ended since, once; later marks settle themselves."""
    settled = 0
    for pk in Seminar.objects.filter(settled_at=None, cancelled_at=None, ends_at__lte=timezone.now()).values_list("pk", flat=True):
        settled += _settle_seminar(pk)
    return settled


def rule_met(seminar: Seminar, sittings: list[Sitting], minutes: dict[int, int]) -> bool:
    """Whether minutes by sitting (primary key) reach the share: in each day's mandatory sittings taken together, in each
    mandatory sitting, or in as many sittings as the seminar asks for."""

    def reached(together: list[Sitting]) -> bool:
        present, held = sum(minutes.get(one.pk, 0) for one in together), sum(one.minutes for one in together)
        return present * 100 >= seminar.share_needed * held

    mandatory = [sitting for sitting in sittings if sitting.mandatory]
    match seminar.attendance_rule:
        case Seminar.AttendanceRule.EACH_DAY:
            days = {sitting.local_day for sitting in mandatory}
            return all(reached([one for one in mandatory if one.local_day == day]) for day in days)
        case Seminar.AttendanceRule.ALL_SITTINGS:
            return all(reached([sitting]) for sitting in mandatory)
    return sum(reached([sitting]) for sitting in sittings) >= (seminar.sittings_needed or len(sittings))


def _keep(attendance: Attendance, minutes: int, source: str, by: User | None, why: str = "") -> Attendance:
    """Write what is different, and who or what said so."""
    registration = attendance.registration
    was = {"minutes": attendance.minutes, "source": attendance.source} if attendance.pk else {"minutes": None}
    now = {"minutes": minutes, "source": source}
    if attendance.pk and (was == now or (attendance.minutes == minutes and source == Source.SHEET)):
        return attendance  # the sheet that is saved again does not say anew what others have said
    attendance.minutes, attendance.source, attendance.marked_by, attendance.marked_at = minutes, source, by, timezone.now()
    attendance.save()
    about = {"sitting": str(attendance.sitting)}
    audit.record("attendance.mark", registration, actor=by, person=registration.person, old=about | was, new=about | now, why=why)
    return attendance


def _locked(pk: int) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=pk)


def _settle_seminar(pk: int) -> bool:
    """Count everybody of one seminar, a portion at a time; a worker that is killed leaves the rest to the next one."""
    last = 0
    while last is not None:
        last = _settle_portion(pk, after=last)
    return True


@transaction.atomic
def _settle_portion(pk: int, after: int) -> int | None:
    """Count the next registrations; returns the last one, or None when nobody is left and the seminar is settled."""
    seminar = _locked(pk)
    if seminar.settled_at:
        return None
    sittings = list(seminar.sittings.all())
    rows = seminar.registrations.confirmed().filter(attended_at=None, pk__gt=after).select_related("person").order_by("pk")
    portion = list(rows[:PORTION])
    for registration in portion:
        _settle(seminar, registration, sittings, None)
    if len(portion) == PORTION:
        return portion[-1].pk
    seminar.settled_at = timezone.now()
    seminar.save(update_fields=["settled_at"])
    return None


def _settle(seminar: Seminar, registration: Registration, sittings: list[Sitting], by: User | None) -> bool:
    """Say whether the rule is met; when it is for the first time and the seminar is over, keep that and certify it."""
    minutes = dict(registration.attendances.values_list("sitting_id", "minutes"))
    met = rule_met(seminar, sittings, minutes)
    if met and registration.attended_at is None and timezone.now() >= seminar.ends_at:
        registration.attended_at = timezone.now()
        registration.save(update_fields=["attended_at"])
        if seminar.gives_certificate:
            _certify(seminar, registration, sittings, minutes, by)
    return met


def _certify(seminar: Seminar, registration: Registration, sittings: list[Sitting], minutes: dict[int, int], by) -> None:
    zone = ZoneInfo(seminar.time_zone)
    with translation.override(seminar.language):  # not that of whoever marks: it is frozen
        place = where(seminar, registration.mode)
    facts = Facts(
        titles={**{seminar.language: seminar.title_in(seminar.language)}, **seminar.titles},
        source_language=seminar.language,
        completed_at=seminar.ends_at,
        study_language=registration.language,
        attended_minutes=sum(minutes.get(sitting.pk, 0) for sitting in sittings),
        sittings=[
            {
                "title": sitting.title_in(registration.language, seminar.language),
                "minutes": minutes.get(sitting.pk, 0),
                "starts_at": sitting.starts_at.isoformat(),
            }
            for sitting in sittings
        ],
        place=place,
        starts_on=seminar.starts_at.astimezone(zone).date(),
        ends_on=seminar.ends_at.astimezone(zone).date(),
        time_zone=seminar.time_zone,
    )
    issue_certificate(registration.person, achievement_of(seminar), evidence_key=registration.key, facts=facts, by=by)


def _refuse_what_cannot_be(registration: Registration, sitting: Sitting, minutes: int) -> None:
    if sitting.seminar_id != registration.seminar_id:
        raise ValidationError(_("This sitting belongs to another seminar."), code="sitting")
    if registration.state != Registration.State.CONFIRMED:
        raise ValidationError(_("Attendance is marked for confirmed participants only."), code="state")
    if sitting.starts_at > timezone.now():
        raise ValidationError(_("This sitting has not started yet. Mark it when it has."), code="early")
    if not 0 <= minutes <= sitting.minutes:
        sentence = _("Write minutes from 0 to %(minutes)d.")
        raise ValidationError(sentence % {"minutes": sitting.minutes}, code="minutes")
