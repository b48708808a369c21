"""Checking a certificate without an account, and the papers of those who hold one."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from defusedcsv import csv
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from icrweb.pages.languages import language_name
from icrweb.trail.prepared import Given, Prepared

from . import batch, guessing, guidance, papers, reporting, requirements, statement, validity, words
from .forms import BatchForm, CheckForm, ReportForm
from .models import Certificate, Paper, Status
from .typed import read_code

NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}
ANY_CODE = "code-of-the-certificate"  # stands where its number will
NO_HASH = "0" * 64  # where the script puts the hash of a file
WAIT = 4  # seconds until a page about a paper in the making looks again

STATED = Prepared(
    lambda: (
        Certificate.objects.filter(code=Given("code"))
        .order_by()
        .select_related("achievement")
        .annotate(stamp=requirements.STAMP, issuers_zone=guidance.ISSUERS_ZONE)
    )
)


@require_safe
def check(request):
    """The form; a number that can be one leads on to its own page."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificates:verify", code=form.cleaned_data["code"])
    return _page(request, "certificates/check.html", {"form": form, "drop": _drop(get_language())})


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
    certificate = STATED.first(code=number)
    if certificate is None:
        guessing.note_unknown(request)
        return _refusal(request, code, as_json, 404, _("No certificate has this number. Compare each character with the paper."))
    if code != number:
        return redirect("certificates:verify_json" if as_json else "certificates:verify", code=number)
    now = timezone.now()
    successor = statement.successor_of(certificate)
    status = certificate.status(now.date())
    valid = status is Status.VALID
    held, country = certificate.as_held(), certificate.facts["country"]
    if as_json:
        counted = guidance.counted(held, country, certificate.stamp) if valid else []
        data = {**statement.as_data(certificate, successor, now), "guidance": guidance.as_data(counted)}
        headers = {**NOT_LISTED, "Link": f'<{reverse("statement_schema")}>; rel="describedby"'}
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})
    context = {
        "certificate": certificate,
        "status": status.value,
        "verdict": statement.verdict(certificate, status, successor, now),
        "successor": successor,
        "lines": statement.as_lines(certificate, get_language()),
        "beside": _beside(get_language(), number),
        "history": statement.history_of(certificate, successor),
        "modules": certificate.facts["modules"],
        "modules_language": certificate.facts["source_language"],
        "counts": _counts(held, country, certificate.stamp, validity.day_in(now, certificate.issuers_zone)) if valid else "",
        "checked": words.in_utc(now),
        "own": request.user.is_authenticated and certificate.recipient_id == request.user.pk,
    }
    return _page(request, "certificates/verify.html", context, headers={"Cache-Control": "no-store"})


