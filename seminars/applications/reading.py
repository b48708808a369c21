"""Reading an application whole: what was asked and answered, files, workplace, certificates that matter, earlier seminars.

For who decides or scores:

- `application_of(registration, language)` gives an `Application`; show it with
  `{% include "seminars/applications/includes/application.html" with application=application only %}`.
  Its page in the admin is `seminars_desk:application` (seminar pk, registration pk).
- `histories(people)` gives a `History` for each of many people in two queries, for lists and boards.

Both only read. Whoever shows an application checks who may see it, and records the look: `looking.look_at(registration, by)`.
The files' address, `seminars:application_file`, asks `files.may_read(user, file)`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from certificates.models import Certificate
from icrweb.accounts.models import User
from icrweb.trail.models import AuditEntry

from ..models import Answer, ApplicationFile, ExtraQuestion, Registration, Seminar

LATE = timedelta(days=7)  # a place given back so shortly before the start can hardly be filled


@dataclass(frozen=True)
class Line:
    """One answer, with the words of the question as they were; `earlier` are those it replaced, (when, lines), newest first."""

    label: str
    words: list[str]
    answered_at: datetime
    kind: str
    purged: bool = False
    earlier: list[tuple[datetime, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    """What became of somebody's places at other seminars that are over: the registrations of each kind, newest first."""

    attended: list[Registration] = field(default_factory=list)
    no_shows: list[Registration] = field(default_factory=list)
    late_cancellations: list[Registration] = field(default_factory=list)

    @property
    def is_first_timer(self) -> bool:
        return not self.attended


@dataclass(frozen=True)
class Application:
    registration: Registration
    answers: list[Line]  # given at sign-up
    after_acceptance: list[Line]
    files: list[tuple[str, ApplicationFile]]  # what was asked for, and the file
    certificates: list[Certificate]  # valid ones of what the seminar asks for
    history: History


def application_of(registration: Registration, language: str) -> Application:
    """Everything about one registration; a constant number of queries."""
    rows = list(registration.answers.select_related("question"))
    files = registration.files.current().select_related("question")
    return Application(
        registration=registration,
        answers=lines_of(rows, ExtraQuestion.Part.SIGN_UP, language),
        after_acceptance=lines_of(rows, ExtraQuestion.Part.ACCEPTED, language),
        files=[(file.label_in(language), file) for file in files],
        certificates=_certificates(registration.person, registration.seminar),
        history=histories([registration.person_id], besides=registration.seminar)[registration.person_id],
    )


def histories(people: Iterable[int], *, besides: Seminar | None = None) -> dict[int, History]:
    """By primary key of the person: their earlier seminars, without the one named; two queries."""
    found = {person: History() for person in people}
    rows = Registration.objects.filter(person__in=list(found), seminar__ends_at__lt=timezone.now(), seminar__cancelled_at=None)
    if besides:
        rows = rows.exclude(seminar=besides)
    rows = list(rows.select_related("seminar").order_by("-seminar__starts_at", "-pk"))
    left = [str(row.key) for row in rows if row.state == Registration.State.CANCELLED]
    by_staff = set(
        AuditEntry.objects.filter(deed="registration.cancel", subject_key__in=left).values_list("subject_key", flat=True)
    )
    for row in rows:
        if (kind := _became(row)) and str(row.key) not in by_staff:
            getattr(found[row.person_id], kind).append(row)
    return found


def _became(row: Registration) -> str:
    if row.attended_at:
        return "attended"
    if row.state == Registration.State.CONFIRMED:
        return "no_shows" if row.seminar.settled_at else ""
    gave_back = row.state == Registration.State.CANCELLED and row.confirmed_at and row.cancelled_at
    return "late_cancellations" if gave_back and row.seminar.starts_at - row.cancelled_at < LATE else ""


def lines_of(rows: list[Answer], part: str, language: str) -> list[Line]:
    """The answers of one part as they stand, each with those it replaced."""
    earlier = defaultdict(list)
    for row in reversed(rows):
        if row.replaced_at:
            earlier[row.question_id].append((row.answered_at, row.words_in(language)))
    return [
        Line(
            label=row.label_in(language),
            words=row.words_in(language),
            answered_at=row.answered_at,
            kind=row.question.kind,
            purged=row.purged_at is not None,
            earlier=earlier[row.question_id],
        )
        for row in rows
        if row.question.part == part and row.replaced_at is None
    ]


def _certificates(person: User, seminar: Seminar) -> list[Certificate]:
    held = Certificate.objects.valid().filter(recipient=person, achievement__in=seminar.prerequisites.all())
    return list(held.select_related("achievement").order_by("achievement__code", "-completed_at"))
