"""The organizer decides on registrations that wait for it; the mails are shown before they are sent."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from icrweb.pages.languages import language_name

from ..approving import MOST_AT_ONCE, decide, preview, undecided
from ..forms import DecisionForm
from ..letters import Post
from ..models import Registration, Seminar
from . import people

TITLES = {
    (True, True): gettext_lazy("Approve registrations"),
    (True, False): gettext_lazy("Put on the waiting list"),
    (False, True): gettext_lazy("Decline registrations"),
}


@permission_required("seminars.change_registration")
def decision(request, pk, approve, seat=True):
    """Show who was chosen and the mails as they would leave; decide when the mails that were shown are sent."""
    seminar = get_object_or_404(Seminar, pk=pk)
    asked = _asked(request)
    chosen = [int(one) for one in asked.getlist("chosen") if one.isdecimal()][:MOST_AT_ONCE]
    seen = _seen(request, seminar, chosen)
    rows = list(undecided(seminar, chosen, approve=approve, seen=seen))
    back = _back(seminar, asked.get("mode", ""))
    if not rows:
        messages.warning(request, _("Choose people in the list who wait for your decision."))
        return redirect(back)
    form, letters = DecisionForm(request.POST if request.method == "POST" else None, seminar, approve=approve, seat=seat), None
    if not form.is_bound or form.is_valid():
        how = {"approve": approve, "seat": seat, "seen": seen, **form.how()}
        try:
            if form.is_bound and form.says_what_was_shown() and "send" in request.POST:
                done = decide(seminar, chosen, request.user, **how)
                messages.success(request, _done(len(done.written), approve))
                return redirect(back)
            if form.is_bound or approve:
                letters = preview(seminar, chosen, request.user, **how)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    title = str(TITLES[approve, seat])
    context = {
        "form": form,
        "seminar": seminar,
        "rows": rows,
        "approve": approve,
        "seat": seat,
        "by_rank": any(seminar.selects_by_score(row.mode) for row in rows),
        "mode": asked.get("mode", ""),
        "back_url": back,
        "letters": letters_shown(letters) if letters else [],
        "seen": form.mark() if letters else "",
        "page_title": title,
        "page_subtitle": f"{title}: {seminar}",
        **people.header(seminar, title),
        "action_url": request.path,
        "media": form.media,
    }
    return TemplateResponse(request, "seminars/admin/decision.html", context, status=422 if form.errors else 200)


def _seen(request, seminar: Seminar, chosen: list[int]) -> dict[int, str]:
    """The states that stood on the page, by primary key; the first time those of now."""
    now = dict(seminar.registrations.filter(pk__in=chosen).values_list("pk", "state"))
    if request.method != "POST":
        return now
    sent = (one.partition(":") for one in request.POST.getlist("was"))
    return {int(pk): state for pk, _colon, state in sent if pk.isdecimal()} or now


def _back(seminar: Seminar, mode: str) -> str:
    """The board, where the decision was begun there; else the list."""
    if mode in seminar.modes:
        return f"{reverse('seminars_desk:selection', args=[seminar.pk])}?mode={mode}"
    return reverse("seminars_desk:registrations", args=[seminar.pk])


def _asked(request):
    return request.POST if request.method == "POST" else request.GET


def _done(number: int, approve: bool) -> str:
    if approve:
        words = ngettext(
            "%(number)d person is approved and told by mail.", "%(number)d people are approved and told by mail.", number
        )
    else:
        words = ngettext(
            "%(number)d person is declined and told by mail.", "%(number)d people are declined and told by mail.", number
        )
    return words % {"number": number}


def letters_shown(letters: Post) -> list[dict]:
    """One letter of each kind and language, as its reader gets it, and how many more are like it."""
    kinds = {}
    for registration, message in letters.written:
        kind = registration.language, registration.state
        if kind in kinds:
            kinds[kind]["more"] += 1
        else:
            kinds[kind] = _letter(registration, message)
    return list(kinds.values())


def _letter(registration: Registration, message) -> dict:
    return {
        "language": registration.language,
        "language_name": language_name(registration.language),
        "to": message.to[0],
        "subject": message.subject,
        "text": message.body,
        "dates": len(message.attachments),
        "more": 0,
    }
