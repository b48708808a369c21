"""Places at a seminar: taking one, waiting for one, giving it back. First come, first served, or by rank where people are ranked.

Every deed locks the seminar's row first, then looks, then writes; so whoever comes second sees what the first one did.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, F
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import Affiliation, Institution, User
from icrweb.trail import audit
from icrweb.trail.prepared import Given, Prepared

from .allocating import allocate, free_seats, give_place, next_sequence
from .letters import Letters
from .models import Mode, Registration, Seminar, Team
from .quotas import refuse_seats_below_quotas
from .scheduling import refuse_wrong_seats, seats_in_words
from .standing import is_declined, lacking, why_not_open
from .teams.leaving import hold_for, lose_member

State = Registration.State
# What every sign-up asks while two hundred others may wait behind its lock.
POSITION = Prepared(lambda: Registration.objects.filter(pk=Given("pk")).with_position().values_list("position"))
LOCKED = Prepared(lambda: Seminar.objects.select_for_update().order_by().filter(pk=Given("seminar")))
THEIRS = Prepared(lambda: Registration.objects.filter(seminar=Given("seminar"), person=Given("person")).order_by("number", "pk"))
LAST = Prepared(lambda: Registration.objects.filter(seminar=Given("seminar")).order_by("-number").values_list("number")[:1])
TEAM = Prepared(lambda: Team.objects.of(Given("person")).filter(seminar=Given("seminar")))
WORKPLACES = Prepared(
    lambda: (
        Affiliation.objects.on(Given("day", DateField()))
        .filter(user=Given("person"))
        .select_related("institution")
        .order_by(F("started_on").desc(nulls_last=True), "-pk")
    )
)


@transaction.atomic
def register(person: User, seminar: Seminar, language: str, mode: str = "") -> Registration:
    """A place while there is one and nobody waits, else the end of the line; asking again gives the same registration.

    Where the organizer decides, it waits for that outside the line (`approving.decide`).
    `mode` says on site or online, where the seminar is both.
    """
    seminar = _locked(seminar)
    for row in THEIRS.all(seminar=seminar.pk, person=person.pk):
        if row.state in Registration.LIVE:
            return row
    _refuse_unless_welcome(person, seminar)
    mode = chosen_mode(seminar, mode)
    _refuse_the_declined(person, seminar, mode)
    letters, asks = Letters(seminar), seminar.decides(mode)
    channel = Registration.Channel.APPROVAL if asks else Registration.Channel.OPEN
    registration = come(seminar, person, language, mode, channel, asks=asks)
    if asks:
        letters.requested(registration)
        return registration
    return seat(seminar, letters, registration)


def come(
    seminar: Seminar,
    person: User,
    language: str,
    mode: str,
    channel: str,
    *,
    asks: bool = False,
    number: int = 0,
    at: Institution | None = None,
    team: Team | None = None,
) -> Registration:
    """A new row, at the end of the line or with a number that was handed over; outside the line where the organizer decides.

    `at`: where they work, for whom their site has named; otherwise what began last counts.

    The caller holds the lock of the seminar's row, and has looked whether this person may come. Who is in a team comes with it.
    """
    if team is None and (other := TEAM.first(seminar=seminar.pk, person=person.pk)):
        sentence = _("You are in the team “%(team)s”. Leave it first, on its page, if you want to come by yourself.")
        raise ValidationError(sentence % {"team": other.name}, code="team")
    before = THEIRS.all(seminar=seminar.pk, person=person.pk)
    if before:
        next_sequence(seminar)  # their calendar has dropped the sittings: what comes now must be newer
    return Registration.objects.create(
        seminar=seminar,
        person=person,
        number=number or next_number(seminar),
        state=State.REQUESTED if asks else State.WAITING,
        mode=mode,
        channel=channel,
        team=team,
        language=language,
        registered_at=timezone.now(),
        calendar_key=max(before, key=lambda row: row.pk).key_in_calendars if before else None,
        **_workplace(person, at),
    )


def seat(seminar: Seminar, letters: Letters, newcomer: Registration) -> Registration:
    """A seat for who has just come, where one is theirs; they are told, or told their place in the line."""
    given = {row.pk: row for row in allocate(seminar, letters, newcomers=[newcomer])}
    if newcomer.pk in given:
        newcomer = given[newcomer.pk]
        letters.confirmed(newcomer)
    else:
        letters.waiting(newcomer, position_of(newcomer))
    return newcomer


@transaction.atomic
def accept(registration: Registration) -> Registration:
    """Take the place that is offered, while the offer stands; accepting again gives the same place. A leader accepts for the team."""
    seminar = _locked(registration.seminar)
    registration = _fresh(registration)
    refuse_cancelled_seminar(seminar)
    if registration.state == State.CONFIRMED:
        return registration
    if registration.state != State.OFFERED or timezone.now() >= min(registration.offer_ends_at, seminar.starts_at):
        sentence = _("This offer has ended. While registration is open you may register again, at the end of the line.")
        raise ValidationError(sentence, code="offer")
    team = registration.team
    if team and team.dissolved_at is None and team.leader_id != registration.person_id:
        sentence = _("%(leader)s accepts for your team. You are told at once.")
        raise ValidationError(sentence % {"leader": team.leader}, code="leader")
    next_sequence(seminar)
    letters = Letters(seminar)
    for row in _unit(registration):
        give_place(row)
        letters.confirmed(row)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def cancel(registration: Registration, by: User, why: str = "") -> Registration:
    """Give the place back, until the start by oneself, later by staff with a reason; whoever waited longest gets it."""
    seminar = _locked(registration.seminar)
    registration = _fresh(registration)
    if registration.state not in Registration.LIVE:
        return registration
    by_staff = by.pk != registration.person_id
    now = timezone.now()
    refuse_cancelled_seminar(seminar)
    if by_staff:
        refuse_without_reason(why)
    elif now >= seminar.starts_at:
        raise ValidationError(_("The seminar has started. Write to the organizer if you cannot come."), code="started")
    if registration.attended_at:
        raise ValidationError(_("This person has attended. The registration stays."), code="attended")
    was = registration.state
    registration.state, registration.cancelled_at = State.CANCELLED, now  # until when it was offered stays, for the calendar
    registration.save(update_fields=["state", "cancelled_at"])
    if by_staff:
        _record("registration.cancel", registration, by, {"state": was}, {"state": registration.state}, why)
    if was in Registration.TAKEN:
        next_sequence(seminar)
    letters = Letters(seminar)
    letters.cancelled(registration, held_a_place=was == State.CONFIRMED, by_staff=by_staff, why=why)
    if registration.team:
        lose_member(registration, was, letters)
    allocate(seminar, letters)
    return registration


@transaction.atomic
def set_seats(seminar: Seminar, seats: int, by: User, why: str = "", online: int | None = None) -> Seminar:
    """More seats go to those who wait, in line; fewer seats put nobody out. `online` of them are online, where it is both."""
    seminar = _locked(seminar)
    if seats < 1:
        raise ValidationError(_("A seminar needs at least one seat."), code="seats")
    was = seats_in_words(seminar)
    seminar.seats, seminar.seats_online = seats, seminar.seats_online if online is None else online
    refuse_wrong_seats(seminar)
    refuse_seats_below_quotas(seminar)
    if seats_in_words(seminar) == was:
        return seminar
    seminar.save(update_fields=["seats", "seats_online"])
    audit.record("seminar.set_seats", seminar, actor=by, old=was, new=seats_in_words(seminar), why=why)
    allocate(seminar, Letters(seminar))
    return seminar


@transaction.atomic
def confirm(registration: Registration, by: User, why: str) -> Registration:
    """The organizer gives a person, or the whole of a team, a place out of turn, even over capacity: with a reason, on record."""
    seminar = _locked(registration.seminar)
    registration = _fresh(registration)
    refuse_cancelled_seminar(seminar)
    refuse_without_reason(why)
    was = registration.state
    if was not in (State.WAITING, State.OFFERED):
        raise ValidationError(_("Only who is on the waiting list can be given a place."), code="state")
    next_sequence(seminar)
    letters = Letters(seminar)
    for row in _unit(registration):
        give_place(row)
        _record("registration.confirm", row, by, {"state": was}, {"state": State.CONFIRMED}, why)
        letters.promoted(row)
    if was == State.WAITING and registration.team and registration.team.replace_until:
        hold_for(registration.team)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def send_to_waiting_list(registration: Registration, by: User, why: str) -> Registration:
    """The organizer takes a place back; the person goes to the end of the line, and the first in line gets the place."""
    seminar = _locked(registration.seminar)
    registration = _fresh(registration)
    refuse_cancelled_seminar(seminar)
    refuse_without_reason(why)
    _refuse_team(registration)
    if registration.state != State.CONFIRMED or registration.attended_at:
        raise ValidationError(_("Only who has a place can be moved to the waiting list."), code="state")
    line = seminar.registrations.waiting().filter(mode=registration.mode)
    if not line.exists() and free_seats(seminar, registration.mode) >= 0:
        raise ValidationError(_("Nobody waits, and there is a seat. Cancel the registration instead."), code="nobody_waits")
    before = {"state": registration.state, "number": registration.number}
    _to_the_end(registration, seminar)
    registration.put_back_at = timezone.now()
    registration.save(update_fields=["state", "confirmed_at", "number", "rank", "put_back_at"])
    after = {"state": registration.state, "number": registration.number}
    _record("registration.to_waiting_list", registration, by, before, after, why)
    next_sequence(seminar)
    letters = Letters(seminar)
    if registration in allocate(seminar, letters):
        sentence = _("This person is next by the quotas, and would get the place again. Cancel the registration instead.")
        raise ValidationError(sentence, code="next")
    letters.put_back(registration, position_of(registration), why)
    return registration


@transaction.atomic
def change_mode(registration: Registration, by: User, why: str) -> Registration:
    """The organizer moves somebody from on site to online, or back: to a free seat, or from line to the end of the other line."""
    seminar = _locked(registration.seminar)
    registration = _fresh(registration)
    refuse_cancelled_seminar(seminar)
    refuse_without_reason(why)
    _refuse_team(registration)
    was = registration.state
    if was not in (State.CONFIRMED, State.WAITING) or registration.attended_at or len(seminar.modes) < 2:
        raise ValidationError(_("Only who has a place or waits can change between on site and online."), code="state")
    before = {"mode": registration.mode, "number": registration.number}
    registration.mode = Mode.ON_SITE if registration.mode == Mode.ONLINE else Mode.ONLINE
    _to_the_end(registration, seminar)
    registration.save(update_fields=["mode", "state", "confirmed_at", "number", "rank"])
    letters = Letters(seminar)
    given = {row.pk: row for row in allocate(seminar, letters, newcomers=[registration])}
    registration = given.get(registration.pk, registration)
    if registration.state != State.CONFIRMED and was == State.CONFIRMED:
        sentence = _("No seat is free there, and this person keeps theirs. Give more seats first.")
        raise ValidationError(sentence, code="full")
    _record("registration.change_mode", registration, by, before, {"mode": registration.mode, "number": registration.number}, why)
    next_sequence(seminar, letters)
    if registration.state == State.CONFIRMED:
        letters.moved(registration, why)
    else:
        letters.waiting(registration, position_of(registration))
    return registration


@transaction.atomic
def cancel_seminar(seminar: Seminar, by: User, why: str) -> Seminar:
    """The seminar does not take place: everybody with a place or in line is told, and the calendars drop it."""
    seminar = _locked(seminar)
    if seminar.cancelled_at:
        return seminar
    refuse_without_reason(why)
    if timezone.now() >= seminar.ends_at:
        raise ValidationError(_("The seminar is over. It cannot be cancelled any more."), code="over")
    seminar.cancelled_at = timezone.now()
    seminar.calendar_sequence += 1
    seminar.save(update_fields=["cancelled_at", "calendar_sequence"])
    audit.record("seminar.cancel", seminar, actor=by, new={"cancelled_at": seminar.cancelled_at}, why=why)
    letters = Letters(seminar)
    with letters.together():
        for registration in seminar.registrations.live().select_related("person"):
            letters.seminar_cancelled(registration, why)
    return seminar


def position_of(registration: Registration) -> int | None:
    """The place in the line of somebody who waits, counted from 1."""
    return POSITION.rows(pk=registration.pk)[0][0]


def current_affiliation(person: User, at: Institution | None = None) -> Affiliation | None:
    """Where somebody works today, perhaps at one institution only: what began last counts."""
    rows = WORKPLACES.all(person=person.pk, day=timezone.now().date())
    return next((row for row in rows if at is None or row.institution_id == at.pk), None)


def _locked(seminar: Seminar) -> Seminar:
    return LOCKED.first(seminar=seminar.pk)


def _fresh(registration: Registration) -> Registration:
    """The row as it is now that its seminar is locked."""
    return Registration.objects.select_related("person", "team__leader").get(pk=registration.pk)


def _unit(registration: Registration) -> list[Registration]:
    """A person alone, or all members of their team who have the same state."""
    if registration.team_id is None:
        return [registration]
    rows = registration.team.registrations.filter(state=registration.state).select_related("person", "team")
    return list(rows.order_by("pk"))


def _refuse_team(registration: Registration) -> None:
    if registration.team:
        sentence = _("This person is in the team “%(team)s”, which takes part together. Cancel the registrations instead.")
        raise ValidationError(sentence % {"team": registration.team.name}, code="team")


def _refuse_unless_welcome(person: User, seminar: Seminar) -> None:
    if refusal := why_not_open(seminar, timezone.now()):
        raise refusal
    if refusal := why_not_without_prerequisite(person, seminar):
        raise refusal


def why_not_without_prerequisite(person: User, seminar: Seminar) -> ValidationError | None:
    """The sentence for who lacks a certificate that the seminar asks for: it names what is missing."""
    missing = [one.name for one in lacking(person, seminar)]
    if not missing:
        return None
    if len(missing) == 1:
        sentence = _("This seminar asks for a valid certificate of “%(course)s”. Finish that course first.")
        return ValidationError(sentence % {"course": missing[0]}, code="prerequisite")
    sentence = _("This seminar asks for valid certificates that you lack: %(courses)s. Finish these courses first.")
    return ValidationError(sentence % {"courses": ", ".join(f"“{name}”" for name in missing)}, code="prerequisite")


def _refuse_the_declined(person: User, seminar: Seminar, mode: str) -> None:
    if is_declined(person, seminar, mode):
        sentence = _("The organizer has declined your registration. Write to them if something has changed.")
        raise ValidationError(sentence, code="declined")


def refuse_without_reason(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write why. The person is told, and the audit trail keeps it."), code="why")


def refuse_cancelled_seminar(seminar: Seminar) -> None:
    if seminar.cancelled_at:
        raise ValidationError(_("The seminar was cancelled. Nothing more is needed."), code="cancelled")


def chosen_mode(seminar: Seminar, mode: str) -> str:
    """The way to take part that was chosen, or the only one there is."""
    if len(seminar.modes) == 1:
        return seminar.modes[0]
    if mode not in seminar.modes:
        raise ValidationError(_("Say whether you come on site or take part online."), code="mode")
    return mode


def next_number(seminar: Seminar) -> int:
    last = LAST.rows(seminar=seminar.pk)
    return last[0][0] + 1 if last else 1


def _to_the_end(registration: Registration, seminar: Seminar) -> None:
    """The end of the line: a new number, and no rank."""
    registration.state, registration.confirmed_at = State.WAITING, None
    registration.number, registration.rank = next_number(seminar), None


def _workplace(person: User, at: Institution | None) -> dict:
    """Country, institution and role as they are today: they are frozen on the registration."""
    affiliation = current_affiliation(person, at)
    if affiliation is None:
        return {"country": person.country}
    institution = affiliation.institution
    return {
        "country": institution.country if institution else person.country,
        "institution": institution,
        "institution_name": affiliation.institution_name,
        "role": affiliation.role,
    }


def _record(deed: str, registration: Registration, by: User, old: dict, new: dict, why: str) -> None:
    audit.record(deed, registration, actor=by, person=registration.person, old=old, new=new, why=why)
