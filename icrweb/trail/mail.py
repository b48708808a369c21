"""The mail outbox: a message is a row first, so that no request waits for a mail server and nothing is sent twice.

The `Message-ID` is fixed when the row is written; a crash between the server's answer and our note of it can only repeat
the same id, which mail programs show once.
"""

import email
import email.policy
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from email.utils import make_msgid
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db.models import F
from django.utils import timezone

from .models import Mail

GIVE_UP_AFTER = timedelta(days=7)
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = 500  # rows written by one statement, a few megabytes


class OutboxBackend(BaseEmailBackend):
    """Django's `EMAIL_BACKEND`: writes each message into the outbox instead of sending it."""

    def send_messages(self, email_messages):
        for message in email_messages:
            put(message)
        return len(email_messages)


def put(message: EmailMessage, person=None) -> list[Mail]:
    """Write one outbox row per recipient; nobody sees another's address."""
    rows = [_row(message, address, person) for address in message.recipients()]
    for row in rows:
        row.save()
    return rows


def put_many(letters: Iterable[tuple[EmailMessage, Any]]) -> int:
    """Write the letters of many people, each with the person it is for, a portion in one statement; how many there were."""
    rows = (_row(message, address, person) for message, person in letters for address in message.recipients())
    count = 0
    while portion := list(islice(rows, AT_ONCE)):
        Mail.objects.bulk_create(portion)
        count += len(portion)
    return count


def unwritten(message: EmailMessage, person=None) -> Mail:
    """The row of a message to one address, for who writes many at once."""
    (address,) = message.recipients()
    return _row(message, address, person)


def _row(message: EmailMessage, address: str, person) -> Mail:
    message_id = make_msgid(domain=urlsplit(settings.BASE_URL).hostname)
    single = EmailMessage.__new__(type(message))
    single.__dict__ = {**message.__dict__, "to": [address], "cc": [], "bcc": []}
    single.extra_headers = {**message.extra_headers, "Message-ID": message_id}
    return Mail(message_id=message_id, person=person, to=address, subject=message.subject, raw=single.message().as_bytes())


def send_waiting_mail() -> int:
    """Send what is due, oldest first; a failure waits longer each time and is given up after seven days."""
    sent = 0
    for row in Mail.objects.waiting().order_by("pk")[:100]:
        # Taking the row is one conditional update: two workers never both send it.
        taken = Mail.objects.filter(pk=row.pk, sent_at=None, next_try_at=row.next_try_at).update(
            next_try_at=timezone.now() + settings.LEASE, tries=F("tries") + 1
        )
        if taken:
            sent += _send(row)
    return sent


def _send(row: Mail) -> int:
    try:
        _deliver(row)
    except (smtplib.SMTPException, OSError) as error:
        now = timezone.now()
        wait = min(timedelta(minutes=1) * 2 ** min(row.tries, 12), LONGEST_WAIT)
        given_up = now if now - row.created_at > GIVE_UP_AFTER else None
        Mail.objects.filter(pk=row.pk).update(next_try_at=now + wait, last_error=str(error)[:500], dead_at=given_up)
        return 0
    Mail.objects.filter(pk=row.pk).update(sent_at=timezone.now(), last_error="")
    return 1


def _deliver(row: Mail) -> None:
    """Hand the frozen bytes to the mail server, or in the demo to a file that people can open."""
    raw = bytes(row.raw)
    if settings.OUTBOX_DIR:
        settings.OUTBOX_DIR.mkdir(parents=True, exist_ok=True)
        (settings.OUTBOX_DIR / f"{row.pk:06d}.eml").write_bytes(raw)
        return
    connection: SmtpBackend = get_connection("django.core.mail.backends.smtp.EmailBackend")
    connection.open()
    try:
        connection.connection.sendmail(_sender(raw), [row.to], raw)
    finally:
        connection.close()


def _sender(raw: bytes) -> str:
    return email.message_from_bytes(raw, policy=email.policy.default)["From"].addresses[0].addr_spec
