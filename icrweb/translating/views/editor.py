"""The editor of one translation: the source on one side, its words on the other; who reviews works on the same page."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Page, PreviewableMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override

from icrweb.pages.languages import language_name
from icrweb.translating import syncing, working
from icrweb.translating.drafting import machine_for
from icrweb.translating.editing import ALL, TO_DO, TO_REVIEW, Desk
from icrweb.translating.missing import missing_in
from icrweb.translating.saving import Saved, review_seen, save_typed, send_back_seen
from icrweb.translating.starting import end
from icrweb.translating.typed import Typed
from icrweb.translating.unfinished import drop_draft, keep_typed
from icrweb.translating.views.desk import begin_address, desk_of, edit_address, live_address

ICON = "wagtail-localize-language"


@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest, source_pk: int, language: str) -> HttpResponse:
    desk = desk_of(request.user, source_pk, language)
    if not desk.begun:
        return redirect(begin_address(desk.row))
    saved = Saved()
    if request.method == "POST":
        saved = _save(request, desk)
        if not saved.problems and not saved.lost and _done(request, desk):
            return redirect(f"{request.path}?{urlencode(_asked(request))}")
        desk = desk_of(request.user, source_pk, language)
    return TemplateResponse(request, "translating/admin/editor.html", _context(request, desk, saved))


def _save(request: HttpRequest, desk: Desk) -> Saved:
    """Whatever button was pressed: what stands in the fields is saved first."""
    fields = _typed(request.POST)
    if not desk.may_write:
        if request.POST.get("deed") in ("", "save"):
            raise PermissionDenied
        return Saved()
    saved = save_typed(desk.source, desk.locale, fields, request.user, seen=_number(request.POST.get("seen", "")))
    if saved.written:
        text = ngettext("%(number)s passage was saved.", "%(number)s passages were saved.", saved.written)
        messages.success(request, text % {"number": saved.written})
    if saved.drafts:
        text = ngettext("%(number)s passage is kept as a draft.", "%(number)s passages are kept as drafts.", saved.drafts)
        messages.success(request, text % {"number": saved.drafts})
    return saved


def _typed(post: QueryDict) -> list[Typed]:
    found = []
    for name, words in post.items():
        kind, _dash, row = name.partition("-")
        if kind == "words" and row.isascii() and row.isdigit() and len(row) < 18:
            ticks = {name: f"{name}-{row}" in post for name in ("right", "unfinished")}
            found.append(Typed(int(row), words, post.get(f"seen-{row}", ""), **ticks))
    return found


def _done(request: HttpRequest, desk: Desk) -> bool:
    """The deed of the button, beyond saving. False where it was refused: the page is shown again with what was typed."""
    deed, _dash, row = request.POST.get("deed", "save").partition("-")
    try:
        may = {"review": "may_review", "all": "may_review", "back": "may_review", "publish": "may_publish", "end": "may_end"}
        if deed in may and not getattr(desk, may[deed]):
            raise PermissionDenied
        if deed in ("review", "all"):
            number = review_seen(desk.source, desk.locale, _ticked(request.POST, every=deed == "all"), request.user)
            text = ngettext("%(number)s passage is medically reviewed.", "%(number)s passages are medically reviewed.", number)
            messages.success(request, text % {"number": number})
        elif deed == "back":
            reason = request.POST.get(f"reason-{row}", "")
            send_back_seen(desk.source, desk.locale, _number(row), request.POST.get(f"seen-{row}", ""), request.user, reason)
            messages.success(request, _("Sent back. Who translates finds it in their queue, with your reason."))
        elif deed == "end":
            end(desk.source, desk.locale, request.user)
            messages.success(request, _("Ended. Its words are kept; whoever begins it again finds them."))
        elif deed == "drop":
            drop_draft(_number(row), request.user)
        elif deed == "publish":
            working.approve(desk.source, desk.locale, request.user)
            messages.success(request, _("Published. Readers see these words from now on."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    return True


def _ticked(post: QueryDict, *, every: bool) -> dict[int, str]:
    """The marks of what was read, by row: of those ticked, or of all that were shown to be reviewed."""
    start = "reviewable-" if every else "reviewed-"
    rows = [name.removeprefix(start) for name in post if name.startswith(start)]
    return {_number(row): post.get(f"seen-{row}", "") for row in rows}


def _reasons(post: QueryDict) -> dict[int, str]:
    return {_number(name.removeprefix("reason-")): words for name, words in post.items() if name.startswith("reason-") and words}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _asked(request: HttpRequest) -> dict:
    return {name: request.GET[name] for name in ("show", "page") if name in request.GET}


def _context(request: HttpRequest, desk: Desk, saved: Saved) -> dict:
    tab = request.GET.get("show", "")
    tab = tab if tab in (ALL, TO_DO, TO_REVIEW) else desk.first_tab()
    preview_url = reverse("translating:preview", args=[desk.source.pk, desk.locale.language_code])
    page_obj = desk.page(tab, request.GET.get("page"), saved.problems, _reasons(request.POST))
    labels = {ALL: _("All"), TO_DO: _("To write"), TO_REVIEW: _("To review")}
    name = language_name(desk.locale.language_code)
    title = getattr(desk.row, "draft_title", "") or str(desk.row)
    return {
        "desk": desk,
        "saved": saved,
        "page_obj": page_obj,
        "reviewable": any(row.may_review for row in page_obj),
        "tab": tab,
        "tabs": [(value, labels[value], number) for value, number in desk.tabs()],
        "missing": missing_in(desk.segments, desk.source.locale.language_code, desk.locale.language_code),
        "source_language": desk.source.locale.language_code,
        "source_name": language_name(desk.source.locale.language_code),
        "language": desk.locale.language_code,
        "language_name": name,
        "direction": "rtl" if get_language_info(desk.locale.language_code)["bidi"] else "ltr",
        "source_url": edit_address(desk.row),
        "live_url": live_address(desk.target),
        "preview_url": preview_url,
        "draft_url": reverse("translating:draft", args=[desk.source.pk, desk.locale.language_code]),
        "can_preview": isinstance(desk.row, Page | PreviewableMixin),
        "machine": getattr(machine_for(desk.source, desk.locale), "display_name", ""),
        "page_title": title,
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": f"{reverse('translating:index')}?language={desk.locale.language_code}", "label": _("Translations")},
            {"url": "", "label": f"{title} · {name}"},
        ],
    }


@require_POST
def draft(request: HttpRequest, source_pk: int, language: str) -> JsonResponse:
    """What the page keeps by itself while somebody types."""
    desk = desk_of(request.user, source_pk, language)
    if not desk.may_write:
        raise PermissionDenied
    seen = _number(request.POST.get("seen", ""))
    kept = keep_typed(desk.source, desk.locale, _typed(request.POST), request.user, seen=seen)
    words = _("Kept as a draft. Nobody reviews or publishes it until you save it.")
    if kept.elsewhere:
        words = _("Saved. This form is also open in another window or on another device; what was saved last is kept.")
    return JsonResponse({"version": kept.version, "words": words})


@require_safe
@xframe_options_sameorigin_override
def preview(request: HttpRequest, source_pk: int, language: str) -> HttpResponse:
    """The page as it would be with the words that are saved; nothing is stored."""
    desk = desk_of(request.user, source_pk, language)
    if not desk.begun or not isinstance(desk.row, Page | PreviewableMixin):
        raise Http404
    shown = syncing.preview(desk.source, desk.locale)
    if isinstance(shown, Page):
        shown.alias_of = None  # with words of its own it will not be one
    return shown.make_preview_request(request, shown.default_preview_mode)
