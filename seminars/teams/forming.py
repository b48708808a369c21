"""The rule for teams, forming one, joining it, naming somebody instead, giving it up. The seminar's row is locked first."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.address_lists import Reader
from icrweb.accounts.models import User
from icrweb.trail import audit

from ..allocating import allocate, give_place, next_sequence
from ..letters import Letters, Post
from ..models import Registration, Seminar, Team, TeamMember, TeamRule
from ..registration import cancel, come, next_number, position_of, refuse_cancelled_seminar, why_not_without_prerequisite
from ..standing import is_declined, why_not_open
from ..tokens import hash_of, is_address_of, masked, new_token, person_with
from . import letters
from .leaving import end, lack, members_in

State = Registration.State


@transaction.atomic
def set_rule(seminar: Seminar, *, mode: str, least: int, most: int, may_pass: bool, reply_days: int, by: User) -> TeamRule | None:
    """Take teams of so many people for one way to take part; none when `most` is 0. Teams that stand keep the size they have."""
    seminar = _locked(seminar)
    refuse_cancelled_seminar(seminar)
    old = TeamRule.objects.filter(seminar=seminar).first()
    if not most:
        if old and seminar.teams.standing().exists():
            raise ValidationError(
                _("Teams have registered. They must be given up before you take no teams any more."), code="teams"
            )
        if old:
            old.delete()
            audit.record("teams.rule", seminar, actor=by, old={"most": old.most}, new={"most": 0})
        return None
    if mode not in seminar.modes:
        raise ValidationError(_("This seminar has no such way to take part."), code="mode")
    if not 2 <= least <= most:
        raise ValidationError(_("A team is at least two people, and at most not fewer than at least."), code="size")
    if most > seminar.seats_for(mode):
        raise ValidationError(
            _("A team of this size never finds seats: there are not so many. Write a smaller number."), code="size"
        )
    rule = {"mode": mode, "least": least, "most": most, "may_pass": may_pass, "reply_days": reply_days}
    made, _new = TeamRule.objects.update_or_create(seminar=seminar, defaults=rule)
    audit.record("teams.rule", seminar, actor=by, new=rule)
    allocate(seminar, Letters(seminar))
    return made


@transaction.atomic
def form_team(leader: User, seminar: Seminar, name: str, addresses: Collection[str]) -> Team:
    """A team of its leader and the people behind some addresses, who are asked to join. It is registered when all have joined."""
    seminar = _locked(seminar)
    rule = _rule(seminar)
    _refuse_unless_free(leader, seminar)
    name, addresses = " ".join(name.split()), _addresses(addresses)
    if not name:
        raise ValidationError(_("Give your team a name."), code="name")
    if seminar.teams.standing().filter(name__iexact=name).exists():
        raise ValidationError(_("Another team has this name. Choose another."), code="name_taken")
    for address in addresses:
        _refuse_own(leader, address)
    if not rule.least <= len(addresses) + 1 <= rule.most:
        sentence = _("A team is %(least)d to %(most)d people with you. Name so many others.")
        raise ValidationError(sentence % {"least": rule.least, "most": rule.most}, code="size")
    team = Team.objects.create(seminar=seminar, name=name, mode=rule.mode, leader=leader)
    TeamMember.objects.create(team=team, address=leader.email, person=leader, joined_at=timezone.now())
    audit.record("team.form", team, actor=leader, new={"size": len(addresses) + 1})
    post = Post(seminar)
    for address in addresses:
        _ask(team, address, post)
    return team


@transaction.atomic
def join_team(member: TeamMember, person: User, language: str) -> Registration | None:
    """Join by whoever has the address; the last one completes the team, and it is registered. Joining again changes nothing."""
    seminar = _locked(member.team.seminar)
    member = TeamMember.objects.select_related("team__leader").get(pk=member.pk)
    if member.joined_at and member.person_id == person.pk:
        return member.registration
    if refusal := why_not_join(member, seminar) or why_not_theirs(member, person):
        raise refusal
    _refuse_unless_free(person, seminar, late=member.team.completed_at is not None)
    member.person, member.joined_at = person, timezone.now()
    member.save(update_fields=["person", "joined_at"])
    audit.record("team.join", member.team, actor=person, person=person)
    if member.team.completed_at:
        _fill_in(member.team, member, seminar, language)
    else:
        _complete_if_all_joined(member.team, seminar, language)
    member.refresh_from_db()
    return member.registration


@transaction.atomic
def decline_team(member: TeamMember, person: User) -> None:
    """No; the leader is told and names somebody else, or goes on without."""
    seminar = _locked(member.team.seminar)
    member = TeamMember.objects.select_related("team__leader").get(pk=member.pk)
    if not member.is_open:
        return
    if refusal := why_not_theirs(member, person):
        raise refusal
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    letters.declined(member, member.team, Post(seminar))


@transaction.atomic
def name_member(team: Team, address: str, by: User, *, instead_of: TeamMember | None = None) -> TeamMember:
    """The leader asks somebody to join, perhaps in the place of a member; a complete team keeps its place in line meanwhile."""
    seminar = _locked(team.seminar)
    team, rule = _led(team, by, seminar), seminar.team_rule
    (address,) = _addresses([address])
    _refuse_own(by, address)
    if team.members.filter(address=address, left_at=None).exists():
        raise ValidationError(_("This address is in the team already. Name somebody else."), code="twice")
    post = Letters(seminar)
    if instead_of:
        _take_out(team, instead_of, seminar, post)
    there = team.members.filter(left_at=None).count()
    if team.completed_at and not (team.replace_until and there < rule.most):
        raise ValidationError(_("The team is complete. Name somebody instead of a member."), code="complete")
    if there >= rule.most:
        raise ValidationError(
            _("A team is at most %(most)d people. Name somebody instead of a member.") % {"most": rule.most}, code="size"
        )
    return _ask(team, address, post)


@transaction.atomic
def go_without(member: TeamMember, by: User, language: str) -> Team:
    """The leader takes somebody off the list who has not joined; the team is complete when enough others have."""
    seminar = _locked(member.team.seminar)
    team = _led(member.team, by, seminar)
    member.refresh_from_db()
    if not member.is_open:
        raise ValidationError(_("This person has answered already. Load the page again."), code="answered")
    others = team.members.filter(left_at=None).exclude(pk=member.pk).count()
    if not team.completed_at and others < seminar.team_rule.least:
        sentence = _("A team is at least %(least)d people. Name somebody else first.")
        raise ValidationError(sentence % {"least": seminar.team_rule.least}, code="size")
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    if not team.completed_at:
        _complete_if_all_joined(team, seminar, language)
    return team


@transaction.atomic
def give_up(team: Team, by: User) -> Team:
    """The leader gives the team up: all its registrations are cancelled, and its seats go to who is next."""
    seminar = _locked(team.seminar)
    team = _led(team, by, seminar)
    if timezone.now() >= seminar.starts_at:
        raise ValidationError(_("The seminar has started. Write to the organizer if you cannot come."), code="started")
    members = list(members_in(team))
    end(team)
    post, now = Letters(seminar), timezone.now()
    next_sequence(seminar, post)
    for member in members:
        row = member.registration
        held = row.state == State.CONFIRMED
        row.state, row.cancelled_at, row.offer_ends_at = State.CANCELLED, now, None
        row.save(update_fields=["state", "cancelled_at", "offer_ends_at"])
        letters.given_up(row, team, post, held_a_place=held)
    audit.record("team.give_up", team, actor=by)
    allocate(seminar, post)
    return team


@transaction.atomic
def leave_team(member: TeamMember, person: User) -> None:
    """A member leaves; of a complete team that is cancelling their registration."""
    if member.registration:
        cancel(member.registration, by=person)
        return
    seminar = _locked(member.team.seminar)
    team = Team.objects.select_related("leader").get(pk=member.team_id)
    if team.leader_id == person.pk:
        give_up(team, person)
        return
    TeamMember.objects.filter(pk=member.pk, person=person, left_at=None).update(left_at=timezone.now())
    letters.declined(member, team, Post(seminar))


def member_behind(token: str) -> TeamMember | None:
    return TeamMember.objects.select_related("team__seminar", "team__leader").filter(token_hash=hash_of(token)).first()


def why_not_join(member: TeamMember, seminar: Seminar) -> ValidationError | None:
    """Why nobody can join now by this link; None while somebody can."""
    if member.left_at or member.team.dissolved_at:
        return ValidationError(_("The team does not wait for you any more. Ask its leader."), code="gone")
    if member.joined_at:
        return ValidationError(_("This link was used already."), code="used")
    refusal = why_not_open(seminar, timezone.now())
    return None if refusal and refusal.code == "closed" and member.team.completed_at else refusal


def why_not_theirs(member: TeamMember, person: User) -> ValidationError | None:
    """The sentence for who is signed in with another address."""
    if is_address_of(person, member.address):
        return None
    sentence = _(
        "This link is for %(address)s, and you are signed in as %(own)s. Sign out, then sign in or sign up with that address."
    )
    return ValidationError(sentence % {"address": masked(member.address), "own": person.email}, code="address")


def _complete_if_all_joined(team: Team, seminar: Seminar, language: str) -> None:
    """All members become registrations with one number, and the team gets its seats, or waits, whole."""
    members = list(team.members.filter(left_at=None).select_related("person"))
    if any(member.joined_at is None for member in members) or len(members) < seminar.team_rule.least:
        return
    team.completed_at = timezone.now()
    team.save(update_fields=["completed_at"])
    number, asks, post = next_number(seminar), seminar.decides(team.mode), Letters(seminar)
    channel = Registration.Channel.APPROVAL if asks else Registration.Channel.OPEN
    rows = []
    for member in members:
        tongue = language if member.person_id == team.leader_id else member.person.language
        row = come(seminar, member.person, tongue, team.mode, channel, asks=asks, number=number, team=team)
        member.registration = row
        member.save(update_fields=["registration"])
        rows.append(row)
    given = {} if asks else {row.pk: row for row in allocate(seminar, post, newcomers=rows)}
    for row in rows:
        if asks:
            post.requested(row)
        elif row.pk in given:
            post.confirmed(given[row.pk])
        else:
            post.waiting(row, position_of(row))


def _fill_in(team: Team, member: TeamMember, seminar: Seminar, language: str) -> None:
    """Whoever is named instead takes over number and state of the team, and the seat that was held."""
    others = [one.registration for one in members_in(team)]
    if not others:
        raise ValidationError(_("The team does not wait for you any more. Ask its leader."), code="gone")
    post, like = Letters(seminar), others[0]
    row = come(seminar, member.person, language, team.mode, like.channel, number=like.number, team=team)
    member.registration = row
    member.save(update_fields=["registration"])
    row.state, row.rank, row.offer_ends_at = like.state, like.rank, like.offer_ends_at
    row.save(update_fields=["state", "rank", "offer_ends_at"])
    if like.state in Registration.TAKEN:
        team.held_seats = max(0, team.held_seats - 1)
    if len(others) + 1 >= seminar.team_rule.least and not team.members.filter(left_at=None, joined_at=None).exists():
        team.replace_until, team.held_seats = None, 0
    team.save(update_fields=["replace_until", "held_seats"])
    if like.state == State.CONFIRMED:
        next_sequence(seminar, post)
        give_place(row)
        post.confirmed(row)
    elif like.state == State.OFFERED:
        post.offered(row)
    elif like.state == State.REQUESTED:
        post.requested(row)
    given = {one.pk for one in allocate(seminar, post)}
    if like.state == State.WAITING and row.pk not in given:
        post.waiting(row, position_of(row))


def _take_out(team: Team, member: TeamMember, seminar: Seminar, post: Letters) -> None:
    """Somebody else is named in a member's place: their registration ends, and a seat that they had is held."""
    member = TeamMember.objects.select_related("registration__person").get(pk=member.pk, team=team)
    if member.left_at or member.person_id == team.leader_id:
        raise ValidationError(_("Choose a member who is in the team, other than yourself."), code="member")
    member.left_at, row = timezone.now(), member.registration
    member.save(update_fields=["left_at"])
    if row is None or row.state not in Registration.LIVE:
        return
    was, row.state, row.cancelled_at = row.state, State.CANCELLED, timezone.now()
    row.save(update_fields=["state", "cancelled_at"])
    lack(team, seminar, was, seminar.team_rule.reply_days)
    team.save(update_fields=["replace_until", "held_seats"])
    letters.given_up(row, team, post, held_a_place=was == State.CONFIRMED)


