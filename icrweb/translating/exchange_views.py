"""Translations as files in the admin: out, in after a look; and a draft by a machine."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from icrweb.translating.bringing_in import STATUS, WRITTEN, carry_out, file_of, plan, read
from icrweb.translating.drafting import draft_by_machine
from icrweb.translating.models import SentFile
from icrweb.translating.sending import MOST_BYTES, TOO_LARGE, finish, send_in, text_of
from icrweb.translating.who import may_write
from icrweb.uploads import LimitedFileInput, takes_files

A_PAGE = 50
TYPES = {"po": "text/x-gettext-translation", "xlf": "application/xliff+xml"}


class WordsFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Translated file"),
        widget=LimitedFileInput(MOST_BYTES, TOO_LARGE, ".po,.xlf,.xliff"),
        help_text=gettext_lazy("PO or XLIFF, made from the file that you downloaded here."),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE % {"limit": MOST_BYTES // 10**6}, code="too_large")
        self.text = text_of(upload)
        return upload


@require_safe
def words_out(request: HttpRequest, source_pk: int, language: str, kind: str) -> HttpResponse:
    """All passages with what they are in this language."""
    source, locale = _found(request, source_pk, language)
    answer = HttpResponse(file_of(source, locale, kind), content_type=f"{TYPES[kind]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{source.object_id}.{language}.{kind}"'
    return answer


@takes_files(MOST_BYTES)
def words_in(request: HttpRequest, source_pk: int, language: str) -> HttpResponse:
    """Take a file in; its page says what it would change."""
    source, locale = _found(request, source_pk, language)
    form = WordsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read(form.text, source, locale)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            name = form.cleaned_data["file"].name
            sent = send_in(SentFile.Purpose.WORDS, name, form.text, by=request.user, source=source, locale=locale)
            return redirect("translating_words_file", source_pk, language, sent.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Bring in a translated file"),
        "page_subtitle": source.object_repr,
        "header_icon": "upload",
        "action_url": request.path,
        "submit_button_label": _("See what would change"),
    }
    return TemplateResponse(request, "translating/admin/bring_in.html", context, status=422 if form.errors else 200)


def words_file(request: HttpRequest, source_pk: int, language: str, key) -> HttpResponse:
    """What a file would change, passage by passage; then the change."""
    source, locale = _found(request, source_pk, language)
    sent = get_object_or_404(SentFile, key=key, by=request.user, source=source, locale=locale, done_at=None)
    wanted = plan(source, locale, read(sent.text, source, locale), request.user)
    if request.method == "POST":
        return _carried_out(request, sent, wanted)
    order = list(STATUS)
    rows = sorted(wanted.planned, key=lambda row: order.index(row.status))
    context = {
        "page_title": _("Bring in a translated file"),
        "page_subtitle": f"{source.object_repr}: {sent.filename}",
        "header_icon": "upload",
        "rows": Paginator(rows, A_PAGE).get_page(request.GET.get("p")),
        "counts": [(STATUS[status], number) for status, number in wanted.counts.items()],
        "labels": STATUS,
        "changes": wanted.changes,
        "language": language,
        "source_language": source.locale.language_code,
    }
    return TemplateResponse(request, "translating/admin/words_file.html", context)


def _carried_out(request: HttpRequest, sent: SentFile, wanted) -> HttpResponse:
    try:
        done = carry_out(wanted)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    finish(sent)
    number = sum(row.status in WRITTEN for row in done.planned)
    sentence = ngettext("%(number)s passage was brought in.", "%(number)s passages were brought in.", number)
    messages.success(request, sentence % {"number": number})
    return redirect("translating_words_in", sent.source_id, sent.locale.language_code)


@require_POST
def by_machine(request: HttpRequest, source_pk: int, language: str) -> HttpResponse:
    """Drafts for what has no words yet."""
    source, locale = _found(request, source_pk, language)
    try:
        drafted = draft_by_machine(source, locale, request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        sentence = ngettext("%(number)s passage has a draft now.", "%(number)s passages have a draft now.", drafted.written)
        messages.success(request, sentence % {"number": drafted.written})
        if drafted.left_out:
            sentence = ngettext(
                "%(number)s passage stays without: what came back had lost a mark, a placeholder or a number.",
                "%(number)s passages stay without: what came back had lost a mark, a placeholder or a number.",
                drafted.left_out,
            )
            messages.warning(request, sentence % {"number": drafted.left_out})
    return redirect("translating_words_in", source_pk, language)


def _found(request: HttpRequest, source_pk: int, language: str) -> tuple[TranslationSource, Locale]:
    """What is translated, and into what; for whoever may write there."""
    row = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"),
        source=source_pk,
        target_locale__language_code=language,
        enabled=True,
    )
    target = row.source.object.get_instance_or_none(row.target_locale) or row.source.get_source_instance()
    if not may_write(request.user, target, row.target_locale):
        raise PermissionDenied
    return row.source, row.target_locale
