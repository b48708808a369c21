"""The mails about letters: that one is ready, or void. No letter is attached, and no passport data stand in a mail."""

from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..letters import Post
from ..models import OfficialLetter, Seminar


def issued(seminar: Seminar, letters: Collection[OfficialLetter]) -> None:
    """One mail a person, whatever number of letters came at once."""
    post = Post(seminar)
    for registration, rows in _by_registration(letters):
        with translation.override(registration.language):
            title = {"title": seminar.title_in(registration.language)}
            words = {
                "subject": _("A letter for you: %(title)s") % title,
                "title": _("A letter is ready for you"),
                "paragraphs": [
                    _("The organizer of “%(title)s” has issued an official letter to you.") % title,
                    _("Sign in to read it and to save it as PDF. It can be checked by the code on it."),
                ],
                "facts": [_fact(letter) for letter in rows],
                **_button(seminar),
                "if_nothing": _("The letter stays there for you."),
            }
            post.put(registration, words)


def voided(seminar: Seminar, letters: Collection[OfficialLetter], why: str, successors: Collection[OfficialLetter]) -> None:
    """Which letters do not count any more, and by which they are replaced."""
    post, instead = Post(seminar), {one.replaces_id: one for one in successors}
    for registration, rows in _by_registration(letters):
        with translation.override(registration.language):
            title = {"title": seminar.title_in(registration.language)}
            new = [instead[row.pk] for row in rows if row.pk in instead]
            paragraphs = [_("A letter about “%(title)s” was withdrawn. Please do not use it any more.") % title]
            if new:
                paragraphs.append(_("A new letter takes its place. Sign in to save it as PDF."))
            words = {
                "subject": _("A letter was withdrawn: %(title)s") % title,
                "title": _("A letter was withdrawn"),
                "paragraphs": paragraphs,
                "facts": [
                    *({"label": _("Withdrawn"), "value": f"{row.number}, {row.get_kind_display()}"} for row in rows),
                    {"label": _("Reason"), "value": why},
                    *(_fact(row) for row in new),
                ],
                **_button(seminar),
                "if_nothing": _("Whoever checks the old letter reads that it does not count any more."),
            }
            post.put(registration, words)


def _by_registration(letters: Collection[OfficialLetter]):
    found = defaultdict(list)
    for letter in letters:
        found[letter.registration_id].append(letter)
    return [(rows[0].registration, rows) for rows in found.values()]


def _fact(letter: OfficialLetter) -> dict:
    return {"label": str(letter.get_kind_display()), "value": letter.number}


def _button(seminar: Seminar) -> dict:
    address = reverse("seminars:letters", kwargs={"seminar_key": seminar.key})
    return {"button_text": _("See your letters"), "button_url": settings.BASE_URL + address}
