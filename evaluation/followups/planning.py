"""What an organizer decides about the time after a seminar."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.models import SeminarPlan, SeminarReply
from icrweb.accounts.models import User
from icrweb.trail import audit
from seminars.models import Seminar

from .questions import refuse_wrong_questions


@transaction.atomic
def set_plan(seminar: Seminar, *, questions: list[dict], follows_up: bool, asks_supervisor: bool, by: User) -> SeminarPlan:
    """Keep what is asked. Questions stay as they are once somebody has answered them: answers would mean something else."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    plan = SeminarPlan.objects.filter(seminar=seminar).first() or SeminarPlan(seminar=seminar)
    refuse_wrong_questions(questions)
    answered = SeminarReply.objects.given().filter(registration__seminar=seminar, stage=SeminarReply.Stage.END)
    if questions != plan.questions and answered.exists():
        raise ValidationError(_("Somebody has answered these questions already. They stay as they are."), code="answered")
    old = {"follows_up": plan.follows_up, "asks_supervisor": plan.asks_supervisor, "questions": len(plan.questions)}
    plan.questions, plan.follows_up, plan.asks_supervisor = questions, follows_up, asks_supervisor
    plan.save()
    new = {"follows_up": follows_up, "asks_supervisor": asks_supervisor, "questions": len(questions)}
    audit.record("seminar_plan.set", seminar, actor=by, old=old, new=new)
    return plan


def plan_of(seminar: Seminar) -> SeminarPlan | None:
    return SeminarPlan.objects.filter(seminar=seminar).first()
