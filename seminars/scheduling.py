"""When and where a seminar takes place: its sittings, its window of registration, and telling people of a change."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .allocating import allocate
from .certifying import achievement_of
from .letters import Change, Letters, where
from .models import LeftOutSitting, Seminar, SeminarPage, Sitting
from .wall_time import NoSuchTimeError, TwiceThatTimeError, to_instant

# What an organizer may set about a seminar. Seats have a deed of their own: `registration.set_seats`.
FACTS = (
    "code", "format", "time_zone", "city", "venue", "online_link", "registration_opens_at", "registration_closes_at",
    "attendance_rule", "sittings_needed", "share_needed", "gives_certificate", "prerequisites", "host", "co_hosts",
    "invited_countries", "contact_email", "decides_on_site", "decides_online",
)  # fmt: skip
MANY = ("prerequisites", "co_hosts")


@dataclass(frozen=True)
class Row:
    """One sitting as it is typed: wall time at the venue. `key` is that of a sitting there is already.

    `number` is what the person who types calls the row; without it rows are counted from 1.
    """

    local_day: date
    local_start: time
    local_end: time
    titles: dict[str, str] = field(default_factory=dict)
    key: UUID | None = None
    number: int = 0
    place: str = ""
    online_link: str = ""
    mandatory: bool = True


@transaction.atomic
def plan(page: SeminarPage, facts: dict, rows: list[Row], *, seats: int, seats_online: int = 0, by: User | None = None) -> Seminar:
    """Make the record of a seminar page: its facts and its sittings."""
    if Seminar.objects.filter(key=page.translation_key).exists():
        raise ValidationError(_("This page has its dates already. Change those."), code="planned")
    facts, many = _apart(facts)
    seminar = Seminar(key=page.translation_key, seats=seats, seats_online=seats_online, **facts)
    keep_titles(seminar)
    refuse_wrong_seats(seminar)
    set_sittings(seminar, rows)
    _set_many(seminar, many)
    audit.record("seminar.plan", seminar, actor=by, new={**_facts(seminar), **seats_in_words(seminar), "sittings": _times(seminar)})
    return seminar


@transaction.atomic
def reschedule(seminar: Seminar, facts: dict, rows: list[Row], by: User, why: str = "") -> list[Change]:
    """Change facts and sittings; when time, place or link are different, everybody is told what changed."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if seminar.cancelled_at:
        raise ValidationError(_("The seminar was cancelled. Make a new page for a new date."), code="cancelled")
    before, facts_before, times_before = _snapshot(seminar), _facts(seminar), _times(seminar)
    removed = {sitting.key: sitting for sitting in seminar.sittings.all()}
    facts, many = _apart(facts)
    for name, value in facts.items():
        setattr(seminar, name, value)
    keep_titles(seminar)
    set_sittings(seminar, rows)
    _set_many(seminar, many)
    for sitting in seminar.sittings.all():
        removed.pop(sitting.key, None)
    if len(seminar.modes) == 1:
        seminar.registrations.live().update(mode=seminar.modes[0])
    allocate(seminar, Letters(seminar))
    changes = _changes(before, _snapshot(seminar))
    old, new = {**facts_before, "sittings": times_before}, {**_facts(seminar), "sittings": _times(seminar)}
    if different := [name for name in new if new[name] != old[name]]:
        audit.record(
            "seminar.reschedule",
            seminar,
            actor=by,
            old={name: old[name] for name in different},
            new={name: new[name] for name in different},
            why=why,
        )
    if changes:
        seminar.calendar_sequence += 1
        seminar.save(update_fields=["calendar_sequence"])
        _tell(seminar, changes, list(removed.values()))
    return changes


