"""Becoming a learner."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from . import roles
from .models import Consent, User


@transaction.atomic
def sign_up(email: str, hashed_password: str, language: str) -> User:
    """Make an account whose address is still to be proven, for a learner who accepted the notice shown in this language."""
    user = User(email=email.lower(), language=language, password=hashed_password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    welcome(user, language)
    return user


def welcome(user: User, language: str) -> None:
    """A new person is a learner, and has accepted today's notice in the language it was shown in."""
    user.groups.add(Group.objects.get_or_create(name=roles.LEARNER)[0])
    Consent.objects.create(user=user, purpose=Consent.Purpose.NOTICE, version=settings.NOTICE_VERSION, language=language)


def never_proven(user: User) -> bool:
    """Somebody signed up with an address and has never shown that it is theirs."""
    addresses = list(EmailAddress.objects.filter(user=user))
    return bool(addresses) and not any(address.verified for address in addresses)


def forget_unproven_password(user: User) -> bool:
    """Drop the password of an account whose address was never proven: whoever chose it may not own the address."""
    if not never_proven(user):
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return True
