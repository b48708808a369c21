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
from ..letters import Letters
from ..models import Registration, Seminar
from . import people

TITLES = {True: gettext_lazy("Approve registrations"), False: gettext_lazy("Decline registrations")}


@permission_required("seminars.change_registration")
def decision(request, pk, approve):
    """Show who was chosen and the mails as they would leave; decide when the mails that were shown are sent."""
    seminar = get_object_or_404(Seminar, pk=pk)
    chosen = [int(one) for one in _asked(request).getlist("chosen") if one.isdecimal()][:MOST_AT_ONCE]
    rows = list(undecided(seminar, chosen, approve=approve))
    back = reverse("seminars_desk:registrations", args=[seminar.pk])
    if not rows:
        messages.warning(request, _("Choose people in the list who wait for your decision."))
        return redirect(back)
    form, letters = DecisionForm(request.POST if request.method == "POST" else None, approve=approve), None
    if not form.is_bound or form.is_valid():
        why = form.cleaned_data["why"] if form.is_bound else ""
        try:
            if form.is_bound and form.says_what_was_shown() and "send" in request.POST:
                done = decide(seminar, chosen, request.user, approve=approve, why=why)
                messages.success(request, _done(len(done.written), approve))
                return redirect(back)
            if form.is_bound or approve:
                letters = preview(seminar, chosen, request.user, approve=approve, why=why)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    title = str(TITLES[approve])
    context = {
        "form": form,
        "seminar": seminar,
        "rows": rows,
        "approve": approve,
        "letters": _shown(letters) if letters else [],
        "seen": form.mark() if letters else "",
        "page_title": title,
        "page_subtitle": f"{title}: {seminar}",
        **people.header(seminar, title),
        "action_url": request.path,
    }
    return TemplateResponse(request, "seminars/admin/decision.html", context, status=422 if form.errors else 200)


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


def _shown(letters: Letters) -> list[dict]:
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