@transaction.atomic
def set_sittings(seminar: Seminar, rows: list[Row]) -> list[Sitting]:
    """Keep the rows as the seminar's sittings, and the seminar's first start and last end; refuses what cannot be."""
    instants = _instants(rows, seminar.time_zone)
    _refuse_overlaps(instants, [row.number or number for number, row in enumerate(rows, 1)])
    seminar.starts_at, seminar.ends_at = min(start for start, _end in instants), max(end for _start, end in instants)
    _refuse_a_wrong_window(seminar)
    _refuse_a_rule_that_cannot_be_met(seminar, rows)
    if seminar.format != Seminar.Format.HYBRID:
        seminar.seats_online = 0
    seminar.full_clean(exclude=["titles", "host"])
    seminar.save()
    there = {sitting.key: sitting for sitting in seminar.sittings.all()}
    kept = []
    for row, (starts_at, ends_at) in zip(rows, instants, strict=True):
        sitting = there.pop(row.key, None) or Sitting(seminar=seminar)
        sitting.local_day, sitting.local_start, sitting.local_end = row.local_day, row.local_start, row.local_end
        sitting.titles, sitting.starts_at, sitting.ends_at = row.titles, starts_at, ends_at
        sitting.place, sitting.online_link, sitting.mandatory = row.place, row.online_link, row.mandatory
        sitting.save()
        kept.append(sitting)
    for sitting in there.values():
        if sitting.attendances.exists():
            sentence = _("Attendance was marked for the sitting on %(day)s. It cannot be removed.")
            raise ValidationError(sentence % {"day": sitting.local_day.isoformat()}, code="attended")
        _leave_out(sitting)
    if seminar.gives_certificate:
        achievement_of(seminar)
    return kept


def _leave_out(sitting: Sitting) -> None:
    """The sitting goes; what calendars need to say that it is cancelled stays."""
    names = ("seminar", "key", "titles", "place", "starts_at", "ends_at")
    LeftOutSitting.objects.create(**{name: getattr(sitting, name) for name in names})
    sitting.delete()


def instant(day: date, at: time, zone: str, what: str) -> datetime:
    """The instant that a wall time means; refuses, naming `what`, a time that clocks jump over or show twice."""
    words = {"what": what, "day": day.isoformat(), "time": f"{at:%H:%M}", "zone": zone}
    try:
        return to_instant(day, at, zone)
    except NoSuchTimeError as error:
        sentence = _("%(what)s: on %(day)s clocks in %(zone)s jump over %(time)s. Choose another time.")
        raise ValidationError(sentence % words, code="no_such_time") from error
    except TwiceThatTimeError as error:
        sentence = _("%(what)s: on %(day)s clocks in %(zone)s show %(time)s twice. Choose another time.")
        raise ValidationError(sentence % words, code="twice") from error


def refuse_wrong_seats(seminar: Seminar) -> None:
    """A seminar on site and online has seats for both."""
    if seminar.format == Seminar.Format.HYBRID and not 0 < seminar.seats_online < seminar.seats:
        sentence = _("This seminar is on site and online. Say how many of its %(seats)d seats are online, from 1 to %(most)d.")
        words = {"seats": seminar.seats, "most": max(1, seminar.seats - 1)}
        raise ValidationError(sentence % words, code="seats_online")


def seats_in_words(seminar: Seminar) -> dict:
    """The seats, for the audit trail."""
    online = {"seats_online": seminar.seats_online} if seminar.format == Seminar.Format.HYBRID else {}
    return {"seats": seminar.seats, **online}


def keep_titles(seminar: Seminar) -> None:
    """Take the titles by language, and the source language, from the seminar's own pages; does not save."""
    pages = SeminarPage.objects.live().filter(translation_key=seminar.key, alias_of=None).select_related("locale").order_by("pk")
    titles = {page.locale.language_code: page.title for page in pages}
    if titles:
        seminar.titles = titles
        if seminar.language not in titles:
            seminar.language = next(iter(titles))


def _apart(facts: dict) -> tuple[dict, dict]:
    """Facts of the record itself, and those that are kept once it is saved."""
    one = {name: value for name, value in facts.items() if name not in MANY}
    return one, {name: list(facts.get(name, [])) for name in MANY}


def _set_many(seminar: Seminar, many: dict) -> None:
    for name, rows in many.items():
        getattr(seminar, name).set(rows)


