"""Checking a certificate without an account, and the papers of those who hold one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from icrweb.pages.languages import language_name

from . import guessing, papers, statement, words
from .forms import CheckForm, read_code
from .models import Certificate, Paper

NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}
WAIT = 4  # seconds until a page about a paper in the making looks again


@require_safe
def check(request):
    """The form; a number that can be one leads on to its own page."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificates:verify", code=form.cleaned_data["code"])
    return _page(request, "certificates/check.html", {"form": form})


@require_safe
def verify(request, code, as_json=False):
    """Everything the paper states and whether it holds, to whoever has the number; one answer for every unknown one."""
    as_json = as_json or request.GET.get("format") == "json"
    if guessing.too_many(request):
        return _refusal(
            request, code, as_json, 429, _("Too many unknown numbers came from your network. Wait a minute, then try again.")
        )
    try:
        number = read_code(code)
    except ValidationError as error:
        return _refusal(request, code, as_json, 404, error.message)
    certificate = Certificate.objects.filter(code=number).first()
    if certificate is None:
        guessing.note_unknown(request)
        return _refusal(request, code, as_json, 404, _("No certificate has this number. Compare each character with the paper."))
    if code != number:
        return redirect("certificates:verify_json" if as_json else "certificates:verify", code=number)
    now = timezone.now()
    successor = statement.successor_of(certificate)
    if as_json:
        data = statement.as_data(certificate, successor, now)
        return JsonResponse(data, headers=NOT_LISTED, json_dumps_params={"ensure_ascii": False, "indent": 1})
    status = certificate.status(now.date())
    context = {
        "certificate": certificate,
        "status": status.value,
        "verdict": statement.verdict(certificate, status, successor, now),
        "successor": successor,
        "lines": statement.as_lines(certificate, get_language()),
        "modules": certificate.facts["modules"],
        "modules_language": certificate.facts["source_language"],
        "checked": words.in_utc(now),
        "own": request.user.is_authenticated and certificate.recipient_id == request.user.pk,
    }
    return _page(request, "certificates/verify.html", context, headers={"Cache-Control": "no-store"})


@require_safe
@login_required
def paper(request, code, language):
    """The PDF, to its holder and to staff who see certificates; a page that looks again while it is being made."""
    asked = get_object_or_404(
        Paper.objects.for_reader(request.user).select_related("certificate"), certificate__code=code, language=language
    )
    if not asked.sha256:
        context = {"certificate": asked.certificate, "language_name": language_name(language), "failed": asked.tries > 2}
        return _page(request, "certificates/paper_waiting.html", context, headers={"Refresh": str(WAIT)})
    etag = f'"{asked.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    headers = {**NOT_LISTED, "ETag": etag, "Cache-Control": "private, no-cache"}
    name = f"certificate-{code}-{language}.pdf"
    return FileResponse(papers.file_of(asked), filename=name, content_type="application/pdf", headers=headers)


@require_POST
@login_required
def ask(request, code):
    """Ask for one's paper in another language."""
    certificate = get_object_or_404(Certificate.objects.for_recipient(request.user), code=code)
    language = request.POST.get("language", "")
    if language not in papers.LANGUAGES:
        raise Http404
    papers.ask_for_paper(certificate, language)
    messages.success(request, _("The paper is being made. It is here within a minute."))
    return redirect("my:certificates")


def _refusal(request, code: str, as_json: bool, http_status: int, sentence: str):
    headers = {"Retry-After": str(guessing.WINDOW)} if http_status == 429 else {}
    if as_json:
        headers |= NOT_LISTED
        return JsonResponse({"error": sentence}, status=http_status, headers=headers, json_dumps_params={"ensure_ascii": False})
    form = CheckForm({"code": code}, refused=sentence)
    return _page(request, "certificates/check.html", {"form": form}, status=http_status, headers=headers)


def _page(request, template: str, context: dict, *, status: int = 200, headers: dict | None = None):
    response = render(request, template, context, status=status)
    for name, value in {**NOT_LISTED, **(headers or {})}.items():
        response.headers[name] = value
    return response
