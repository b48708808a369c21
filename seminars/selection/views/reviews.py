"""Pages for reviewers: what they are asked to score, and one application with its marks. Nobody finds another's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from ...models import Registration, Review, Selection
from ..forms import ConflictForm, ReviewForm
from ..looking import note_look
from ..reviewing import declare, keep_draft, others_of, submit
from ..showing import application_for, facts_of, until_words
from ..ties import Ties

ROWS_A_PAGE = 20


@login_required
@require_safe
@cache_control(no_store=True, private=True)
def reviews(request: HttpRequest) -> HttpResponse:
    """What one is asked to score: what is left first."""
    mine = Review.objects.for_reviewer(request.user).standing().filter(registration__seminar__cancelled_at=None)
    found = mine.select_related("registration__person", "registration__seminar")
    found = found.order_by(F("submitted_at").desc(nulls_first=True), "registration__seminar__starts_at", "registration__number")
    page_obj = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    selections = _selections(page_obj.object_list)
    found = ((one, selections.get((one.registration.seminar_id, one.registration.mode))) for one in page_obj.object_list)
    rows = [_row(one, selection) for one, selection in found if selection]
    context = {"rows": rows, "page_obj": page_obj, "left": mine.filter(submitted_at=None).count()}
    return render(request, "seminars/selection/reviews.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def review(request: HttpRequest, review_key) -> HttpResponse:
    """One application: first the question about a conflict of interest, then the rubric, then what was sent in."""
    found = Review.objects.for_reviewer(request.user).standing().select_related("registration__person", "registration__seminar")
    mine = get_object_or_404(found, key=review_key)
    selection = get_object_or_404(
        Selection.objects.select_related("seminar"), seminar=mine.registration.seminar, mode=mine.registration.mode
    )
    tied = Ties(selection, [request.user]).why_not(request.user, mine.registration)
    asks = mine.conflict is None or bool(tied and not mine.submitted_at)
    if request.method == "POST":
        form, answer = _asked(request, mine) if asks else _scored(request, mine, selection)
        if answer:
            return answer
    elif asks:
        form = ConflictForm()
    else:
        form = ReviewForm(None, mine, _criteria(selection), get_language())
    note_look("selection.view_review", selection, request.user, [mine.registration.person])
    others = others_of(mine, selection)
    context = {
        "review": mine,
        "selection": selection,
        "seminar_title": selection.seminar.title_in(get_language()),
        "title": title_of(mine, selection),
        "facts": facts_of(mine.registration, names=not selection.hides_names, sites=not selection.hides_sites),
        "endorsement": None
        if selection.hides_names or selection.hides_sites or asks
        else getattr(mine.registration, "endorsement", None),
        "application": None if asks else application_for(mine.registration, get_language(), files=True),
        "is_blind": selection.hides_names or selection.hides_sites,
        "until": until_words(selection, selection.score_until),
        "form": form,
        "marked": [form[name] for name in getattr(form, "names", ())],
        "asks": asks,
        "tied": tied if asks else "",
        "is_decided": mine.registration.state != Registration.State.REQUESTED,
        "marks": marks_of(mine, selection, get_language()) if mine.submitted_at else [],
        "others": [{"review": one, "marks": marks_of(one, selection, get_language())} for one in others],
    }
    return render(request, "seminars/selection/review.html", context, status=422 if form.errors else 200)


def title_of(review: Review, selection: Selection) -> str:
    """The application's name for its reviewer: a number where names are hidden."""
    if selection.hides_names:
        return _("Application No. %(number)d") % {"number": review.registration.number}
    return str(review.registration.person)


def _asked(request: HttpRequest, mine: Review) -> tuple[ConflictForm, HttpResponse | None]:
    form = ConflictForm(request.POST)
    if form.is_valid():
        try:
            declare(mine, conflict=form.cleaned_data["conflict"])
            if form.cleaned_data["conflict"]:
                messages.success(request, _("You handed the application back. Thank you; somebody else is asked."))
                return form, redirect("seminars:reviews")
            return form, redirect(request.path)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    return form, None


def _scored(request: HttpRequest, mine: Review, selection: Selection) -> tuple[ReviewForm, HttpResponse | None]:
    form = ReviewForm(request.POST, mine, _criteria(selection), get_language())
    if form.is_valid():
        try:
            if "submit" in request.POST:
                submit(mine, form.marks, form.cleaned_data["comment"])
                messages.success(request, _("Your score is sent in."))
            else:
                keep_draft(mine, form.marks, form.cleaned_data["comment"])
                messages.success(request, _("Your draft is saved. Nobody else sees it."))
            return form, redirect(request.path)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    return form, None


def _criteria(selection: Selection) -> list:
    return list(selection.criteria.select_related("selection__seminar"))


def marks_of(review: Review, selection: Selection, language: str) -> list[dict]:
    """What was marked, in words."""
    rows = []
    for criterion in _criteria(selection):
        title, *levels = criterion.shown_in(language)
        if mark := review.marks.get(str(criterion.key)):
            rows.append({"label": title, "value": _("%(mark)d of 5") % {"mark": mark}, "more": levels[mark - 1]})
    return rows


def _selections(reviews) -> dict[tuple, Selection]:
    seminars = {one.registration.seminar_id for one in reviews}
    found = Selection.objects.filter(seminar__in=seminars).select_related("seminar")
    return {(one.seminar_id, one.mode): one for one in found}


def _row(one: Review, selection: Selection) -> dict:
    if one.submitted_at:
        status, word = "done", _("Sent in")
    elif one.registration.state != Registration.State.REQUESTED:
        status, word = "not-started", _("Decided without it")
    elif one.saved_at:
        status, word = "progress", _("Draft saved")
    else:
        status, word = "not-started", _("To score")
    return {
        "review": one,
        "title": title_of(one, selection),
        "seminar_title": selection.seminar.title_in(get_language()),
        "until": until_words(selection, selection.score_until),
        "status": status,
        "word": word,
    }
