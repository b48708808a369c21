"""The organizer's pages of the day: the ways from there, what is known of one person, and the sheets to print."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from icrweb.accounts.choices import Country
from icrweb.accounts.names import language_of_name

from ...forms import ReasonForm
from ...models import ExtraQuestion, Mode, Passing, Seminar
from ...moments import clock, moment, short_day
from ...views import people
from .. import codes, seen
from ..catering import answered_to
from ..drawing import qr
from ..undoing import take_back_passing

BADGES_A_PAGE = 100  # ten sheets
NAMES_A_PAGE = 200


@permission_required("seminars.change_attendance")
@require_safe
def day(request, pk):
    """Everything that is for the day itself, with who was seen where."""
    seminar = get_object_or_404(Seminar, pk=pk)
    context = {
        "seminar": seminar,
        "sittings": seen.numbers_of(seminar),
        "questions": list(_listed(seminar)) if request.user.has_perm("seminars.change_registration") else [],
        "confirmed": seminar.registrations.confirmed().count(),
        "page_title": _("On the day"),
        "page_subtitle": str(seminar),
        **people.header(seminar, _("On the day")),
    }
    return TemplateResponse(request, "seminars/checkin/day.html", context)


@permission_required("seminars.change_attendance")
@require_safe
def person(request, pk, registration_pk):
    """What was seen of one person, and who or what says how many minutes that is."""
    seminar = get_object_or_404(Seminar, pk=pk)
    row = get_object_or_404(seminar.registrations.select_related("person"), pk=registration_pk)
    context = {
        "seminar": seminar,
        "row": row,
        "sittings": seen.seen_of(seminar, row),
        "standing": seen.standing_in_words(seminar, row),
        "page_title": str(row.person),
        "page_subtitle": str(seminar),
        **people.header(seminar, str(row.person)),
    }
    return TemplateResponse(request, "seminars/checkin/person.html", context)


@permission_required("seminars.change_attendance")
def take_back(request, pk, registration_pk, passing_key):
    """What was noted at the door by mistake counts no more, with a reason."""
    seminar = get_object_or_404(Seminar, pk=pk)
    passings = Passing.objects.filter(sitting__seminar=seminar, registration=registration_pk)
    passing = get_object_or_404(passings.select_related("registration__person", "sitting"), key=passing_key)
    form = ReasonForm(request.POST or None)
    return people.ask(
        request,
        form,
        seminar,
        deed=lambda: take_back_passing(passing, request.user, form.cleaned_data["why"]),
        title=_("Take back what was noted at the door"),
        about=_(
            "It counts no more, and minutes that came of it are counted anew. It stays in the list, struck out, with your reason."
        ),
        button=_("Take back"),
        done=_("It is taken back."),
        subtitle=f"{passing.registration.person}, {passing.get_direction_display()}, {clock(passing.at, seminar.time_zone)}",
        then=lambda _made: reverse("seminars_desk:seen", args=[seminar.pk, registration_pk]),
    )


@permission_required("seminars.view_registration")
@require_safe
def door_list(request, pk):
    """Who has a place, by name, with a box to tick for each sitting; for the door where there is no phone."""
    seminar = get_object_or_404(Seminar, pk=pk)
    page_obj = _with_a_place(request, seminar, NAMES_A_PAGE)
    context = {
        "seminar": seminar,
        "sittings": [
            {"day": short_day(one.local_day), "start": one.local_start, "title": one.title_in(seminar.language)}
            for one in seminar.sittings.all()
        ],
        "several": len(seminar.modes) > 1,
        "rows": [_line(seminar, row) for row in page_obj.object_list],
        "page_obj": page_obj,
        "starts": moment(seminar.starts_at, seminar.time_zone),
        "printed_at": moment(timezone.now(), seminar.time_zone),
    }
    return render(request, "seminars/checkin/door_list.html", context)


@permission_required("seminars.view_registration")
@require_safe
def badges(request, pk):
    """Name badges of who comes on site, ten a sheet of A4, with the code for the door."""
    seminar = get_object_or_404(Seminar, pk=pk)
    page_obj = _with_a_place(request, seminar, BADGES_A_PAGE, mode=Mode.ON_SITE)
    with translation.override(seminar.language):  # not that of whoever prints: everybody reads it
        rows = [{**_line(seminar, row), "qr": qr(codes.scanned_text(seminar.key, row.person.key))} for row in page_obj.object_list]
    context = {
        "seminar": seminar,
        "sheets": [rows[first : first + 10] for first in range(0, len(rows), 10)],
        "page_obj": page_obj,
    }
    return render(request, "seminars/checkin/badges.html", context)


@permission_required("seminars.change_registration")
@require_safe
def catering(request, pk, question_pk):
    """What people with a place answered to one question, to print: diets, arrivals, rooms."""
    seminar = get_object_or_404(Seminar, pk=pk)
    question = get_object_or_404(_listed(seminar), pk=question_pk)
    context = {
        "seminar": seminar,
        "question": question,
        "starts": moment(seminar.starts_at, seminar.time_zone),
        "printed_at": moment(timezone.now(), seminar.time_zone),
        **answered_to(seminar, question, request.user),
    }
    return render(request, "seminars/checkin/catering.html", context)


def _listed(seminar: Seminar):
    return seminar.extra_questions.filter(retired_at=None).exclude(kind=ExtraQuestion.Kind.FILE).select_related("seminar")


def _with_a_place(request, seminar: Seminar, number: int, **which):
    rows = seminar.registrations.confirmed().filter(**which).select_related("person", "institution")
    return Paginator(rows.order_by("person__latin_name", "pk"), number).get_page(request.GET.get("page"))


def _line(seminar: Seminar, row) -> dict:
    person = row.person
    return {
        "row": row,
        "person": person,
        "native_language": language_of_name(person.native_name, person.country or row.country, person.language),
        "country": str(Country(row.country).label) if row.country in Country.values else row.country,
        "code": codes.grouped(codes.pass_code(seminar.key, person.key)),
    }
