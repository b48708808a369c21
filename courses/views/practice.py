"""Spaced practice: asking for it, answering, and stopping it with one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Enrolment, Practice, PracticeRound
from courses.outline import page_words
from courses.practice_letters import practice_to_stop
from courses.practice_overview import practice_of, round_of
from courses.practising import answer_round, begin_practice, stop_practice
from courses.sitting import TITLE


@require_safe
@login_required
def practice(request: HttpRequest, enrolment_key) -> HttpResponse:
    """What it is, what was answered and what comes; begin and stop."""
    enrolment = get_object_or_404(
        Enrolment.objects.for_learner(request.user).completed().select_related("edition"), key=enrolment_key
    )
    words = page_words([enrolment.course_key], get_language())
    course = words.get(str(enrolment.course_key), (enrolment.edition.title, "", enrolment.edition.language))
    context = {"enrolment": enrolment, "course": course, "course_title": course[TITLE], **practice_of(enrolment)}
    return render(request, "courses/practice.html", context)


@require_POST
@login_required
def begin(request: HttpRequest, enrolment_key) -> HttpResponse:
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user), key=enrolment_key)
    try:
        begin_practice(enrolment, by_mail="by_mail" in request.POST)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("my:learning")
    messages.success(request, _("Kept. The first questions come on the day that is named below."))
    return redirect("courses:practice", enrolment_key=enrolment_key)


@require_POST
@login_required
def stop(request: HttpRequest, enrolment_key) -> HttpResponse:
    found = get_object_or_404(Practice.objects.for_learner(request.user), enrolment__key=enrolment_key)
    stop_practice(found)
    messages.success(request, _("Stopped. No more questions come for this course."))
    return redirect("courses:practice", enrolment_key=enrolment_key)


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail or in the mail program; no signing in, and nobody's name is shown."""
    found = practice_to_stop(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        stop_practice(found)
        found.refresh_from_db()
    return render(request, "courses/practice_stop.html", {"stopped": found.stopped_at is not None})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def practice_round(request: HttpRequest, round_key) -> HttpResponse:
    """Three questions on one page; each is answered by itself and explained at once."""
    rounds = PracticeRound.objects.for_learner(request.user).select_related("practice__enrolment__edition")
    found = get_object_or_404(rounds, key=round_key)
    refusal, item = "", request.POST.get("item", "")
    if request.method == "POST":
        try:
            answer_round(found, item, request.POST.getlist("answer"))
            return redirect(f"{request.path}#question-{item}" if item.isalnum() else request.path)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
    context = {
        "round": found,
        "enrolment": found.practice.enrolment,
        "refusal": refusal,
        "refused": item if refusal else "",
        "content_language": found.language if found.language != get_language() else "",
        **round_of(found, get_language()),
    }
    return render(request, "courses/practice_round.html", context, status=422 if refusal else 200)
