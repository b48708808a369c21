"""The organizer's pages of a selection: its steps and rubric, and who has a say."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ...models import Review, Selection, Seminar
from ...views.people import header
from ..arranging import decided_modes, selection_of, set_delegate, set_selection
from ..assigning import assign_evenly, set_reviewer, to_score
from ..endorsing import ask_sites
from ..forms import DelegateForm, ReviewerForm, StepsForm, rubric_formset


@permission_required("seminars.change_seminar")
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Which steps, until when each, and the rubric; keep what was typed, all of it or nothing."""
    seminar = get_object_or_404(Seminar, pk=pk)
    if not (mode := asked_mode(request, seminar)):
        return nobody_selected(request, seminar)
    selection = selection_of(seminar, mode)
    form, rubric = StepsForm(request.POST or None, selection), rubric_formset(request.POST or None, selection)
    if request.method == "POST" and form.is_valid() and rubric.is_valid():
        rows = [row for one in rubric if one.cleaned_data and (row := one.row())]
        try:
            set_selection(seminar, mode, form.facts(), rows, request.user)
            messages.success(request, _("The steps are saved."))
            return redirect(with_mode("selection_steps", seminar, mode))
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    title = _("Steps of the selection")
    context = {
        "form": form,
        "rubric": rubric,
        "page_title": title,
        **frame(seminar, mode, "selection_steps"),
        **header(seminar, title),
        "action_url": request.get_full_path(),
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
        "media": form.media,
    }
    status = 200 if request.method == "GET" else 422
    return TemplateResponse(request, "seminars/admin/selection/steps.html", context, status=status)


