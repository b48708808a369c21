"""A learner adds training of another provider to their record, follows what becomes of it, and takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.models import ExternalTraining
from icrweb.accounts.sharing import coordinated_by
from icrweb.uploads import takes_files

from . import checking, files, sending
from .forms import SendForm

PRIVATE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex"}


@takes_files(files.MOST)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = SendForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            sending.send(request.user, form.stated(), given["file"], given["edition"])
        except ValidationError as refusal:
            form.add_error(None if hasattr(refusal, "error_dict") else _field_of(refusal), refusal)
        else:
            messages.success(request, _("Sent. Somebody checks it, and you get a mail."))
            return redirect(reverse("training:own") + "#external")
    response = render(request, "training/external_add.html", {"form": form}, status=422 if form.errors else 200)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _field_of(refusal: ValidationError) -> str | None:
    return "file" if refusal.code in ("size", "content", "ours") else None


@login_required
@require_POST
def withdraw(request: HttpRequest, external_key) -> HttpResponse:
    training = get_object_or_404(ExternalTraining.objects.for_person(request.user), key=external_key)
    try:
        sending.withdraw(training)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%(title)s” is withdrawn, and its file is removed.") % {"title": training.title})
    return redirect(reverse("training:own") + "#external")


@login_required
@require_safe
def file(request: HttpRequest, external_key) -> HttpResponse:
    """To its learner, to whoever checks for the programme, and, while it waits, to coordinators who may check it."""
    training = get_object_or_404(ExternalTraining.objects.select_related("person"), key=external_key)
    if not training.file_name or not _may_look(request, training):
        raise Http404
    checking.note_look(training, by=request.user)
    return files.hand_out(training)


def _may_look(request: HttpRequest, training: ExternalTraining) -> bool:
    user = request.user
    if training.person_id == user.pk or (user.enters_admin and user.has_perm(checking.PERMISSION)):
        return True
    if training.state != checking.WAITING:
        return False
    return any(checking.of_site(site, user).filter(pk=training.pk).exists() for site in coordinated_by(user))
