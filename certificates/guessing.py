"""Against guessing numbers: an address that asks for many unknown ones must wait. Found numbers are never counted."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MOST_UNKNOWN = 30  # a minute and address: people mistype seldom, and the check character catches that before this counts
WINDOW = 60


def too_many(request) -> bool:
    return cache.get(_key(request), 0) >= MOST_UNKNOWN


def note_unknown(request) -> None:
    key = _key(request)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.add(key, 1, WINDOW)


def _key(request) -> str:
    return f"unknown-certificate:{get_adapter().get_client_ip(request)}"
