"""How a letter of the courses is made: the same frame round different words. Values are never templates."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from icrweb.accounts.models import User
from icrweb.trail import mail


def put(address: str, person: User | None, words: dict) -> None:
    mail.put(letter(address, person, words), person=person)


def letter(address: str, person: User | None, words: dict) -> EmailMultiAlternatives:
    context = {"site_name": settings.WAGTAIL_SITE_NAME, "to_name": (person.latin_name if person else "") or address, **words}
    text, html = (render_to_string(f"emails/courses/letter.{kind}", context) for kind in ("txt", "html"))
    message = EmailMultiAlternatives(
        " ".join(words["subject"].split()), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [address]
    )
    message.attach_alternative(html, "text/html")
    return message
