"""What a holder does about a badge: ask for it, and say whether others may fetch it."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from certificates.models import Badge, Certificate, Status, StatusList

from .bitstring import SIZE

MOST_TAKEN = SIZE // 2  # an index drawn at random is then free at the second try, on average
_MOST_DRAWS = 50  # fifty misses in a row do not happen


@transaction.atomic
def ask_for_badge(certificate: Certificate) -> Badge:
    """Ask for the badge of a certificate that counts, once; the worker makes it."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if made := Badge.objects.filter(certificate=certificate).first():
        return made
    if not settings.BADGE_KEY_FILE:
        raise ValidationError(_("This site makes no badges. Use the paper and its number."), code="no_badges")
    if certificate.status() is not Status.VALID:
        raise ValidationError(_("A badge is made only of a certificate that is valid."), code="not_valid")
    place = _list_with_room()
    for _draw in range(_MOST_DRAWS):
        try:
            with transaction.atomic():
                # At random, so that an index says neither who nor when.
                return Badge.objects.create(certificate=certificate, status_list=place, index=secrets.randbelow(SIZE))
        except IntegrityError:
            continue
    raise RuntimeError("No free index was found in the status list.")


def _list_with_room() -> StatusList:
    """The newest one while it has room, else the next. One query decides: many who ask at once for the first badge share one list."""
    newest = StatusList.objects.annotate(taken=Count("badges")).order_by("-number").first()
    if newest and newest.taken < MOST_TAKEN:
        return newest
    return StatusList.objects.get_or_create(number=newest.number + 1 if newest else 1)[0]


def ask_again(old: Certificate, new: Certificate) -> None:
    """Who had a badge of a certificate gets one of the certificate that replaces it, shared as before."""
    had = Badge.objects.filter(certificate=old).first()
    if had and settings.BADGE_KEY_FILE and new.status() is Status.VALID:
        share(ask_for_badge(new), had.shared)


def share(badge: Badge, shared: bool) -> None:
    """Let others fetch it at its address, or no longer. What was fetched before goes on verifying."""
    Badge.objects.filter(pk=badge.pk).update(shared=shared)
