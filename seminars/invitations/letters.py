"""The mail that invites somebody, in the language that the organizer chose for them."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from icrweb.trail.models import Mail

from .. import moments
from ..letters import Post
from ..models import Invitation


def invitation_letter(invitation: Invitation, post: Post, token: str) -> Mail:
    """It reads the same whether the address has an account or none."""
    guest = post.to_guest(invitation.address, invitation.name, invitation.language, invitation.mode)
    with translation.override(invitation.language):
        until = moments.moment(invitation.ends_at, post.seminar.time_zone)
        about = post.title(guest) | {"moment": until, "organizer": str(invitation.invited_by)}
        held = _("A seat is held for you until then.") if invitation.holds_seat else ""
        words = {
            "subject": _("You are invited: %(title)s") % about,
            "title": _("You are invited"),
            "paragraphs": [
                _("%(organizer)s invites you to take part in “%(title)s”.") % about,
                _("Open the link, and sign in or sign up with this e-mail address. Accept until %(moment)s.") % about,
                *([held] if held else []),
            ],
            "button_text": _("See the invitation"),
            "button_url": settings.BASE_URL + reverse("seminars:invitation", kwargs={"token": token}),
            "if_nothing": _("You are not registered, and we write no more about this invitation."),
            "why": _("You get this because an organizer of this seminar typed your address."),
        }
        return post.put(guest, words)
