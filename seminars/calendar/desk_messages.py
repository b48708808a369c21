"""The organizer writes: a message to a chosen part of the registrants, and paragraphs of their own in the standard mails."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from icrweb.pages.languages import language_name

from ..forms import RegistrationFilter
from ..models import OwnWords, Registration, Seminar
from ..moments import short_moment
from ..views.decisions import letters_shown
from ..views.people import header
from . import messaging, wording
from .desk import became_of
from .forms import HINT, MessageForm, OwnWordsForm

ROWS_A_PAGE = 50
WAIT = 4  # seconds until a page about mails in the making looks again


@permission_required("seminars.view_registration")
@require_safe
def index(request, pk):
    """What was written to registrants, the newest first."""
    seminar = get_object_or_404(Seminar, pk=pk)
    page_obj = Paginator(seminar.messages.select_related("by"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "message": one,
            "subject": next(iter(one.texts.values()))["subject"],
            "made": short_moment(one.made_at, seminar.time_zone),
            "languages": ", ".join(language_name(code) for code in one.texts),
        }
        for one in page_obj.object_list
    ]
    context = {"page_obj": page_obj, "rows": rows, **_frame(seminar, _("Messages"))}
    return TemplateResponse(request, "seminars/calendar/messages.html", context)


@permission_required("seminars.view_registration")
@require_safe
def message(request, pk, message_key):
    """One message: its texts, how far it is, and who got it."""
    seminar = get_object_or_404(Seminar, pk=pk)
    found = get_object_or_404(seminar.messages.select_related("by"), key=message_key)
    copies = found.copies.select_related("mail", "registration__person").defer("mail__raw")
    page_obj = Paginator(copies, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "message": found,
        "made": short_moment(found.made_at, seminar.time_zone),
        "texts": [{"name": language_name(code), "code": code, **text} for code, text in found.texts.items()],
        "written": found.recipients if found.finished_at else copies.filter(mail__isnull=False).count(),
        "page_obj": page_obj,
        "rows": [became_of(one.registration, one.mail, seminar.time_zone) for one in page_obj.object_list],
        **_frame(seminar, _("Message")),
    }
    response = TemplateResponse(request, "seminars/calendar/message.html", context)
    if not found.finished_at:
        response.headers["Refresh"] = str(WAIT)
    return response


@permission_required("seminars.change_registration")
def write(request, pk):
    """Write to those whom the filter of the list shows; the mails are looked at before they are sent."""
    seminar = get_object_or_404(Seminar, pk=pk)
    chosen = RegistrationFilter(request.GET, seminar)
    rows = messaging.recipients(_rows(chosen)) if chosen.is_valid() else []
    if not rows:
        messages.warning(request, _("Nobody fits. Choose other people in the list."))
        return redirect("seminars_desk:registrations", seminar.pk)
    form, post = MessageForm(request.POST if request.method == "POST" else None, seminar, rows), None
    if form.is_bound and form.is_valid():
        try:
            if form.says_what_was_shown() and "send" in request.POST:
                made = messaging.write(seminar, rows, form.texts(), request.user, chosen.in_words())
                messages.success(request, _written(len(rows)))
                return redirect("seminars_desk:message", seminar.pk, made.key)
            post = messaging.preview(seminar, rows, form.texts())
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "rows": rows,
        "several": len(form.numbers) > 1,
        "hint": HINT,
        "letters": letters_shown(post) if post else [],
        "seen": form.mark() if post else "",
        "action_url": request.get_full_path(),
        **_frame(seminar, _("Write a message")),
    }
    return TemplateResponse(request, "seminars/calendar/write.html", context, status=422 if form.errors else 200)


@permission_required("seminars.change_seminar")
@require_safe
def own_words(request, pk):
    """The standard mails, and in which languages each has a paragraph of the organizer's own."""
    seminar = get_object_or_404(Seminar, pk=pk)
    written = {}
    for kind, code in seminar.own_words.order_by("pk").values_list("kind", "language"):
        written.setdefault(kind, []).append(language_name(code))
    rows = [
        {
            "label": kind.label,
            "url": reverse("seminars_desk:own_words_of", args=[seminar.pk, kind.value]),
            "languages": ", ".join(written.get(kind, [])),
        }
        for kind in OwnWords.Kind
    ]
    return TemplateResponse(request, "seminars/calendar/own_words.html", {"rows": rows, **_frame(seminar, _("Words in mails"))})


@permission_required("seminars.change_seminar")
def own_words_of(request, pk, mail_kind):
    """A paragraph of one's own for one kind of mail, by language, and the mail as it would leave."""
    if mail_kind not in OwnWords.Kind.values:
        raise Http404
    seminar, kind = get_object_or_404(Seminar, pk=pk), OwnWords.Kind(mail_kind)
    written = dict(seminar.own_words.filter(kind=kind).values_list("language", "text"))
    form, letters = OwnWordsForm(request.POST if request.method == "POST" else None, seminar, written), None
    if form.is_bound and form.is_valid():
        if "save" in request.POST:
            wording.set_own_words(seminar, kind, form.texts(), request.user)
            messages.success(request, _("The words are kept. They stand in each mail of this kind from now on."))
            return redirect("seminars_desk:own_words", seminar.pk)
        letters = wording.preview(seminar, kind, form.texts(), request.user)
    context = {
        "form": form,
        "hint": HINT,
        "letters": letters_shown(letters) if letters else [],
        "action_url": request.path,
        **_frame(seminar, kind.label),
    }
    return TemplateResponse(request, "seminars/calendar/own_words_of.html", context, status=422 if form.errors else 200)


def _rows(chosen: RegistrationFilter):
    """Whom the filter shows; where it names no state, those with a place or in line."""
    rows = chosen.found()
    return rows if chosen.cleaned_data.get("state") else rows.filter(state__in=Registration.LIVE)


def _frame(seminar: Seminar, title) -> dict:
    return {"seminar": seminar, "page_title": title, "page_subtitle": f"{title}: {seminar}", **header(seminar, str(title))}


def _written(number: int) -> str:
    if number > messaging.AT_ONCE:
        return _("The message is kept. Its mails are written now, a portion at a time.")
    words = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
    return words % {"number": number}
