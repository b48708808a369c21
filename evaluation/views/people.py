"""Answering an evaluation, and the five questions after 90 days."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.models import Enrolment
from courses.outline import page_words
from evaluation.checking import hand_in, set_check
from evaluation.forms import AfterForm, LaterForm
from evaluation.giving import evaluate
from evaluation.inviting import stop_mail, wants_mail
from evaluation.models import Evaluation, LaterCheck, Stage
from evaluation.questions import words_in
from evaluation.results import questions_of, reviewed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def after(request, enrolment_key):
    """Three questions about a finished course; the key is the enrolment's."""
    enrolment = get_object_or_404(
        Enrolment.objects.for_learner(request.user).completed().select_related("edition"), key=enrolment_key
    )
    form = AfterForm(request.POST or None, words=words_in(get_language()), initial=_given(enrolment, Stage.AFTER))
    if request.method == "POST" and _keeps(form, enrolment, Stage.AFTER):
        messages.success(request, _("Thank you. The course team reads it without your name."))
        return redirect("my:learning")
    context = {"form": form, "course": _course(enrolment), "title": _("Three questions, one minute")}
    return render(request, "evaluation/questions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def later(request, check_key):
    """Three questions after 90 days; then the five of the check."""
    check = _mine(request, check_key)
    form = LaterForm(request.POST or None, words=words_in(get_language()), initial=_given(check.enrolment, Stage.LATER))
    if request.method == "POST" and _keeps(form, check.enrolment, Stage.LATER):
        messages.success(request, _("Thank you. Now test yourself, if you like."))
        return redirect("evaluation:check", check_key=check_key)
    context = {"form": form, "check": check, "course": _course(check.enrolment), "title": _("Three months later")}
    return render(request, "evaluation/questions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, check_key):
    """The five questions on one page; handed in, with what is right and why."""
    found = _mine(request, check_key)
    if request.method == "POST":
        found = _answered(request, set_check(found, get_language()))
    context = {
        "check": found,
        "course": _course(found.enrolment),
        "questions": reviewed(found) if found.submitted_at else questions_of(found),
        "content_language": found.language if found.language != get_language() else "",
    }
    return render(request, "evaluation/check.html", context)


def _answered(request, found: LaterCheck) -> LaterCheck:
    """The first POST sets the paper, the second hands it in."""
    if "hand_in" not in request.POST:
        if not found.paper:
            messages.error(request, _("There are too few questions for a check today."))
        return found
    try:
        return hand_in(found, {item["item"]: request.POST.getlist(f"answer-{item['item']}") for item in found.paper})
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return found


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, check_key):
    """No more such mails. The address is in the mail and nowhere else, so it needs no signing in; it shows nobody's name."""
    found = get_object_or_404(LaterCheck.objects.select_related("enrolment__learner"), key=check_key)
    if request.method == "POST":
        stop_mail(found)
    return render(request, "evaluation/stop.html", {"stopped": not wants_mail(found.enrolment.learner)})


def _keeps(form, enrolment: Enrolment, stage: str) -> bool:
    if not form.is_valid():
        return False
    try:
        evaluate(enrolment, stage, form.cleaned_data, get_language())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _given(enrolment: Enrolment, stage: str) -> dict:
    return (
        Evaluation.objects.filter(enrolment=enrolment, stage=stage).values("useful", "clear", "used", "sure", "words").first() or {}
    )


def _mine(request, key) -> LaterCheck:
    return get_object_or_404(LaterCheck.objects.for_learner(request.user).select_related("enrolment__edition"), key=key)


def _course(enrolment: Enrolment) -> dict:
    """The course's title and address in the reader's language."""
    edition = enrolment.edition
    words = page_words([enrolment.course_key], get_language())
    title, url, lang = words.get(str(enrolment.course_key), (edition.title, "", edition.language))
    return {"title": title, "url": url, "lang": lang}
