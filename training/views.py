"""One's own training record, its papers, and the links by which somebody else sees it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.models import ExternalTraining
from icrweb.pages.languages import language_name

from . import papers, sharing, showing
from .forms import LinkForm, PaperForm, WindowForm
from .models import RecordLink, RecordPaper
from .paging import page_of
from .record import gather
from .renewing import to_renew

WAIT = 4  # seconds until a page about a paper in the making looks again
# Found by nobody, kept by nobody; that the address goes along to no other site, the policy of the whole site sees to.
SECRET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store, private"}


@login_required
@require_safe
def own(request):
    return _own_page(request, WindowForm(request.GET if {"first", "last"} & set(request.GET) else None))


@login_required
@require_POST
def make_link(request):
    form = LinkForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            sharing.make_link(request.user, given["name"], given["days"], given["first"], given["last"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The link works. Copy it from the list and give it to nobody else."))
            return redirect(_address(form) + "#links")
    return _own_page(request, WindowForm(request.POST), link_form=form)


@login_required
@require_POST
def revoke_link(request, key):
    link = get_object_or_404(RecordLink.objects.for_person(request.user), key=key)
    sharing.revoke_link(link, by=request.user)
    messages.success(request, _("The link “%(name)s” shows nothing any more.") % {"name": link.name})
    return redirect(reverse("training:own") + "#links")


@login_required
@require_POST
def ask_for_paper(request):
    form = PaperForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            papers.ask_for_paper(request.user, given["language"], given["first"], given["last"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The paper is being made. It is here within a minute."))
            return redirect(_address(form) + "#papers")
    return _own_page(request, WindowForm(request.POST), paper_form=form)


@login_required
@require_safe
def paper(request, key):
    """The PDF, to the person it is about and to nobody else."""
    asked = get_object_or_404(RecordPaper.objects.for_person(request.user), key=key)
    if not asked.sha256:
        context = {"language_name": language_name(asked.language), "failed": asked.tries > 2}
        return _page(request, "training/paper_waiting.html", context, Refresh=str(WAIT))
    name = f"training-record-{asked.asked_at:%Y-%m-%d}-{asked.language}.pdf"
    return FileResponse(papers.file_of(asked), filename=name, content_type="application/pdf", headers=SECRET)


@require_safe
def shared(request, token):
    """The record, to whoever has the address of an open link; one answer for every other address."""
    link = sharing.look_at(token, by=request.user if request.user.is_authenticated else None)
    if link is None:
        return _page(request, "training/no_record.html", {}, status=404)
    facts = gather(link.person, link.first_day, link.last_day)
    context = {"link": link, **showing.as_page(facts, get_language(), request.GET)}
    return _page(request, "training/shared.html", context)


def _own_page(request, window: WindowForm, link_form: LinkForm | None = None, paper_form: PaperForm | None = None):
    first, last = window.window()
    facts = gather(request.user, first, last)
    chosen = {"first": first, "last": last}
    links = RecordLink.objects.for_person(request.user)
    page, link_pages = page_of(links, "links", request.GET)
    open_or_refused = (ExternalTraining.State.WAITING, ExternalTraining.State.REJECTED)
    sent = ExternalTraining.objects.for_person(request.user).filter(state__in=open_or_refused).order_by("-sent_at", "-pk")
    sent_page, sent_pages = page_of(sent, "sent", request.GET)
    context = {
        **showing.as_page(facts, get_language(), request.GET),
        "to_renew": len(to_renew(request.user, get_language())),
        "window_form": window,
        "link_form": link_form or LinkForm(initial=chosen),
        "paper_form": paper_form or PaperForm(initial={**chosen, "language": get_language()}),
        "links": [{"link": one, "address": sharing.address_of(one) if one.is_open() else ""} for one in page],
        "link_pages": link_pages,
        "sent": sent_page,
        "sent_pages": sent_pages,
        "papers": [
            {"paper": one, "language": language_name(one.language)} for one in RecordPaper.objects.for_person(request.user)[:10]
        ],
    }
    refused = any(form and form.errors for form in (window, link_form, paper_form))
    return _page(request, "training/own.html", context, status=422 if refused else 200)


def _address(form) -> str:
    """Back to the page with the days it showed."""
    days = {name: form.cleaned_data[name].isoformat() for name in ("first", "last") if form.cleaned_data[name]}
    return reverse("training:own") + (f"?{urlencode(days)}" if days else "")


def _page(request, template: str, context: dict, status: int = 200, **headers: str):
    response = render(request, template, context, status=status)
    for name, value in {**SECRET, **headers}.items():
        response.headers[name] = value
    return response
