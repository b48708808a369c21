"""A sweep: who holds a certificate is looked at once a day, in the morning where they are, and reminded of what is to be renewed."""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from certificates.endings import Ending, endings_of
from certificates.models import Certificate
from icrweb.accounts.models import User

from .models import RenewalLook, RenewalReminder
from .renewal import AFTER, End, Sent, due, next_look
from .renewal_letters import remind
from .renewing import begun_by

AT_ONCE = 100
OVERLAP = timedelta(hours=1)  # a certificate that was being issued while a later one was seen is still found


def remind_of_renewals() -> int:
    """Those whose next look has come: their endings in a constant number of queries, then person by person."""
    now = timezone.now()
    _begin_looking(now)
    looks = list(RenewalLook.objects.filter(next_at__lte=now).select_related("person").order_by("next_at", "pk")[:AT_ONCE])
    people = [look.person for look in looks if look.person.is_active]
    endings = endings_of(people) if people else {}
    begun = begun_by(people, endings) if people else {}
    sent = _sent(people, now)
    return sum(
        _look(look, endings.get(look.person_id, []), begun.get(look.person_id, set()), sent[look.person_id], now) for look in looks
    )


def _begin_looking(now: datetime) -> None:
    """A row for who got a first certificate since the newest row was made."""
    newest = RenewalLook.objects.aggregate(since=Max("since"))["since"]
    first = Certificate.objects.filter(recipient__renewal_look=None)
    if newest:
        first = first.filter(issued_at__gte=newest - OVERLAP)
    since: dict[int, datetime] = {}
    for person, issued_at in first.order_by("issued_at").values_list("recipient", "issued_at")[:AT_ONCE]:
        since.setdefault(person, issued_at)
    RenewalLook.objects.bulk_create(
        [RenewalLook(person_id=person, next_at=now, since=issued_at) for person, issued_at in since.items()], ignore_conflicts=True
    )


def _sent(people: list[User], now: datetime) -> dict[int, list[Sent]]:
    """What was said to them about all that a reminder may still be about."""
    rows = RenewalReminder.objects.filter(person__in=people, last_day__gte=(now - AFTER).date() - timedelta(days=2))
    sent = defaultdict(list)
    for row in rows:
        sent[row.person_id].append(Sent(End(str(row.evidence_key), row.last_day), row.stage, row.sent_on))
    return sent


def _look(look: RenewalLook, endings: list[Ending], begun: set[Ending], sent: list[Sent], now: datetime) -> int:
    """Taking the row is one conditional update: two workers never both write; a killed one leaves it as it was."""
    person = look.person
    local = now.astimezone(ZoneInfo(person.time_zone))
    by_end = {End(one.key, one.last): one for one in endings}
    found = due(by_end, sent, local, person.early_reminders, {end for end, one in by_end.items() if one in begun})
    with transaction.atomic():
        taken = RenewalLook.objects.filter(pk=look.pk, next_at=look.next_at).update(next_at=next_look(local))
        if not taken or not found:
            return 0
        RenewalReminder.objects.bulk_create(
            RenewalReminder(
                person=person,
                evidence_key=one.end.key,
                last_day=one.end.last,
                stage=one.stage,
                sent_on=local.date(),
            )
            for one in found
        )
        remind(person, [(one, by_end[one.end]) for one in found], local.date())
    return 1