@permission_required("seminars.change_registration")
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who puts the applications of which country in order, and who scores how many."""
    seminar = get_object_or_404(Seminar, pk=pk)
    mode = asked_mode(request, seminar)
    selection = Selection.objects.filter(seminar=seminar, mode=mode).select_related("seminar").first()
    if not selection:
        return nobody_selected(request, seminar)
    delegate_form = DelegateForm(request.POST if "delegate" in request.POST else None)
    reviewer_form = ReviewerForm(request.POST if "reviewer" in request.POST else None)
    if request.method == "POST" and (done := _named(request, selection, delegate_form, reviewer_form)):
        messages.success(request, done)
        return redirect(with_mode("selection_people", seminar, mode))
    title = _("Delegates and reviewers")
    context = {
        "delegate_form": delegate_form,
        "reviewer_form": reviewer_form,
        "reviewers": _reviewers(selection),
        "lacking": _lacking(selection),
        "silent": selection.applications.filter(state="requested", endorsement=None).count() if selection.endorsed else 0,
        "delegates": list(selection.delegates.select_related("person")),
        "selection": selection,
        "page_title": title,
        **frame(seminar, mode, "selection_people"),
        **header(seminar, title),
        "action_url": request.get_full_path(),
    }
    status = 422 if delegate_form.errors or reviewer_form.errors else 200
    return TemplateResponse(request, "seminars/admin/selection/people.html", context, status=status)


def _named(request: HttpRequest, selection: Selection, delegate_form: DelegateForm, reviewer_form: ReviewerForm) -> str:
    """Do what the button that was pressed says; what was done in words, or nothing where a form is wrong or nothing was asked."""
    if delegate_form.is_bound and delegate_form.is_valid():
        data = delegate_form.cleaned_data
        set_delegate(selection, data["country"], data.get("person"), request.user)
        return _("It is saved. Whoever was named is told by mail.")
    if reviewer_form.is_bound and reviewer_form.is_valid():
        set_reviewer(selection, reviewer_form.cleaned_data["person"], request.user, may=True)
        return _("This person can be asked to score.")
    if (dropped := request.POST.get("drop", "")).isdecimal():
        reviewer = get_object_or_404(selection.reviewers, pk=int(dropped))
        set_reviewer(selection, reviewer.person, request.user, may=False)
        return _("This person is not asked any more. What they sent in stays.")
    try:
        if "share" in request.POST:
            return _shared(*assign_evenly(selection, request.user))
        if "ask_sites" in request.POST:
            return _asked(*ask_sites(selection, request.user))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return ""


def _shared(given: int, lacking: int) -> str:
    words = ngettext("%(number)d score is asked for by mail.", "%(number)d scores are asked for by mail.", given)
    words %= {"number": given}
    if not lacking:
        return words
    more = ngettext(
        "%(number)d more has nobody without a tie: name more reviewers.",
        "%(number)d more have nobody without a tie: name more reviewers.",
        lacking,
    )
    return f"{words} {more % {'number': lacking}}"


def _asked(written: int, without: int) -> str:
    words = ngettext("%(number)d coordinator is written to.", "%(number)d coordinators are written to.", written)
    words %= {"number": written}
    if not without:
        return words
    more = ngettext(
        "%(number)d site has nobody who coordinates: ask an operator.",
        "%(number)d sites have nobody who coordinates: ask an operator.",
        without,
    )
    return f"{words} {more % {'number': without}}"


def _reviewers(selection: Selection) -> list[dict]:
    """Each reviewer with how many scores they were asked for, sent in, and handed back."""
    counts = Review.objects.filter(registration__in=selection.applications, taken_back_at=None).order_by().values("reviewer")
    counts = counts.annotate(
        asked=Count("pk", filter=Q(conflict=None) | Q(conflict=False)),
        sent=Count("pk", filter=Q(submitted_at__isnull=False)),
        conflicts=Count("pk", filter=Q(conflict=True)),
    )
    by_person = {row["reviewer"]: row for row in counts}
    nothing = {"asked": 0, "sent": 0, "conflicts": 0}
    rows = selection.reviewers.select_related("person")
    return [{"pk": one.pk, "person": one.person, **by_person.get(one.person_id, nothing)} for one in rows]


def _lacking(selection: Selection) -> int:
    """How many scores nobody is asked for yet."""
    standing = Q(reviews__taken_back_at=None) & (Q(reviews__conflict=None) | Q(reviews__conflict=False))
    asked = to_score(selection).annotate(asked=Count("reviews", filter=standing)).values_list("asked", flat=True)
    return sum(max(0, selection.scores - number) for number in asked)


def asked_mode(request: HttpRequest, seminar: Seminar) -> str:
    """The way to take part that the page is about: the one asked for, or the first in which people are selected."""
    modes = decided_modes(seminar)
    asked = request.GET.get("mode", "")
    return asked if asked in modes else (modes[0] if modes else "")


def nobody_selected(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    """Nothing to show yet: to where it is set that the organizer decides, or to the steps."""
    if not request.user.has_perm("seminars.change_seminar"):
        messages.warning(request, _("Nobody is selected for this seminar."))
        return redirect("seminars_desk:registrations", seminar.pk)
    if decided_modes(seminar):
        messages.warning(request, _("First say by which steps people are selected."))
        return redirect("seminars_desk:selection_steps", seminar.pk)
    sentence = _("People are selected only where the organizer decides. Tick that first, under “Dates and facts”.")
    messages.warning(request, sentence)
    return redirect("seminars_desk:edit", seminar.pk)


def frame(seminar: Seminar, mode: str, here: str) -> dict:
    """The seminar, and the ways between the pages of a selection and between its ways to take part."""
    modes = decided_modes(seminar)
    pages = (
        ("selection", _("Board")),
        ("selection_people", _("Delegates and reviewers")),
        ("selection_steps", _("Steps and rubric")),
    )
    return {
        "seminar": seminar,
        "mode": mode,
        "ways": [{"url": with_mode(name, seminar, mode), "label": label, "here": name == here} for name, label in pages],
        "modes": [
            {"url": with_mode(here, seminar, one), "label": one.label, "here": one == mode} for one in modes if len(modes) > 1
        ],
    }


def with_mode(name: str, seminar: Seminar, mode: str) -> str:
    address = reverse(f"seminars_desk:{name}", args=[seminar.pk])
    return f"{address}?mode={mode}" if len(decided_modes(seminar)) > 1 else address
