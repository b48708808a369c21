"""Loading the institutions and the people of the demonstration network."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from icrweb.accounts.models import Affiliation, Consent, Institution, User
from icrweb.accounts.sharing import share

from .files import facts_in


def load_institutions(path: Path) -> None:
    for facts in facts_in(path)["institutions"]:
        names = facts.get("names") or {}
        values = {name: facts[name] for name in ("name", "kind", "country", "city", "time_zone", "languages", "site_quota")}
        values["native_name"] = next(iter(names.values()), "")
        Institution.objects.update_or_create(code=facts["code"], defaults=values)


def load_people(path: Path, day: date) -> None:
    """Make each account once, with the demonstration's password; who exists already stays as they made themselves."""
    password = make_password(settings.DEMO_PASSWORD)
    people = facts_in(path)["people"]
    for facts in people:
        if not User.objects.filter(email=facts["email"]).exists():
            _make_person(facts, password, day)
    confirmer = User.objects.get(email="aisyah@demo.example")
    Affiliation.objects.filter(confirmed_at__isnull=False, confirmed_by=None).update(confirmed_by=confirmer)


def _make_person(facts: dict, password: str, day: date) -> None:
    names = ("email", "latin_name", "native_name", "name_order", "country", "time_zone", "language")
    groups = facts.get("groups") or []
    user = User(**{name: facts.get(name) or "" for name in names}, password=password)
    user.translates_into = facts.get("translates_into") or []
    user.is_superuser = user.is_staff = "operator" in groups
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    Consent.objects.create(user=user, purpose=Consent.Purpose.NOTICE, version=settings.NOTICE_VERSION, language=user.language)
    if place := facts.get("affiliation"):
        since = day + timedelta(days=place["from"])
        confirmed = datetime.combine(since + timedelta(days=1), time(3), ZoneInfo("UTC")) if place.get("confirmed") else None
        affiliation = Affiliation.objects.create(
            user=user,
            institution=Institution.objects.filter(code=place.get("institution", "")).first(),
            unlisted_name=place.get("unlisted_name", ""),
            role=place["role"],
            department=place.get("department", ""),
            started_on=since,
            confirmed_at=confirmed,
        )
        if place.get("shares"):
            share(user, affiliation.institution, user.language)
