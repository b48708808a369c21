"""Writing to a chosen part of the registrants: one deed, one record of who got what; many mails are written by the worker."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.pages.languages import language_name
from icrweb.trail import audit

from ..letters import Post, placeholders
from ..letters.texts import language_for, paragraphs, refuse_wrong_placeholders, values_for
from ..models import Message, MessageCopy, Registration, Seminar

AT_ONCE = 200  # mails that the deed itself writes; more are the worker's
PORTION = 50
MOST_A_DAY = 10

Texts = dict[str, dict[str, str]]


def recipients(rows: Iterable[Registration]) -> list[Registration]:
    """Whom a message to these rows is for: each person once, by their latest registration, while the account is open."""
    by_age = sorted(rows, key=lambda row: (row.state in Registration.LIVE, row.pk))
    latest = {row.person_id: row for row in by_age if row.person.is_active}
    return sorted(latest.values(), key=lambda row: row.number)


@transaction.atomic
def write(seminar: Seminar, rows: list[Registration], texts: Texts, by: User, chosen: dict) -> Message:
    """Write to these people. Up to 200 mails are in the outbox at once; of more the worker writes a portion at a time."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    for text in texts.values():
        refuse_wrong_placeholders(text["subject"])
        refuse_wrong_placeholders(text["text"])
    if not texts:
        raise ValidationError(_("Write the text in at least one language."), code="text")
    if not rows:
        raise ValidationError(_("Nobody fits. Choose other people in the list."), code="nobody")
    if seminar.messages.filter(made_at__gte=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        sentence = _("A seminar gets at most %(most)d messages a day. Write again tomorrow.")
        raise ValidationError(sentence % {"most": MOST_A_DAY}, code="too_many")
    message = Message.objects.create(seminar=seminar, by=by, texts=texts, chosen=chosen, recipients=len(rows))
    MessageCopy.objects.bulk_create((MessageCopy(message=message, registration=row) for row in rows), batch_size=500)
    subjects = {code: text["subject"] for code, text in texts.items()}
    audit.record("seminar.write", seminar, actor=by, new={"recipients": len(rows), "filter": chosen, "subjects": subjects})
    if len(rows) <= AT_ONCE:
        _write_portion(message, AT_ONCE)
    return message


def write_waiting_messages() -> int:
    """A sweep: the next portion of each message that is not written to everybody yet."""
    return sum(_go_on(pk) for pk in Message.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def preview(seminar: Seminar, rows: list[Registration], texts: Texts) -> Post:
    """One mail for each language among these people, as it would leave; nothing is kept."""
    samples: dict[str, Registration] = {}
    for row in rows:
        samples.setdefault(row.language, row)
    post = Post(seminar)
    with transaction.atomic():
        for row in samples.values():
            _put(post, row, texts)
        transaction.set_rollback(True)
    return post


@transaction.atomic
def _go_on(pk: int) -> int:
    message = Message.objects.select_for_update(of=("self",)).select_related("seminar").get(pk=pk)
    return _write_portion(message, PORTION) if message.finished_at is None else 0


def _write_portion(message: Message, most: int) -> int:
    copies = {copy.registration_id: copy for copy in message.copies.filter(mail=None)[:most]}
    rows = Registration.objects.filter(pk__in=copies).select_related("person").with_position().order_by("number")
    post = Post(message.seminar)
    for row in rows:
        copy = copies[row.pk]
        copy.mail = _put(post, row, message.texts)
        copy.save(update_fields=["mail"])
    if not message.copies.filter(mail=None).exists():
        message.finished_at = timezone.now()
        message.save(update_fields=["finished_at"])
    return len(copies)


def _put(post: Post, row: Registration, texts: Texts):
    code = language_for(row.language, texts, post.seminar)
    with translation.override(row.language):
        values = values_for(post.seminar, row, row.position)
        subject = " ".join(placeholders.fill(texts[code]["subject"], values).split())[:200]
        words = {
            "subject": subject,
            "title": subject,
            "paragraphs": [placeholders.fill(one, values) for one in paragraphs(texts[code]["text"])],
            "why": _("You get this because you registered for this seminar. Its organizer wrote it."),
        }
        if code != row.language:
            note = _("The organizer wrote this in %(language)s only.") % {"language": language_name(code)}
            words["paragraphs"] = [note, *words["paragraphs"]]
        return post.put(row, words)
