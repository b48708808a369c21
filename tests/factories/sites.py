"""Sites with their coordinators, and people who share with them."""

from django.contrib.auth.models import Group
from django.utils import timezone

from icrweb.accounts.models import Institution, User
from icrweb.accounts.roles import COORDINATOR
from icrweb.accounts.sharing import share
from tests.factories.people import make_affiliation, make_institution, make_user


def make_site_person(site: Institution, **fields) -> User:
    """Works there, confirmed, and shares with it."""
    person = make_user(**fields)
    make_affiliation(person, site, confirmed_at=timezone.now())
    share(person, site, "en")
    return person


def make_coordinated_site() -> tuple[Institution, User]:
    """A site and its coordinator."""
    site, coordinator = make_institution(), make_user()
    make_affiliation(coordinator, site, confirmed_at=timezone.now())
    coordinator.groups.add(Group.objects.get_or_create(name=COORDINATOR)[0])
    return site, coordinator
