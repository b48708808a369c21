"""Regrading: a mended key, or full marks for everybody, for papers that were handed in. Who would change is counted first.

A pass is never taken away. A test that is open is graded by the key it was set with; after it was handed in, a regrade finds it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses import grading
from courses.analysing.recording import keep_outcomes
from courses.analysing.tallying import recount
from courses.asking import Written
from courses.models import Attempt, Enrolment, ItemOutcome, Question, Regrade, RegradedAttempt, Response
from courses.progress import finish_if_done
from courses.quizzes import credits_of, newly_credited, percent_of
from courses.regrade_letters import now_passed
from courses.remarking import Remarked, remarked, same, voided
from courses.studying import lock_row
from icrweb.accounts.models import User
from icrweb.trail import audit

PORTION = 200
AT_ONCE = 25  # so many papers nobody needs to wait for the worker for


def look(question: Question, *, void: bool, by: User) -> Regrade:
    """Begin to count who would change under the key that is live now, or if everybody gets full marks. Nothing changes yet."""
    source = Question.objects.get(pk=question.source().pk)  # as it is now
    if not void and not source.live:
        raise ValidationError(_("Publish the question first: what is applied is the key that is live."), code="not_live")
    papers = ItemOutcome.objects.filter(question_key=source.translation_key).count()
    if not papers:
        raise ValidationError(
            _("No test with this question was handed in, or nobody marks it: there is nothing to regrade."), code="no_papers"
        )
    live = Question.objects.live().filter(translation_key=source.translation_key)
    return Regrade.objects.create(
        question_key=source.translation_key,
        name=source.name,
        void=void,
        revision=source.live_revision,
        words=dict(live.values_list("locale__language_code", "live_revision_id")),
        by=by,
        papers=papers,
    )


def apply(regrade: Regrade, *, by: User, why: str) -> Regrade:
    """Say after the count that it is to be applied; learners read why."""
    if not why.strip():
        raise ValidationError(_("Write why. Learners read it beside the question."), code="why")
    with transaction.atomic():
        regrade = Regrade.objects.select_for_update(of=("self",)).get(pk=regrade.pk)
        if regrade.state != Regrade.State.READY:
            raise ValidationError(_("This is not ready to be applied, or was applied already."), code="not_ready")
        of_question = Regrade.objects.filter(question_key=regrade.question_key)
        if of_question.filter(state=Regrade.State.WANTED).exists():
            raise ValidationError(_("Another regrade of this question is being applied. Wait until it is done."), code="running")
        source = Question.objects.filter(translation_key=regrade.question_key, live_revision=regrade.revision_id)
        later = of_question.filter(applied_at__gt=regrade.made_at)
        if later.exists() or not (regrade.void or source.exists()):
            raise ValidationError(_("The question has changed since this was counted. Count again first."), code="changed")
        regrade.state, regrade.why, regrade.applied_by, regrade.applied_at = Regrade.State.WANTED, why.strip(), by, timezone.now()
        regrade.reached = regrade.seen = 0
        regrade.save(update_fields=["state", "why", "applied_by", "applied_at", "reached", "seen"])
        audit.record(
            "question.regrade",
            regrade,
            actor=by,
            new={"question": regrade.name, "void": regrade.void, "papers": regrade.papers, "revision": regrade.revision_id},
            why=regrade.why,
        )
    return regrade


def run_regrades() -> int:
    """Sweep: the next portion of every regrade that is counted or applied. Killed in the middle, it goes on where it was."""
    return sum(go_on(regrade) for regrade in Regrade.objects.waiting().order_by("pk")[:5])


def go_on(regrade: Regrade, most: int | None = None) -> int:
    """One portion; how many papers were looked at, and one more for the end."""
    most = most or PORTION
    outcomes = ItemOutcome.objects.filter(question_key=regrade.question_key, pk__gt=regrade.reached).order_by("pk")
    outcomes = list(outcomes.values_list("pk", "attempt", "item")[:most])
    key = Key(regrade)
    step = _count if regrade.state == Regrade.State.LOOKING else _change
    step(regrade, key, outcomes, over=len(outcomes) < most)
    regrade.refresh_from_db()
    return len(outcomes) + 1


class Key:
    """What a regrade puts in the place of a marking; a question's row is read once a portion."""

    def __init__(self, regrade: Regrade):
        self.regrade = regrade
        self.rows: dict[int | None, Written | None] = {None: None}

    def of(self, attempt: Attempt, item: str) -> Remarked | None:
        """The new marking of one question of a paper; None where the key does not fit it."""
        marks = attempt.marking[item]
        if self.regrade.void:
            return voided(marks)
        source = self._written(self.regrade.revision_id)
        words = self._written(self.regrade.words.get(attempt.language)) or source
        question = next(question for question in attempt.paper if question["item"] == item)
        return remarked(question, marks, source, words, self.regrade.revision_id)

    def _written(self, revision: int | None) -> Written | None:
        if revision not in self.rows:
            found = Revision.objects.filter(pk=revision).first()
            self.rows[revision] = found and found.as_object().written()
        return self.rows[revision]


