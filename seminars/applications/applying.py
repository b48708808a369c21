"""Handing in an application, and changing it: the answers are written with the place, in one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import AcceptanceForm, Answer, ApplicationFile, ExtraQuestion, Registration, Seminar
from ..registration import register
from .acceptance import why_not
from .drafting import drop_draft
from .files import throw_away

Part = ExtraQuestion.Part


@transaction.atomic
def apply(person: User, seminar: Seminar, language: str, mode: str, values: dict[int, object]) -> Registration:
    """Register, and keep the answers (by primary key of the question) and the files of the draft with the registration."""
    Seminar.objects.select_for_update().get(pk=seminar.pk)
    before = seminar.registrations.live().filter(person=person).first()
    registration = register(person, seminar, language, mode)
    if before is None or may_change(before):
        _keep(registration, Part.SIGN_UP, values)
        drop_draft(person, seminar, Part.SIGN_UP)
    return registration


@transaction.atomic
def change(registration: Registration, values: dict[int, object]) -> list[str]:
    """The person changes their answers and files while they may; what was said before is kept. Returns what is different."""
    registration = _locked(registration)
    if not may_change(registration):
        sentence = _("Your answers can no longer be changed. Write to the organizer if something is wrong.")
        raise ValidationError(sentence, code="closed")
    changed = _keep(registration, Part.SIGN_UP, values)
    drop_draft(registration.person, registration.seminar, Part.SIGN_UP)
    return changed


@transaction.atomic
def answer_after_acceptance(registration: Registration, values: dict[int, object]) -> list[str]:
    """The answers of somebody who has a place to what is asked then."""
    registration = _locked(registration)
    if refusal := why_not(registration, timezone.now()):
        raise refusal
    changed = _keep(registration, Part.ACCEPTED, values)
    drop_draft(registration.person, registration.seminar, Part.ACCEPTED)
    AcceptanceForm.objects.update_or_create(registration=registration, defaults={"answered_at": timezone.now()})
    return changed


def may_change(registration: Registration) -> bool:
    """Until registration closes, or until the organizer has decided. Who came without being asked may answer until the start."""
    seminar, now = registration.seminar, timezone.now()
    if registration.state not in Registration.LIVE or seminar.cancelled_at or now >= seminar.starts_at:
        return False
    asked = {"question__part": Part.SIGN_UP}
    if not (registration.answers.filter(**asked).exists() or registration.files.filter(**asked).exists()):
        return True
    undecided = not seminar.decides(registration.mode) or registration.state == Registration.State.REQUESTED
    return now < seminar.closes_at and undecided


def _locked(registration: Registration) -> Registration:
    Seminar.objects.select_for_update().get(pk=registration.seminar_id)
    return Registration.objects.select_related("person", "seminar").get(pk=registration.pk)


def _keep(registration: Registration, part: str, values: dict[int, object]) -> list[str]:
    """Write the answers that are different, beside those they replace, and take over the files of the draft."""
    now, changed = timezone.now(), []
    there = {one.question_id: one for one in registration.answers.current().filter(question__part=part)}
    questions = ExtraQuestion.objects.filter(seminar=registration.seminar_id, part=part, retired_at=None).select_related("seminar")
    for question in questions:
        old, value = there.get(question.pk), values.get(question.pk)
        if question.kind == ExtraQuestion.Kind.FILE:
            changed += _take_over(registration, question, now)
        elif old is None and value is None:
            continue
        elif old is None or old.value != value:
            if old:
                Answer.objects.filter(pk=old.pk).update(replaced_at=now)
                changed.append(str(question))
            Answer.objects.create(
                registration=registration, question=question, asked=question.as_asked, value=value, answered_at=now
            )
    if changed:  # which, and never what: the words are thrown away in time, the trail is not
        audit.record(
            "registration.change_answers",
            registration,
            actor=registration.person,
            person=registration.person,
            new={"questions": changed},
        )
    return changed


def _take_over(registration: Registration, question: ExtraQuestion, now) -> list[str]:
    file = ApplicationFile.objects.filter(person=registration.person_id, question=question, registration=None).first()
    if file is None:
        return []
    replaced = []
    for old in registration.files.current().filter(question=question):
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
        throw_away(old)
        replaced = [str(question)]
    file.registration = registration
    file.save(update_fields=["registration"])
    return replaced
