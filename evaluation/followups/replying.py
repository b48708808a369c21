"""Answering after a seminar, noting what came of it, and taking that back."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.giving import LONGEST
from evaluation.models import Outcome, SeminarReply
from icrweb.accounts.models import User
from icrweb.trail import audit
from seminars.models import Registration

from . import letters
from .planning import plan_of
from .questions import SCALE, STATES, STEPS, asked_of


@transaction.atomic
def reply(row: SeminarReply, answers: dict, language: str, *, supervisor: str = "") -> SeminarReply:
    """Keep the answers; given again, the later ones count. All questions are optional, but not all at once.

    `supervisor`: an address that is asked once for a word, where the seminar asks for it.
    """
    row = _locked(row)
    kept = _at_the_end(row, answers) if row.stage == SeminarReply.Stage.END else _later(answers)
    if not kept:
        raise ValidationError(_("Answer at least one question, or leave the page: all of them are optional."), code="empty")
    row.answers, row.language, row.given_at = kept, language, timezone.now()
    if supervisor and not row.supervisor_asked_at and _asks_supervisor(row):
        if supervisor.casefold() == row.registration.person.email.casefold():
            raise ValidationError(_("This is your own address. Write that of your supervisor, or leave it empty."), code="own")
        row.supervisor_email, row.supervisor_asked_at = supervisor, timezone.now()
        letters.ask_supervisor(row)
    row.save()
    return row


@transaction.atomic
def word_of_supervisor(row: SeminarReply, *, uses: int | None, words: str) -> SeminarReply:
    """What the supervisor says, once."""
    row = _locked(row)
    if row.supervisor_given_at:
        raise ValidationError(_("Your answer is kept already. Thank you."), code="given")
    words = words.replace("\r\n", "\n").strip()
    if uses is None and not words:
        raise ValidationError(_("Answer at least one question, or leave the page: all of them are optional."), code="empty")
    row.supervisor_answers = {"uses": uses, "words": words}
    row.supervisor_given_at, row.supervisor_email = timezone.now(), ""  # the address has served its purpose
    row.save(update_fields=["supervisor_answers", "supervisor_given_at", "supervisor_email"])
    return row


@transaction.atomic
def note_outcome(
    registration: Registration, *, kind: str, happened_on: date, by: User, evidence: str = "", note: str = ""
) -> Outcome:
    """Something that came of the seminar; noted twice, it is one."""
    registration = Registration.objects.select_for_update(of=("self",)).select_related("seminar").get(pk=registration.pk)
    if kind not in Outcome.Kind.values:
        raise ValidationError(_("Choose what it is from the list."), code="kind")
    if not registration.attended_at:
        raise ValidationError(_("Outcomes are noted for people who attended."), code="attended")
    latest = (timezone.now() + timedelta(hours=14)).date()  # the day of who is furthest east
    if happened_on > latest or happened_on < registration.seminar.starts_at.date():
        raise ValidationError(_("Write a day between the seminar and today."), code="day")
    facts = {"kind": kind, "happened_on": happened_on, "evidence": evidence, "note": note.strip()}
    if standing := Outcome.objects.standing().filter(registration=registration, **facts).first():
        return standing
    outcome = Outcome.objects.create(registration=registration, noted_by=by, **facts)
    new = {"kind": kind, "happened_on": happened_on}
    audit.record("outcome.note", outcome, actor=by, person=registration.person, new=new)
    return outcome


@transaction.atomic
def withdraw_outcome(outcome: Outcome, by: User) -> None:
    """It was noted wrongly: it counts no more, and stays on record."""
    outcome = Outcome.objects.select_for_update(of=("self",)).select_related("registration__person").get(pk=outcome.pk)
    if outcome.withdrawn_at:
        return
    outcome.withdrawn_at = timezone.now()
    outcome.save(update_fields=["withdrawn_at"])
    audit.record("outcome.withdraw", outcome, actor=by, person=outcome.registration.person, old={"kind": outcome.kind})


def _locked(row: SeminarReply) -> SeminarReply:
    rows = SeminarReply.objects.select_for_update(of=("self",)).select_related("registration__person", "registration__seminar")
    return rows.get(pk=row.pk)


def _asks_supervisor(row: SeminarReply) -> bool:
    plan = plan_of(row.registration.seminar)
    return plan is not None and plan.asks_supervisor and row.stage != SeminarReply.Stage.END


def _at_the_end(row: SeminarReply, answers: dict) -> dict:
    seminar, kept = row.registration.seminar, {}
    for question in asked_of(plan_of(seminar), "en", seminar.language):
        value = answers.get(question["key"])
        if question["kind"] == SCALE:
            if value in (1, 2, 3, 4, 5):
                kept[question["key"]] = value
        elif words := _words(value):
            kept[question["key"]] = words
    return kept


def _later(answers: dict) -> dict:
    states = {key for key, _label in STATES}
    kept = {key: answers[key] for key, _label in STEPS if answers.get(key) in states}
    if words := _words(answers.get("site")):
        kept["site"] = words
    return kept


def _words(value) -> str:
    words = (value or "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        sentence = _("Please write at most %(most)d characters; these are %(number)d.")
        raise ValidationError(sentence % {"most": LONGEST, "number": len(words)}, code="too_long")
    return words
