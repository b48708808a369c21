"""What a learner's player reports, and the way of those who read instead: every one a POST that ends at a deed."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from courses.models import Enrolment, LessonPage, visible_pages
from courses.views.steps import for_signed_in
from courses.watching import begin_transcript, finish_transcript, keep_watched


@require_POST
@for_signed_in
def watched(request: HttpRequest, key, lesson_key) -> HttpResponse:
    """Take the stretches that were played; the answer says how much is known to be played."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user), key=key)
    try:
        found = keep_watched(enrolment, lesson_key, request.POST.get("block", ""), _played(request), get_language())
    except ValidationError as refusal:
        return JsonResponse({"code": refusal.code, "sentence": " ".join(refusal.messages)}, status=409)
    return JsonResponse({"percent": found.percent, "enough": found.enough})


@require_POST
@for_signed_in
def transcript(request: HttpRequest, key, lesson_key) -> HttpResponse:
    """Begin to read a transcript, or say that it was read to its end."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user), key=key)
    lessons = visible_pages(LessonPage.objects.live(), request.user)
    page = get_object_or_404(lessons, translation_key=lesson_key, locale__language_code=get_language())
    block = request.POST.get("block", "")
    begin = request.POST.get("step") == "begin"
    try:
        (begin_transcript if begin else finish_transcript)(enrolment, lesson_key, block, get_language())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(f"{page.get_url(request)}#watching")
    return redirect(f"{page.get_url(request)}#transcript-{block}" if begin else f"{page.get_url(request)}#watching")


def _played(request: HttpRequest):
    try:
        return json.loads(request.POST.get("played", ""))
    except ValueError:
        return None
