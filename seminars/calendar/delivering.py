"""What became of the mails about a seminar: how many left, and which a mail server refuses."""

from django.db.models import Count, Q

from ..models import RegistrationMail, Seminar

STATES = ("sent", "waiting", "refused")


def mails_of(seminar: Seminar, state: str = ""):
    """The mails about its registrations, the newest first; of one state where it is named."""
    mails = RegistrationMail.objects.filter(registration__seminar=seminar).order_by("-pk")
    mails = mails.select_related("mail", "registration__person").defer("mail__raw")
    return getattr(mails, state)() if state in STATES else mails


def numbers_of(seminar: Seminar) -> dict[str, int]:
    """How many there are of each state; what was refused and is tried again is waiting and refused at once. One query."""
    unsent = Q(mail__sent_at=None)
    refused = unsent & (Q(mail__dead_at__isnull=False) | ~Q(mail__last_error=""))
    return RegistrationMail.objects.filter(registration__seminar=seminar).aggregate(
        sent=Count("pk", filter=~unsent),
        waiting=Count("pk", filter=unsent & Q(mail__dead_at=None)),
        refused=Count("pk", filter=refused),
    )
