"""The pages of coordinators, who name people of their site, and of those who are named."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from icrweb.accounts.models import Institution
from icrweb.accounts.sharing import coordinated_by

from ..applications.owing import next_address
from ..models import Nomination, NominationCall
from ..moments import moment
from ..standing import state_words
from ..views.visits import times_of
from .answering import accept_nomination, decline_nomination
from .forms import NominateForm
from .nominating import eligible, left_of, may_be_replaced, name_instead, nominate, open_calls

CALLS_A_PAGE = 10
STATUS = {"asked": "sent", "accepted": "done", "declined": "problem", "replaced": "not-started", "lapsed": "problem"}
FORM_OR_DEED = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def site(request, institution_key):
    """The calls in which one's site may name people, and whom it has named."""
    institution = _mine(request, institution_key)
    page_obj = Paginator(open_calls(institution), CALLS_A_PAGE).get_page(request.GET.get("page"))
    named = Nomination.objects.filter(institution=institution, call__in=list(page_obj.object_list))
    rows = list(named.select_related("person", "registration__seminar", "call").order_by("pk"))
    counting = set(named.counting().values_list("pk", flat=True))
    calls = [_call(call, institution, [row for row in rows if row.call_id == call.pk], counting) for call in page_obj.object_list]
    context = {"institution": institution, "page_obj": page_obj, "calls": calls}
    response = render(request, "seminars/nominations/site.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@login_required
@FORM_OR_DEED
def name(request, institution_key, call_key):
    """Whom, and why; then they are asked."""
    institution = _mine(request, institution_key)
    call = get_object_or_404(open_calls(institution), key=call_key)
    deed = lambda data: nominate(call, institution, data["person"], why=data["why"], by=request.user)
    return _ask(request, institution, call, deed, _("Your nominee is asked by mail."), left=left_of(call, institution))


@login_required
@FORM_OR_DEED
def instead(request, institution_key, nomination_key):
    """Somebody else in the place of a nominee."""
    institution = _mine(request, institution_key)
    found = Nomination.objects.select_related("call__seminar", "person").filter(institution=institution)
    old = get_object_or_404(found, key=nomination_key)
    deed = lambda data: name_instead(old, data["person"], why=data["why"], by=request.user)
    return _ask(request, institution, old.call, deed, _("The new nominee is asked, and the other one is told."), old=old)


@login_required
@FORM_OR_DEED
def answer(request, nomination_key):
    """What the named person says."""
    found = Nomination.objects.select_related("call__seminar", "institution", "person", "registration", "nominated_by")
    nomination = get_object_or_404(found, key=nomination_key, person=request.user)
    seminar, refusal = nomination.call.seminar, None
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                return redirect(next_address(accept_nomination(nomination, request.user, get_language())))
            decline_nomination(nomination, request.user)
            messages.success(request, _("Thank you for your answer. Your coordinator is told."))
            return redirect("my:seminars")
        except ValidationError as error:
            refusal = error.messages[0]
    context = {
        "nomination": nomination,
        "seminar": seminar,
        "title": seminar.title_in(get_language()),
        "until": moment(nomination.ends_at, seminar.time_zone),
        "state": nomination.state,
        "refusal": refusal,
        **times_of(seminar, request.user, get_language()),
    }
    return render(request, "seminars/nominations/answer.html", context, status=409 if refusal else 200)


def _ask(request, institution: Institution, call: NominationCall, deed, done: str, **context):
    form = NominateForm(request.POST or None, institution)
    if form.is_valid():
        try:
            deed(form.cleaned_data)
            messages.success(request, done)
            return redirect("seminars:site_nominations", institution_key=institution.key)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context |= {"form": form, "institution": institution, "call": call, "title": call.seminar.title_in(get_language())}
    context["nobody"] = not eligible(institution).exists()
    return render(request, "seminars/nominations/name.html", context, status=422 if form.errors else 200)


def _mine(request, institution_key) -> Institution:
    return get_object_or_404(coordinated_by(request.user), key=institution_key)


def _call(call: NominationCall, institution: Institution, rows: list[Nomination], counting: set[int]) -> dict:
    is_open = timezone.now() < call.ends_at
    used = sum(row.pk in counting for row in rows)
    return {
        "call": call,
        "title": call.seminar.title_in(get_language()),
        "mode": call.get_mode_display() if len(call.seminar.modes) > 1 else "",
        "until": moment(call.ends_at, call.seminar.time_zone),
        "number": call.site_number,
        "used": used,
        "may_name": is_open and used < call.site_number,
        "is_open": is_open,
        "rows": [_row(row, call) for row in rows],
    }


def _row(row: Nomination, call: NominationCall) -> dict:
    state = Nomination.State(row.state)
    words = state.label
    if state == Nomination.State.ACCEPTED:
        words = state_words(row.registration, None)
    replaceable = may_be_replaced(row) and timezone.now() < call.seminar.closes_at
    return {"nomination": row, "status": STATUS[state], "words": words, "may_be_replaced": replaceable}
