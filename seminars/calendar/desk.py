"""The organizer's pages about mails: what became of each."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from icrweb.trail.models import Mail

from ..models import Registration, Seminar
from ..moments import short_moment
from ..views.people import header
from .delivering import STATES, mails_of, numbers_of

MAILS_A_PAGE = 50
LABELS = {
    "sent": gettext_lazy("Taken by the mail server"),
    "waiting": gettext_lazy("Waiting to leave"),
    "refused": gettext_lazy("Refused by a mail server"),
}


@permission_required("seminars.view_registration")
@require_safe
def mails(request, pk):
    """Every mail about a registration with what became of it; ?show= one state."""
    seminar = get_object_or_404(Seminar, pk=pk)
    show = request.GET.get("show") if request.GET.get("show") in STATES else ""
    page_obj = Paginator(mails_of(seminar, show), MAILS_A_PAGE).get_page(request.GET.get("page"))
    numbers = numbers_of(seminar)
    context = {
        "seminar": seminar,
        "show": show,
        "numbers": [{"state": state, "number": numbers[state], "label": LABELS[state]} for state in STATES],
        "page_obj": page_obj,
        "rows": [became_of(one.registration, one.mail, seminar.time_zone) for one in page_obj.object_list],
        "page_title": _("Mails"),
        "page_subtitle": f"{_('Mails')}: {seminar}",
        **header(seminar, _("Mails")),
    }
    return TemplateResponse(request, "seminars/calendar/mails.html", context)


def became_of(registration: Registration, mail: Mail | None, zone: str) -> dict:
    """What a list says of a mail to somebody; one that is not written yet has no more than the person."""
    if mail is None:
        return {"person": registration.person, "to": registration.person.email, "state": _("Not written yet")}
    if mail.sent_at:
        state = _("Taken by the mail server %(moment)s") % {"moment": short_moment(mail.sent_at, zone)}
    elif mail.dead_at:
        state = _("Given up %(moment)s") % {"moment": short_moment(mail.dead_at, zone)}
    elif mail.last_error:
        state = _("Refused; tried again %(moment)s") % {"moment": short_moment(mail.next_try_at, zone)}
    else:
        state = _("Waiting to leave")
    return {
        "person": registration.person,
        "to": mail.to,
        "subject": mail.subject,
        "written": short_moment(mail.created_at, zone),
        "state": state,
        "error": "" if mail.sent_at else mail.last_error,
    }
