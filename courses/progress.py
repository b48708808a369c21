"""How far a learner is, computed from facts; keeping the place, completing a lesson, finishing the course."""

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.blocks import SELF_CHECKS
from courses.certifying import certify
from courses.choices import CompletionRule
from courses.models import Attempt, Enrolment, LessonCompletion, LessonPage, LessonPosition, LessonTime
from courses.quiz_rules import asked_for, exempted
from courses.studying import lesson_item, lock_row, seen, studying
from courses.watched import unwatched
from icrweb.trail.prepared import Prepared, given_numbers

_BLOCK_ID = re.compile(r"[\w-]{1,40}")
LAST_SECOND = 24 * 3600


@dataclass(frozen=True)
class Progress:
    """What is done of an edition's syllabus, what is outstanding, where the learner goes on, what staff set by hand, and from
    which lessons a pre-test exempts: they count as done."""

    syllabus: list[dict]
    done: frozenset[str]
    last_key: str = ""
    by_staff: frozenset[str] = frozenset()
    exempt: frozenset[str] = frozenset()

    @property
    def asked_for(self) -> list[dict]:
        return asked_for(self.syllabus)

    @property
    def outstanding(self) -> list[dict]:
        return [item for item in self.asked_for if item["key"] not in self.done]

    @property
    def minutes(self) -> int:
        return sum(item["minutes"] for item in self.asked_for)

    @property
    def minutes_left(self) -> int:
        return sum(item["minutes"] for item in self.outstanding)

    @property
    def minutes_done(self) -> int:
        return self.minutes - self.minutes_left

    @property
    def percent(self) -> int:
        """Of the minutes, rounded down: 100 only when nothing is outstanding."""
        return self.minutes_done * 100 // self.minutes if self.minutes else 100

    @property
    def next(self) -> dict | None:
        """Where to go on: the item opened last while it is outstanding, else the first outstanding one after it, else the first."""
        keys = [item["key"] for item in self.syllabus]
        start = keys.index(self.last_key) if self.last_key in keys else 0
        outstanding = {item["key"] for item in self.outstanding}
        return next((item for item in [*self.syllabus[start:], *self.syllabus[:start]] if item["key"] in outstanding), None)

    @property
    def segments(self) -> list[dict]:
        """One segment an item that is asked for, as wide as its minutes, for the drawing."""
        here = self.next["key"] if self.next else ""
        return [
            {"minutes": item["minutes"], "done": item["key"] in self.done, "here": item["key"] == here} for item in self.asked_for
        ]


COMPLETIONS = Prepared(
    lambda: (
        LessonCompletion.objects.order_by()
        .filter(enrolment__in=given_numbers("enrolments"))
        .values_list("enrolment_id", "lesson_key", "set_by")
    )
)
PASSES = Prepared(
    lambda: (
        Attempt.objects.order_by()
        .filter(passed=True, enrolment__learner__in=given_numbers("learners"), enrolment__edition__in=given_numbers("editions"))
        .values_list("enrolment", "enrolment__learner", "enrolment__edition", "enrolment__renewal", "quiz_key", "set_by")
    )
)


def progress_of(enrolment: Enrolment) -> Progress:
    return progress_of_many([enrolment])[enrolment.pk]


def progress_of_many(enrolments: list[Enrolment]) -> dict[int, Progress]:
    """Progress by enrolment: two queries, however many there are. The enrolments come with their editions."""
    done, by_staff = defaultdict(set), defaultdict(set)
    for enrolment, key, staff in COMPLETIONS.rows(enrolments=[row.pk for row in enrolments]):
        done[enrolment].add(str(UUID(str(key))))
        if staff:
            by_staff[enrolment].add(str(key))
    # A pass belongs to a person, an edition and a renewal of it: leaving and coming back does not ask for the same test twice.
    passes = PASSES.rows(
        learners=list({row.learner_id for row in enrolments}), editions=list({row.edition_id for row in enrolments})
    )
    passed = defaultdict(set)
    for row, learner, edition, number, key, staff in passes:
        passed[learner, edition, number].add(str(UUID(str(key))))
        if staff:
            by_staff[row].add(str(key))
    result = {}
    for row in enrolments:
        keys = {item["key"]: item["kind"] for item in row.edition.syllabus}
        quizzes = passed[row.learner_id, row.edition_id, row.renewal]
        exempt = exempted(row.edition.syllabus, quizzes) - done[row.pk]
        facts = {"lesson": done[row.pk] | exempt, "quiz": quizzes}
        result[row.pk] = Progress(
            row.edition.syllabus,
            frozenset(key for key, kind in keys.items() if key in facts[kind]),
            str(row.last_key or ""),
            frozenset(by_staff[row.pk]),
            exempt,
        )
    return result


