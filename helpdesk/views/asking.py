"""Asking and reading answers: at a paragraph, about anything, and without an account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.outline import page_words
from helpdesk import patience
from helpdesk.asking import ask, ask_by_mail, reply
from helpdesk.forms import AskByMailForm, AskForm, AskHereForm
from helpdesk.models import Thread
from helpdesk.places import place_of
from helpdesk.views.lessons import readable

THREADS_A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def here(request, lesson_key):
    """A question or a problem at one paragraph; its words are shown, and go along."""
    page, course = readable(request, lesson_key)
    block = request.POST.get("block") or request.GET.get("block", "")
    try:
        place = place_of(page, course, block, request.POST.get("words") or request.GET.get("words", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(page.get_url(request))
    form = AskHereForm(request.POST or None, initial={"kind": request.GET.get("kind") or Thread.Kind.QUESTION})
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, form, place)
        if asked:
            return redirect("helpdesk:thread", thread_key=asked.key)
    context = {"form": form, "place": place, "page_url": page.get_url(request), "lesson": page, "course": course}
    context["words_lang"] = place.language if place.language != get_language() else ""
    return render(request, "helpdesk/ask_here.html", context)


def _asked(request, form, place=None) -> Thread | None:
    """The new thread, or None with the refusal in the form."""
    browser = _browser(request) if form.cleaned_data["with_browser"] else ""
    try:
        data = form.cleaned_data
        asked = ask(request.user, data["kind"], data["text"], language=get_language(), place=place, browser=browser)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    messages.success(request, _("Sent. The answer comes here and by mail."))
    return asked


def _browser(request) -> str:
    """What the browser says of itself, and the size of its window where the page's script wrote it down."""
    window = request.POST.get("window", "")[:40]
    return " · ".join(part for part in (request.headers.get("User-Agent", "")[:240], window) if part)


@require_http_methods(["GET", "HEAD", "POST"])
def general(request):
    """Help with anything. Who is not signed in leaves an address and gets the same words, whoever they are."""
    if request.user.is_authenticated:
        form = AskForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and (asked := _asked(request, form)):
            return redirect("helpdesk:thread", thread_key=asked.key)
        return render(request, "helpdesk/ask.html", {"form": form})
    form = AskByMailForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid() and _asked_by_mail(request, form)
    status = 429 if form.has_error("__all__", "too_often") else 200
    return render(request, "helpdesk/ask.html", {"form": form, "sent": sent}, status=status)


def _asked_by_mail(request, form) -> bool:
    if form.cleaned_data["homepage"]:
        return True  # a machine filled in what people do not see
    try:
        patience.count(request)
        ask_by_mail(form.cleaned_data["address"], form.cleaned_data["text"], language=get_language())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@login_required
@require_safe
def mine(request):
    """What I asked, what moved last on top."""
    page_obj = Paginator(Thread.objects.for_learner(request.user), THREADS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "helpdesk/threads.html", {"page_obj": page_obj})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, thread_key):
    """One question with its answers, and a field to write back. Who answers is the team, without a name."""
    found = get_object_or_404(Thread.objects.for_learner(request.user).select_related("edition"), key=thread_key)
    problem, text = "", request.POST.get("text", "")
    if request.method == "POST":
        try:
            reply(found, request.user, text)
            return redirect("helpdesk:thread", thread_key=thread_key)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    words = page_words([found.lesson_key], get_language()).get(str(found.lesson_key)) if found.lesson_key else None
    context = {
        "thread": found,
        "said": found.messages.all(),
        "problem": problem,
        "text": text,
        "place_url": f"{words[1]}#block-{found.block_id}" if words else "",
        "words_lang": found.words_language if found.words_language != get_language() else "",
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    return render(request, "helpdesk/thread.html", context, status=422 if problem else 200)
