"""Answering after a seminar, noting outcomes, stopping the mails; and the supervisor's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.followups import letters, replying
from evaluation.followups.forms import EndForm, LaterForm, OutcomeForm, SupervisorForm
from evaluation.followups.planning import plan_of
from evaluation.followups.questions import asked_of
from evaluation.inviting import wants_mail
from evaluation.models import NoMoreMail, Outcome, SeminarReply
from seminars.models import Registration


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, reply_key):
    """The form of one stage; the key is the reply's."""
    rows = SeminarReply.objects.for_person(request.user).select_related("registration__seminar", "registration__person")
    row = get_object_or_404(rows, key=reply_key)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            replying.reply(row, answers, get_language(), supervisor=answers.pop("supervisor", ""))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if row.stage == SeminarReply.Stage.END:
                messages.success(request, _("Thank you. The organizer reads it without your name."))
                return redirect("my:seminars")
            messages.success(request, _("Thank you. If something came of it that can be seen, note it here."))
            return redirect("evaluation:outcomes", registration_key=row.registration.key)
    context = {
        "form": form,
        "row": row,
        "seminar_title": row.registration.seminar.title_in(get_language()),
        "at_the_end": row.stage == SeminarReply.Stage.END,
    }
    return render(request, "evaluation/followups/answer.html", context, status=422 if form.errors else 200)


def _form(request, row: SeminarReply):
    data, seminar = request.POST if request.method == "POST" else None, row.registration.seminar
    plan = plan_of(seminar)
    if row.stage == SeminarReply.Stage.END:
        return EndForm(data, questions=asked_of(plan, get_language(), seminar.language), initial=row.answers)
    asks = plan is not None and plan.asks_supervisor and row.supervisor_asked_at is None
    return LaterForm(data, asks_supervisor=asks, initial=row.answers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request, registration_key):
    """What came of a seminar, in the participant's own words; noted, listed, withdrawn."""
    rows = Registration.objects.for_person(request.user).filter(attended_at__isnull=False).select_related("seminar")
    registration = get_object_or_404(rows, key=registration_key)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            replying.note_outcome(registration, by=request.user, **form.cleaned_data)
            messages.success(request, _("It is noted. Thank you."))
            return redirect("evaluation:outcomes", registration_key=registration_key)
        except ValidationError as refusal:
            form.add_error("happened_on" if refusal.code == "day" else None, refusal)
    context = {
        "form": form,
        "registration": registration,
        "seminar_title": registration.seminar.title_in(get_language()),
        "outcomes": list(Outcome.objects.standing().filter(registration=registration)),
    }
    return render(request, "evaluation/followups/outcomes.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request, outcome_key):
    """Take one's own note back."""
    outcome = get_object_or_404(Outcome.objects.for_person(request.user).select_related("registration"), key=outcome_key)
    replying.withdraw_outcome(outcome, request.user)
    messages.success(request, _("The note is taken back."))
    return redirect("evaluation:outcomes", registration_key=outcome.registration.key)


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, reply_key):
    """No more such mails, without signing in; it shows nobody's name."""
    row = get_object_or_404(SeminarReply.objects.select_related("registration__person"), key=reply_key)
    person = row.registration.person
    if request.method == "POST":
        NoMoreMail.objects.get_or_create(person=person)
    return render(request, "evaluation/stop.html", {"stopped": not wants_mail(person)})


@require_http_methods(["GET", "HEAD", "POST"])
def supervisor(request, token):
    """Two questions to whoever has the link that was sent to the supervisor."""
    row = letters.reply_of(token)
    if row is None:
        raise Http404
    form = SupervisorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = replying.word_of_supervisor(row, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "form": form,
        "row": row,
        "person": row.registration.person.latin_name,
        "seminar_title": row.registration.seminar.title_in(get_language()),
    }
    answer = render(request, "evaluation/followups/supervisor.html", context, status=422 if form.errors else 200)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