def _count(regrade: Regrade, key: Key, outcomes: list[tuple], *, over: bool) -> None:
    attempts = Attempt.objects.prefetch_related("responses").in_bulk([attempt for _pk, attempt, _item in outcomes])
    groups = {(revision, language): papers for revision, language, papers in regrade.counts.get("groups", [])}
    unfit, reworded = regrade.counts.get("unfit", 0), regrade.counts.get("reworded", 0)
    changes = []
    for _pk, attempt_pk, item in outcomes:
        attempt = attempts[attempt_pk]
        group = attempt.marking[item].get("revision"), attempt.language
        groups[group] = groups.get(group, 0) + 1
        new = key.of(attempt, item)
        if new is None:
            unfit += 1
            continue
        reworded += new.reworded
        attempt.marking[item] = new.marks
        percent = percent_of(attempt, credits_of(attempt, list(attempt.responses.all())))
        change = RegradedAttempt(
            regrade=regrade,
            attempt=attempt,
            percent_before=attempt.percent,
            percent_after=grading.floor_percent(percent),
            passed_before=attempt.passed,
            reached=grading.passed(percent, attempt.pass_mark),
        )
        if change.newly_passed or change.percent_before != change.percent_after:
            changes.append(change)
    counts = {"groups": [[*group, papers] for group, papers in groups.items()], "unfit": unfit, "reworded": reworded}
    with transaction.atomic():
        if _reach(regrade, outcomes, over and Regrade.State.READY, counts=counts):
            RegradedAttempt.objects.bulk_create(changes, ignore_conflicts=True)


def _change(regrade: Regrade, key: Key, outcomes: list[tuple], *, over: bool) -> None:
    papers = {attempt: item for _pk, attempt, item in outcomes}
    for passing in _change_together(regrade, key, papers):
        regrade_attempt(regrade, key, passing, papers[passing])
    if over:
        recount(regrade.question_key)
    _reach(regrade, outcomes, over and Regrade.State.DONE, **({"done_at": timezone.now()} if over else {}))


def _reach(regrade: Regrade, outcomes: list[tuple], end: str, **fields) -> int:
    """Note how far it is, unless another worker did: of two that counted the same portion one is believed."""
    here = Regrade.objects.filter(pk=regrade.pk, state=regrade.state, reached=regrade.reached)
    reached = outcomes[-1][0] if outcomes else regrade.reached
    return here.update(reached=reached, seen=F("seen") + len(outcomes), state=end or regrade.state, **fields)


def _change_together(regrade: Regrade, key: Key, papers: dict[int, str]) -> list[int]:
    """Papers by their item, in one transaction; those by which somebody passes are left as they were, and returned."""
    with transaction.atomic():
        found = [_changed(regrade, key, attempt, papers[attempt.pk]) for attempt in _held(list(papers))]
        _write(regrade, [change for change in found if change and not change.newly_passed])
    return [change.attempt.pk for change in found if change and change.newly_passed]