def keep_position(
    enrolment: Enrolment, lesson_key: UUID, block_id: str, language: str, second: int | None = None
) -> LessonPosition:
    """Remember the block in view, and the second of the recording in it: "continue" leads there in every language and device."""
    if second is not None and not 0 <= second <= LAST_SECOND:
        raise ValidationError(_("This place is not in the recording."), code="no_such_second")
    if not _BLOCK_ID.fullmatch(block_id):
        raise ValidationError(_("This place is not in the lesson."), code="no_such_block")
    with transaction.atomic():
        enrolment = studying(lock_row(enrolment))
        lesson_item(enrolment, lesson_key)
        seen(enrolment, lesson_key, language)
        position, _made = LessonPosition.objects.update_or_create(
            enrolment=enrolment,
            lesson_key=lesson_key,
            defaults={"block_id": block_id, "second": second, "updated_at": timezone.now()},
        )
    return position


def answer_check(enrolment: Enrolment, lesson_key: UUID, block_id: str, language: str) -> LessonPosition:
    """Note that a self-check was answered, right or wrong; it is not scored."""
    if block_id not in check_ids(lesson_key, language):
        raise ValidationError(_("This question is no longer in the lesson. Load the page again."), code="no_such_block")
    with transaction.atomic():
        enrolment = studying(lock_row(enrolment))
        lesson_item(enrolment, lesson_key)
        seen(enrolment, lesson_key, language)
        position, _made = LessonPosition.objects.get_or_create(
            enrolment=enrolment, lesson_key=lesson_key, defaults={"block_id": block_id}
        )
        position.block_id, position.second, position.updated_at = block_id, None, timezone.now()
        position.checks_answered = sorted({*position.checks_answered, block_id})
        position.save(update_fields=["block_id", "second", "updated_at", "checks_answered"])
    return position


def complete_lesson(enrolment: Enrolment, lesson_key: UUID, language: str) -> LessonCompletion:
    """Note that a lesson was done, once, under the rule its edition froze; the last one finishes the course."""
    with transaction.atomic():
        row = lock_row(enrolment)
        if already := row.lesson_completions.filter(lesson_key=lesson_key).first():
            return already
        enrolment = studying(row)
        item = lesson_item(enrolment, lesson_key)
        if item["completion"] == CompletionRule.CHECK and (left := _unanswered(enrolment, lesson_key, language)):
            raise ValidationError(
                _("Answer the questions in this lesson first. Left: %(left)s."),
                code="checks_outstanding",
                params={"left": len(left)},
            )
        if item["completion"] == CompletionRule.WATCHED and (left := unwatched(enrolment, item, lesson_key, language)):
            raise ValidationError(
                _("Play “%(title)s” first: %(share)s %% are needed, %(percent)s %% were played."),
                code="not_watched",
                params={"title": left[0].title, "share": left[0].share, "percent": left[0].percent},
            )
        seen(enrolment, lesson_key, language)
        completion = LessonCompletion.objects.create(enrolment=enrolment, lesson_key=lesson_key, language=language)
        LessonTime.objects.filter(enrolment=enrolment, lesson_key=lesson_key).update(done_at=completion.completed_at)
        finish_if_done(enrolment)
    return completion


def finish_if_done(enrolment: Enrolment) -> bool:
    """Finish an enrolment whose every lesson is completed and every quiz passed, and issue its certificate, once."""
    with transaction.atomic():
        enrolment = lock_row(enrolment)
        if enrolment.completed_at:
            return True
        if enrolment.left_at or enrolment.edition.over_on(timezone.now().date()):
            return False
        progress = progress_of(enrolment)
        if progress.outstanding:
            return False
        enrolment.completed_at = timezone.now()
        enrolment.save(update_fields=["completed_at"])
        if enrolment.edition.gives_certificate:
            certify(enrolment, progress.exempt)
    return True


def certificate_of(enrolment: Enrolment) -> Certificate | None:
    """The certificate an enrolment earned, the corrected one where there is one."""
    return Certificate.objects.filter(evidence_key=enrolment.key, superseded_by=None).first()


def check_ids(lesson_key: UUID, language: str) -> list[str]:
    """Block ids of the self-checks in the lesson as it is shown in `language` today."""
    lesson = LessonPage.objects.live().filter(translation_key=lesson_key, locale__language_code=language).first()
    return [str(block.id) for block in lesson.body if block.block_type in SELF_CHECKS] if lesson else []


def _unanswered(enrolment: Enrolment, lesson_key: UUID, language: str) -> set[str]:
    position = LessonPosition.objects.filter(enrolment=enrolment, lesson_key=lesson_key).first()
    return set(check_ids(lesson_key, language)) - set(position.checks_answered if position else [])
