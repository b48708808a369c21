"""What a learner does on the pages of a course: every one a POST that ends at a deed."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from courses import enrolment as enrolling
from courses import taking_over
from courses.comparing import move_of
from courses.models import CoursePage, Enrolment, LessonPage, visible_pages
from courses.outline import outline_of, page_words
from courses.progress import answer_check, complete_lesson, keep_position, progress_of
from courses.self_checks import judge
from icrweb.pages.languages import source_language
from icrweb.translating.showing import stale_page


def for_signed_in(view):
    """Who is no longer signed in comes back to the page where they were, not to an address that only takes POSTs."""

    @wraps(view)
    def wrapped(request, **keys):
        if request.user.is_authenticated:
            return view(request, **keys)
        if _wants_json(request):
            return JsonResponse(
                {"code": "signed_out", "sentence": _("You are signed out. Sign in to keep your place.")}, status=401
            )
        wanted = keys.get("lesson_key") or keys.get("course_key")
        pages = visible_pages(Page.objects.live(), request.user)  # a key alone tells nobody where a hidden course lies
        page = pages.filter(translation_key=wanted, locale__language_code=get_language()).first() if wanted else None
        return redirect_to_login(page.get_url(request) if page else reverse("my:learning"))

    return wrapped


@require_POST
@for_signed_in
def enrol(request: HttpRequest, course_key) -> HttpResponse:
    """Enrol, then go to the first lesson."""
    courses = CoursePage.objects.live().visible_to(request.user)
    page = get_object_or_404(courses, translation_key=course_key, locale__language_code=get_language())
    try:
        enrolment = enrolling.enrol(request.user, course_key, get_language())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(page.get_url(request))
    return redirect(_next_address(enrolment) or page.get_url(request))


@require_POST
@for_signed_in
def leave(request: HttpRequest, key) -> HttpResponse:
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user), key=key)
    return _then_course(request, enrolment, enrolling.leave)


@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def move_up(request: HttpRequest, key) -> HttpResponse:
    """Show what comes along and what is still to do there; move when that is confirmed."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user).select_related("edition"), key=key)
    if request.method == "POST":
        return _then_course(request, enrolment, enrolling.move_up)
    try:
        move = move_of(enrolment, get_language())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _to_course(enrolment)
    title, url, lang = page_words([enrolment.course_key], get_language()).get(
        str(enrolment.course_key), (enrolment.edition.title, reverse("my:learning"), enrolment.edition.language)
    )
    context = {"enrolment": enrolment, "edition": enrolment.edition, "move": move, "title": title, "url": url, "lang": lang}
    return render(request, "courses/move_up.html", context)


@require_POST
@for_signed_in
def done(request: HttpRequest, key, lesson_key) -> HttpResponse:
    """Complete a lesson: by the page's script, which asks for JSON, or by the button, which leads on."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user).select_related("edition"), key=key)
    page = _lesson(request, lesson_key)
    try:
        complete_lesson(enrolment, lesson_key, get_language())
    except ValidationError as refusal:
        if _wants_json(request):
            return _refused(refusal)
        messages.error(request, " ".join(refusal.messages))
        return redirect(page.get_url(request))
    if _wants_json(request):
        enrolment.refresh_from_db()
        return JsonResponse({"done": True, "finished": enrolment.completed_at is not None})
    entries = outline_of(enrolment.edition.syllabus, get_language()).neighbours(lesson_key)
    return redirect(entries[1].url if entries[1] and entries[1].url else page.get_parent().get_parent().get_url(request))


@require_POST
@for_signed_in
def place(request: HttpRequest, key, lesson_key) -> HttpResponse:
    """Keep the place; the answer says when, for "Place kept 14:02"."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user), key=key)
    try:
        second = request.POST.get("second", "")
        second = int(second) if second.isascii() and second.isdigit() and len(second) < 9 else None
        position = keep_position(enrolment, lesson_key, request.POST.get("block", ""), get_language(), second)
    except ValidationError as refusal:
        return _refused(refusal)
    return JsonResponse({"kept_at": position.updated_at.isoformat()})


