"""The organizer's pages of invitations: the list, inviting with a dry run, sending again, taking back."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from icrweb.pages.languages import language_name

from ..deadlines import last_moment
from ..models import Invitation, Seminar
from ..moments import short_moment
from ..views import people
from .forms import EndsForm, InvitationFilter, InviteForm
from .inviting import invite, refuse_to_hold_more, revoke, send_again
from .listing import Guests, read_guests

ROWS_A_PAGE = 50


@permission_required("seminars.view_registration")
@require_safe
def invitations(request, pk):
    """Who was invited and what became of it; fifty a page."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = InvitationFilter(request.GET or None, seminar)
    page_obj = Paginator(form.found(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    may_change = request.user.has_perm("seminars.change_registration") and not seminar.cancelled_at
    context = {
        "seminar": seminar,
        "form": form,
        "page_obj": page_obj,
        "rows": [_row(one, seminar, may_change) for one in page_obj.object_list],
        "may_invite": may_change and timezone.now() < seminar.closes_at,
        "page_title": _("Invitations"),
        **people.header(seminar, _("Invitations")),
    }
    return TemplateResponse(request, "seminars/invitations/list.html", context)


@permission_required("seminars.change_registration")
def invite_people(request, pk):
    """First what the list says and what is wrong with it, line by line; on a second click the invitations leave."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = InviteForm(request.POST or None, seminar, files=request.FILES or None, initial={"language": get_language()})
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = _looked_at(form.cleaned_data, seminar)
            if "send" in request.POST and found.people:
                asked = {name: form.cleaned_data[name] for name in ("ends_on", "holds_seat")}
                number = invite(seminar, found.people, request.user, **asked)
                messages.success(request, ngettext("%(n)d person is invited.", "%(n)d people are invited.", number) % {"n": number})
                return redirect("seminars_desk:invitations", seminar.pk)
        except ValidationError as refusal:
            form.add_error("ends_on" if refusal.code in ("past", "after_closing") else None, ValidationError(refusal.messages))
            found = None
    context = {
        "form": form,
        "found": found,
        "seminar": seminar,
        "page_title": _("Invite people"),
        **people.header(seminar, _("Invite people")),
        "action_url": request.path,
        "submit_button_label": _("Look at the list"),
        "submit_button_active_label": _("Saving…"),
    }
    status = 422 if form.errors or (found and found.faults) else 200
    return TemplateResponse(request, "seminars/invitations/invite.html", context, status=status)


@permission_required("seminars.change_registration")
def again(request, pk, invitation_pk):
    """Until when, then a new mail with a new link."""
    seminar = get_object_or_404(Seminar, pk=pk)
    row = get_object_or_404(seminar.invitations, pk=invitation_pk)
    form = EndsForm(request.POST or None, seminar)
    return people.ask(
        request,
        form,
        seminar,
        deed=lambda: send_again(row, request.user, ends_on=form.cleaned_data["ends_on"]),
        title=_("Send the invitation again"),
        about=_("A new mail leaves, with a new link. The link of the older mail opens nothing any more."),
        button=_("Send it again"),
        done=_("The invitation is on its way again."),
        subtitle=row.address,
        then=lambda _row: reverse("seminars_desk:invitations", args=[seminar.pk]),
    )


@permission_required("seminars.change_registration")
@require_POST
def take_back(request, pk, invitation_pk):
    row = get_object_or_404(Invitation.objects.select_related("seminar"), seminar=pk, pk=invitation_pk)
    try:
        revoke(row, request.user)
        messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("seminars_desk:invitations", pk)


def _looked_at(data: dict, seminar: Seminar) -> Guests:
    """What the list says; refused where the day or the seats that should be held are wrong."""
    last_moment(seminar, data["ends_on"])
    found = read_guests(data["text"], seminar, language=data["language"], holds_seat=data["holds_seat"])
    if data["holds_seat"]:
        refuse_to_hold_more(seminar, found.modes())
    return found


def _row(row: Invitation, seminar: Seminar, may_change: bool) -> dict:
    state = Invitation.State(row.state)
    open_still = state in (Invitation.State.SENT, Invitation.State.EXPIRED)
    return {
        "row": row,
        "state": state.label,
        "mail": row.mail.state if row.mail else _("Waiting"),
        "ends": short_moment(row.ends_at, seminar.time_zone),
        "language": language_name(row.language),
        "mode": row.get_mode_display() if row.mode and len(seminar.modes) > 1 else "",
        "holds": open_still and row.holds_seat,
        "may_change": may_change and open_still,
    }
