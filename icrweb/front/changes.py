"""What changed in the source of a page since its translation was made, for whoever may read the page."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from icrweb.media.privacy import may_read
from icrweb.pages.languages import address, language_name
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.diffs import sides
from icrweb.translating.models import Stale
from icrweb.translating.showing import day_of

PASSAGES_A_PAGE = 20
CLASSES = {
    Severity.TYPO: _("Spelling or punctuation"),
    Severity.MEANING: _("The meaning changed"),
    Severity.CRITICAL: _("Somebody’s safety or a result may depend on it"),
}


@require_safe
def changes(request: HttpRequest, key) -> HttpResponse:
    """The passages that this language's translation does not know yet, the newest change first."""
    language = get_language()
    pages = Page.objects.live().select_related("locale", "alias_of__locale").defer_streamfields().specific()
    page = get_object_or_404(pages, translation_key=key, locale__language_code=language)
    if not may_read(page, request):
        raise Http404
    open_rows = Stale.objects.shown_to(key, language).select_related("segment__change__locale")
    page_obj = Paginator(open_rows.order_by("-segment__change__made_at", "segment_id"), PASSAGES_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [_row(stale.segment) for stale in page_obj.object_list]
    source = rows[0]["lang"] if rows else language
    context = {
        "page": page,
        "page_url": address(page.url_path, language),
        "page_lang": page.alias_of.locale.language_code if page.alias_of_id else "",
        "page_obj": page_obj,
        "rows": rows,
        "source": source,
        "source_name": language_name(source),
        "source_url": address(page.url_path, source),
    }
    return render(request, "front/changes.html", context)


def _row(segment) -> dict:
    before, now = sides(segment.old, segment.new)
    change = segment.change
    return {
        "kind": segment.kind,
        "before": before if segment.kind != Kind.ADDED else [],
        "now": now if segment.kind != Kind.REMOVED else [],
        "day": day_of(change.made_at),
        "since": day_of(change.since),
        "is_critical": segment.severity == Severity.CRITICAL,
        "class": CLASSES[segment.severity],
        "in_source": segment.in_source_words,
        "note": change.note,
        "block": segment.block,
        "lang": change.locale.language_code,
    }
