"""Taking a quiz: every page is found by its owner, every change is a POST that ends at a deed."""

from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import IntegerField, UUIDField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.asking import sent
from courses.deadlines import extra_time, minutes_allowed, time_left
from courses.drawing import pools_of, supply
from courses.models import Attempt, CoursePage, Edition, Enrolment, QuizPage, visible_pages
from courses.one_way import not_reached
from courses.outline import Entry, outline_of
from courses.progress import certificate_of, progress_of
from courses.quiz_rules import Rules
from courses.quizzes import RESPONSES, go_on, in_zone, save_response, start_attempt, submit
from courses.sitting import URL, first_open, in_view, named, questions_of, result_of, state_words, summary_of, with_typed
from courses.standing import Standing, standing
from courses.studying import enrolment_of
from icrweb.pages.languages import alias_label, language_name
from icrweb.trail.prepared import Given, Prepared
from icrweb.translating.showing import stale_page

# The attempt of an answer, asked for at every answer of everybody: no more of it than saving and its acknowledgement read.
ANSWERED = Prepared(
    lambda: (
        Attempt.objects.order_by()
        .filter(enrolment__learner=Given("learner", IntegerField()), key=Given("key", UUIDField()))
        .only("paper", "started_at", "deadline", "submitted_at")
    )
)
MINE = Prepared(
    lambda: (
        Attempt.objects.order_by()
        .filter(enrolment__learner=Given("learner", IntegerField()), key=Given("key", UUIDField()))
        .select_related("enrolment__edition")
    )
)
COURSE_KEY = Prepared(lambda: CoursePage.objects.filter(path=Given("path")).order_by().values_list("translation_key"))

OUT_OF_ORDER = ("later", "locked")


