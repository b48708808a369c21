"""The mails about teams, each in its reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail.models import Mail

from .. import moments
from ..letters import Post
from ..models import Registration, Team, TeamMember


def asked(member: TeamMember, team: Team, post: Post, token: str, reader: User | None) -> Mail:
    """Somebody is asked to join; it reads the same whether the address has an account or none."""
    guest = post.to_guest(member.address, "", reader.language if reader else team.leader.language, team.mode)
    with translation.override(guest.language):
        about = post.title(guest) | {"leader": str(team.leader), "team": team.name}
        words = {
            "subject": _("Join the team “%(team)s”: %(title)s") % about,
            "title": _("You are asked to join a team"),
            "paragraphs": [
                _("%(leader)s asks you to take part in “%(title)s” with the team “%(team)s”.") % about,
                _("Open the link, sign in or sign up with this e-mail address, and join. The team comes whole or not at all."),
            ],
            "button_text": _("See the team"),
            "button_url": settings.BASE_URL + reverse("seminars:join_team", kwargs={"team_token": token}),
            "if_nothing": _("You are in no team, and you are not registered."),
            "why": _("You get this because the leader of the team typed your address for this seminar."),
        }
        return post.put(guest, words)


def declined(member: TeamMember, team: Team, post: Post) -> None:
    """The leader is told who does not want to join."""
    _to_leader(
        team,
        post,
        lambda about: {
            "subject": _("%(address)s does not join “%(team)s”") % about,
            "title": _("Somebody does not want to join your team"),
            "paragraphs": [_("%(address)s does not join the team “%(team)s” for “%(title)s”.") % about],
            "if_nothing": _("The team is not registered until it is complete."),
        },
        address=member.address,
    )


def somebody_left(team: Team, person: User, post: Post) -> None:
    """The leader is told, and asked to name somebody else where too few are left."""
    until = moments.moment(team.replace_until, post.seminar.time_zone) if team.replace_until else ""

    def words(about):
        lacks = _("Name somebody else until %(until)s. The team keeps its place until then.") % about
        goes_on = _("Enough people are left. The team keeps its place.")
        return {
            "subject": _("%(person)s has left “%(team)s”") % about,
            "title": _("Somebody has left your team"),
            "paragraphs": [_("%(person)s has left the team “%(team)s” for “%(title)s”.") % about, lacks if until else goes_on],
            "if_nothing": _("If nobody is named in time, a seat that was kept goes to others, and a team in line leaves it.")
            if until
            else _("Nothing more is needed."),
        }

    _to_leader(team, post, words, person=str(person), until=until)


def too_few(row: Registration, team: Team, post: Post) -> None:
    """A team in line has named nobody in time."""
    with translation.override(row.language):
        about = post.title(row) | {"team": team.name}
        words = {
            "subject": _("Your team has left the line: %(title)s") % about,
            "title": _("Your team has left the line"),
            "paragraphs": [_("Nobody was named in time, and the team “%(team)s” is too small for “%(title)s”.") % about],
            "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
        }
        post.put(row, words)


def given_up(row: Registration, team: Team, post: Post, *, held_a_place: bool) -> None:
    """The leader has given the team up, or has named somebody else."""
    with translation.override(row.language):
        about = post.title(row) | {"team": team.name, "leader": str(team.leader)}
        words = {
            "subject": _("Cancelled: %(title)s") % about,
            "title": _("Your registration is cancelled"),
            "paragraphs": [_("%(leader)s has ended your part in the team “%(team)s” for “%(title)s”.") % about],
            "if_nothing": _("You are not expected. While registration is open you may come back, at the end of the line."),
        }
        post.put(row, words, dropped=post.sittings if held_a_place else ())


def _to_leader(team: Team, post: Post, words, **facts) -> None:
    reader = team.leader
    guest = post.to_guest("", "", reader.language, team.mode, reader)
    with translation.override(reader.language):
        about = post.title(guest) | {"team": team.name, **facts}
        frame = {
            "button_text": _("See the team"),
            "button_url": settings.BASE_URL + reverse("seminars:team", args=[team.key]),
            "why": _("You get this because you lead this team."),
        }
        post.put(guest, {**frame, **words(about)})