@require_POST
@for_signed_in
def take_over(request: HttpRequest, key) -> HttpResponse:
    """Take over what this browser kept before somebody signed in; asked by script, which forgets it after a yes."""
    enrolment = get_object_or_404(Enrolment.objects.for_learner(request.user).select_related("edition"), key=key)
    try:
        counted = len(taking_over.take_over(enrolment, taking_over.read_kept(request.POST.get("kept", "")), get_language()))
    except ValidationError as refusal:
        return _refused(refusal)
    if counted:
        words = ngettext(
            "%(n)d lesson from before you signed up is counted.", "%(n)d lessons from before you signed up are counted.", counted
        )
        messages.success(request, words % {"n": counted})
    else:
        messages.info(request, _("Your place is taken over. No lesson was finished, or all of them counted already."))
    return JsonResponse({"counted": counted})


@require_POST
def check(request: HttpRequest, lesson_key) -> HttpResponse:
    """Answer a self-check. Guests of an open lesson see the feedback too; nothing is recorded for them."""
    page = _lesson(request, lesson_key)
    block, chosen = request.POST.get("block", ""), [choice for choice in request.POST.getlist("choice") if choice.strip()]
    asked = next((one for one in page.body if one.block_type == "number_check" and str(one.id) == block), None)
    judged = judge(asked.value, chosen[0]) if asked and chosen else None
    if judged and judged.refusal and _wants_json(request):
        return JsonResponse({"answered": False, "sentence": judged.refusal})
    enrolment = _studying(request, page)
    noted = bool(enrolment and chosen and not (judged and judged.refusal))
    if noted:
        try:
            answer_check(enrolment, lesson_key, block, get_language())
        except ValidationError as refusal:
            if _wants_json(request):
                return _refused(refusal)
            messages.error(request, " ".join(refusal.messages))
    if _wants_json(request):
        context = {"value": asked.value, "result": judged, "words_in": _words_in(page, block)} if judged else {}
        result = render_to_string("blocks/number_result.html", context) if judged else ""
        return JsonResponse({"answered": noted, "at": timezone.now().isoformat(), "result": result})
    query = urlencode([("check", block), *(("choice", choice) for choice in chosen)])
    return redirect(f"{page.get_url(request)}?{query}#block-{block}")


def _words_in(page: LessonPage, block: str) -> str:
    """The language in which a block of the lesson is shown."""
    stale = stale_page(page)
    mark = stale.marks.get(block) if stale else None
    return mark.lang if mark else source_language(page)


def _studying(request: HttpRequest, page: LessonPage) -> Enrolment | None:
    """The open enrolment whose edition asks for this lesson."""
    if not request.user.is_authenticated:
        return None
    course = CoursePage.objects.get(path=page.path[: -2 * page.steplen])
    enrolment = Enrolment.objects.for_learner(request.user).open().filter(course_key=course.translation_key).first()
    return enrolment if enrolment and enrolment.edition.item(page.translation_key) else None


def _lesson(request: HttpRequest, lesson_key) -> LessonPage:
    lessons = visible_pages(LessonPage.objects.live(), request.user)
    return get_object_or_404(lessons, translation_key=lesson_key, locale__language_code=get_language())


def _then_course(request: HttpRequest, enrolment: Enrolment, deed) -> HttpResponse:
    try:
        deed(enrolment)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _to_course(enrolment)


def _to_course(enrolment: Enrolment) -> HttpResponse:
    _title, url, _lang = page_words([enrolment.course_key], get_language()).get(str(enrolment.course_key), ("", "", ""))
    return redirect(url or "my:learning")


def _next_address(enrolment: Enrolment) -> str:
    item = progress_of(enrolment).next
    entry = outline_of(enrolment.edition.syllabus, get_language()).entry(item["key"]) if item else None
    return f"{entry.url}?resume" if entry and entry.url and enrolment.last_key else entry.url if entry else ""


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _refused(refusal: ValidationError) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "sentence": " ".join(refusal.messages)}, status=409)
