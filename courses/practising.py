"""Spaced practice: three questions 3, 10, 30 and 90 days after a course. Results stay here; nothing else reads them."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.answers import checked
from courses.drawing import draw, few_of
from courses.models import Enrolment, Practice, PracticeRound, SeenQuestion
from courses.practice_letters import write_round

DAYS = (3, 10, 30, 90)
ITEMS = 3
LATEST = timedelta(days=7)  # a round that nobody could set for so long is left out
AT_ONCE = 100


def begin_practice(enrolment: Enrolment, *, by_mail: bool) -> Practice:
    """Ask for practice after a finished course; asked again it changes whether mails come, and stopped it begins anew."""
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        if not enrolment.completed_at:
            raise ValidationError(_("Finish the course first. Then you can practise what you learned."), code="not_finished")
        practice, made = Practice.objects.get_or_create(enrolment=enrolment, defaults={"by_mail": by_mail})
        if not made:
            practice.by_mail = by_mail
            if practice.stopped_at:
                practice.began_at, practice.stopped_at = timezone.now(), None
            practice.save(update_fields=["by_mail", "began_at", "stopped_at"])
    return practice


def stop_practice(practice: Practice) -> None:
    """No more questions and no more mails, at once; what was answered is kept."""
    Practice.objects.standing().filter(pk=practice.pk).update(stopped_at=timezone.now())


def set_due_rounds() -> int:
    """The sweep: whoever practises gets the questions of the day that has come, once, with a mail where they want one."""
    return sum(_set_rounds(day) for day in DAYS)


def _set_rounds(day: int) -> int:
    now, after = timezone.now(), timedelta(days=day)
    there = PracticeRound.objects.filter(practice=OuterRef("pk"), day=day)
    due = (
        Practice.objects.standing()
        .filter(enrolment__completed_at__lte=now - after, enrolment__completed_at__gt=now - after - LATEST)
        .filter(began_at__lte=F("enrolment__completed_at") + after, enrolment__learner__is_active=True)
        .exclude(Exists(there))
        .select_related("enrolment__edition", "enrolment__learner")
        .order_by("pk")
    )
    return sum(_set_round(practice, day) for practice in due[:AT_ONCE])


def _set_round(practice: Practice, day: int) -> int:
    """The round's row is unique: of two workers at once one writes it, and the letter with it."""
    try:
        with transaction.atomic():
            found = PracticeRound.objects.create(practice=practice, day=day, **_paper(practice.enrolment))
            if practice.by_mail and found.paper:
                write_round(found)
    except IntegrityError:
        return 0
    return 1


def _paper(enrolment: Enrolment) -> dict:
    """In the learner's language, else in the course's own; those met least come first."""
    edition, learner = enrolment.edition, enrolment.learner
    pools = few_of(edition, ITEMS)
    seen = SeenQuestion.objects.counts(learner.pk)
    for language in dict.fromkeys([learner.language, edition.language]):
        if drawn := draw(pools, language, secrets.randbits(62), seen, whole=False):
            paper, marking = drawn
            SeenQuestion.objects.note(learner.pk, marking, seen)
            return {"language": language, "paper": paper, "marking": marking}
    return {"language": edition.language}


def answer_round(found: PracticeRound, item: str, values: list[str]) -> PracticeRound:
    """Keep the first answer to a question; the page then shows what is right. The last one ends the round."""
    with transaction.atomic():
        found = PracticeRound.objects.select_for_update(of=("self",)).get(pk=found.pk)
        question = next((question for question in found.paper if question["item"] == item), None)
        if question is None:
            raise ValidationError(_("This question is not here. Load the page again."), code="answer")
        if item in found.answers:
            return found
        answer = checked(question, values)
        if answer is None:
            raise ValidationError(_("Answer the question first."), code="empty")
        found.answers[item] = answer
        if len(found.answers) == len(found.paper):
            found.done_at = timezone.now()
        found.save(update_fields=["answers", "done_at"])
    return found
