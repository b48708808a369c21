"""Preview as a learner: a course, a lesson or a quiz from its drafts, for who may edit it. No record changes here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from courses import trying
from courses.models import CoursePage, LessonPage, QuizPage
from courses.one_way import not_reached
from courses.outline import course_key_of
from courses.quiz_rules import Rules
from courses.quizzes import Standing
from courses.reading import words_of
from courses.sitting import first_open, in_view, questions_of, result_of, state_words, summary_of, with_typed

KEPT_IN = "trying"


@require_http_methods(["GET", "POST"])
def as_learner(request: HttpRequest, page_id: int) -> HttpResponse:
    """What stands at this address depends on the page; all of it in the page's language, and kept out of indexes."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    show = {CoursePage: _course, LessonPage: _lesson, QuizPage: _quiz}.get(page.specific_class)
    if show is None:
        raise Http404
    draft = trying.draft_of(page)
    with translation.override(page.locale.language_code):
        response = show(request, draft)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _frame(page) -> dict:
    """What each page of a try shows: that it is one, and the ways back."""
    course = CoursePage.objects.get(translation_key=course_key_of(page), locale_id=page.locale_id)
    return {
        "page": page,
        "self": page,
        "course": course,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "course_url": reverse("courses_try", args=[course.pk]),
    }


def _course(request, page) -> HttpResponse:
    context = _frame(page) | {"modules": trying.draft_outline(page)}
    return render(request, "courses/try_course.html", context)


def _lesson(request, page) -> HttpResponse:
    """As somebody who reads without enrolling; a self-check shows its feedback here and nowhere else."""
    frame = _frame(page)
    body = words_of(page, request.path, request.POST.get("block", ""), request.POST.getlist("choice"))
    context = page.get_preview_context(request, "") | frame | {"body": body, "enrolment": None, "module": None, "entry": None}
    context["trying"] = True
    return render(request, "courses/try_lesson.html", context)


def _quiz(request, page) -> HttpResponse:
    state = request.session.get(KEPT_IN)
    if not state or state["page"] != page.pk or request.POST.get("go") == "begin":
        return _begin(request, page)
    if state["submitted_at"]:
        return _result(request, page, state)
    if request.method == "POST" and request.POST.get("go") == "hand_in":
        trying.hand_in(state)
        _keep(request, state)
        return redirect(request.path)
    if "overview" in request.GET:
        return _overview(request, page, state)
    return _question(request, page, state)


def _begin(request, page) -> HttpResponse:
    if request.method == "POST":
        try:
            _keep(request, trying.begin(page, drafts=_reads_drafts(request.user)))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(request.path)
    return render(request, "courses/try_quiz.html", _frame(page) | {"drafts": _reads_drafts(request.user)})


def _reads_drafts(user) -> bool:
    """May this person read questions that are not published, with what is right in them?"""
    return user.has_perm("courses.change_question")


def _question(request, page, state) -> HttpResponse:
    questions = questions_of(trying.as_attempt(state, page, request.user), trying.responses_of(state))
    asked = request.GET.get("q", "")
    here = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= len(questions) else first_open(questions)
    refusal, status = "", 200
    if gate := questions[here - 1].get("gate"):
        here, refusal, status = gate, " ".join(not_reached().messages), 409
    elif request.method == "POST":
        given = request.POST.getlist("answer")
        question, come_back = questions[here - 1], "come_back" in request.POST
        try:
            if request.POST.get("go") == "on":
                trying.go_on(state, question["item"], given)
            elif given or not question["locked"]:
                trying.answer(state, question["item"], given, come_back)
        except ValidationError as fault:
            refusal, status = " ".join(fault.messages), 409 if fault.code == "locked" else 422
            questions[here - 1] = with_typed(question, given, come_back)
        else:
            _keep(request, state)
            return redirect(_next(request, here, len(questions)))
    questions = in_view(questions, here)
    context = _frame(page) | {
        "questions": questions,
        "question": questions[here - 1],
        "here": here,
        "state": state_words(questions),
        "refusal": refusal,
    }
    return render(request, "courses/try_question.html", context, status=status)


def _next(request, here: int, last: int) -> str:
    go = request.POST.get("go", "next")
    if go == "overview" or (go == "next" and here == last):
        return f"{request.path}?overview"
    return f"{request.path}?q={max(1, here - 1) if go == 'back' else min(here + 1, last)}"


def _overview(request, page, state) -> HttpResponse:
    questions = questions_of(trying.as_attempt(state, page, request.user), trying.responses_of(state))
    return render(request, "courses/try_overview.html", _frame(page) | {"questions": questions, "summary": summary_of(questions)})


def _result(request, page, state) -> HttpResponse:
    """With keys and feedback, as after a pass: who tries it is to judge them."""
    attempt = trying.as_attempt(state, page, request.user)
    context = result_of(attempt, page.locale.language_code, keys_shown=True) | _frame(page)
    context |= {
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "rules": Rules.of(attempt.enrolment.edition.item(page.translation_key)),
        "standing": Standing(passed=attempt),
        "opens_at": None,
        "left": [],
    }
    return render(request, "courses/try_result.html", context)


def _keep(request, state: dict) -> None:
    """One try a session: the next one takes its place."""
    request.session[KEPT_IN] = state
