"""Trying again what the worker has given up."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .models import Mail


@transaction.atomic
def retry(mail: Mail, *, by) -> None:
    """Mail that was given up is due again at once; mail that was sent never is."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.sent_at is not None:
        raise ValidationError(_("This mail was sent. Ask the person to look into the spam folder."), code="sent")
    if mail.dead_at is None:
        raise ValidationError(_("This mail is still being tried."), code="waiting")
    old = {"dead_at": mail.dead_at, "tries": mail.tries}
    mail.dead_at, mail.next_try_at = None, timezone.now()
    mail.save(update_fields=["dead_at", "next_try_at"])
    audit.record("mail.retry", mail, actor=by, person=mail.person, old=old, new={"dead_at": None})
