"""What people said after a seminar: at the end without names and from five answers on, later with names; and what came of it."""

from collections import Counter

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.models import Outcome, SeminarReply
from evaluation.report import FEWEST, Distribution, of_scale
from seminars.models import Seminar

from .planning import plan_of
from .questions import SCALE, STATES, STEPS, WORDS, asked_of

Stage = SeminarReply.Stage


def numbers_of(seminar: Seminar) -> dict:
    """How many attended, and of each form how many were sent and answered."""
    sent, given = Counter(), Counter()
    for stage, at in SeminarReply.objects.filter(registration__seminar=seminar).values_list("stage", "given_at"):
        sent[stage] += 1
        given[stage] += at is not None
    attended = seminar.registrations.filter(attended_at__isnull=False).count()
    return {
        "attended": attended,
        "stages": [{"label": stage.label, "sent": sent[stage], "given": given[stage]} for stage in Stage],
    }


def distributions_of(seminar: Seminar) -> list[Distribution]:
    """The scales at the end, each with its answers, or nothing where fewer than five answered it."""
    answers = _at_the_end(seminar)
    asked = asked_of(plan_of(seminar), get_language(), seminar.language)
    return [
        of_scale(one["key"], one["words"], [said[one["key"]] for said in answers if said.get(one["key"])])
        for one in asked
        if one["kind"] == SCALE
    ]


def texts_of(seminar: Seminar) -> list[str]:
    """What people wrote at the end, without names, in no order that says who; nothing while fewer than five wrote."""
    keys = [one["key"] for one in asked_of(plan_of(seminar), "en", seminar.language) if one["kind"] == WORDS]
    said = [answers[key] for answers in _at_the_end(seminar) for key in keys if answers.get(key)]
    writers = sum(any(answers.get(key) for key in keys) for answers in _at_the_end(seminar))
    return sorted(said) if writers >= FEWEST else []


def later_of(seminar: Seminar):
    """The answers after 3 and 12 months, with names."""
    rows = SeminarReply.objects.filter(registration__seminar=seminar).exclude(stage=Stage.END).given()
    return rows.select_related("registration__person").order_by("stage", "registration__number")


def later_row(row: SeminarReply) -> dict:
    states = dict(STATES)
    said = [f"{label}: {states[row.answers[key]]}" for key, label in STEPS if row.answers.get(key) in states]
    supervisor = ""
    if row.supervisor_given_at:
        uses = row.supervisor_answers.get("uses")
        supervisor = " ".join(
            part for part in (_("%(uses)s of 5.") % {"uses": uses} if uses else "", row.supervisor_answers.get("words", "")) if part
        )
    elif row.supervisor_asked_at:
        supervisor = _("Asked, no answer yet")
    return {
        "row": row,
        "person": row.registration.person,
        "stage": row.get_stage_display(),
        "said": said,
        "site": row.answers.get("site", ""),
        "supervisor": supervisor,
    }


def outcomes_of(seminar: Seminar):
    rows = Outcome.objects.standing().filter(registration__seminar=seminar)
    return rows.select_related("registration__person", "noted_by").order_by("-happened_on", "-pk")


def _at_the_end(seminar: Seminar) -> list[dict]:
    rows = SeminarReply.objects.given().filter(registration__seminar=seminar, stage=Stage.END)
    return list(rows.values_list("answers", flat=True))
