"""Bringing in the report of an online meeting: looked at first, then brought in once; what nobody can be sure of, a person decides.

People are known by their address or their join token, never by name: two of them may have the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import MeetingReport, MeetingRow, Registration, Seminar, Sitting
from . import codes, reports
from .counting import count_presence, locked
from .roll import standing

MOST_BYTES = 5_000_000
KEPT = timedelta(days=1)  # the content of a file that was looked at and not brought in
WAITING_KEPT = timedelta(days=90)  # names and addresses that nobody has decided on
Why = MeetingRow.Why


@dataclass
class Plan:
    """What a report would do: rows to write, rows that are there already, faults, and minutes' people by registration."""

    kind: str
    new: list[MeetingRow] = field(default_factory=list)
    known: int = 0
    faults: list[reports.Fault] = field(default_factory=list)

    @property
    def matched(self) -> list[MeetingRow]:
        return [row for row in self.new if row.registration_id]

    @property
    def waiting(self) -> list[MeetingRow]:
        return [row for row in self.new if row.waits]

    @property
    def people(self) -> int:
        return len({row.registration_id for row in self.matched})


def look(seminar: Seminar, filename: str, content: bytes, zone: str, by: User) -> MeetingReport:
    """Keep a file for the look before it is brought in; the same file again is the same report, now read in this zone."""
    report, made = MeetingReport.objects.get_or_create(
        seminar=seminar, sha256=sha256(content).hexdigest(), defaults={"filename": filename[:200], "zone": zone, "by": by}
    )
    if not report.brought_in_at:
        report.content, report.zone, report.by, report.looked_at = content, zone, by, timezone.now()
        report.save(update_fields=["content", "zone", "by", "looked_at"])
    return report


def plan(report: MeetingReport) -> Plan:
    """Read the file and find whose each row is; nothing is written. Refuses a file that is no report."""
    seminar = report.seminar
    try:
        found = reports.read(bytes(report.content), report.zone, {one.local_day for one in seminar.sittings.all()})
    except reports.UnreadableError as error:
        raise ValidationError(_UNREADABLE[error.code](), code=error.code) from error
    people, plan = _People(seminar), Plan(found.kind, faults=found.faults)
    marks = {_mark(line): line for line in found.lines}
    there = set(MeetingRow.objects.filter(seminar=seminar, mark__in=marks).values_list("mark", flat=True))
    for mark, line in marks.items():
        if mark in there:
            plan.known += 1
        else:
            plan.new.append(_row(report, mark, line, *people.find(line)))
    return plan


@transaction.atomic
def bring_in(report: MeetingReport, by: User) -> MeetingReport:
    """Write the rows and count the minutes of the sittings that have ended; a second time changes nothing."""
    seminar, now = locked(report.seminar_id), timezone.now()
    report = MeetingReport.objects.select_related("seminar").get(pk=report.pk)
    if report.brought_in_at:
        return report
    if not report.content:
        raise ValidationError(_("This file was looked at too long ago. Choose it again."), code="gone")
    planned = plan(report)
    _refuse_while_going_on(seminar, planned.new)
    MeetingRow.objects.bulk_create(planned.new, batch_size=500)
    report.content, report.brought_in_at, report.brought_in_by = b"", now, by
    report.rows_read, report.rows_matched = len(planned.new) + planned.known, len(planned.matched)
    report.save(update_fields=["content", "brought_in_at", "brought_in_by", "rows_read", "rows_matched"])
    told = {"file": report.filename, "rows": report.rows_read, "matched": report.rows_matched, "waiting": len(planned.waiting)}
    audit.record("attendance.bring_in_report", seminar, actor=by, new={**told, "sha256": report.sha256, "zone": report.zone})
    _count(seminar, planned.matched, by)
    return report


