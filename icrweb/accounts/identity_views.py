"""Noting in the admin that somebody was seen in person with a photo document."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminDateInput

from . import identity
from .models import IdentityCheck, User

ROWS = 50


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, help_text=gettext_lazy("Kept in the audit trail."))


class SeenForm(forms.Form):
    met_at = forms.ChoiceField(label=gettext_lazy("Where"), choices=IdentityCheck.MetAt)
    seen_on = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateInput)
    why = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=500,
        help_text=gettext_lazy("The kind of document, for example a passport. Never its number. Kept in the audit trail."),
    )


@require_safe
@never_cache
@permission_required("accounts.add_identitycheck")
def index(request):
    """Find somebody; nobody is listed before something is asked."""
    query = request.GET.get("q", "").strip()[:200]
    people = User.objects.none()
    if query:
        standing = Prefetch("identity_checks", IdentityCheck.objects.standing(), to_attr="seen")
        people = User.objects.named(query).filter(is_active=True).order_by("latin_name", "pk").prefetch_related(standing)
    page = Paginator(people, ROWS).get_page(request.GET.get("p"))
    return TemplateResponse(request, "accounts/admin/identities.html", {"page_obj": page, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("accounts.add_identitycheck")
def person(request, person_key):
    """Note that they were seen; where that is noted, take it back."""
    person = get_object_or_404(User, key=person_key)
    check = identity.standing_check(person)
    form_class = WhyForm if check else SeenForm
    form = form_class(request.POST or None, initial={"seen_on": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        try:
            if check:
                identity.withdraw_seen(check, by=request.user, **form.cleaned_data)
            else:
                identity.note_seen(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Withdrawn.") if check else _("Noted. Certificates issued from now on say so."))
            return redirect("identity", person.key)
    button = _("Withdraw it") if check else _("Note that I saw them")
    context = {
        "form": form,
        "media": form.media,
        "person": person,
        "check": check,
        "page_title": _("Seen in person"),
        "page_subtitle": str(person),
        "header_icon": "user",
        "action_url": request.path,
        "submit_button_label": button,
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "accounts/admin/identity.html", context)
