"""A key that somebody else may have: it is published no longer, and what it signed is signed anew."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import IssuerKey
from icrweb.trail import audit


@transaction.atomic
def withdraw_key(multikey: str, *, why: str) -> int:
    """Take a key out of the DID document; its badges wait for the worker and the key that is in place then. Says how many."""
    key = IssuerKey.objects.select_for_update().filter(multikey=multikey).first()
    if key is None:
        raise ValidationError(_("No badge was ever signed with this key. Copy it from the list."), code="unknown")
    if key.withdrawn_at:
        raise ValidationError(_("This key is withdrawn already."), code="withdrawn")
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    key.withdrawn_at = timezone.now()
    key.save(update_fields=["withdrawn_at"])
    audit.record("badge_key.withdraw", key, actor=None, new={"multikey": multikey}, why=why)
    return key.badges.update(document="", picture="", key=None, made_at=None, next_try_at=key.withdrawn_at, tries=0)
