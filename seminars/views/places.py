"""Taking part: the page that confirms, one's own place, giving it back, and the calendar file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from icrweb.pages.context import frame
from icrweb.pages.languages import address

from .. import ics, registration
from ..applications.applying import apply
from ..applications.own import own_application
from ..applications.views import Sheet
from ..checkin.course_tests import course_test_words
from ..checkin.entry import entry_of
from ..letters import event_for
from ..models import ExtraQuestion, Registration, Seminar, SeminarPage
from ..reading import counted, course_addresses, page_of
from ..standing import why_not_open
from .visits import standing_of, times_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, seminar_key):
    """Show what is known of the person, take one confirmation."""
    seminar, page = find(request, seminar_key)
    if page is None:
        raise Http404
    sheet, refusal = Sheet(request, seminar, ExtraQuestion.Part.SIGN_UP), None
    if request.method == "POST":

        def hand_in(values):
            facts = (request.user, seminar, get_language(), sheet.mode)
            return apply(*facts, values) if sheet.questions else registration.register(*facts)

        answer, refusal = sheet.receive(hand_in, reverse("seminars:place", args=[seminar.key]))
        if answer:
            return answer
    elif Registration.objects.for_person(request.user).live().filter(seminar=seminar).exists():
        return redirect("seminars:place", seminar_key=seminar.key)
    context = {"refusal": refusal and refusal.messages[0], "chosen_mode": sheet.mode, **sheet.context()}
    context["affiliation"] = registration.current_affiliation(request.user)
    status = 409 if refusal else 422 if request.method == "POST" else 200
    return render(request, "seminars/register.html", {**_shown(request, seminar, page), **context}, status=status)


@login_required
@require_safe
def place(request, seminar_key):
    """One's own registration: its state, the way into the calendar and the room, and the way out."""
    seminar, page = find(request, seminar_key)
    return show_place(request, seminar, page, latest(request.user, seminar), room_typed=request.GET.get("room", "")[:10])


def show_place(request, seminar: Seminar, page: SeminarPage | None, mine: Registration, status: int = 200, **more) -> HttpResponse:
    """The page of a registration; what was typed there and refused comes back in it."""
    shown = {"mine": mine, "entry": entry_of(seminar, mine), "own": own_application(mine), **_assessed(mine)}
    return render(request, "seminars/place.html", {**_shown(request, seminar, page), **shown, **more}, status=status)


@login_required
@require_POST
def accept(request, seminar_key):
    """Take the place that is offered."""
    seminar, _page = find(request, seminar_key)
    try:
        registration.accept(latest(request.user, seminar))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("seminars:place", seminar_key=seminar.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, seminar_key):
    """Ask once, then give the place back."""
    seminar, page = find(request, seminar_key)
    mine = latest(request.user, seminar)
    refusal = None
    if request.method == "POST":
        try:
            registration.cancel(mine, by=request.user)
            messages.success(request, _("Your registration is cancelled. We have sent you a mail."))
            return redirect("seminars:place", seminar_key=seminar.key)
        except ValidationError as error:
            refusal = error.messages[0]
    context = {**_shown(request, seminar, page), "mine": mine, "refusal": refusal}
    return render(request, "seminars/cancel.html", context, status=409 if refusal else 200)


@login_required
@require_safe
def calendar(request, seminar_key):
    """Every sitting in one file, for who has a place."""
    seminar, _page = find(request, seminar_key)
    confirmed = Registration.objects.for_person(request.user).confirmed().select_related("person")
    mine = get_object_or_404(confirmed, seminar=seminar, seminar__cancelled_at=None)
    mine.language = get_language()
    content = ics.publish(event_for(seminar, sitting, mine) for sitting in seminar.sittings.all())
    headers = {"Content-Disposition": f'attachment; filename="{seminar.code}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def find(request, seminar_key) -> tuple[Seminar, SeminarPage | None]:
    """The seminar with its page in the language of the address; an unpublished page takes nobody's place away."""
    if not (seminar := counted(seminar_key)):
        raise Http404
    return seminar, page_of(seminar.key, get_language(), frame(request).private)


def latest(user, seminar: Seminar) -> Registration:
    rows = Registration.objects.for_person(user).filter(seminar=seminar)
    mine = rows.select_related("person", "assessment", "seminar__course_test__achievement").order_by("-pk").first()
    if mine is None:
        raise Http404
    return mine


def _assessed(mine: Registration) -> dict:
    """The words about the assessment, where it is the test of a course, and the way there."""
    words, test = course_test_words(mine), getattr(mine.seminar, "course_test", None)
    if not words or test is None:
        return {"assessed": words}
    key = test.achievement.key
    return {"assessed": words, "course_url": course_addresses([key], get_language()).get(key, "")}


def _shown(request, seminar: Seminar, page: SeminarPage | None) -> dict:
    language = get_language()
    why_not = why_not_open(seminar, timezone.now())
    lacking = registration.why_not_without_prerequisite(request.user, seminar)
    return {
        "page": page,
        "self": page,
        "seminar": seminar,
        "title": page.title if page else seminar.title_in(language),
        "page_url": address(page.url_path, language) if page else reverse("my:seminars"),
        "why_not": why_not and why_not.messages[0],
        "lacking": lacking and lacking.messages[0],
        **times_of(seminar, request.user, language),
        **standing_of(seminar, request.user),
    }