def _ask(team: Team, address: str, post: Post) -> TeamMember:
    token, token_hash = new_token()
    member = TeamMember.objects.create(team=team, address=address, token_hash=token_hash)
    member.mail = letters.asked(member, team, post, token, person_with(address))
    member.save(update_fields=["mail"])
    return member


def _addresses(typed: Collection[str]) -> list[str]:
    reader = Reader()
    return [reader.address(one, number) for number, one in enumerate(typed, 1)]


def _rule(seminar: Seminar) -> TeamRule:
    rule = TeamRule.objects.filter(seminar=seminar).first()
    if rule is None:
        raise ValidationError(_("This seminar takes no teams. Register by yourself."), code="no_teams")
    return rule


def _led(team: Team, by: User, seminar: Seminar) -> Team:
    """The team as it is now, for its leader."""
    refuse_cancelled_seminar(seminar)
    team = Team.objects.select_related("leader").get(pk=team.pk)
    if team.leader_id != by.pk or team.dissolved_at:
        raise ValidationError(_("Only the leader changes a team, while it stands."), code="leader")
    return team


def _refuse_unless_free(person: User, seminar: Seminar, *, late: bool = False) -> None:
    """Somebody may be in a team who may register, has not done so alone, and is in no other team."""
    refusal = why_not_open(seminar, timezone.now())
    if refusal and not (late and refusal.code == "closed"):
        raise refusal
    if refusal := why_not_without_prerequisite(person, seminar):
        raise refusal
    if is_declined(person, seminar, _rule(seminar).mode):
        sentence = _("The organizer has declined your registration. Write to them if something has changed.")
        raise ValidationError(sentence, code="declined")
    if other := seminar.teams.of(person).first():
        raise ValidationError(_("You are in the team “%(team)s” already. Leave it first.") % {"team": other.name}, code="team")
    if seminar.registrations.live().filter(person=person).exists():
        sentence = _("You have a registration of your own for this seminar. Cancel it first, then come with the team.")
        raise ValidationError(sentence, code="registered")


def _refuse_own(leader: User, address: str) -> None:
    if is_address_of(leader, address):
        raise ValidationError(_("You are in the team yourself. Name the others."), code="own")


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)
