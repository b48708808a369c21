"""Who came without being asked, by invitation, nomination or with a team, and has yet to answer what everybody is asked at sign-up."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ..models import Answer, ApplicationFile, ExtraQuestion, Registration

PART = ExtraQuestion.Part.SIGN_UP


def owes() -> ExpressionWrapper:
    """For registrations: something must be answered at sign-up, nothing is, and there is time until the seminar starts."""
    asked = ExtraQuestion.objects.filter(
        Q(mode="") | Q(mode=OuterRef("mode")), seminar=OuterRef("seminar"), part=PART, required=True, retired_at=None
    )
    answers = Answer.objects.filter(registration=OuterRef("pk"), question__part=PART)
    files = ApplicationFile.objects.filter(registration=OuterRef("pk"), question__part=PART)
    stands = Q(state__in=Registration.LIVE, seminar__cancelled_at=None, seminar__starts_at__gt=timezone.now())
    found = stands & Q(Exists(asked)) & ~Q(Exists(answers)) & ~Q(Exists(files))
    return ExpressionWrapper(found, output_field=BooleanField())


def owing(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of some registrations who have yet to answer."""
    return rows.filter(owes())


def came_without_answers(registration: Registration) -> bool:
    """Whether somebody came without passing the questions, and owes the answers."""
    proposed = registration.channel in (Registration.Channel.INVITATION, Registration.Channel.NOMINATION)
    if not (proposed or registration.team_id):
        return False
    return owing(Registration.objects.filter(pk=registration.pk)).exists()


def next_address(registration: Registration, otherwise: str = "") -> str:
    """Where somebody goes who has just come: to the questions while they owe answers, else to the page of their place."""
    to = {"seminar_key": registration.seminar.key}
    if came_without_answers(registration):
        return reverse("seminars:answers", kwargs=to)
    return otherwise or reverse("seminars:place", kwargs=to)
