"""Questions from and for other systems in the admin: in after a dry run, and out."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages

from courses.exchange_forms import QuestionExportForm, QuestionFileForm, may_exchange
from courses.exchanging import bring_in_questions, export_questions, send_questions
from courses.models import Question, QuestionImport
from icrweb.pages.spreadsheets import as_file

LATELY = 10
_STATUS = {
    "refused": pgettext_lazy("item of an import", "refused"),
    "new": pgettext_lazy("item of an import", "new"),
    "changed": pgettext_lazy("item of an import", "changed"),
    "unchanged": pgettext_lazy("item of an import", "unchanged"),
}
_FIELDS = {"parts": "choices", "picture": "picture"}
_TYPES = {"moodle": ("application/xml", "xml"), "gift": ("text/plain; charset=utf-8", "txt")}


def import_(request):
    """Take a file in, and say what it would change."""
    _refuse_strangers(request.user)
    form = QuestionFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sent = send_questions(said.pop("file"), **said, by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("courses_questions_report", key=sent.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Import questions"),
        "header_icon": "upload",
        "action_url": request.path,
        "submit_button_label": _("See what would change"),
        "submit_button_active_label": _("Sending…"),
        "lately": QuestionImport.objects.filter(by=request.user).select_related("bank")[:LATELY],
    }
    return TemplateResponse(request, "courses/admin/questions_import.html", context, status=422 if form.errors else 200)


def report(request, key):
    """The dry run, a line for each question; then the import."""
    _refuse_strangers(request.user)
    sent = get_object_or_404(QuestionImport.objects.select_related("bank"), key=key)
    if request.method == "POST":
        try:
            bring_in_questions(sent, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    order = list(_STATUS)
    lines = sorted(sent.report, key=lambda line: order.index(line["status"]))
    page = Paginator(lines, 50).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Import questions"),
        "page_subtitle": sent.filename,
        "header_icon": "upload",
        "sent": sent,
        "page": page,
        "lines": [_shown(line) for line in page],
        "counts": [(label, sum(line["status"] == status for line in lines)) for status, label in _STATUS.items()],
        "changes": any(line["status"] in ("new", "changed") for line in lines),
    }
    return TemplateResponse(request, "courses/admin/questions_report.html", context)


def _shown(line: dict) -> dict:
    """A line in the reader's language."""
    sentences = [_(line["sentence"]) % line["values"]] if line["sentence"] else []
    fields = [Question._meta.get_field(_FIELDS.get(name, name)).verbose_name for name in line["changes"]]
    return {
        **line,
        "label": _STATUS[line["status"]],
        "sentences": [*sentences, *(_(note) for note in line["notes"])],
        "fields": fields,
    }


def export(request):
    """A bank, or a part of it, as a file; what the format cannot hold is told first."""
    _refuse_strangers(request.user)
    form = QuestionExportForm(request.POST or None, initial=request.GET.dict())
    refused = []
    if request.method == "POST" and form.is_valid():
        rows, kind = _rows(form.cleaned_data), form.cleaned_data["kind"]
        without = "without" in request.POST
        made, refused = export_questions(rows, kind, by=request.user, without=without)
        if not refused or without:
            return _file(made, kind)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Export questions"),
        "header_icon": "download",
        "action_url": request.path,
        "submit_button_label": _("Download the file"),
        "refused": [{"name": one.name, "sentence": _(one.sentence) % one.values} for one in refused],
    }
    return TemplateResponse(request, "courses/admin/questions_export.html", context, status=422 if form.errors else 200)


def _rows(said: dict):
    bank = said["bank"]
    rows = Question.objects.filter(bank=bank, locale__language_code=bank.language).order_by("name", "pk")
    if said["objective"]:
        rows = rows.filter(objective=said["objective"])
    if said["of_kind"]:
        rows = rows.filter(kind=said["of_kind"])
    return rows.live() if said["live"] else rows


def _file(made, kind: str) -> HttpResponse:
    if kind == "csv":
        return as_file(made, "questions", "csv")
    content_type, ending = _TYPES[kind]
    headers = {"Content-Disposition": f'attachment; filename="questions.{ending}"'}
    return HttpResponse(made, content_type=content_type, headers=headers)


def _refuse_strangers(user) -> None:
    if not may_exchange(user):
        raise PermissionDenied
