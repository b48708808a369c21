"""Setting the steps of a selection and its rubric, and who is delegate of a country."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..models import Criterion, Delegate, Mode, Review, Selection, Seminar
from . import letters

FACTS = ("endorsed", "endorse_until", "ranked", "rank_until", "scores", "score_until", "wide_spread", "hides_names", "hides_sites")
DEADLINES = ("endorse_until", "rank_until", "score_until")


@dataclass(frozen=True)
class CriterionRow:
    """One line of the rubric as it was typed: words by language are a title and the words for 1 to 5. A new line has no key."""

    weight: int
    words: dict[str, list[str]]
    key: UUID | None = None


@transaction.atomic
def set_selection(seminar: Seminar, mode: str, facts: dict, criteria: list[CriterionRow], by: User) -> Selection:
    """Set the steps (`facts`: see FACTS) and the rubric of one way to take part.

    Once a score was sent in, the words of the rubric can be mended, and its criteria and weights stay.
    """
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if not seminar.decides(mode):
        sentence = _("People are selected only where the organizer decides. Tick that first, under “Dates and facts”.")
        raise ValidationError(sentence, code="decides")
    _refuse_late_deadlines(seminar, facts)
    if facts["scores"] and not criteria:
        raise ValidationError(_("Write at least one criterion that reviewers mark."), code="rubric")
    selection, _made = Selection.objects.get_or_create(seminar=seminar, mode=mode)
    before = in_words(selection)
    _refuse_another_rubric(selection, criteria)
    for name in FACTS:
        setattr(selection, name, facts[name])
    selection.save()
    _put_criteria(selection, criteria)
    after = in_words(selection)
    if after != before:
        audit.record("seminar.set_selection", seminar, actor=by, old=before, new=after)
    return selection


@transaction.atomic
def set_delegate(selection: Selection, country: str, person: User | None, by: User) -> Delegate | None:
    """Who puts the applications of a country in order; nobody takes the right away. What was ordered stays."""
    seminar = Seminar.objects.select_for_update().get(pk=selection.seminar_id)
    standing = selection.delegates.filter(country=country).select_related("person").first()
    was = standing.person if standing else None
    if was == person:
        return standing
    if standing:
        standing.delete()
    made = Delegate.objects.create(selection=selection, country=country, person=person) if person else None
    old, new = ({"country": country, "delegate": str(one.key) if one else None} for one in (was, person))
    audit.record("seminar.set_delegate", seminar, actor=by, person=person or was, old=old, new=new)
    if made:
        letters.asked_to_rank(made)
    return made


def in_words(selection: Selection) -> dict:
    """The steps, for the audit trail: codes, not words."""
    facts = {name: getattr(selection, name) for name in FACTS}
    shown = {name: value.isoformat() if name in DEADLINES and value else value for name, value in facts.items()}
    rubric = [{"weight": one.weight, "words": one.words} for one in selection.criteria.all()]
    return {"mode": selection.mode, **shown, "wide_spread": str(selection.wide_spread), "rubric": rubric}


def _refuse_late_deadlines(seminar: Seminar, facts: dict) -> None:
    if any(facts[name] and facts[name] > seminar.starts_at for name in DEADLINES):
        starts = moments.moment(seminar.starts_at, seminar.time_zone)
        sentence = _("Each step ends before the seminar starts, on %(moment)s. Choose an earlier time.")
        raise ValidationError(sentence % {"moment": starts}, code="deadline")


def _refuse_another_rubric(selection: Selection, criteria: list[CriterionRow]) -> None:
    if not Review.objects.filter(registration__in=selection.applications, submitted_at__isnull=False).exists():
        return
    was = [(one.key, one.weight) for one in selection.criteria.all()]
    if sorted(was, key=str) != sorted([(one.key, one.weight) for one in criteria], key=str):
        sentence = _("Scores were sent in by this rubric. Its words can be mended; its criteria and weights stay as they are.")
        raise ValidationError(sentence, code="scored")


def _put_criteria(selection: Selection, criteria: list[CriterionRow]) -> None:
    standing = {one.key: one for one in selection.criteria.all()}
    for place, row in enumerate(criteria, 1):
        criterion = standing.pop(row.key, None) or Criterion(selection=selection)
        criterion.place, criterion.weight, criterion.words = place, row.weight, row.words
        criterion.save()
    for left_out in standing.values():
        left_out.delete()


def selection_of(seminar: Seminar, mode: str) -> Selection:
    """The selection of one way to take part; one with no steps where none was set, not kept."""
    return Selection.objects.filter(seminar=seminar, mode=mode).first() or Selection(seminar=seminar, mode=mode)


def decided_modes(seminar: Seminar) -> list[Mode]:
    """The ways to take part in which people are selected."""
    return [mode for mode in seminar.modes if seminar.decides(mode)]
