"""Making the badges that are waiting: the worker's part, since it alone holds the key and loads the typesetter."""

import hashlib
import json
import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Exists, F
from django.utils import timezone

from certificates.models import Badge, IssuerKey

from . import art, baking, keys, proofs
from .credential import describe

LONGEST_WAIT = timedelta(hours=6)
KINDS = ("png", "svg")
logger = logging.getLogger(__name__)


def make_waiting_badges() -> int:
    """Make the badges that are waiting, oldest first; a failure waits longer each time."""
    return sum(take(badge) and make(badge) for badge in Badge.objects.waiting().order_by("next_try_at", "pk")[:20])


def take(badge: Badge) -> bool:
    """Take a row for the length of a lease: of two workers one gets it, and a killed worker's row is found again."""
    waiting = Badge.objects.filter(pk=badge.pk, document="", next_try_at=badge.next_try_at)
    return bool(waiting.update(next_try_at=timezone.now() + settings.LEASE, tries=F("tries") + 1))


def make(badge: Badge) -> bool:
    """Describe, sign, draw, bake, store, record; outside any transaction."""
    badge = Badge.objects.select_related("certificate__achievement", "certificate__recipient", "status_list").get(pk=badge.pk)
    try:
        signer = keys.signer()
        signed = proofs.sign(describe(badge, keys.issuer()), signer.private, signer.method, timezone.now())
        document = json.dumps(signed, ensure_ascii=False, indent=1)
        picture = store(badge, document)
        return record(badge, document, picture, signer)
    except (RuntimeError, OSError, LookupError, ValueError) as error:  # typst's own are RuntimeErrors
        logger.exception("The badge of %s could not be made.", badge.certificate.code)
        wait = min(timedelta(minutes=1) * 2 ** min(badge.tries, 12), LONGEST_WAIT)
        Badge.objects.filter(pk=badge.pk, document="").update(next_try_at=timezone.now() + wait, last_error=str(error)[:2000])
        return False


def store(badge: Badge, document: str) -> str:
    """Keep both pictures with the badge in them, under the fingerprint of what they hold; says the name without its ending."""
    picture = f"badges/{hashlib.sha256(document.encode()).hexdigest()}"
    baked = {
        "png": baking.bake_png(art.draw(badge.certificate, "png"), document),
        "svg": baking.bake_svg(art.draw(badge.certificate, "svg"), document),
    }
    for kind in KINDS:
        if not storages["private"].exists(f"{picture}.{kind}"):
            storages["private"].save(f"{picture}.{kind}", ContentFile(baked[kind]))
    return picture


def record(badge: Badge, document: str, picture: str, signer: keys.Signer) -> bool:
    """Note the badge: the first one noted is served for ever, unless its key was withdrawn."""
    key_stands = Exists(IssuerKey.objects.filter(pk=signer.key.pk, withdrawn_at=None))
    noted = Badge.objects.filter(key_stands, pk=badge.pk, document="").update(
        document=document, picture=picture, key=signer.key, made_at=timezone.now(), last_error=""
    )
    if not noted and not Badge.objects.filter(picture=picture).exists():  # somebody was faster, and theirs is served
        for kind in KINDS:
            storages["private"].delete(f"{picture}.{kind}")
    return bool(noted)
