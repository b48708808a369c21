"""Signing the status lists: the worker's part. A list is written anew when a badge was taken back, and every day."""

import json
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from certificates.models import StatusList

from . import bitstring, keys, proofs

SIGNED_ANEW = timedelta(days=1)


def sign_status_lists() -> int:
    """Write the lists that no longer say what is so; says how many."""
    return sum(write(status_list) for status_list in StatusList.objects.select_related("key")) if settings.BADGE_KEY_FILE else 0


def write(status_list: StatusList) -> bool:
    """Sign one list if it has to be; of two workers the first one's counts, and the other looks again."""
    now = timezone.now()
    encoded = bitstring.encode(status_list.badges.taken_back().values_list("index", flat=True))
    if _says(status_list, encoded, now):
        return False
    signer = keys.signer()
    unsigned = bitstring.as_credential(status_list.address, keys.issuer(), encoded, now)
    document = json.dumps(proofs.sign(unsigned, signer.private, signer.method, now), indent=1)
    unchanged = StatusList.objects.filter(pk=status_list.pk, signed_at=status_list.signed_at)
    return bool(unchanged.update(document=document, signed_at=now, key=signer.key))


def _says(status_list: StatusList, encoded: str, now) -> bool:
    if not status_list.document or status_list.key.withdrawn_at or status_list.signed_at < now - SIGNED_ANEW:
        return False
    return json.loads(status_list.document)["credentialSubject"]["encodedList"] == encoded
