"""The pages of teams: forming one, the team for its members, and the page behind the link that asks somebody to join."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certificates import guessing
from icrweb.pages.languages import address

from ..applications.owing import next_address
from ..models import Registration, Seminar, Team, TeamMember, TeamRule
from ..moments import moment
from ..reading import pages_of
from ..standing import state_words, status_of
from ..tokens import masked
from ..views.visits import times_of
from .forming import (
    decline_team,
    form_team,
    give_up,
    go_without,
    join_team,
    leave_team,
    member_behind,
    name_member,
    why_not_join,
    why_not_theirs,
)
from .forms import MemberForm, TeamForm

FORM_OR_DEED = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@FORM_OR_DEED
def form(request, seminar_key):
    """A name and addresses; whoever has them is asked."""
    seminar = get_object_or_404(Seminar, key=seminar_key)
    rule = get_object_or_404(TeamRule, seminar=seminar)
    if mine := seminar.teams.of(request.user).first():
        return redirect("seminars:team", team_key=mine.key)
    found = TeamForm(request.POST or None)
    if found.is_valid():
        try:
            team = form_team(request.user, seminar, found.cleaned_data["name"], found.cleaned_data["addresses"])
            messages.success(request, _("The others are asked by mail. When all have joined, the team is registered."))
            return redirect("seminars:team", team_key=team.key)
        except ValidationError as refusal:
            found.add_error("name" if refusal.code == "name_taken" else None, ValidationError(refusal.messages))
    context = {**_facts(request, seminar), "form": found, "rule": rule}
    return render(request, "seminars/teams/form.html", context, status=422 if found.errors else 200)


@login_required
@FORM_OR_DEED
def team(request, team_key):
    """Who is in the team and how it stands, for its members; its leader changes it here."""
    found = get_object_or_404(Team.objects.of(request.user).select_related("seminar__team_rule", "leader").distinct(), key=team_key)
    member_form = MemberForm(request.POST if request.POST.get("do") == "name" else None)
    refusal = None
    if request.method == "POST" and (request.POST.get("do") != "name" or member_form.is_valid()):
        try:
            message, stays = _do(request, found, member_form)
            messages.success(request, message)
            return redirect("seminars:team", team_key=found.key) if stays else redirect("my:seminars")
        except ValidationError as error:
            refusal = error.messages[0]
    context = {**_facts(request, found.seminar), **_standing(found, request.user), "form": member_form, "refusal": refusal}
    status = 409 if refusal else 422 if member_form.errors else 200
    return render(request, "seminars/teams/team.html", context, status=status)


@never_cache
@FORM_OR_DEED
def join(request, team_token):
    """Whoever has the link reads which team it is; whoever has the address joins or says no."""
    if guessing.too_many(request):
        sentence = _("Too many unknown links came from your network. Wait a minute, then try again.")
        return render(request, "seminars/invitations/gone.html", {"sentence": sentence}, status=429)
    member = member_behind(team_token)
    if member is None:
        guessing.note_unknown(request)
        sentence = _("This link opens nothing. If we have written to you again, take the link of the newest mail.")
        return render(request, "seminars/invitations/gone.html", {"sentence": sentence}, status=404)
    seminar, person = member.team.seminar, request.user if request.user.is_authenticated else None
    if person and member.person_id == person.pk and member.joined_at and not member.left_at:
        return redirect("seminars:team", team_key=member.team.key)
    refusal = why_not_join(member, seminar) or (person and why_not_theirs(member, person))
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        try:
            if request.POST.get("answer") == "no":
                decline_team(member, person)
                messages.success(request, _("Thank you for your answer. The leader of the team is told."))
                return redirect("my:seminars")
            row = join_team(member, person, get_language())
            team_url = reverse("seminars:team", args=[member.team.key])
            return redirect(next_address(row, otherwise=team_url) if row else team_url)
        except ValidationError as error:
            refusal = error
    context = {**_facts(request, seminar), "team": member.team, "person": person, "address": masked(member.address)}
    context |= {"refusal": refusal and refusal.messages[0], "code": refusal and refusal.code}
    response = render(request, "seminars/teams/join.html", context, status=409 if request.method == "POST" else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _do(request, found: Team, member_form: MemberForm) -> tuple[str, bool]:
    """One deed to the team: what to say, and whether this person is still in it."""
    member = found.members.filter(key=request.POST.get("member") or None).select_related("team__seminar").first()
    own = found.members.select_related("team__seminar", "registration").filter(person=request.user, left_at=None).get()
    match request.POST.get("do"):
        case "name":
            name_member(found, member_form.cleaned_data["address"], request.user, instead_of=member)
            return _("The person is asked by mail."), True
        case "without" if member:
            go_without(member, request.user, get_language())
            return _("The team goes on without this person."), True
        case "give-up":
            give_up(found, request.user)
            return _("The team is given up, and its members are told."), False
        case "leave":
            leave_team(own, request.user)
            return _("You have left the team."), False
    raise ValidationError(_("Load the page again: the team has changed."), code="stale")


def _facts(request, seminar: Seminar) -> dict:
    language = get_language()
    page = pages_of([seminar.key], language).get(seminar.key)
    return {
        "seminar": seminar,
        "title": page.title if page else seminar.title_in(language),
        "page_url": address(page.url_path, language) if page else f"/{language}/",
        **times_of(seminar, request.user, language),
    }


def _standing(found: Team, person) -> dict:
    """The team as its members see it: an address only of who has not joined, a name of who has."""
    members = list(found.members.filter(left_at=None).select_related("person").order_by("pk"))
    rows = {row.pk: row for row in found.registrations.live().select_related("seminar").with_position()}
    first = next(iter(rows.values()), None)
    leads = found.leader_id == person.pk
    return {
        "team": found,
        "members": [_member(one, found, leads) for one in members],
        "leads": leads,
        "own": next((row for row in rows.values() if row.person_id == person.pk), None),
        "state_words": state_words(first, first.position) if first else "",
        "status": status_of(first) if first else "",
        "is_offered": first is not None and first.state == Registration.State.OFFERED,
        "until": moment(found.replace_until, found.seminar.time_zone) if found.replace_until else "",
        "may_name": leads and (found.completed_at is None or found.replace_until is not None)
        and len(members) < found.seminar.team_rule.most,
        "may_change": timezone.now() < found.seminar.starts_at,
    }  # fmt: skip


def _member(one: TeamMember, found: Team, leads: bool) -> dict:
    joined = one.joined_at is not None
    return {
        "key": one.key,
        "name": str(one.person) if joined else one.address,
        "is_leader": one.person_id == found.leader_id,
        "joined": joined,
        "may_replace": leads and one.person_id != found.leader_id,
        "may_go_without": leads and not joined,
    }
