"""The organizer's page of teams: the rule, and which teams there are."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..models import Registration, Seminar, TeamRule
from ..standing import state_words
from ..views import people
from .forming import set_rule
from .forms import RuleForm

TEAMS_A_PAGE = 50


@permission_required("seminars.change_seminar")
def teams(request, pk):
    """Set the rule; see the teams, fifty a page."""
    seminar = get_object_or_404(Seminar, pk=pk)
    rule = TeamRule.objects.filter(seminar=seminar).first()
    form = RuleForm(request.POST or None, seminar, rule)
    if form.is_valid():
        try:
            set_rule(seminar, by=request.user, **form.cleaned_data)
            messages.success(request, _("The rule for teams is saved."))
            return redirect("seminars_desk:teams", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    joined = Count("members", filter=Q(members__left_at=None, members__joined_at__isnull=False))
    asked = Count("members", filter=Q(members__left_at=None, members__joined_at=None))
    found = seminar.teams.standing().select_related("leader").annotate(joined=joined, asked=asked).order_by("pk")
    page_obj = Paginator(found, TEAMS_A_PAGE).get_page(request.GET.get("page"))
    rows = _states(list(page_obj.object_list))
    context = {
        "form": form,
        "seminar": seminar,
        "page_obj": page_obj,
        "rows": rows,
        "page_title": _("Teams"),
        **people.header(seminar, _("Teams")),
        "action_url": request.path,
        "submit_button_label": _("Save the rule"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/teams/desk.html", context, status=422 if form.errors else 200)


def _states(teams: list) -> list[dict]:
    """Each team with the state of its registrations, in two queries."""
    rows = Registration.objects.live().filter(team__in=teams).select_related("seminar").with_position()
    first = {}
    for row in rows:
        first.setdefault(row.team_id, row)
    return [
        {"team": one, "state": state_words(first[one.pk], first[one.pk].position) if one.pk in first else _("Not complete yet")}
        for one in teams
    ]
