"""What a teacher does for a group beside its days and keys: writing to it, and taking its list along."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.group_letters import teachers_message
from courses.group_overview import behind, filtered, members_of, rows_for
from courses.models import Cohort, CohortMessage
from icrweb.accounts.models import User
from icrweb.trail import audit

MESSAGES_A_DAY = 5


def write_to_group(cohort: Cohort, *, subject: str, text: str, behind_only: bool, by: User) -> CohortMessage:
    """Mail the teacher's words to the members, or to those behind; at most five a day."""
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        if cohort.closed_at:
            raise ValidationError(_("This group is closed."), code="closed")
        if cohort.messages.filter(sent_at__gte=timezone.now() - timedelta(days=1)).count() >= MESSAGES_A_DAY:
            raise ValidationError(
                _("A group gets at most %(most)d messages a day. Write again tomorrow."),
                code="too_many",
                params={"most": MESSAGES_A_DAY},
            )
        rows = behind(cohort) if behind_only else members_of(cohort).filter(person__isnull=False)
        people = [row.person for row in rows if row.person.is_active]
        if not people:
            raise ValidationError(_("There is nobody to write to."), code="nobody")
        message = CohortMessage.objects.create(
            cohort=cohort, by=by, subject=subject, text=text, behind_only=behind_only, recipients=len(people)
        )
        teachers_message(message, people)
        audit.record("cohort.write", cohort, actor=by, new={"subject": subject, "recipients": len(people)})
    return message


def take_list_along(cohort: Cohort, wanted: str, *, by: User) -> list[dict]:
    """The rows of the list as the teacher sees it, for a file; that it was taken is kept."""
    rows = rows_for(list(filtered(members_of(cohort), wanted).order_by("person__latin_name", "address", "pk")))
    audit.record("cohort.export", cohort, actor=by, new={"rows": len(rows), "filter": wanted})
    return rows
