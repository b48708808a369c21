"""Inviting people to a group from a list of addresses: read, say what is wrong where, then invite.

Nothing here tells whether an address has an account: every new one gets a row and a mail.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.group_letters import invitation
from courses.models import Cohort, CohortMembership
from icrweb.accounts.address_lists import Reader, lines_of
from icrweb.accounts.models import User
from icrweb.trail import audit

MOST_LINES = 200
MOST_A_DAY = 600


@dataclass
class List:
    """What a pasted or uploaded list holds: addresses to invite, and each line that is wrong, with why."""

    addresses: list[str] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    known: list[tuple[int, str]] = field(default_factory=list)


def read_list(text: str, cohort: Cohort) -> List:
    """One address a line, or a CSV whose first column with an @ is the address; a line of headings is passed over."""
    found, reader = List(), Reader()
    invited = set(cohort.memberships.exclude(address="").filter(left_at=None).values_list("address", flat=True))
    for line in lines_of(text, MOST_LINES):
        cells = [cell for cell in line.cells if cell]
        typed = next((cell for cell in cells if "@" in cell), cells[0])
        try:
            address = reader.address(typed, line.number)
        except ValidationError as fault:
            found.faults.append((line.number, typed[:80], fault.messages[0]))
            continue
        if address in invited:
            found.known.append((line.number, address))
        else:
            found.addresses.append(address)
    return found


def invite(cohort: Cohort, addresses: list[str], *, by: User) -> int:
    """Invite each address once, by mail; how many were new."""
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        if cohort.closed_at:
            raise ValidationError(_("This group is closed."), code="closed")
        today = cohort.memberships.filter(invited_at__gte=timezone.now() - timedelta(days=1)).count()
        if today + len(addresses) > MOST_A_DAY:
            raise ValidationError(
                _("A group sends at most %(most)d invitations a day. Go on tomorrow."), code="too_many", params={"most": MOST_A_DAY}
            )
        new = []
        for address in dict.fromkeys(addresses):
            row, made = CohortMembership.objects.get_or_create(
                cohort=cohort, address=address, defaults={"how": CohortMembership.How.LIST, "invited_at": timezone.now()}
            )
            if made:
                new.append(row)
        people = _people_of([row.address for row in new])
        for row in new:
            invitation(row, cohort, by, people.get(row.address))
        audit.record("cohort.invite", cohort, actor=by, new={"invited": len(new)})
    return len(new)


def _people_of(addresses: list[str]) -> dict[str, User]:
    """Whose proven addresses these are: only to write in their language, shown to nobody."""
    proven = EmailAddress.objects.filter(email__in=addresses, verified=True).select_related("user")
    return {row.email.lower(): row.user for row in proven}
