"""The organizer's board: who applied with all that is known, the balance of who is chosen, ranks; and one application."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ... import seating
from ...approving import MOST_AT_ONCE
from ...models import Registration, Review, Selection, Seminar
from ...standing import state_words
from ...views.people import header
from ..assigning import assign, take_back
from ..board import Applicant, applicants, balance, filtered, ordered
from ..forms import AssignForm, BoardFilter
from ..ranks import set_ranks
from ..reviewing import reopen
from ..showing import facts_of
from .desk import asked_mode, frame, nobody_selected, with_mode
from .reviews import marks_of

ROWS_A_PAGE = 50
State = Registration.State
MAY_BE_TICKED = (State.REQUESTED, State.DECLINED, State.WAITING)


@permission_required("seminars.view_registration")
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in question, fifty a page; who is ticked stays ticked from page to page, and the balance counts them."""
    seminar = get_object_or_404(Seminar, pk=pk)
    mode = asked_mode(request, seminar)
    selection = Selection.objects.filter(seminar=seminar, mode=mode).select_related("seminar").first()
    if not selection:
        return nobody_selected(request, seminar)
    everybody = applicants(selection, request.user)
    form = BoardFilter(request.GET, selection)
    wanted = form.wanted()
    found = ordered(filtered(everybody, wanted, selection), wanted.get("sort") or "score")
    page_obj = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    ticked = _ticked(request, everybody)
    here = {one.row.pk for one in page_obj.object_list}
    title = _("Selection")
    context = {
        "selection": selection,
        "form": form,
        "page_obj": page_obj,
        "rows": [_row(one, selection, ticked) for one in page_obj.object_list],
        "elsewhere": [_box(one) for one in everybody if one.row.pk in ticked and one.row.pk not in here],
        "balance": _balance(everybody, ticked, selection),
        "ticked": len(ticked),
        "seats": seminar.seats_for(mode),
        "asks_certificates": seminar.prerequisites.exists(),
        "numbers": _numbers(everybody, selection),
        "may_change": request.user.has_perm("seminars.change_registration") and not seminar.cancelled_at,
        "page_title": title,
        **frame(seminar, mode, "selection"),
        **header(seminar, title),
    }
    return TemplateResponse(request, "seminars/admin/selection/board.html", context)