def regrade_attempt(regrade: Regrade, key: Key, attempt_pk: int, item: str) -> bool:
    """One paper, once; whoever passes by it finishes the course as by handing in. False where nothing is different."""
    with transaction.atomic():
        attempt, going_on = _locked(attempt_pk)
        change = _changed(regrade, key, attempt, item)
        if change is None:
            return False
        _write(regrade, [change])
        if change.newly_passed:
            finish_if_done(going_on)
            now_passed(attempt, regrade)
    return True


@dataclass
class Changed:
    """A paper under the new key, not yet kept. `reached`: the pass mark; a pass of before stays below it."""

    attempt: Attempt
    responses: list[Response]
    credits_earned: dict[str, Fraction | None]
    before: dict
    reached: bool

    @property
    def newly_passed(self) -> bool:
        return self.attempt.passed and not self.before["passed"]

    @property
    def after(self) -> dict:
        return {"percent": self.attempt.percent, "passed": self.attempt.passed}


def _changed(regrade: Regrade, key: Key, attempt: Attempt, item: str) -> Changed | None:
    new = key.of(attempt, item)
    if new is None or same(new.marks, attempt.marking[item]):
        return None
    before = {"percent": attempt.percent, "passed": attempt.passed}
    attempt.marking[item] = {**new.marks, "corrected": _note(regrade, timezone.now())}
    responses = list(attempt.responses.all())
    credits_earned = credits_of(attempt, responses)
    percent = percent_of(attempt, credits_earned)
    reached = grading.passed(percent, attempt.pass_mark)
    attempt.percent, attempt.passed = grading.floor_percent(percent), attempt.passed or reached
    return Changed(attempt, responses, credits_earned, before, reached)


def _write(regrade: Regrade, changes: list[Changed]) -> None:
    """With as many statements for many papers as for one."""
    if not changes:
        return
    _mend([change.attempt for change in changes], ["marking", "percent", "passed"])
    credited = [response for change in changes for response in newly_credited(change.responses, change.credits_earned)]
    _mend(credited, ["credit"])
    keep_outcomes((change.attempt, change.responses, change.credits_earned) for change in changes)
    _record(regrade, [change for change in changes if change.before != change.after])


def _held(papers: list[int]) -> Iterable[Attempt]:
    """In one order, or two regrades could wait for each other. Nobody's enrolment is touched."""
    attempts = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__learner").order_by("pk")
    return attempts.prefetch_related("responses").filter(pk__in=papers)


def _locked(attempt_pk: int) -> tuple[Attempt, Enrolment]:
    """The attempt, held, and the enrolment that a pass of it may finish: who left and came back goes on in another one."""
    enrolment = Enrolment.objects.get(attempts=attempt_pk)
    again = Enrolment.objects.open().filter(learner=enrolment.learner_id, edition=enrolment.edition_id).first()
    going_on = lock_row(again or enrolment)  # first, as starting does, or two deeds could wait for each other
    if going_on.pk != enrolment.pk:
        lock_row(enrolment)
    attempts = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__edition", "enrolment__learner")
    return attempts.get(pk=attempt_pk), going_on


def _note(regrade: Regrade, now: datetime) -> dict:
    return {"at": now.isoformat(), "why": regrade.why}


def _mend(rows: list[Attempt] | list[Response], fields: list[str]) -> None:
    """As `bulk_update`, with whole rows and at a fraction of its cost; they are held, so each is there."""
    if rows:
        type(rows[0]).objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _record(regrade: Regrade, changes: list[Changed]) -> None:
    now = timezone.now()
    rows = [
        RegradedAttempt(
            regrade=regrade,
            attempt=change.attempt,
            percent_before=change.before["percent"],
            percent_after=change.after["percent"],
            passed_before=change.before["passed"],
            reached=change.reached,
            applied_at=now,
        )
        for change in changes
    ]
    said = ["percent_before", "percent_after", "passed_before", "reached", "applied_at"]
    RegradedAttempt.objects.bulk_create(rows, update_conflicts=True, unique_fields=["regrade", "attempt"], update_fields=said)
    audit.record_many(
        audit.entry(
            "attempt.regrade",
            change.attempt,
            actor=regrade.applied_by,
            person=change.attempt.enrolment.learner,
            old=change.before,
            new={**change.after, "question": regrade.name},
            why=regrade.why,
        )
        for change in changes
    )
