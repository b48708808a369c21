"""Questions from and for other systems in the admin: in after a dry run, and out."""

from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from courses.choices import QuestionKind
from courses.exchange.exporting import export_questions
from courses.exchange.sending import send_questions
from courses.exchange_forms import QuestionExportForm, QuestionFileForm, may_exchange
from courses.formats import MOST_BYTES
from courses.models import Question, QuestionImport
from courses.views.incoming import STATUS, counted, form_page, report_page, want
from icrweb.uploads import takes_files

_FIELDS = {"parts": "choices"}
_TYPES = {
    "moodle": ("application/xml", "xml"),
    "gift": ("text/plain; charset=utf-8", "txt"),
    "csv": ("text/csv; charset=utf-8", "csv"),
}


@takes_files(MOST_BYTES)
def import_(request):
    """Take a file in; the worker looks at it."""
    _refuse_strangers(request.user)
    return form_page(
        request,
        QuestionFileForm(request.POST or None, request.FILES or None),
        title=_("Import questions"),
        template="courses/admin/questions_import.html",
        report="courses_questions_report",
        lately=QuestionImport.objects.select_related("bank"),
        send=lambda said: send_questions(said.pop("file"), **said, by=request.user),
    )


def report(request, key):
    """The dry run, a line for each question; then the import."""
    _refuse_strangers(request.user)
    sent = get_object_or_404(QuestionImport.objects.select_related("bank"), key=key)
    if request.method == "POST":
        return want(request, sent)
    order = list(STATUS)
    lines = sorted(sent.report.get("lines", []), key=lambda line: order.index(line["status"]))
    page = Paginator(lines, 50).get_page(request.GET.get("p"))
    statuses = [line["status"] for line in lines]
    return report_page(
        request,
        sent,
        "courses/admin/questions_report.html",
        _("Import questions"),
        page=page,
        lines=[_shown(line) for line in page],
        counts=counted(statuses),
        changes="new" in statuses or "changed" in statuses,
    )


def _shown(line: dict) -> dict:
    """A line in the reader's language."""
    sentences = [_(line["sentence"]) % line["values"]] if line["sentence"] else []
    return {
        **line,
        "label": STATUS[line["status"]],
        "sentences": [*sentences, *(_(note) for note in line["notes"])],
        "changes": [(_name(field), _worded(field, old), _worded(field, new)) for field, old, new in line["changes"]],
    }


def _name(field: str) -> str:
    return Question._meta.get_field(_FIELDS.get(field, field)).verbose_name


def _worded(field: str, value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return QuestionKind(value).label if field == "kind" and value in QuestionKind.values else value


def export(request):
    """A bank, or a part of it, as a file; what the format cannot hold is told first."""
    _refuse_strangers(request.user)
    form = QuestionExportForm(request.POST or None, initial=request.GET.dict())
    left = None
    if request.method == "POST" and form.is_valid():
        rows, kind = _rows(form.cleaned_data), form.cleaned_data["kind"]
        without = "without" in request.POST
        out = TemporaryFile()  # noqa: SIM115 - the response closes it
        left = export_questions(rows, kind, out, by=request.user, without=without)
        if not left or without:
            return _file(out, kind)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Export questions"),
        "header_icon": "download",
        "action_url": request.path,
        "submit_button_label": _("Download the file"),
        "refused": [{"name": one.name, "sentence": _(one.sentence) % one.values} for one in (left.questions if left else [])],
        "vignettes": left.vignettes if left else [],
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


def _file(out, kind: str) -> FileResponse:
    out.seek(0)
    content_type, ending = _TYPES[kind]
    return FileResponse(out, as_attachment=True, filename=f"questions.{ending}", content_type=content_type)


def _refuse_strangers(user) -> None:
    if not may_exchange(user):
        raise PermissionDenied
