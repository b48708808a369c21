"""How a letter of the courses is made: the same frame round different words. Values are never templates."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from icrweb.accounts.models import User
from icrweb.trail import mail

READER = "\ue000"  # stands where a reader's name will, in a frame made once for many; no keyboard types it


class Frame(NamedTuple):
    """A letter before it is addressed; where the reader's name belongs, `html` holds `READER`."""

    subject: str
    text: str
    html: str


def put(address: str, person: User | None, words: dict) -> None:
    mail.put(letter(address, person, words), person=person)


def letter(address: str, person: User | None, words: dict) -> EmailMultiAlternatives:
    return _addressed(_frame(words), address, person)


def put_many(people: Iterable[User], words_in_their_language: Callable[[], dict]) -> int:
    """The same words to many, rendered once a language; how many letters there were."""
    return mail.put_many(_letters(people, words_in_their_language))


def _letters(people: Iterable[User], words: Callable[[], dict]) -> Iterator[tuple[EmailMultiAlternatives, User]]:
    frames: dict[str, Frame] = {}
    for person in people:
        if person.language not in frames:
            with translation.override(person.language):
                frames[person.language] = _frame(words())
        yield _addressed(frames[person.language], person.email, person), person


def _frame(words: dict) -> Frame:
    context = {"site_name": settings.WAGTAIL_SITE_NAME, "to_name": READER, **words}
    text, html = (render_to_string(f"emails/courses/letter.{kind}", context) for kind in ("txt", "html"))
    return Frame(" ".join(words["subject"].split()), text.strip() + "\n", html)


def _addressed(frame: Frame, address: str, person: User | None) -> EmailMultiAlternatives:
    name = (person.latin_name if person else "") or address
    message = EmailMultiAlternatives(frame.subject, frame.text.replace(READER, name), settings.DEFAULT_FROM_EMAIL, [address])
    message.attach_alternative(frame.html.replace(READER, escape(name)), "text/html")
    return message
