"""Against floods of questions from people who are not signed in: so many an hour from one address of the network."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 10  # a hospital shares one address
WINDOW = 3600


def count(request) -> None:
    """One more; refused when there were too many within the hour."""
    key = f"asked-by-mail:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, WINDOW):
        return
    try:
        number = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, WINDOW)
        return
    if number > MOST:
        raise ValidationError(
            _("Many questions came from your network within an hour. Try again in an hour, or write to the office."),
            code="too_often",
        )
