"""A person's own profile: names, languages, where they work."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from . import names, profile
from .models import Affiliation
from .profile_forms import AffiliationForm, ContactForm, FirstVisitForm, NameForm


def _preview(form) -> dict:
    """The two lines as the certificate will print them, from what was typed or else from what is kept."""
    return {name: names.tidy(form[name].value() or "") for name in ("latin_name", "native_name")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request):
    """The whole profile. Each form posts to itself; a wrong one comes back with what was typed."""
    wanted = request.POST.get("form")
    forms = {
        "name": NameForm(request.POST if wanted == "name" else None, instance=request.user),
        "contact": ContactForm(request.POST if wanted == "contact" else None, instance=request.user),
    }
    if wanted in forms and "preview" not in request.POST and forms[wanted].is_valid():
        return _saved(request, forms[wanted])
    preview = _preview(forms["name"])
    request.user.refresh_from_db()  # an invalid form has written into it what was typed
    context = {"name_form": forms["name"], "contact_form": forms["contact"], "preview": preview}
    context["affiliations"] = Affiliation.objects.for_learner(request.user).select_related("institution")
    context["addresses"] = request.user.emailaddress_set.order_by("-primary", "email")
    return render(request, "accounts/profile.html", context)


def _saved(request, form):
    """Keep it, and go on in the language just chosen."""
    form.save()
    language = form.instance.language if "language" in form.changed_data else get_language()
    with override(language):
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request):
    """The first visit: the name for certificates. It may be skipped."""
    following = request.POST.get("next") or request.GET.get("next") or ""
    following = following if get_adapter().is_safe_url(following) else ""
    form = FirstVisitForm(request.POST or None, instance=request.user)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        form.save()
        return HttpResponseRedirect(following) if following else redirect(settings.LOGIN_REDIRECT_URL)
    preview = _preview(form)
    request.user.refresh_from_db()
    skip = following or reverse(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/welcome.html", {"form": form, "preview": preview, "next": following, "skip_url": skip})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_affiliation(request):
    form = AffiliationForm(request.POST or None, instance=Affiliation(user=request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Added. It counts as self-declared until somebody at the office confirms it."))
        return redirect(reverse("accounts:profile") + "#affiliations")
    return render(request, "accounts/affiliation_add.html", {"form": form})


@login_required
@require_POST
def end_affiliation(request, pk):
    affiliation = get_object_or_404(Affiliation.objects.for_learner(request.user), pk=pk)
    try:
        profile.end_affiliation(affiliation, timezone.now().date())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Ended today. It stays in your record."))
    return redirect(reverse("accounts:profile") + "#affiliations")
