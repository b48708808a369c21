"""What the help desk does for one learner. Each deed has a reason, is in the audit trail, and never reaches somebody with more rights."""

import email
import email.policy
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.models import Look
from icrweb.accounts.models import User
from icrweb.accounts.outbox import code_in
from icrweb.trail import audit
from icrweb.trail.models import AuditEntry, Mail
from icrweb.trail.reading import text_of

LOOK_LASTS = timedelta(minutes=30)
NOTED_AGAIN_AFTER = timedelta(minutes=15)
LIMITS = ("login_failed", "request_login_code", "reset_password")


def may_help(by: User, person: User) -> bool:
    """Somebody of the help desk, for anybody but themselves who has no right that they lack."""
    if not by.has_perm("helpdesk.help_learners") or by.pk == person.pk:
        return False
    if by.is_superuser:
        return True
    return not person.is_superuser and person.get_all_permissions() <= by.get_all_permissions()


def note_look(by: User, person: User, what: str) -> None:
    """Every look at somebody's record is in the audit trail; the same look again within a quarter of an hour is one."""
    again = AuditEntry.objects.filter(
        actor=by, person=person, deed="helpdesk.look", new={"at": what}, at__gt=timezone.now() - NOTED_AGAIN_AFTER
    )
    if not again.exists():
        audit.record("helpdesk.look", person, actor=by, person=person, new={"at": what})


def is_locked(request, person: User) -> bool:
    """Whether wrong passwords or many codes make this person wait."""
    return any(
        not ratelimit.consume(request, app="allauth.account", action=action, key=address, dry_run=True, limit_get=True)
        for action in LIMITS
        for address in _addresses(person)
    )


def unlock(request, person: User, *, why: str) -> None:
    """Forget the wrong tries of this person's addresses, so that they may try again at once."""
    by = _checked(request.user, person, why)
    if not is_locked(request, person):
        raise ValidationError(_("Nothing is locked: this person can try to sign in now."), code="not_locked")
    with transaction.atomic():
        audit.record("person.unlock", person, actor=by, person=person, why=why)
    for action in LIMITS:
        for address in _addresses(person):
            ratelimit.clear(request, app="allauth.account", action=action, key=address)


def _addresses(person: User) -> list[str]:
    return sorted({person.email.lower(), *(address.lower() for address in person.emailaddress_set.values_list("email", flat=True))})


def resend(letter: Mail, *, by: User, why: str) -> Mail:
    """Send a mail once more, to the person's main address of today. A code is never sent again: a new one is asked for."""
    with transaction.atomic():
        letter = Mail.objects.select_for_update(of=("self",)).select_related("person").get(pk=letter.pk)
        if letter.person is None:
            raise ValidationError(_("This mail belongs to nobody's account."), code="nobody")
        _checked(by, letter.person, why)
        if code_in(text_of(letter.raw)):
            raise ValidationError(_("This mail holds a code. Ask the person to have a new one sent."), code="code")
        if letter.sent_at is None and letter.dead_at is None:
            raise ValidationError(_("This mail is still being tried. Wait until it has left."), code="waiting")
        again = _copy(letter, letter.person.email)
        audit.record(
            "mail.resend",
            again,
            actor=by,
            person=letter.person,
            old={"to": letter.to},
            new={"to": again.to, "subject": letter.subject},
            why=why,
        )
    return again


def _copy(letter: Mail, address: str) -> Mail:
    """The same letter as a new one: its own id, so that mail programs show both."""
    message = email.message_from_bytes(bytes(letter.raw), policy=email.policy.SMTP)
    message_id = make_msgid(domain=urlsplit(settings.BASE_URL).hostname)
    for name, value in (("Message-ID", message_id), ("To", address), ("Date", email.utils.format_datetime(timezone.now()))):
        del message[name]
        message[name] = value
    return Mail.objects.create(
        message_id=message_id, person=letter.person, to=address, subject=letter.subject, raw=message.as_bytes()
    )


def open_look(person: User, *, by: User, why: str) -> Look:
    """See what the learner sees, to read, for half an hour. Asked again, it is the same look, longer."""
    _checked(by, person, why)
    closes_at = timezone.now() + LOOK_LASTS
    with transaction.atomic():
        look = Look.objects.create(staff=by, person=person, why=why[:500], closes_at=closes_at)
        audit.record("helpdesk.open_look", person, actor=by, person=person, new={"until": closes_at}, why=why)
    return look


def close_look(person: User, *, by: User) -> None:
    """Leave before the time is over."""
    now = timezone.now()
    with transaction.atomic():
        if Look.objects.open_for(by, person, now).update(closes_at=now):
            audit.record("helpdesk.close_look", person, actor=by, person=person)


def looking_until(by: User, person: User) -> datetime | None:
    """Until when the look is open, or None."""
    look = Look.objects.open_for(by, person).order_by("closes_at").last()
    return look and look.closes_at


def _checked(by: User, person: User, why: str) -> User:
    if not may_help(by, person):
        raise ValidationError(_("This is not for you to do: the person is you, or has rights that you lack."), code="rights")
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")
    return by
