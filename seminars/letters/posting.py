"""How a mail about a seminar is put together and into the outbox, with its calendar files.

Texts of people and editors are values of a template, never a template or a format of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.mime.application import MIMEApplication
from email.mime.text import MIMEText
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import mail
from icrweb.trail.models import Mail
from icrweb.trail.prepared import Given, Prepared

from .. import ics
from ..models import OwnWords, Registration, RegistrationMail, Seminar, Sitting
from .facts import event_for, facts_for
from .placeholders import fill
from .texts import language_for, paragraphs, values_for

SITTINGS = Prepared(lambda: Sitting.objects.filter(seminar=Given("seminar")))
OWN_WORDS = Prepared(lambda: OwnWords.objects.filter(seminar=Given("seminar")).values_list("kind", "language", "text"))


@dataclass
class Post:
    """Puts the mails of one deed into the outbox; the sittings are read once, however many people are told."""

    seminar: Seminar
    sittings: list[Sitting] = field(default_factory=list)
    written: list[tuple[Registration, EmailMultiAlternatives]] = field(default_factory=list)
    own: dict[str, dict[str, str]] | None = None
    kept: list[tuple[Registration, Mail]] | None = None

    def __post_init__(self):
        self.sittings = self.sittings or SITTINGS.all(seminar=self.seminar.pk)

    def title(self, registration: Registration) -> dict:
        """The seminar's name for a sentence of a mail, in one line, in the language of the registration."""
        return {"title": " ".join(self.seminar.title_in(registration.language).split())}

    def put(
        self,
        registration: Registration,
        words: dict,
        requested=(),
        dropped=(),
        *,
        kind: str = "",
        position: int | None = None,
        stop: str = "",
    ) -> Mail:
        """Write one mail, in the language that is active. `words`: subject, title, paragraphs, if_nothing, and perhaps facts that
        come before those of every mail, or a button (button_text, button_url) and a reason for the mail (why) of its own.

        `requested` and `dropped` are sittings that the reader's calendar takes in, or drops. `stop` is the address with which
        one click ends mails of this kind, where they can be ended. `kind` says which of the standard mails it is (`OwnWords.Kind`):
        the organizer's own paragraph for it comes last, with the person's `position` in line. Returns the row of the outbox.
        """
        person = registration.person
        place = settings.BASE_URL + reverse("seminars:place", kwargs={"seminar_key": self.seminar.key})
        context = {
            "site_name": settings.WAGTAIL_SITE_NAME,
            "to_name": person.latin_name or person.email,
            "button_text": _("See your registration"),
            "button_url": place,
            "address": settings.BASE_URL + reverse("my:seminars"),
            "why": _("You get this because you registered for this seminar."),
            **words,
            "paragraphs": [*words["paragraphs"], *self._own_words(kind, registration, position)],
            "facts": [*words.get("facts", []), *facts_for(self.seminar, self.sittings, registration), *_stopping(stop)],
        }
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("emails/seminars/letter.txt", context),
            to=[person.email],
            reply_to=[self.seminar.contact_email] if self.seminar.contact_email else None,
        )
        message.attach_alternative(render_to_string("emails/seminars/letter.html", context), "text/html")
        _attach(message, self._calendars(registration, requested, dropped))
        if stop:
            message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        row = mail.unwritten(message, person=person if person.pk else None)
        self.written.append((registration, message))
        if self.kept is None:
            row.save()
            if registration.pk:
                RegistrationMail.objects.create(registration=registration, mail=row)
        else:
            self.kept.append((registration, row))
        return row

    @contextmanager
    def together(self) -> Iterator[None]:
        """Mails to people who are registered that are put meanwhile are written at the end, many in one statement."""
        self.kept = []
        yield
        kept, self.kept = self.kept, None
        Mail.objects.bulk_create([row for _registration, row in kept], batch_size=mail.AT_ONCE)
        RegistrationMail.objects.bulk_create(
            [RegistrationMail(registration=registration, mail=row) for registration, row in kept], batch_size=mail.AT_ONCE
        )

    def to_guest(self, address: str, name: str, language: str, mode: str, person: User | None = None) -> Registration:
        """Stands for somebody who has no registration yet, so that `put` can write to them; it is never saved."""
        person = person or User(email=address, latin_name=name)
        return Registration(seminar=self.seminar, person=person, language=language, mode=mode, state=Registration.State.WAITING)

    def _own_words(self, kind: str, registration: Registration, position: int | None) -> list[str]:
        """What the organizer has added to this kind of mail, read once for all mails of a deed."""
        if not kind:
            return []
        if self.own is None:
            self.own = {}
            for kept, language, text in OWN_WORDS.rows(seminar=self.seminar.pk):
                self.own.setdefault(kept, {})[language] = text
        written = self.own.get(kind, {})
        text = written.get(language_for(registration.language, written, self.seminar), "")
        return [fill(one, values_for(self.seminar, registration, position)) for one in paragraphs(text)]

    def _calendars(self, registration: Registration, requested, dropped) -> list[tuple[str, str, str]]:
        """Each sitting's calendar as (method, content, name of the file)."""
        event = partial(event_for, self.seminar, registration=registration)
        asked = [("REQUEST", ics.request(event(one)), f"sitting-{number}.ics") for number, one in enumerate(requested, 1)]
        left = [("CANCEL", ics.cancel(event(one)), f"cancelled-{number}.ics") for number, one in enumerate(dropped, 1)]
        return [(method, content.decode(), name) for method, content, name in (*asked, *left)]


def _stopping(stop: str) -> list[dict]:
    return [{"label": _("Stop these mails"), "value": stop}] if stop else []


def _attach(message: EmailMultiAlternatives, calendars: list[tuple[str, str, str]]) -> None:
    """The first calendar stands beside the text, where Exchange and Gmail look for an invitation, and is a file as well; each
    other one is a part of its own (RFC 6047 §4.5: one sitting, one UID a part)."""
    for number, (method, content, name) in enumerate(calendars):
        if number == 0:
            message.attach_alternative(content, f"text/calendar; method={method}")
            part = MIMEApplication(content.encode(), "ics", name=name)
        else:
            part = MIMEText(content, "calendar", "utf-8")
            part.set_param("method", method)
        part.add_header("Content-Disposition", "attachment", filename=name)
        message.attach(part)