def _instants(rows: list[Row], zone: str) -> list[tuple[datetime, datetime]]:
    if not rows:
        raise ValidationError(_("Add at least one sitting."), code="sittings")
    found = []
    for number, row in enumerate(rows, 1):
        what = _("Row %(number)d") % {"number": row.number or number}
        if row.local_end <= row.local_start:
            raise ValidationError(_("%(what)s: the end must come after the start.") % {"what": what}, code="order")
        starts_at, ends_at = (instant(row.local_day, at, zone, what) for at in (row.local_start, row.local_end))
        if ends_at <= starts_at:
            raise ValidationError(_("%(what)s: the end must come after the start.") % {"what": what}, code="order")
        found.append((starts_at, ends_at))
    return found


def _refuse_overlaps(instants: list[tuple[datetime, datetime]], numbers: list[int]) -> None:
    numbered = sorted((start, end, number) for number, (start, end) in zip(numbers, instants, strict=True))
    for (_start, end, first), (start, _end, second) in zip(numbered, numbered[1:], strict=False):
        if start < end:
            one, other = sorted((first, second))
            sentence = _("Rows %(one)d and %(other)d overlap. Change one of them.")
            raise ValidationError(sentence % {"one": one, "other": other}, code="overlap")


def _refuse_a_wrong_window(seminar: Seminar) -> None:
    if seminar.registration_closes_at <= seminar.registration_opens_at:
        raise ValidationError(_("Registration must close after it opens."), code="window")
    if seminar.registration_closes_at > seminar.starts_at:
        raise ValidationError(_("Registration must close before the first sitting starts (row 1 by time)."), code="window")


def _refuse_a_rule_that_cannot_be_met(seminar: Seminar, rows: list[Row]) -> None:
    if seminar.attendance_rule != Seminar.AttendanceRule.SOME_SITTINGS:
        seminar.sittings_needed = None
        if not any(row.mandatory for row in rows):
            sentence = _("No sitting is mandatory, so nobody could attend. Mark at least one row as mandatory.")
            raise ValidationError(sentence, code="mandatory")
    elif not seminar.sittings_needed or seminar.sittings_needed > len(rows):
        sentence = _("Say how many sittings are needed, from 1 to %(number)d.")
        raise ValidationError(sentence % {"number": len(rows)}, code="sittings_needed")


def _snapshot(seminar: Seminar) -> dict:
    there = list(seminar.sittings.all())
    return {
        "sittings": {one.key: (one.starts_at, one.ends_at, one.place) for one in there},
        "place": where(seminar),
        "links": {"": seminar.online_link, **{one.key: one.online_link for one in there}},
        "zone": seminar.time_zone,
    }


def _changes(before: dict, after: dict) -> list[Change]:
    changes = []
    for key in {**before["sittings"], **after["sittings"]}:
        was, now = before["sittings"].get(key), after["sittings"].get(key)
        if was != now:
            changes.append(Change("sitting", was, now, before["zone"]))
    if before["place"] != after["place"]:
        changes.append(Change("place", before["place"], after["place"]))
    different = [link for of, link in after["links"].items() if before["links"].get(of, "") != link]
    if different:
        changes.append(Change("link" if any(different) else "no link"))
    return changes


def _tell(seminar: Seminar, changes: list[Change], removed: list[Sitting]) -> None:
    if timezone.now() >= seminar.ends_at:
        return
    letters = Letters(seminar)
    for registration in seminar.registrations.live().select_related("person"):
        letters.changed(registration, changes, removed)


def _facts(seminar: Seminar) -> dict:
    facts = {name: getattr(seminar, name) for name in FACTS}
    facts["co_hosts"] = sorted(seminar.co_hosts.values_list("code", flat=True))
    facts["prerequisites"] = sorted(seminar.prerequisites.values_list("code", flat=True))
    facts["host"] = seminar.host.code if seminar.host else None
    facts["online_link"] = bool(seminar.online_link)  # the link itself is for participants, not for the trail
    return facts


def _times(seminar: Seminar) -> list[str]:
    return [" ".join(part for part in (f"{one}–{one.local_end:%H:%M}", one.place) if part) for one in seminar.sittings.all()]
