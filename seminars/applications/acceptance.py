"""What people are asked once they have a place: until when, and the two mails about it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import moments
from ..letters import Post
from ..models import AcceptanceForm, ExtraQuestion, Registration

REMIND_BEFORE = TIME_TO_ANSWER = timedelta(days=3)
AT_ONCE = 200


def asked_of(registration: Registration):
    """The questions that somebody with this place is asked."""
    part = ExtraQuestion.Part.ACCEPTED
    return registration.seminar.extra_questions.filter(part=part, retired_at=None, mode__in=["", registration.mode])


def due_at(registration: Registration, asked_at: datetime) -> datetime:
    """The day of the seminar, but for who was asked late three days; the start at the latest."""
    seminar = registration.seminar
    until = seminar.acceptance_form_until or seminar.starts_at
    return min(max(until, asked_at + TIME_TO_ANSWER), seminar.starts_at)


def why_not(registration: Registration, now: datetime) -> ValidationError | None:
    """Why the questions after acceptance cannot be answered now; None while they can."""
    seminar = registration.seminar
    if registration.state != Registration.State.CONFIRMED or seminar.cancelled_at:
        return ValidationError(_("These questions are for who has a place."), code="place")
    form = AcceptanceForm.objects.filter(registration=registration).first()
    due = due_at(registration, form.asked_at if form else now)
    if now >= due:
        sentence = _("The answers were due by %(moment)s. Write to the organizer if something is different.")
        return ValidationError(sentence % {"moment": moments.moment(due, seminar.time_zone)}, code="due")
    return None


def ask_after_acceptance() -> int:
    """The worker's look: who has a place and was not asked yet is asked; who has not answered is reminded once."""
    now = timezone.now()
    asked = ExtraQuestion.objects.filter(
        Q(mode="") | Q(mode=OuterRef("mode")), seminar=OuterRef("seminar"), part=ExtraQuestion.Part.ACCEPTED, retired_at=None
    )
    rows = Registration.objects.confirmed().filter(
        Exists(asked), seminar__cancelled_at=None, seminar__starts_at__gt=now, person__is_active=True
    )
    new = rows.filter(acceptance_form=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    late = rows.filter(acceptance_form__answered_at=None, acceptance_form__reminded_at=None, acceptance_form__isnull=False)
    soon = late.filter(
        Q(seminar__acceptance_form_until__lte=now + REMIND_BEFORE)
        | Q(seminar__acceptance_form_until=None, seminar__starts_at__lte=now + REMIND_BEFORE),
        acceptance_form__asked_at__lte=now - timedelta(days=1),
    )
    done = sum(_ask(pk, now) for pk in list(new))
    return done + sum(_remind(pk, now) for pk in list(soon.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _ask(pk: int, now: datetime) -> int:
    """Making the row is what sends the mail: two workers never both do."""
    registration = Registration.objects.select_related("person", "seminar").get(pk=pk)
    form, made = AcceptanceForm.objects.get_or_create(registration=registration, defaults={"asked_at": now})
    if not made:
        return 0
    _write(registration, form.asked_at, reminder=False)
    return 1


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    """Taking the row is one conditional update."""
    taken = AcceptanceForm.objects.filter(registration=pk, reminded_at=None, answered_at=None).update(reminded_at=now)
    registration = Registration.objects.select_related("person", "seminar", "acceptance_form").get(pk=pk)
    if not taken or now >= due_at(registration, registration.acceptance_form.asked_at):
        return 0
    _write(registration, registration.acceptance_form.asked_at, reminder=True)
    return 1


def _write(registration: Registration, asked_at: datetime, *, reminder: bool) -> None:
    post = Post(registration.seminar)
    with translation.override(registration.language):
        due = moments.moment(due_at(registration, asked_at), registration.seminar.time_zone)
        title = post.title(registration)
        subject = _("Still to answer: %(title)s") if reminder else _("Before you come: %(title)s")
        first = (
            _("You have a place at “%(title)s”. The organizer still needs your answers to a few questions.")
            if reminder
            else _("You have a place at “%(title)s”. The organizer asks a few questions of everybody who has one.")
        )
        path = reverse("seminars:after_acceptance", kwargs={"seminar_key": registration.seminar.key})
        words = {
            "subject": subject % title,
            "title": _("A few questions before the seminar"),
            "paragraphs": [first % title],
            "facts": [{"label": _("Answer by"), "value": due}],
            "button_text": _("Answer the questions"),
            "button_url": settings.BASE_URL + path,
            "if_nothing": _("Your place is kept. Without your answers the organizer cannot prepare for you."),
        }
        post.put(registration, words)
