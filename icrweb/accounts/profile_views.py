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

from . import names, profile, sharing
from .adapter import remember_language
from .identity import standing_check
from .models import Affiliation
from .profile_forms import AffiliationForm, ContactForm, FirstVisitForm, MailForm, NameForm


def _preview(form, kept) -> dict:
    """The two lines as the certificate will print them: what was typed, or what is kept where that was refused."""
    lines = ("latin_name", "native_name")
    return {name: getattr(kept, name) if form[name].errors else names.tidy(form[name].value() or "") for name in lines}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request):
    """The whole profile. Each form posts to itself; a wrong one comes back with what was typed."""
    wanted = request.POST.get("form")
    forms = {
        "name": NameForm(request.POST if wanted == "name" else None, instance=request.user),
        "contact": ContactForm(request.POST if wanted == "contact" else None, instance=request.user),
        "mails": MailForm(request.POST if wanted == "mails" else None, instance=request.user),
    }
    if wanted in forms and "preview" not in request.POST and forms[wanted].is_valid():
        return _saved(request, forms[wanted])
    request.user.refresh_from_db()  # an invalid form has written into it what was typed
    context = {f"{name}_form": form for name, form in forms.items()}
    context["preview"] = _preview(forms["name"], request.user)
    context["affiliations"] = Affiliation.objects.for_learner(request.user).select_related("institution")
    context["seen"] = standing_check(request.user)
    context["shared"] = sharing.shared_with(request.user)
    context["addresses"] = request.user.emailaddress_set.order_by("-primary", "email")
    return render(request, "accounts/profile.html", context)


def _saved(request, form):
    """Keep it, and go on in the language just chosen."""
    form.save()
    language = form.instance.language if "language" in form.changed_data else get_language()
    with override(language):
        messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
    remember_language(response, language)
    return response


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
    request.user.refresh_from_db()
    context = {"form": form, "preview": _preview(form, request.user), "next": following}
    context["skip_url"] = following or reverse(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/welcome.html", context)


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


@login_required
@require_POST
def share(request, pk):
    """Let the coordinators of an institution where one works see until when one's training counts, or stop that."""
    own = Affiliation.objects.for_learner(request.user).exclude(institution=None).select_related("institution")
    affiliation = get_object_or_404(own, pk=pk)
    if "stop" in request.POST:
        sharing.stop_sharing(request.user, affiliation.institution)
        messages.success(request, _("Stopped. Its coordinators see nothing of your training any more."))
        return redirect(reverse("accounts:profile") + "#affiliations")
    try:
        sharing.share(request.user, affiliation.institution, get_language())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Shared. You can stop this here at any time."))
    return redirect(reverse("accounts:profile") + "#affiliations")
