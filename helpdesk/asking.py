"""Asking the course team, the translators or the help desk, and writing back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Edition, Enrolment
from helpdesk.models import Message, Thread
from helpdesk.places import Place
from icrweb.accounts.models import User

LONGEST = 4000
WITHIN = timedelta(hours=1)
MOST_WITHIN = 6  # messages of one account in an hour
MOST_FROM_ADDRESS = 3  # open questions of one unproven address


def ask(person: User, kind: str, text: str, *, language: str, place: Place | None = None, browser: str = "") -> Thread:
    """Open a thread with its context; the team of its kind is written to by the worker."""
    text, kind = _checked(text), _kind(kind)
    with transaction.atomic():
        _refuse_haste(person)
        thread = Thread.objects.create(
            kind=kind, desk=_desk(kind), asker=person, language=language, browser=browser[:300], **_context(person, place)
        )
        Message.objects.create(thread=thread, author=person, text=text)
    return thread


def ask_by_mail(address: str, text: str, *, language: str) -> Thread | None:
    """A question of somebody who cannot sign in. None where that address waits for answers already: nobody is told which."""
    text = _checked(text)
    waiting = Thread.objects.filter(address__iexact=address, state=Thread.State.OPEN)
    with transaction.atomic():
        if waiting.count() >= MOST_FROM_ADDRESS:
            return None
        thread = Thread.objects.create(kind=Thread.Kind.HELP, desk=Thread.Desk.HELP, address=address.lower(), language=language)
        Message.objects.create(thread=thread, text=text)
    return thread


def reply(thread: Thread, person: User, text: str) -> Message:
    """The learner writes back; an answered or closed question is open again."""
    text = _checked(text)
    with transaction.atomic():
        _refuse_haste(person)
        thread = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        message = Message.objects.create(thread=thread, author=person, text=text)
        thread.state, thread.moved_at, thread.told_at = Thread.State.OPEN, message.written_at, None
        thread.save(update_fields=["state", "moved_at", "told_at"])
    return message


def _context(person: User, place: Place | None) -> dict:
    if place is None:
        return {}
    return {
        "course_key": place.course_key,
        "course_title": place.course_title,
        "lesson_key": place.lesson_key,
        "lesson_title": place.lesson_title,
        "block_id": place.block_id,
        "words": place.words,
        "words_language": place.language,
        "edition": _edition(person, place),
    }


def _edition(person: User, place: Place) -> Edition | None:
    """The edition that the person studies, else the one that is open."""
    enrolment = (
        Enrolment.objects.for_learner(person).current().filter(course_key=place.course_key).select_related("edition").first()
    )
    if enrolment:
        return enrolment.edition
    return Edition.objects.newest([place.course_key], timezone.now().date()).get(place.course_key)


def _refuse_haste(person: User) -> None:
    """So many messages within an hour, counted with the person's row held: two windows cannot both be the last."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    recent = Message.objects.filter(author=person, by_team=False, written_at__gt=timezone.now() - WITHIN)
    times = list(recent.order_by("written_at").values_list("written_at", flat=True))
    if len(times) < MOST_WITHIN:
        return
    minutes = int((times[-MOST_WITHIN] + WITHIN - timezone.now()).total_seconds() // 60) + 1
    raise ValidationError(
        ngettext(
            "You have written several times within an hour. Wait %(minutes)d minute, then send this.",
            "You have written several times within an hour. Wait %(minutes)d minutes, then send this.",
            minutes,
        ),
        code="too_often",
        params={"minutes": minutes},
    )


def _kind(kind: str) -> Thread.Kind:
    if kind not in Thread.Kind.values:
        raise ValidationError(_("Choose what it is about."), code="kind")
    return Thread.Kind(kind)


def _desk(kind: Thread.Kind) -> Thread.Desk:
    return Thread.DESK_OF.get(kind, Thread.Desk.COURSE)


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write your question first."), code="empty")
    if len(text) > LONGEST:
        raise ValidationError(
            _("A message may have %(most)d characters; this one has %(number)d."),
            code="too_long",
            params={"most": LONGEST, "number": len(text)},
        )
    return text