@permission_required("seminars.change_registration")
@require_POST
def ranks(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the ranks from the scores."""
    seminar = get_object_or_404(Seminar, pk=pk)
    mode = asked_mode(request, seminar)
    selection = get_object_or_404(Selection, seminar=seminar, mode=mode)
    try:
        done = set_ranks(selection, request.user)
        words = ngettext("%(number)d application has a rank.", "%(number)d applications have a rank.", done.ranked)
        words %= {"number": done.ranked}
        if done.unscored:
            more = ngettext(
                "%(number)d lacks a score and comes after them.", "%(number)d lack a score and come after them.", done.unscored
            )
            words = f"{words} {more % {'number': done.unscored}}"
        messages.success(request, words)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(with_mode("selection", seminar, mode))


@permission_required("seminars.view_registration")
def applicant(request: HttpRequest, pk: int, registration_pk: int) -> HttpResponse:
    """One application with its scores and comments; ask a reviewer, take back, open a score again."""
    seminar = get_object_or_404(Seminar, pk=pk)
    row = get_object_or_404(seminar.registrations.select_related("person", "institution", "endorsement__by"), pk=registration_pk)
    selection = Selection.objects.filter(seminar=seminar, mode=row.mode).select_related("seminar").first()
    if not selection:
        raise Http404
    one = next((one for one in applicants(selection, request.user) if one.row.pk == row.pk), Applicant(row))
    form = AssignForm(request.POST if "assign" in request.POST else None, selection)
    may_change = request.user.has_perm("seminars.change_registration")
    refusal = ""
    if request.method == "POST":
        if not may_change:
            raise Http404
        try:
            if done := _done(request, row, form):
                messages.success(request, done)
                return redirect(request.path)
        except ValidationError as refused:
            refusal = refused.messages[0]
    reviews = row.reviews.filter(taken_back_at=None).select_related("reviewer").order_by("pk")
    title = str(row.person)
    context = {
        "one": one,
        "row": row,
        "facts": [*facts_of(row), {"label": _("E-mail"), "value": row.person.email}],
        "said": getattr(row, "endorsement", None),
        "state": state_words(row, one.row.position if hasattr(one.row, "position") else None),
        "reviews": [_review(review, selection, hidden=one.hidden) for review in reviews],
        "form": form,
        "refusal": refusal,
        "may_change": may_change,
        "back_url": with_mode("selection", seminar, row.mode),
        "page_title": title,
        "seminar": seminar,
        **header(seminar, title),
    }
    status = 422 if form.errors or refusal else 200
    return TemplateResponse(request, "seminars/admin/selection/applicant.html", context, status=status)


def _done(request: HttpRequest, row: Registration, form: AssignForm) -> str:
    """Do what the button that was pressed says; what was done in words."""
    if form.is_bound:
        if not form.is_valid():
            return ""
        assign(row, form.cleaned_data["reviewer"], request.user)
        return _("The reviewer is asked by mail.")
    key = request.POST.get("take_back") or request.POST.get("reopen") or ""
    review = next((one for one in row.reviews.all() if str(one.key) == key), None)
    if review is None:
        return ""
    if "take_back" in request.POST:
        take_back(review, request.user)
        return _("The reviewer is not asked any more.")
    reopen(review, request.user, request.POST.get("why", ""))
    return _("The reviewer can change the score, and is told by mail.")


def _review(review: Review, selection: Selection, *, hidden: bool) -> dict:
    """A review in words; where the organizer has yet to score the application, without what others scored."""
    if review.conflict:
        word = _("Handed back: a conflict of interest")
    elif review.submitted_at:
        word = _("Sent in")
    elif review.saved_at:
        word = _("Draft saved")
    else:
        word = _("Nothing yet") if review.conflict is None else _("No conflict of interest; no score yet")
    shown = bool(review.submitted_at) and not hidden
    return {"review": review, "word": word, "shown": shown, "marks": marks_of(review, selection, get_language()) if shown else []}


def _ticked(request: HttpRequest, everybody: list[Applicant]) -> set[int]:
    """Who is ticked and can be decided on."""
    asked = [int(one) for one in request.GET.getlist("chosen") if one.isdecimal()][:MOST_AT_ONCE]
    able = {one.row.pk for one in everybody if one.row.state in MAY_BE_TICKED}
    return able.intersection(asked)


def _box(one: Applicant) -> dict:
    """What the balance counts when somebody is ticked: the same groups as `board.balance`."""
    row = one.row
    groups = [f"{seating.COUNTRY}:{row.country}", f"{seating.ROLE}:{row.role}", f"{seating.SITE}:{row.institution_id or ''}"]
    return {"pk": row.pk, "groups": " ".join([*groups, *(["first:"] if one.first_time else [])])}


def _row(one: Applicant, selection: Selection, ticked: set[int]) -> dict:
    row = one.row
    return {
        **_box(one),
        "one": one,
        "row": row,
        "person": row.person,
        "url": reverse("seminars_desk:selection_applicant", args=[selection.seminar_id, row.pk]),
        "state": state_words(row, row.position),
        "may_tick": row.state in MAY_BE_TICKED,
        "ticked": row.pk in ticked,
        "missing": range(max(0, selection.scores - len(one.scores))) if not one.hidden else (),
        "is_wide": bool(one.scores) and one.spread >= selection.wide_spread,
    }


def _balance(everybody: list[Applicant], ticked: set[int], selection: Selection) -> list[dict]:
    titles = {
        seating.COUNTRY: _("Countries"),
        seating.ROLE: _("Roles"),
        seating.SITE: _("Institutions"),
        "first": _("For the first time"),
    }
    parts = balance(everybody, ticked, selection)
    return [{"kind": kind, "title": titles[kind], "lines": lines[:MOST_LINES], "more": lines[MOST_LINES:]} for kind, lines in parts]


MOST_LINES = 10


def _numbers(everybody: list[Applicant], selection: Selection) -> list[dict]:
    """How far the selection is, step by step."""
    rows = [(_("applied"), len(everybody))]
    if selection.endorsed:
        rows.append((_("endorsed"), sum(one.endorsed is True for one in everybody)))
    if selection.ranked:
        rows.append((_("in their country’s order"), sum(one.country_place is not None for one in everybody)))
    if selection.scores:
        rows.append((_("with all scores"), sum(len(one.scores) >= selection.scores for one in everybody)))
    rows += [
        (_("undecided"), sum(one.is_open for one in everybody)),
        (_("offered"), sum(one.row.state == State.OFFERED for one in everybody)),
        (_("confirmed"), sum(one.row.state == State.CONFIRMED for one in everybody)),
        (_("waiting"), sum(one.row.state == State.WAITING for one in everybody)),
    ]
    return [{"label": label, "number": number} for label, number in rows]
