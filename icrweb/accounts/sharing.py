"""Who may see until when somebody's training counts: the coordinators of an institution, if the person says so, while both work there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Affiliation, Consent, Institution, User
from .roles import COORDINATOR

VERSION = "2026-11"  # of the text beside the button


@transaction.atomic
def share(person: User, institution: Institution, language: str) -> Consent:
    """Let an institution where one works see one's training; asked twice, it is one consent."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not Affiliation.objects.current().filter(user=person, institution=institution).exists():
        raise ValidationError(_("You can share only with an institution where you work today."), code="not_there")
    return Consent.objects.get_or_create(
        user=person,
        institution=institution,
        purpose=Consent.Purpose.SHARING,
        withdrawn_at=None,
        defaults={"version": VERSION, "language": language},
    )[0]


def stop_sharing(person: User, institution: Institution) -> None:
    """From now on its coordinators see nothing; that it was shared, and until when, is kept."""
    Consent.objects.sharing().filter(user=person, institution=institution).update(withdrawn_at=timezone.now())


def shared_with(person: User) -> set[int]:
    """The ids of the institutions that may see it."""
    return set(Consent.objects.sharing().filter(user=person).values_list("institution", flat=True))


def coordinations() -> QuerySet[Affiliation]:
    """Who coordinates where: site coordinators, at institutions where their affiliation is confirmed and has not ended."""
    confirmed = Affiliation.objects.current().filter(confirmed_at__isnull=False, institution__isnull=False)
    return confirmed.filter(user__is_active=True, user__groups__name=COORDINATOR)


def coordinated_by(person: User) -> QuerySet[Institution]:
    """The institutions that somebody coordinates."""
    return Institution.objects.filter(pk__in=coordinations().filter(user=person.pk).values("institution"))


def people_of(institution: Institution) -> QuerySet[User]:
    """Who works there today and shares with it; accounts that are closed are left out."""
    there = Affiliation.objects.current().filter(institution=institution)
    sharing = Consent.objects.sharing().filter(institution=institution)
    return User.objects.filter(is_active=True, pk__in=there.values("user")).filter(pk__in=sharing.values("user"))


def members_of(institution: Institution) -> QuerySet[User]:
    """Those of them whose place there is confirmed: for whom a coordinator may vouch."""
    confirmed = Affiliation.objects.current().filter(institution=institution, confirmed_at__isnull=False)
    return people_of(institution).filter(pk__in=confirmed.values("user"))
