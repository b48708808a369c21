"""Captions in the admin: which recordings wait, and one of them cue by cue."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from icrweb.media.models import Recording
from icrweb.translating.captioning import review_captions, rows_of, send_captions_back, source_of, write_captions
from icrweb.translating.models import CaptionWork
from icrweb.translating.who import REVIEW, WRITE, languages_of, sees_translations

A_PAGE = 20


def recordings(request: HttpRequest) -> HttpResponse:
    """Recordings with captions, and where each of the visitor's languages stands."""
    if not sees_translations(request.user):
        raise PermissionDenied
    names, mine = dict(settings.LANGUAGES), languages_of(request.user)
    found = (
        Recording.objects.filter(captions__isnull=False)
        .distinct()
        .prefetch_related("captions", "caption_works")
        .order_by("title", "pk")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Captions to translate"),
        "header_icon": "openquote",
        "page": page,
        "rows": [(recording, [_state(recording, code, names[code]) for code in mine]) for recording in page],
        "mine": mine,
    }
    return TemplateResponse(request, "translating/admin/recordings.html", context)


def _state(recording: Recording, code: str, name: str) -> dict:
    work = next((row for row in recording.caption_works.all() if row.language == code), None)
    return {
        "code": code,
        "name": name,
        "work": work,
        "source": source_of(recording, code),
        "there": code in recording.caption_languages,
    }


def captions(request: HttpRequest, key, language: str) -> HttpResponse:
    """The cues of the source beside the words of a language."""
    recording, work = _found(request, key, language)
    writes = request.user.has_perm(WRITE)
    try:
        rows = rows_of(recording, language, work)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("translating_recordings")
    refusals, typed = [], [row.words for row in rows]
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        typed = [request.POST.get(f"words-{row.number}", "") for row in rows]
        try:
            _kept(request, recording, language, typed)
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            return redirect(request.path)
    context = {
        "page_title": _("Captions"),
        "page_subtitle": f"{recording.title}: {dict(settings.LANGUAGES)[language]}",
        "header_icon": "openquote",
        "recording": recording,
        "language": language,
        "source": source_of(recording, language),
        "rows": list(zip(rows, typed, strict=True)),
        "work": work,
        "version": request.POST.get("version") or (work.version if work else 0),
        "refusals": refusals,
        "writes": writes,
        "reviews": _may_review(request.user, work),
    }
    return TemplateResponse(request, "translating/admin/captions.html", context, status=422 if refusals else 200)


def _kept(request: HttpRequest, recording: Recording, language: str, typed: list[str]) -> None:
    said, ready = request.POST, "ready" in request.POST
    version = int(said["version"]) if said.get("version", "").isdecimal() else -1
    right = {int(number) for number in said.getlist("still_right") if number.isdecimal()}
    write_captions(recording, language, typed, version=version, ready=ready, by=request.user, still_right=right)
    messages.success(request, _("Saved; somebody else reviews them now.") if ready else _("Saved."))


@require_POST
def decide(request: HttpRequest, key, language: str) -> HttpResponse:
    """A second person says that readers may have them, or sends them back."""
    _recording, work = _found(request, key, language)
    if work is None or not request.user.has_perm(REVIEW):
        raise PermissionDenied
    try:
        if "accept" in request.POST:
            review_captions(work, by=request.user)
            messages.success(request, _("Readers have these captions now."))
        else:
            send_captions_back(work, by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("translating_captions", key, language)


def _may_review(user, work: CaptionWork | None) -> bool:
    waits = work is not None and work.state == CaptionWork.State.READY
    return waits and user.has_perm(REVIEW) and work.translator_id != user.pk


def _found(request: HttpRequest, key, language: str) -> tuple[Recording, CaptionWork | None]:
    """The recording with all its tracks; for whoever writes or reviews in that language."""
    if language not in languages_of(request.user) or not sees_translations(request.user):
        raise PermissionDenied
    recording = get_object_or_404(Recording.objects.prefetch_related("captions"), key=key)
    works = CaptionWork.objects.select_related("translator", "reviewer", "recording")
    return recording, works.filter(recording=recording, language=language).first()
