"""Whose training ends at an institution: the list its coordinators see, and their mail of the week."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.endings import Ending, endings_of
from certificates.guidance import today_at_issuer
from icrweb.accounts.models import Institution, User
from icrweb.accounts.sharing import coordinations, people_of
from icrweb.trail import audit
from icrweb.trail.models import AuditEntry

from .models import CoordinatorDigest
from .renewal import CLOSES, OPENS, SATURDAY
from .renewal_letters import digest

LATELY = timedelta(days=90)  # the mail names what ended within it; the page shows all
QUIET = timedelta(hours=1)  # looks at the same people within it are one
VIEWED = "site_renewals.view"


def endings_at(institution: Institution, today: date, since: date | None = None) -> list[tuple[User, Ending]]:
    """Endings whose window is open on `today`, of people who share with it, the earliest first; `since` leaves out older ones."""
    people = list(people_of(institution).order_by("pk"))
    endings = endings_of(people) if people else {}
    rows = [
        (person, one)
        for person in people
        for one in endings.get(person.pk, [])
        if one.opens <= today and (since is None or since <= one.last)
    ]
    return sorted(rows, key=lambda row: (row[1].last, str(row[0]), row[0].pk, row[1].training.title))


def note_view(institution: Institution, coordinator: User, people: list[User], deed: str = VIEWED) -> None:
    """Who looked at whose training is kept in the audit trail."""
    seen = {"people": sorted({str(person.key) for person in people})}
    since = timezone.now() - QUIET
    latest = AuditEntry.objects.filter(deed=deed, actor=coordinator, subject_key=str(institution.key), at__gt=since)
    if people and seen not in list(latest.values_list("new", flat=True)):
        audit.record(deed, institution, actor=coordinator, new=seen)


def write_coordinator_digests() -> int:
    """The sweep: from Monday to Friday by day, who has not had this week's mail; later days are there for a worker that was down."""
    now = timezone.now()
    rows = coordinations().select_related("user", "institution").order_by("pk")
    waiting = {(row.user, row.institution, week) for row in rows if (week := _week(row.user, now))}
    if not waiting:
        return 0
    told = CoordinatorDigest.objects.filter(week__in={week for _person, _institution, week in waiting})
    done = set(told.values_list("person", "institution", "week"))
    return sum(
        _digest(person, institution, week, now)
        for person, institution, week in waiting
        if (person.pk, institution.pk, week) not in done
    )


def _digest(person: User, institution: Institution, week: date, now: datetime) -> int:
    """The row is unique: of two workers at once one writes it, and the letter with it."""
    today = today_at_issuer(now)
    rows = endings_at(institution, today, since=today - LATELY)
    with transaction.atomic():
        _row, made = CoordinatorDigest.objects.get_or_create(
            person=person, institution=institution, week=week, defaults={"endings": len(rows)}
        )
        if made and rows:
            digest(person, institution, rows, today)
    return int(made and bool(rows))


def _week(person: User, now: datetime) -> date | None:
    """The Monday of the week where the person is, while mails may leave there."""
    local = now.astimezone(ZoneInfo(person.time_zone))
    if local.weekday() >= SATURDAY or not OPENS <= local.time() < CLOSES:
        return None
    return local.date() - timedelta(days=local.weekday())
