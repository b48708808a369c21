"""Secret links that are for one address: made, found again by their hash, and shown to nobody else."""

import hashlib
import secrets

from allauth.account.models import EmailAddress

from icrweb.accounts.models import User

BYTES = 32


def new_token() -> tuple[str, str]:
    """A token for a link, and the hash that is kept of it."""
    token = secrets.token_urlsafe(BYTES)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_address_of(person: User, address: str) -> bool:
    """Whether somebody has proven that the address is theirs."""
    return EmailAddress.objects.filter(user=person, verified=True, email__iexact=address).exists()


def person_with(address: str) -> User | None:
    """Who has proven that the address is theirs; told to nobody who types it."""
    found = EmailAddress.objects.filter(verified=True, email__iexact=address).select_related("user").first()
    return found.user if found and found.user.is_active else None


def masked(address: str) -> str:
    """Enough of an address for its owner to know it, and nobody else: the first letter and the domain."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
