"""What the mails about a place at a seminar say, in the language of the registration."""

from django.utils import translation
from django.utils.translation import gettext as _

from .. import moments
from ..applications.owing import came_without_answers
from ..models import OwnWords, Registration, Sitting
from .facts import Change, in_words
from .posting import Post

LINKS = ("link", "no link")
Kind = OwnWords.Kind


class Letters(Post):
    """The mails that the engine of places writes; other mails about a seminar are written with `Post` where their deed is."""

    def _still_asked(self, registration: Registration) -> list[str]:
        """What who came by invitation, nomination or with a team has yet to do."""
        if not came_without_answers(registration):
            return []
        return [_("The organizer asks everybody a few questions, and you have not answered them yet. See your registration.")]

    def confirmed(self, registration: Registration) -> None:
        """A place, at once."""
        with translation.override(registration.language):
            words = {
                "subject": _("You have a place: %(title)s") % self.title(registration),
                "title": _("You have a place"),
                "paragraphs": [
                    _("Your registration for “%(title)s” is confirmed.") % self.title(registration),
                    _("The dates for your calendar are attached."),
                    *self._still_asked(registration),
                ],
                "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
            }
            self.put(registration, words, requested=self.sittings, kind=Kind.CONFIRMED)

    def waiting(self, registration: Registration, position: int) -> None:
        """No place yet; where in the line."""
        with translation.override(registration.language):
            words = {
                "subject": _("You are on the waiting list: %(title)s") % self.title(registration),
                "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                "paragraphs": [
                    _("All places of “%(title)s” are taken.") % self.title(registration),
                    _("When somebody cancels, the first in line gets the place, and we write at once."),
                    *self._still_asked(registration),
                ],
                "if_nothing": _("You keep your place in line. Leave it whenever you like."),
            }
            self.put(registration, words, kind=Kind.WAITING, position=position)

    def requested(self, registration: Registration) -> None:
        """The registration has come in; the organizer decides."""
        with translation.override(registration.language):
            words = {
                "subject": _("We have your registration: %(title)s") % self.title(registration),
                "title": _("Your registration waits for the organizer's decision"),
                "paragraphs": [
                    _("You asked for a place in “%(title)s”. The organizer decides who takes part.") % self.title(registration),
                    _("When it is decided, we write at once."),
                    *self._still_asked(registration),
                ],
                "if_nothing": _("Nothing more is needed. You can withdraw the registration at any time."),
            }
            self.put(registration, words)

    def approved(self, registration: Registration, position: int, why: str) -> None:
        """The organizer has said yes: to a place, or while all are taken to one of the waiting list."""
        has_place = registration.state == Registration.State.CONFIRMED
        with translation.override(registration.language):
            yes = _("The organizer has approved your registration for “%(title)s”.") % self.title(registration)
            if has_place:
                words = {
                    "subject": _("You have a place: %(title)s") % self.title(registration),
                    "title": _("You have a place"),
                    "paragraphs": [yes, _("The dates for your calendar are attached.")],
                    "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
                }
            else:
                words = {
                    "subject": _("You are on the waiting list: %(title)s") % self.title(registration),
                    "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                    "paragraphs": [
                        yes,
                        _("All places that could be yours are taken. When one becomes free for you, we write at once."),
                    ],
                    "if_nothing": _("You keep your place in line. Leave it whenever you like."),
                }
            words["facts"] = [{"label": _("The organizer writes"), "value": why}] if why else []
            self.put(registration, words, requested=self.sittings if has_place else (), kind=Kind.APPROVED, position=position)

    def declined(self, registration: Registration, why: str) -> None:
        """The organizer has said no."""
        with translation.override(registration.language):
            words = {
                "subject": _("No place this time: %(title)s") % self.title(registration),
                "title": _("No place this time"),
                "paragraphs": [
                    _("Thank you for asking for a place in “%(title)s”. The organizer could not give you one.")
                    % self.title(registration)
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("You are not expected. Answer this mail if you have a question."),
            }
            self.put(registration, words, kind=Kind.DECLINED)

    def promoted(self, registration: Registration) -> None:
        """A place, after waiting."""
        with translation.override(registration.language):
            words = {
                "subject": _("A place is free for you: %(title)s") % self.title(registration),
                "title": _("You now have a place"),
                "paragraphs": [
                    _("You waited for “%(title)s”. A place became free, and it is yours.") % self.title(registration),
                    _("The dates for your calendar are attached."),
                    _("If you cannot come any more, please cancel: others are waiting."),
                ],
                "if_nothing": _("Your place is kept."),
            }
            self.put(registration, words, requested=self.sittings, kind=Kind.CONFIRMED)

    def offered(self, registration: Registration) -> None:
        """A place, if they accept it in time."""
        until = registration.offer_ends_at
        with translation.override(registration.language):
            deadline = [{"label": _("Accept until"), "value": moments.moment(until, self.seminar.time_zone)}]
            if (own := registration.person.time_zone) not in (self.seminar.time_zone, "UTC"):
                deadline.append({"label": _("For you"), "value": moments.moment(until, own)})
            words = {
                "subject": _("A place is offered to you: %(title)s") % self.title(registration),
                "title": _("A place is offered to you"),
                "paragraphs": [
                    _("You waited for “%(title)s”. A place became free, and it is held for you.") % self.title(registration),
                    _("Accept it on the page of your registration, or give it back there, so that the next one gets it at once."),
                ],
                "facts": deadline,
                "if_nothing": _("The offer ends at that moment, and the place goes to whoever is next."),
            }
            self.put(registration, words, kind=Kind.OFFERED)

    def lapsed(self, registration: Registration) -> None:
        """The offer was not answered in time."""
        with translation.override(registration.language):
            words = {
                "subject": _("The offer has ended: %(title)s") % self.title(registration),
                "title": _("The offer has ended"),
                "paragraphs": [
                    _("The place in “%(title)s” was held for you, and you did not accept it in time.") % self.title(registration),
                    _("It has gone to whoever is next. You are not in the line any more."),
                ],
                "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
            }
            self.put(registration, words)

    def put_back(self, registration: Registration, position: int, why: str) -> None:
        """The organizer took the place back; the line goes on."""
        with translation.override(registration.language):
            words = {
                "subject": _("You are on the waiting list: %(title)s") % self.title(registration),
                "title": _("You are on the waiting list, number %(position)d") % {"position": position},
                "paragraphs": [
                    _("The organizer moved your registration for “%(title)s” to the waiting list.") % self.title(registration)
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("You keep your place in line. Leave it whenever you like."),
            }
            self.put(registration, words, dropped=self.sittings, kind=Kind.WAITING, position=position)

    def moved(self, registration: Registration, why: str) -> None:
        """The organizer moved somebody between on site and online; where it is for them is different."""
        with translation.override(registration.language):
            words = {
                "subject": _("Changed: %(title)s") % self.title(registration),
                "title": _("You take part: %(mode)s") % {"mode": registration.get_mode_display()},
                "paragraphs": [
                    _("The organizer changed how you take part in “%(title)s”. You have a place.") % self.title(registration),
                    _("The dates for your calendar are attached."),
                ],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("Your place is kept. If you cannot come, cancel, so that somebody else can."),
            }
            self.put(registration, words, requested=self.sittings)

    def cancelled(self, registration: Registration, *, held_a_place: bool, by_staff: bool, why: str) -> None:
        """The registration is cancelled, by the person or by the organizer."""
        with translation.override(registration.language):
            sentence = (
                _("The organizer cancelled your registration for “%(title)s”.")
                if by_staff
                else _("You cancelled your registration for “%(title)s”.")
            )
            words = {
                "subject": _("Cancelled: %(title)s") % self.title(registration),
                "title": _("Your registration is cancelled"),
                "paragraphs": [sentence % self.title(registration)],
                "facts": [{"label": _("Reason"), "value": why}] if by_staff and why else [],
                "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
            }
            self.put(registration, words, dropped=self.sittings if held_a_place else (), kind=Kind.CANCELLED)

    def seminar_cancelled(self, registration: Registration, why: str) -> None:
        """The seminar does not take place."""
        with translation.override(registration.language):
            words = {
                "subject": _("The seminar is cancelled: %(title)s") % self.title(registration),
                "title": _("The seminar is cancelled"),
                "paragraphs": [_("“%(title)s” does not take place.") % self.title(registration)],
                "facts": [{"label": _("Reason"), "value": why}],
                "if_nothing": _("Nothing more is needed. If you booked travel, cancel it."),
            }
            held = registration.state == Registration.State.CONFIRMED
            self.put(registration, words, dropped=self.sittings if held else ())

    def changed(self, registration: Registration, changes: list[Change], removed: list[Sitting]) -> None:
        """Time, place or link are different: what was, what is now. A link concerns only who has a place."""
        held = registration.state == Registration.State.CONFIRMED
        told = [change for change in changes if held or change.kind not in LINKS]
        if not told:
            return
        with translation.override(registration.language):
            words = {
                "subject": _("Changed: %(title)s") % self.title(registration),
                "title": _("The seminar has changed"),
                "paragraphs": [
                    _("Please look at what is different in “%(title)s”. Your registration stands.") % self.title(registration)
                ],
                "facts": [fact for change in told for fact in in_words(change, self.seminar.time_zone)],
                "if_nothing": _("Your registration stands, for the new time and place."),
            }
            self.put(registration, words, requested=self.sittings if held else (), dropped=removed if held else ())