@transaction.atomic
def decide(row: MeetingRow, registration: Registration | None, by: User, why: str) -> MeetingRow:
    """A person says whose connection it was, or that it is nobody's who takes part; why is kept, name and address are not."""
    seminar = locked(row.seminar_id)
    row = MeetingRow.objects.get(pk=row.pk)
    if not row.waits:
        raise ValidationError(_("This row was decided meanwhile. Go back to the list."), code="decided")
    if not why.strip():
        raise ValidationError(_("Write how you know. The audit trail keeps it."), code="why")
    if registration and (registration.seminar_id != seminar.pk or registration.state != Registration.State.CONFIRMED):
        raise ValidationError(_("Only who has a place at this seminar can be chosen."), code="state")
    audit.record(
        "attendance.decide_row",
        registration or seminar,
        actor=by,
        person=registration.person if registration else None,
        old={"report": row.report.filename, "line": row.line},
        new={"joined_at": row.joined_at, "left_at": row.left_at, "theirs": registration is not None},
        why=why,
    )
    row.registration, row.waits, row.name, row.email = registration, "", "", ""
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["registration", "waits", "name", "email", "decided_by", "decided_at"])
    if registration:
        _count(seminar, [row], by)
    return row


def tidy_reports() -> int:
    """The worker's look: files that were not brought in, and names of rows that nobody has decided on, go."""
    now = timezone.now()
    gone = MeetingReport.objects.filter(brought_in_at=None, looked_at__lt=now - KEPT).delete()[0]
    old = MeetingRow.objects.exclude(waits="").filter(report__brought_in_at__lt=now - WAITING_KEPT)
    return gone + old.update(waits="", name="", email="")


class _People:
    """Who is known by which address and token; two queries."""

    def __init__(self, seminar: Seminar):
        rows = standing(seminar)
        self.by_token = {codes.join_token(seminar.key, row.person.key): row for row in rows.values()}
        self.by_email = {row.person.email.lower(): row for row in rows.values()}
        others = EmailAddress.objects.filter(user__in=rows, verified=True)
        self.by_email |= {email.lower(): rows[user] for user, email in others.values_list("user", "email")}

    def find(self, line: reports.Line) -> tuple[Registration | None, str]:
        """The registration, or why nobody can be sure."""
        named = [self.by_email.get(line.email), self.by_token.get(codes.token_in(line.name))]
        found = {row.pk: row for row in named if row}
        if len(found) != 1:
            return None, Why.TWO if found else Why.UNKNOWN
        row = found.popitem()[1]
        return (row, "") if row.state == Registration.State.CONFIRMED else (None, Why.NO_PLACE)


def _row(report: MeetingReport, mark: str, line: reports.Line, registration: Registration | None, waits: str) -> MeetingRow:
    kept = {"name": line.name[:200], "email": line.email[:254]} if waits else {}
    return MeetingRow(
        report=report,
        seminar=report.seminar,
        mark=mark,
        line=line.number,
        joined_at=line.joined_at,
        left_at=line.left_at,
        registration=registration,
        waits=waits,
        **kept,
    )


def _mark(line: reports.Line) -> str:
    said = "\n".join([line.name, line.email, line.joined_at.isoformat(), line.left_at.isoformat()])
    return salted_hmac("seminars.meeting", said, algorithm="sha256").hexdigest()


def _refuse_while_going_on(seminar: Seminar, rows: list[MeetingRow]) -> None:
    now = timezone.now()
    for sitting in seminar.sittings.filter(ends_at__gt=now):
        if any(_meets(row, sitting) for row in rows):
            raise ValidationError(_("A sitting in this report is not over yet. Bring it in when it is."), code="early")


def _count(seminar: Seminar, rows: Iterable[MeetingRow], by: User) -> None:
    people = Registration.objects.filter(pk__in={row.registration_id for row in rows}).select_related("person")
    count_presence(seminar, people, seminar.sittings.all(), by)


def _meets(row: MeetingRow, sitting: Sitting) -> bool:
    return row.joined_at < sitting.ends_at and row.left_at > sitting.starts_at


_UNREADABLE = {
    "encoding": lambda: _("This file is neither UTF-8 nor UTF-16. Export the report again, as CSV."),
    "columns": lambda: _(
        "This is not a participants' report with times: no columns for joining and leaving. Export the list of participants with times."
    ),
    "long": lambda: _("This file has too many lines. Export the report of one meeting."),
}
