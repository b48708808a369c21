"""The mails about a seminar: what each says, in the language of the registration, and the calendar files in them.

Texts of people and editors are values of a template, never a template or a format of their own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.trail import mail

from . import ics, moments
from .models import Mode, Registration, Seminar, Sitting


@dataclass(frozen=True)
class Change:
    """What is different about a seminar: one kind of fact, as it was and as it is now. Sittings are (starts_at, ends_at, place)."""

    kind: str
    was: object = None
    now: object = None
    zone_was: str = ""


@dataclass
class Letters:
    """Writes the mails of one deed; the sittings are read once, however many people are told."""

    seminar: Seminar
    sittings: list[Sitting] = field(default_factory=list)
    written: list[tuple[Registration, EmailMultiAlternatives]] = field(default_factory=list)

    def __post_init__(self):
        self.sittings = self.sittings or list(self.seminar.sittings.all())

    def confirmed(self, registration: Registration) -> None:
        """A place, at once."""
        with translation.override(registration.language):
            words = {
                "subject": _("You have a place: %(title)s") % self._title(registration),
                "title": _("You have a place"),
                "paragraphs": [
                    _("Your registration for “%(title)s” is confirmed.") % self._title(registration),
                    _("The dates for your calendar are attached."),
                ],
                "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
            }
            self._put(registration, words, requested=self.sittings)

    def waiting(self, registration: Registration, position: int) -> None:
        """No place yet; where in the line."""
        with translation.override(registration.language):
            words = {
                "subject": _("You are on the waiting list: %(title)s") % self._title(registration),
                "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                "paragraphs": [
                    _("All places of “%(title)s” are taken.") % self._title(registration),
                    _("When somebody cancels, the first in line gets the place, and we write at once."),
                ],
                "if_nothing": _("You keep your place in line. Leave it whenever you like."),
            }
            self._put(registration, words)

    def requested(self, registration: Registration) -> None:
        """The registration has come in; the organizer decides."""
        with translation.override(registration.language):
            words = {
                "subject": _("We have your registration: %(title)s") % self._title(registration),
                "title": _("Your registration waits for the organizer's decision"),
                "paragraphs": [
                    _("You asked for a place in “%(title)s”. The organizer decides who takes part.") % self._title(registration),
                    _("When it is decided, we write at once."),
                ],
                "if_nothing": _("Nothing more is needed. You can withdraw the registration at any time."),
            }
            self._put(registration, words)

    def approved(self, registration: Registration, position: int, why: str) -> None:
        """The organizer has said yes: to a place, or while all are taken to one of the waiting list."""
        has_place = registration.state == Registration.State.CONFIRMED
        with translation.override(registration.language):
            yes = _("The organizer has approved your registration for “%(title)s”.") % self._title(registration)
            if has_place:
                words = {
                    "subject": _("You have a place: %(title)s") % self._title(registration),
                    "title": _("You have a place"),
                    "paragraphs": [yes, _("The dates for your calendar are attached.")],
                    "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
                }
            else:
                words = {
                    "subject": _("You are on the waiting list: %(title)s") % self._title(registration),
                    "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                    "paragraphs": [
                        yes,
                        _("All places that could be yours are taken. When one becomes free for you, we write at once."),
                    ],
                    "if_nothing": _("You keep your place in line. Leave it whenever you like."),
                }
            words["facts"] = [{"label": _("The organizer writes"), "value": why}] if why else []
            self._put(registration, words, requested=self.sittings if has_place else ())

    def declined(self, registration: Registration, why: str) -> None:
        """The organizer has said no."""
        with translation.override(registration.language):
            words = {
                "subject": _("No place this time: %(title)s") % self._title(registration),
                "title": _("No place this time"),
                "paragraphs": [
                    _("Thank you for asking for a place in “%(title)s”. The organizer could not give you one.")
                    % self._title(registration)
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("You are not expected. Answer this mail if you have a question."),
            }
            self._put(registration, words)

    def promoted(self, registration: Registration) -> None:
        """A place, after waiting."""
        with translation.override(registration.language):
            words = {
                "subject": _("A place is free for you: %(title)s") % self._title(registration),
                "title": _("You now have a place"),
                "paragraphs": [
                    _("You waited for “%(title)s”. A place became free, and it is yours.") % self._title(registration),
                    _("The dates for your calendar are attached."),
                    _("If you cannot come any more, please cancel: others are waiting."),
                ],
                "if_nothing": _("Your place is kept."),
            }
            self._put(registration, words, requested=self.sittings)

    def offered(self, registration: Registration) -> None:
        """A place, if they accept it in time."""
        until = registration.offer_ends_at
        with translation.override(registration.language):
            deadline = [{"label": _("Accept until"), "value": moments.moment(until, self.seminar.time_zone)}]
            if (own := registration.person.time_zone) not in (self.seminar.time_zone, "UTC"):
                deadline.append({"label": _("For you"), "value": moments.moment(until, own)})
            words = {
                "subject": _("A place is offered to you: %(title)s") % self._title(registration),
                "title": _("A place is offered to you"),
                "paragraphs": [
                    _("You waited for “%(title)s”. A place became free, and it is held for you.") % self._title(registration),
                    _("Accept it on the page of your registration, or give it back there, so that the next one gets it at once."),
                ],
                "facts": deadline,
                "if_nothing": _("The offer ends at that moment, and the place goes to whoever is next."),
            }
            self._put(registration, words)

    def lapsed(self, registration: Registration) -> None:
        """The offer was not answered in time."""
        with translation.override(registration.language):
            words = {
                "subject": _("The offer has ended: %(title)s") % self._title(registration),
                "title": _("The offer has ended"),
                "paragraphs": [
                    _("The place in “%(title)s” was held for you, and you did not accept it in time.") % self._title(registration),
                    _("It has gone to whoever is next. You are not in the line any more."),
                ],
                "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
            }
            self._put(registration, words)

    def put_back(self, registration: Registration, position: int, why: str) -> None:
        """The organizer took the place back; the line goes on."""
        with translation.override(registration.language):
            words = {
                "subject": _("You are on the waiting list: %(title)s") % self._title(registration),
                "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                "paragraphs": [
                    _("The organizer moved your registration for “%(title)s” to the waiting list.") % self._title(registration)
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("You keep your place in line. Leave it whenever you like."),
            }
            self._put(registration, words, dropped=self.sittings)

    def moved(self, registration: Registration, why: str) -> None:
        """The organizer moved somebody between on site and online; where it is for them is different."""
        with translation.override(registration.language):
            words = {
                "subject": _("Changed: %(title)s") % self._title(registration),
                "title": _("You take part: %(mode)s") % {"mode": registration.get_mode_display()},
                "paragraphs": [
                    _("The organizer changed how you take part in “%(title)s”. You have a place.") % self._title(registration),
                    _("The dates for your calendar are attached."),
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
            }
            self._put(registration, words, requested=self.sittings)

    def cancelled(self, registration: Registration, *, held_a_place: bool, by_staff: bool, why: str) -> None:
        """The registration is cancelled, by the person or by the organizer."""
        with translation.override(registration.language):
            sentence = (
                _("The organizer cancelled your registration for “%(title)s”.")
                if by_staff
                else _("You cancelled your registration for “%(title)s”.")
            )
            words = {
                "subject": _("Cancelled: %(title)s") % self._title(registration),
                "title": _("Your registration is cancelled"),
                "paragraphs": [sentence % self._title(registration)],
                "facts": [{"label": _("Reason"), "value": why}] if by_staff and why else [],
                "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
            }
            self._put(registration, words, dropped=self.sittings if held_a_place else ())

    def seminar_cancelled(self, registration: Registration, why: str) -> None:
        """The seminar does not take place."""
        with translation.override(registration.language):
            words = {
                "subject": _("The seminar is cancelled: %(title)s") % self._title(registration),
                "title": _("The seminar is cancelled"),
                "paragraphs": [_("“%(title)s” does not take place.") % self._title(registration)],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("Nothing more is needed. If you booked travel, cancel it."),
            }
            held = registration.state == Registration.State.CONFIRMED
            self._put(registration, words, dropped=self.sittings if held else ())

    def changed(self, registration: Registration, changes: list[Change], removed: list[Sitting]) -> None:
        """Time, place or link are different: what was, what is now."""
        with translation.override(registration.language):
            words = {
                "subject": _("Changed: %(title)s") % self._title(registration),
                "title": _("The seminar has changed"),
                "paragraphs": [
                    _("Please look at what is different in “%(title)s”. Your registration stands.") % self._title(registration)
                ],
                "facts": [fact for change in changes for fact in _change_words(change, self.seminar.time_zone)],
                "if_nothing": _("Your registration stands, for the new time and place."),
            }
            held = registration.state == Registration.State.CONFIRMED
            self._put(registration, words, requested=self.sittings if held else (), dropped=removed if held else ())

    def _title(self, registration: Registration) -> dict:
        return {"title": " ".join(self.seminar.title_in(registration.language).split())}

    def _put(self, registration: Registration, words: dict, requested=(), dropped=()) -> None:
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
            "facts": [*words.get("facts", []), *self._facts(registration)],
        }
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("emails/seminars/letter.txt", context),
            to=[person.email],
            reply_to=[self.seminar.contact_email] if self.seminar.contact_email else None,
        )
        message.attach_alternative(render_to_string("emails/seminars/letter.html", context), "text/html")
        for number, sitting in enumerate(requested, 1):
            _attach(message, ics.request(event_for(self.seminar, sitting, registration)), "REQUEST", f"sitting-{number}.ics")
        for number, sitting in enumerate(dropped, 1):
            _attach(message, ics.cancel(event_for(self.seminar, sitting, registration)), "CANCEL", f"cancelled-{number}.ics")
        mail.put(message, person=person)
        self.written.append((registration, message))

    def _facts(self, registration: Registration) -> list[dict]:
        seminar, zone, own = self.seminar, self.seminar.time_zone, registration.person.time_zone
        facts = [{"label": _("Seminar"), "value": seminar.title_in(registration.language)}]
        facts += [{"label": _("When"), "value": _span(one.starts_at, one.ends_at, one.place, zone)} for one in self.sittings]
        if own not in (zone, "UTC"):
            facts.append({"label": _("For you, it starts"), "value": moments.moment(seminar.starts_at, own)})
        facts.append({"label": _("Where"), "value": where(seminar, registration.mode)})
        if registration.state == Registration.State.CONFIRMED and not seminar.cancelled_at:
            links = dict.fromkeys([seminar.online_link, *(one.online_link for one in self.sittings)])
            facts += [{"label": _("Link to the meeting"), "value": link} for link in links if link]
        return facts


def where(seminar: Seminar, mode: str = "") -> str:
    """The place in a few words: city and venue, or online, or both; with a mode, that of who takes part so."""
    at = ", ".join(part for part in (seminar.venue, seminar.city) if part)
    if Mode.ONLINE in (seminar.format, mode):
        return _("Online")
    if seminar.format == Seminar.Format.HYBRID and not mode:
        return _("%(place)s, and online") % {"place": at} if at else str(seminar.get_format_display())
    return at or str(seminar.get_format_display())


def where_in_short(seminar: Seminar) -> str:
    """The city, or online, or both."""
    if seminar.format == Seminar.Format.HYBRID and seminar.city:
        return _("%(place)s and online") % {"place": seminar.city}
    return str(seminar.get_format_display()) if seminar.format != Seminar.Format.ON_SITE else seminar.city or where(seminar)


def event_for(seminar: Seminar, sitting: Sitting, registration: Registration) -> ics.Event:
    """One sitting in the calendar of one participant, in their language."""
    language = registration.language
    title = seminar.title_in(language)
    own = sitting.title_in(language, seminar.language)
    with translation.override(language):
        place = reverse("seminars:place", kwargs={"seminar_key": seminar.key})
        location = where(seminar, registration.mode)
    if sitting.place and registration.mode == Mode.ON_SITE:
        location = ", ".join(part for part in (sitting.place, location) if part)
    return ics.Event(
        uid=f"{sitting.key}@{settings.BASE_URL.split('//')[-1].split(':')[0]}",
        sequence=seminar.calendar_sequence,
        stamped_at=timezone.now(),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        zone=seminar.time_zone,
        summary=f"{title}: {own}" if own else title,
        description=settings.BASE_URL + place,
        location=location,
        url=sitting.online_link or seminar.online_link or settings.BASE_URL + place,
        language=language,
        organizer_name=settings.WAGTAIL_SITE_NAME,
        organizer_email=seminar.contact_email or settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">"),
        attendee_name=registration.person.latin_name,
        attendee_email=registration.person.email,
    )


def _span(starts_at: datetime, ends_at: datetime, place: str, zone: str) -> str:
    """When a sitting is, and where, if it has a place of its own."""
    when = moments.span(starts_at, ends_at, zone)
    return _("%(when)s: %(place)s") % {"when": when, "place": place} if place else when


def _attach(message: EmailMultiAlternatives, content: bytes, method: str, name: str) -> None:
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=name)
    message.attach(part)


def _change_words(change: Change, zone: str) -> list[dict]:
    match change.kind:
        case "sitting":
            was = _span(*change.was, change.zone_was or zone) if change.was else ""
            now = _span(*change.now, zone) if change.now else ""
            if not was:
                return [{"label": _("New sitting"), "value": now}]
            if not now:
                return [{"label": _("Left out"), "value": was}]
            return [{"label": _("Was"), "value": was}, {"label": _("Is now"), "value": now}]
        case "place":
            return [{"label": _("Place was"), "value": change.was}, {"label": _("Place is now"), "value": change.now}]
        case "link":
            return [{"label": _("New link"), "value": _("The link to the meeting is new; see below.")}]
    raise ValueError(change.kind)