def quiz(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """The quiz page of somebody who studies its course: what it asks, where they stand, how to begin."""
    course_page = CoursePage.objects.get(path=page.path[: -2 * page.steplen])
    enrolment = enrolment_of(request.user, course_page.translation_key)
    context = {"page": page, "self": page, "alias": alias_label(page), "stale": stale_page(page), "course": course_page}
    if enrolment is None:
        edition = Edition.objects.newest([course_page.translation_key], timezone.now().date()).get(course_page.translation_key)
        return render(request, "courses/quiz_closed.html", {**context, "edition": edition}, status=403)
    context |= _rules(page, enrolment) | _where(enrolment, standing(enrolment, page.translation_key), page)
    return render(request, page.template, context)


def _rules(page: QuizPage, enrolment: Enrolment) -> dict:
    """What the edition froze, and in which language the test can be taken today."""
    language, source = page.locale.language_code, enrolment.edition.language
    ready = supply(pools_of(page, source), [language, source])
    rules = Rules.of(enrolment.edition.item(page.translation_key))
    return {
        "enrolment": enrolment,
        "rules": rules and replace(rules, title=page.title),
        "minutes_allowed": _minutes_allowed(enrolment, page, rules),
        "onward": None if rules is None or rules.asked_for else _onward(enrolment, page),
        "wanted": ready[language].wanted,
        "ready": ready[language],
        "language": language,
        "language_name": language_name(language),
        "offer": source if not ready[language].enough and ready[source].enough else "",
        "offer_name": language_name(source),
    }


def _onward(enrolment: Enrolment, page: QuizPage) -> Entry | None:
    """What comes after a voluntary quiz: whoever was led here by the lesson before it may go on without it."""
    return outline_of(enrolment.edition.syllabus, get_language()).neighbours(page.translation_key)[1]


def _minutes_allowed(enrolment: Enrolment, page: QuizPage, rules: Rules | None) -> int | None:
    """How long this person has; nothing is asked where there is no limit."""
    if rules is None or rules.time_limit is None:
        return None
    return minutes_allowed(rules, extra_time(enrolment.learner_id, page.translation_key))


def _where(enrolment: Enrolment, now: Standing, page: QuizPage) -> dict:
    """The attempts so far, the open one with the question to go on with, and the end of a wait."""
    found = {"standing": now, "opens_at": now.opens_at and in_zone(now.opens_at, enrolment.learner.time_zone)}
    found["attempts"] = [
        {
            "number": attempt.number,
            "percent": int(attempt.percent),
            "passed": attempt.passed,
            "at": " · ".join(
                [
                    in_zone(attempt.submitted_at, enrolment.learner.time_zone),
                    *([_("recorded by staff")] if attempt.set_by_id else []),
                ]
            ),
            "url": reverse("courses:result", kwargs={"attempt_key": attempt.key}),
        }
        for attempt in reversed(now.attempts)
    ]
    if now.open:
        attempt = Attempt.objects.select_related("enrolment__learner").get(pk=now.open.pk)
        questions = _questions(attempt)
        found |= {"go_on": first_open(questions), "state": state_words(questions), "open_language": language_name(attempt.language)}
    elif now.passed and enrolment.completed_at:
        found["certificate"] = certificate_of(enrolment)
    return found


@require_POST
@login_required
def start(request: HttpRequest, quiz_key) -> HttpResponse:
    """Begin, or go on with what is open."""
    quizzes = QuizPage.objects.live().select_related("locale")
    page = get_object_or_404(quizzes, translation_key=quiz_key, locale__language_code=get_language())
    [(course_key,)] = COURSE_KEY.rows(path=page.path[: -2 * page.steplen])
    enrolment = enrolment_of(request.user, course_key)
    if enrolment is None:
        # Who studies a course sees it; for anybody else it may not exist.
        page = get_object_or_404(visible_pages(quizzes, request.user), pk=page.pk)
        return redirect(page.get_url(request))
    try:
        begun = start_attempt(enrolment, page, request.POST.get("language") or get_language(), "declared" in request.POST)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(page.get_url(request))
    return redirect("courses:attempt", attempt_key=begun.key)


def keeps_the_answer(view):
    """Who was signed out while answering signs in and finds the answer still filled in, ready to be saved."""

    @wraps(view)
    def wrapped(request, attempt_key):
        if request.user.is_authenticated:
            return view(request, attempt_key)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        typed = [("q", request.GET.get("q", "1")), *(("answer", value) for value in request.POST.getlist("answer"))]
        typed += [("come_back", "1")] if "come_back" in request.POST else []
        return redirect_to_login(f"{request.path}?{urlencode(typed)}")

    return wrapped


@require_http_methods(["GET", "POST"])
@keeps_the_answer
def attempt(request: HttpRequest, attempt_key) -> HttpResponse:
    """One question of an open attempt. The answer is saved by the button that leads on, or by script as soon as it is given."""
    found = _mine(request, attempt_key)
    if found.submitted_at:
        return redirect("courses:result", attempt_key=attempt_key)
    clock = time_left(found)
    if clock and clock["over"] and request.method == "GET":
        return redirect("courses:overview", attempt_key=attempt_key)
    questions = _questions(found)
    here = _number(request.GET.get("q"), questions)
    if gate := questions[here - 1].get("gate"):
        return _show(request, found, questions, gate, clock, not_reached())
    question = questions[here - 1]
    if request.method == "GET":
        if "answer" in request.GET and not question["locked"]:
            questions[here - 1] = with_typed(question, request.GET.getlist("answer"), "come_back" in request.GET)
        return _show(request, found, questions, here, clock)
    try:
        if request.POST.get("go") == "on":
            go_on(found, question["item"], request.POST.getlist("answer"))
        elif "answer" in request.POST or not question["locked"]:
            _save(request, found, question["item"], None)
    except ValidationError as refusal:
        if refusal.code == "closed":
            messages.error(request, " ".join(refusal.messages))
            return redirect("courses:result", attempt_key=attempt_key)
        if refusal.code == "time_up":
            messages.error(request, " ".join(refusal.messages))
            return redirect("courses:overview", attempt_key=attempt_key)
        if refusal.code != "locked":
            questions[here - 1] = with_typed(question, request.POST.getlist("answer"), "come_back" in request.POST)
        return _show(request, found, questions, here, clock, refusal)
    return redirect(_next_address(found, here, len(questions), request.POST.get("go", "next")))


def _show(
    request, found: Attempt, questions: list[dict], here: int, clock: dict | None, refusal: ValidationError | None = None
) -> HttpResponse:
    names = named(found, get_language())
    context = {
        "attempt": found,
        "questions": in_view(questions, here),
        "here": here,
        "state": state_words(questions),
        "clock": clock,
        "refusal": " ".join(refusal.messages) if refusal else "",
        "quiz_title": names["quiz"][0],
        "course_title": names["course"][0],
        "leave_url": names["quiz"][URL] or reverse("my:learning"),
        "content_language": found.language if found.language != get_language() else "",
    }
    status = 200 if refusal is None else 409 if refusal.code in OUT_OF_ORDER else 422
    return render(request, "courses/attempt.html", context, status=status)


def _next_address(found: Attempt, here: int, last: int, go: str) -> str:
    if go == "overview" or (go == "next" and here == last):
        return reverse("courses:overview", kwargs={"attempt_key": found.key})
    number = here - 1 if go == "back" else here + 1 if go in ("next", "on") else here
    return f"{reverse('courses:attempt', kwargs={'attempt_key': found.key})}?q={max(1, min(number, last))}"


@require_POST
def answer(request: HttpRequest, attempt_key) -> HttpResponse:
    """Save one answer for the page's script, which numbers its answers and sends them again until they are acknowledged."""
    if not request.user.is_authenticated:
        sentence = _("You are signed out. Sign in again in another tab; your answers are kept here and sent then.")
        return JsonResponse({"code": "signed_out", "sentence": sentence}, status=401)
    found = ANSWERED.first(learner=request.user.pk, key=attempt_key)
    if found is None:
        raise Http404
    try:
        response = _save(request, found, request.POST.get("item", ""), _sequence(request.POST.get("sequence")))
    except ValidationError as refusal:
        told = {"code": refusal.code, "sentence": " ".join(refusal.messages)}
        if refusal.code == "locked":
            told |= _kept(found, found.responses.get(item=request.POST["item"]))
        return JsonResponse(told, status=409)
    told = {"sequence": response.sequence, "saved_at": response.saved_at.isoformat(), **_kept(found, response)}
    if clock := time_left(found):
        told["left"] = clock["seconds"]
    return JsonResponse(told)


def _kept(found: Attempt, response) -> dict:
    question = next(question for question in found.paper if question["item"] == response.item)
    return {"answer": sent(question, response.answer), "come_back": response.come_back}


@require_GET
@login_required
def overview(request: HttpRequest, attempt_key) -> HttpResponse:
    """What is answered and what is open, before handing in."""
    found = _mine(request, attempt_key)
    if found.submitted_at:
        return redirect("courses:result", attempt_key=attempt_key)
    questions = _questions(found)
    names = named(found, get_language())
    context = {
        "attempt": found,
        "questions": questions,
        "attempt_url": reverse("courses:attempt", kwargs={"attempt_key": attempt_key}),
        "summary": summary_of(questions),
        "clock": time_left(found),
        "quiz_title": names["quiz"][0],
        "course_title": names["course"][0],
        "leave_url": names["quiz"][URL] or reverse("my:learning"),
    }
    return render(request, "courses/attempt_overview.html", context)


@require_POST
@login_required
def hand_in(request: HttpRequest, attempt_key) -> HttpResponse:
    # No more of it than its keys: handing in locks the rows and reads them as they are then.
    submit(get_object_or_404(Attempt.objects.for_learner(request.user).only("enrolment"), key=attempt_key))
    return redirect("courses:result", attempt_key=attempt_key)


@require_GET
@login_required
def result(request: HttpRequest, attempt_key) -> HttpResponse:
    """How it went. Keys and the feedback of choices are shown once the quiz is passed, in this edition, or as it is for."""
    found = _mine(request, attempt_key)
    if not found.submitted_at:
        return redirect("courses:attempt", attempt_key=attempt_key)
    enrolment = found.enrolment
    now = standing(enrolment, found.quiz_key)
    rules = Rules.of(enrolment.edition.item(found.quiz_key))
    keys_shown = rules.shows_keys(bool(now.passed)) if rules else bool(now.passed)
    context = result_of(found, get_language(), keys_shown=keys_shown)
    context |= {"attempt": found, "enrolment": enrolment, "rules": rules}
    context |= {"standing": now, "opens_at": now.opens_at and in_zone(now.opens_at, request.user.time_zone)}
    context["content_language"] = found.language if found.language != get_language() else ""
    if found.passed:
        context["certificate"] = certificate_of(enrolment) if enrolment.completed_at else None
        context["left"] = _left(enrolment)
    return render(request, "courses/result.html", context)


def _left(enrolment: Enrolment) -> list:
    """What the course still asks for."""
    if enrolment.completed_at or enrolment.left_at:
        return []
    outstanding = {item["key"] for item in progress_of(enrolment).outstanding}
    return [entry for entry in outline_of(enrolment.edition.syllabus, get_language()).entries if entry.key in outstanding]


def _save(request: HttpRequest, found: Attempt, item: str, sequence: int | None):
    return save_response(found, item, request.POST.getlist("answer"), sequence, "come_back" in request.POST)


def _sequence(text: str | None) -> int:
    """The number of an answer; what is none becomes one that is refused."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else 0


def _number(text: str | None, questions: list[dict]) -> int:
    """The question asked for in the address, or the first that is open."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if 1 <= number <= len(questions) else first_open(questions)


def _questions(found: Attempt) -> list[dict]:
    return questions_of(found, {response.item: response for response in RESPONSES.all(attempt=found.pk)})


def _mine(request: HttpRequest, attempt_key) -> Attempt:
    found = MINE.first(learner=request.user.pk, key=attempt_key)
    if found is None:
        raise Http404
    found.enrolment.learner = request.user
    return found
