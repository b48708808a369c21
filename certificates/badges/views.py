"""Where badges are fetched, by anybody or by their holder; where holders ask for one; and where anybody has one checked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import guessing
from certificates.models import Badge, Certificate, StatusList

from . import asking, checking, keys
from .forms import BadgeForm

# Verifiers also run in browsers, on other sites.
FOR_ALL = {"Access-Control-Allow-Origin": "*"}
NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}
AS_CREDENTIAL = "application/vc"
KINDS = {"json": AS_CREDENTIAL, "png": "image/png", "svg": "image/svg+xml"}
FRESH = 30  # seconds that a status list may be kept: with the worker's pause, what was revoked is seen within a minute


@require_safe
def did_document(request):
    """The keys of this issuer, as did:web finds them."""
    document = keys.did_document()
    if document is None:
        raise Http404
    return JsonResponse(document, content_type="application/did+json", headers={**FOR_ALL, "Cache-Control": "public, max-age=300"})


@require_safe
def status_list(request, number):
    """One list of what was taken back, as the worker signed it last."""
    found = get_object_or_404(StatusList, number=number)
    if not found.document:
        return HttpResponse(status=503, headers={"Retry-After": str(FRESH), "Cache-Control": "no-store"})
    headers = {**FOR_ALL, **NOT_LISTED, "Cache-Control": f"public, max-age={FRESH}"}
    return HttpResponse(found.document, content_type=AS_CREDENTIAL, headers=headers)


@require_safe
def badge(request, code, kind):
    """The badge itself or a picture with it inside; for everybody while its holder shares it, else for its holder."""
    if guessing.too_many(request):
        sentence = _("Too many unknown numbers came from your network. Wait a minute, then try again.")
        return HttpResponse(sentence, status=429, content_type="text/plain", headers={"Retry-After": str(guessing.WINDOW)})
    found = Badge.objects.made().for_reader(request.user).filter(certificate__code=code).first()
    if found is None or kind not in KINDS:
        guessing.note_unknown(request)
        raise Http404
    headers = {
        **NOT_LISTED,
        **(FOR_ALL if found.shared else {}),
        "Cache-Control": "no-cache" if found.shared else "private, no-store",
    }
    if "download" in request.GET:
        headers["Content-Disposition"] = f'attachment; filename="badge-{code}.{kind}"'
    if kind == "json":
        return HttpResponse(found.document, content_type=KINDS[kind], headers=headers)
    return FileResponse(storages["private"].open(f"{found.picture}.{kind}"), content_type=KINDS[kind], headers=headers)


@require_POST
@login_required
def ask(request, code):
    """Ask for the badge of one's certificate."""
    certificate = get_object_or_404(Certificate.objects.for_recipient(request.user), code=code)
    try:
        asking.ask_for_badge(certificate)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The badge is being made. It is here within a minute."))
    return redirect("my:certificates")


@require_POST
@login_required
def share(request, code):
    """Let others fetch one's badge, or no longer."""
    found = get_object_or_404(Badge.objects.filter(certificate__recipient=request.user), certificate__code=code)
    shared = request.POST.get("shared") == "yes"
    asking.share(found, shared)
    messages.success(
        request,
        _("Anyone with its address can fetch the badge again.") if shared else _("Nobody but you can fetch the badge here now."),
    )
    return redirect("my:certificates")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """What can be said about a badge, ours or somebody else's; no account needed."""
    form, finding = BadgeForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and guessing.too_many(request):
        form = BadgeForm(initial={"text": request.POST.get("text", "")})
        messages.error(request, _("Too many unknown badges came from your network. Wait a minute, then try again."))
    elif form.is_valid():
        finding = checking.look_at(form.cleaned_data["presented"])
        if finding.unknown:
            guessing.note_unknown(request)
    response = render(request, "certificates/badge_check.html", {"form": form, "finding": finding})
    for name, value in {**NOT_LISTED, "Cache-Control": "no-store"}.items():
        response.headers[name] = value
    return response
