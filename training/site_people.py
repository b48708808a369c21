"""Coordinators note whom they saw in person: confirmed people of their institution who share with it, and never themselves."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from certificates.days import LATEST
from icrweb.accounts import identity
from icrweb.accounts.models import IdentityCheck, Institution, User
from icrweb.accounts.sharing import coordinated_by, members_of

from .paging import page_of
from .site_renewals import note_view

VIEWED = "site_people.view"


class SeenForm(forms.Form):
    seen_on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date", "max": f"{LATEST}-12-31"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=500,
        help_text=gettext_lazy("The kind of document, for example a passport. Never its number. Kept in the audit trail."),
    )


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, help_text=gettext_lazy("Kept in the audit trail."))


@login_required
@require_safe
def people(request: HttpRequest, institution_key) -> HttpResponse:
    """Who may be noted, and who is. That one looked is kept."""
    institution = get_object_or_404(coordinated_by(request.user), key=institution_key)
    standing = Prefetch("identity_checks", IdentityCheck.objects.standing(), to_attr="seen")
    found = _others(institution, request.user).order_by("latin_name", "pk").prefetch_related(standing)
    page, pages = page_of(found, "page", request.GET)
    note_view(institution, request.user, list(page), VIEWED)
    return _page(request, "training/site_people.html", {"institution": institution, "people": page, "pages": pages})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, institution_key, person_key) -> HttpResponse:
    """Note that one saw them; where one noted it oneself, take it back."""
    institution = get_object_or_404(coordinated_by(request.user), key=institution_key)
    found = get_object_or_404(_others(institution, request.user), key=person_key)
    check = identity.standing_check(found)
    own = check is not None and check.seen_by_id == request.user.pk
    form = (WhyForm if check else SeenForm)(request.POST or None, initial={"seen_on": timezone.now().date()})
    if request.method == "POST" and (own or check is None) and form.is_valid():
        try:
            _do(found, check, institution, request.user, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Withdrawn.") if check else _("Noted. Certificates issued from now on say so."))
            return redirect("training:site_people", institution.key)
    note_view(institution, request.user, [found], VIEWED)
    context = {"institution": institution, "person": found, "check": check, "own": own, "form": form}
    return _page(request, "training/site_person.html", context, 422 if form.errors else 200)


def _do(person: User, check: IdentityCheck | None, site: Institution, by: User, given: dict) -> None:
    if check:
        identity.withdraw_seen(check, by=by, why=given["why"])
    else:
        identity.note_seen(person, met_at=IdentityCheck.MetAt.INSTITUTION, by=by, site=site, **given)


def _others(institution: Institution, coordinator: User):
    return members_of(institution).exclude(pk=coordinator.pk)


def _page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
