"""What people send in, in the admin: the form, and the report with its button. For courses and questions alike."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import Form
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages

from courses.incoming import Incoming, bring_in, progress_of

LATELY = 10
STATUS = {
    "refused": pgettext_lazy("item of an import", "refused"),
    "new": pgettext_lazy("item of an import", "new"),
    "changed": pgettext_lazy("item of an import", "changed"),
    "unchanged": pgettext_lazy("item of an import", "unchanged"),
    "kept": pgettext_lazy("item of an import", "kept as this site has it"),
    "missing": pgettext_lazy("item of an import", "only on this site; stays"),
}


def form_page(request, form: Form, *, title: str, template: str, report: str, lately, send: Callable[[dict], Incoming]):
    """Take a file in, and go to its report; a refusal stands at the file. `lately`: what was sent in before."""
    if request.method == "POST" and form.is_valid():
        try:
            sent = send(form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(next(iter(form.files)), refusal)
        else:
            return redirect(report, key=sent.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": title,
        "header_icon": "upload",
        "action_url": request.path,
        "submit_button_label": _("See what would change"),
        "submit_button_active_label": _("Sending…"),
        "lately": lately.filter(by=request.user)[:LATELY],
        "report": report,
    }
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def want(request, sent: Incoming, allowed: Callable[[], None] = lambda: None):
    """Somebody has read the report and says so."""
    try:
        allowed()
        bring_in(sent, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(request.path)


def report_page(request, sent: Incoming, template: str, title: str, **context):
    context |= {
        "page_title": title,
        "page_subtitle": sent.filename,
        "header_icon": "upload",
        "sent": sent,
        "progress": progress_of(sent) if sent.waits else None,
        "error": sent.report.get("error", ""),
    }
    return TemplateResponse(request, template, context)


def counted(lines: list[str]) -> list[tuple[str, int]]:
    """How many there are of each status, in the order of the report; of those that occur."""
    return [(label, lines.count(status)) for status, label in STATUS.items() if status in lines]