@require_safe
def schema(request):
    """The JSON Schema of that answer, at an address that stays."""
    headers = {"Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "*"}
    return FileResponse(statement.SCHEMA.open("rb"), content_type="application/schema+json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def check_batch(request):
    """Up to 200 numbers with one answer each, on a page that prints as a proof or as a table for spreadsheets."""
    form = BatchForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "certificates/batch.html", {"form": form})
    now = timezone.now()
    answers = batch.check_many(request, form.cleaned_data["codes"], now.date())
    if request.POST.get("format") == "csv":
        return _as_csv(answers, now)
    context = {
        "form": form,
        "answers": answers,
        "counts": batch.counts_of(answers),
        "checked": words.in_utc(now),
        "now": now,
        "address": settings.BASE_URL + request.path,
    }
    return _page(request, "certificates/batch.html", context, headers={"Cache-Control": "no-store"})


@require_safe
def paper_by_hash(request, sha256):
    """Whose paper a file is, byte for byte: asked by script with the hash of a dropped file, which itself stays at home."""
    found = Paper.objects.select_related("certificate").filter(sha256=sha256.lower()).first()
    if found is None:
        return JsonResponse({"error": _("This is not one of our papers, byte for byte.")}, status=404, headers=NOT_LISTED)
    status = found.certificate.status()
    data = {
        "number": found.certificate.number,
        "status": status.value,
        "status_word": str(status.label),
        "language": language_name(found.language),
        "address": reverse("certificates:verify", args=[found.certificate.code]),
    }
    return JsonResponse(data, headers={**NOT_LISTED, "Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Tell the issuer about a paper that looks wrong; no account needed."""
    form = ReportForm(request.POST or None, initial={"number": request.GET.get("number", "")[:200]})
    if request.method == "POST" and form.is_valid():
        if reporting.too_many(request):
            form.add_error(None, _("Several reports came from your network within an hour. Wait, or write to the issuer."))
        else:
            reporting.report(**form.cleaned_data, language=get_language())
            reporting.note(request)
            messages.success(request, _("Thank you. Your report has reached the issuer."))
            return redirect("certificates:check")
    return _page(request, "certificates/report.html", {"form": form})


@require_safe
@login_required
def paper(request, code, language):
    """The PDF, to its holder and to staff who see certificates; a page that looks again while it is being made."""
    asked = get_object_or_404(
        Paper.objects.for_reader(request.user).select_related("certificate"), certificate__code=code, language=language
    )
    if not asked.sha256:
        context = {
            "certificate": asked.certificate,
            "language_name": language_name(language),
            "failed": asked.tries >= papers.TROUBLED,
        }
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


def _as_csv(answers, now) -> HttpResponse:
    name = f"certificates-checked-{now:%Y-%m-%dT%H%MZ}.csv"
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={**NOT_LISTED, "Cache-Control": "no-store"})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(response)
    writer.writerow([*batch.COLUMNS, "checked_at"])
    writer.writerows([*answer.as_row(), now.isoformat(timespec="seconds")] for answer in answers)
    return response


def _refusal(request, code: str, as_json: bool, http_status: int, sentence: str):
    headers = {"Retry-After": str(guessing.WINDOW)} if http_status == 429 else {}
    if as_json:
        headers |= NOT_LISTED
        return JsonResponse({"error": sentence}, status=http_status, headers=headers, json_dumps_params={"ensure_ascii": False})
    form = CheckForm({"code": code}, refused=sentence)
    return _page(
        request, "certificates/check.html", {"form": form, "drop": _drop(get_language())}, status=http_status, headers=headers
    )


def _counts(held: validity.Held, country: str, stamp: UUID | None, day: date) -> SafeString:
    """What training counts for on a day: the same for all who hold the same, as long as no requirement changes."""
    return (_kept_counts if stamp else _counts_now)(held, country, stamp, day, get_language())


def _counts_now(held, country, stamp, day, language) -> SafeString:
    lines = guidance.as_lines(guidance.counted(held, country, stamp), language, day)
    return render_to_string("certificates/includes/counts.html", {"lines": lines}) if lines else SafeString()


_kept_counts = lru_cache(maxsize=500)(_counts_now)


@lru_cache(maxsize=20)
def _drop(language: str) -> SafeString:
    """Comparing a PDF with ours: the same for everybody who reads this language."""
    return render_to_string("certificates/includes/drop.html", {"no_hash": NO_HASH})


def _beside(language: str, code: str) -> SafeString:
    """Ways to keep the answer and to ask for another one: the same for all certificates but for the number, which is letters and digits."""
    return mark_safe(_beside_any(language).replace(ANY_CODE, code))  # noqa: S308 - a rendered template, and a number of ours


@lru_cache(maxsize=20)
def _beside_any(language: str) -> SafeString:
    return render_to_string("certificates/includes/beside.html", {"code": ANY_CODE, "drop": _drop(language)})


def _page(request, template: str, context: dict, *, status: int = 200, headers: dict | None = None):
    response = render(request, template, context, status=status)
    for name, value in {**NOT_LISTED, **(headers or {})}.items():
        response.headers[name] = value
    return response
