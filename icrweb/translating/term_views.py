"""Terms of translators in the admin: proposing and deciding, a table in and out."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from icrweb.pages.spreadsheets import as_file
from icrweb.translating import term_files
from icrweb.translating.models import SentFile, TermProposal
from icrweb.translating.sending import MOST_BYTES, finish, send_in
from icrweb.translating.term_forms import ProposalForm, TermFileForm
from icrweb.translating.terms import accept, propose, refuse
from icrweb.uploads import takes_files

A_PAGE = 50


def proposals(request: HttpRequest) -> HttpResponse:
    """What was proposed, what waits first; and the form for another."""
    _only(request, "translating.add_termproposal")
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose(**form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error("form", refusal)
        else:
            messages.success(request, _("Your proposal waits for an editor."))
            return redirect(request.path)
    waiting_first = Case(When(state=TermProposal.State.OPEN, then=0), default=1)
    rows = TermProposal.objects.select_related("by", "decided_by").order_by(waiting_first, "-made_at", "-pk")
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Proposed terms"),
        "header_icon": "openquote",
        "action_url": request.path,
        "submit_button_label": _("Propose"),
        "rows": Paginator(rows, A_PAGE).get_page(request.GET.get("p")),
        "decides": request.user.has_perm("translating.change_term"),
    }
    return TemplateResponse(request, "translating/admin/proposals.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    _only(request, "translating.change_term")
    proposal = get_object_or_404(TermProposal, pk=pk)
    try:
        if "accept" in request.POST:
            accept(proposal, by=request.user)
        else:
            refuse(proposal, by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("translating_proposals")


@takes_files(MOST_BYTES)
def bring_terms(request: HttpRequest) -> HttpResponse:
    """Take a table in; its page says what it would change."""
    _only(request, "translating.add_term")
    form = TermFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            term_files.plan(form.text)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            sent = send_in(SentFile.Purpose.TERMS, form.cleaned_data["file"].name, form.text, by=request.user)
            return redirect("translating_terms_file", key=sent.key)
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Bring in terms"),
        "header_icon": "upload",
        "action_url": request.path,
        "submit_button_label": _("See what would change"),
    }
    return TemplateResponse(request, "translating/admin/bring_in.html", context, status=422 if form.errors else 200)


def terms_file(request: HttpRequest, key) -> HttpResponse:
    """What a table would change, a line for each row; then the change."""
    _only(request, "translating.add_term")
    sent = get_object_or_404(SentFile, key=key, by=request.user, purpose=SentFile.Purpose.TERMS, done_at=None)
    lines = term_files.plan(sent.text)
    if request.method == "POST":
        number = term_files.carry_out(lines, by=request.user)
        finish(sent)
        messages.success(request, _("Terms brought in: %(number)d.") % {"number": number})
        return redirect("wagtailsnippets_translating_term:list")
    order = {"refused": 0, "new": 1, "changed": 2, "same": 3}
    lines.sort(key=lambda line: order[line.status])
    context = {
        "page_title": _("Bring in terms"),
        "page_subtitle": sent.filename,
        "header_icon": "upload",
        "lines": Paginator(lines, A_PAGE).get_page(request.GET.get("p")),
        "counts": {status: sum(line.status == status for line in lines) for status in order},
        "changes": any(line.status in ("new", "changed") for line in lines),
    }
    return TemplateResponse(request, "translating/admin/terms_file.html", context)


def take_terms(request: HttpRequest) -> HttpResponse:
    _only(request, "translating.view_term")
    return as_file(term_files.table(), "terms", "csv")


def _only(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
