"""The organizer's page of nominations: how many people each site may name, and how many it has named."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..models import Nomination, Seminar
from ..views import people
from .forms import CallForm
from .nominating import open_call


@permission_required("seminars.change_seminar")
def nominations(request, pk):
    """Open the call of one way to take part, or change its day and numbers; all of it or nothing."""
    seminar = get_object_or_404(Seminar, pk=pk)
    mode = request.POST.get("mode") or request.GET.get("mode") or seminar.modes[0]
    call = seminar.nomination_calls.filter(mode=mode).first()
    form = CallForm(request.POST or None, seminar, call)
    if form.is_valid():
        data = form.cleaned_data
        try:
            open_call(seminar, data["mode"], ends_on=data["ends_on"], numbers=form.numbers(), by=request.user)
            messages.success(request, _("The sites may name people. Coordinators of new sites are written to."))
            return redirect("seminars_desk:nominations", seminar.pk)
        except ValidationError as refusal:
            form.add_error("ends_on" if refusal.code in ("past", "after_closing") else None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "seminar": seminar,
        "calls": [_call(one) for one in seminar.nomination_calls.all()],
        "page_title": _("Nominations by sites"),
        **people.header(seminar, _("Nominations by sites")),
        "action_url": request.path,
        "submit_button_label": _("Save") if call else _("Ask the sites"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/nominations/desk.html", context, status=422 if form.errors else 200)


def _call(call) -> dict:
    """What each site has named, as numbers; who was named is the site's until they accept."""
    states = {}
    for one in call.nominations.counting().select_related("registration"):
        kept = states.setdefault(one.institution_id, {"named": 0, "accepted": 0})
        kept["named"] += 1
        kept["accepted"] += one.state == Nomination.State.ACCEPTED
    rows = [
        {"site": one.institution, "number": one.number, **states.get(one.institution_id, {"named": 0, "accepted": 0})}
        for one in call.numbers.select_related("institution").order_by("institution__country", "institution__name")
    ]
    return {"call": call, "rows": rows}
