"""Issuing letters, one or many as one deed, and voiding them. A number is given here and nowhere else, and never again."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.codes import new_code
from certificates.guidance import today_at_issuer
from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import LetterKind, OfficialLetter, Registration, Seminar
from ..registration import refuse_cancelled_seminar, refuse_without_reason
from . import mails, passports
from .facts import freeze, terms_of
from .numbering import next_number
from .wording import wording_for

MOST_AT_ONCE = 200
NAMED = 5
State = Registration.State


@dataclass
class Done:
    """Letters that were issued, and those of the chosen that stood already."""

    issued: list[OfficialLetter] = field(default_factory=list)
    stood: list[OfficialLetter] = field(default_factory=list)


@transaction.atomic
def issue(
    seminar: Seminar, chosen: Collection[int], *, kind: str, language: str = "", by: User, with_passport: bool = True
) -> Done:
    """A letter to each of the chosen (primary keys of registrations) who has none of that kind standing; all of them or none.

    `language`: of the letters; empty: that of each registration. Without `with_passport` the lines with passport data are left out.
    """
    seminar = _locked(seminar)
    refuse_cancelled_seminar(seminar)
    rows = list(
        seminar.registrations.filter(pk__in=chosen).select_related("person", "seminar__host").order_by("number")[: MOST_AT_ONCE + 1]
    )
    refuse_what_cannot_be(seminar, rows, kind)
    done = Done()
    for row in rows:
        of = language or row.language
        if standing := OfficialLetter.objects.standing().filter(registration=row, kind=kind, language=of).first():
            done.stood.append(standing)
        else:
            done.issued.append(_issue(row, kind, of, by, with_passport=with_passport))
    passports.refuse_missing(done.issued)
    mails.issued(seminar, done.issued)
    return done


@transaction.atomic
def void(letters: Collection[OfficialLetter], by: User, why: str, *, again: bool = False) -> Done:
    """Letters of one seminar do not count any more; they stay listed, as void. With `again` each gets a successor, with today's facts."""
    refuse_without_reason(why)
    seminar = _locked(Seminar(pk=next(iter(letters)).registration.seminar_id))
    rows = list(
        OfficialLetter.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in letters], registration__seminar=seminar, voided_at=None)
        .select_related("registration__person", "registration__seminar__host")
        .order_by("pk")
    )
    if not rows:
        raise ValidationError(_("These letters are void already. Load the list again."), code="void")
    if again:
        refuse_cancelled_seminar(seminar)
    done = Done()
    for letter in rows:
        letter.voided_at, letter.voided_by, letter.void_reason = timezone.now(), by, why
        letter.save(update_fields=["voided_at", "voided_by", "void_reason"])
        audit.record("letter.void", letter, actor=by, person=letter.registration.person, new={"number": letter.number}, why=why)
        if again:
            refuse_what_cannot_be(seminar, [letter.registration], letter.kind)
            done.issued.append(
                _issue(
                    letter.registration, letter.kind, letter.language, by, with_passport=letter.has_passport_data, replaces=letter
                )
            )
    passports.refuse_missing(done.issued)
    mails.voided(seminar, rows, why, done.issued)
    return done


def _issue(registration: Registration, kind: str, language: str, by: User, *, with_passport: bool, replaces=None) -> OfficialLetter:
    now = timezone.now()
    today = today_at_issuer(now)
    wording = wording_for(kind, language, registration.seminar)
    programme = terms_of(registration.seminar).programme
    facts = freeze(registration, wording, language, today, passport=with_passport)
    sealed = passports.sealed_for(registration, by) if facts["with_passport"] else ""
    sequence, number = next_number(programme, today.year)
    letter = OfficialLetter.objects.create(
        registration=registration,
        kind=kind,
        language=language,
        programme=programme,
        year=today.year,
        sequence=sequence,
        number=number,
        code=new_code(),
        facts=facts,
        sealed=sealed,
        issued_at=now,
        issued_by=by,
        replaces=replaces,
    )
    new = {"number": number, "kind": kind, "language": language, "with_passport": facts["with_passport"]}
    audit.record("letter.issue", letter, actor=by, person=registration.person, new=new)
    return letter


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def refuse_what_cannot_be(seminar: Seminar, rows: list[Registration], kind: str) -> None:
    """Refuse letters to who cannot have one of this kind, by name."""
    if kind not in LetterKind.values:
        raise ValidationError(_("Choose a kind of letter from the list."), code="kind")
    if not rows:
        raise ValidationError(_("Choose people in the list."), code="nobody")
    if len(rows) > MOST_AT_ONCE:
        raise ValidationError(_("Issue at most %(most)d letters at once.") % {"most": MOST_AT_ONCE}, code="too_many")
    if kind == LetterKind.ATTENDANCE:
        if others := [row for row in rows if row.attended_at is None]:
            sentence = _("Attendance is confirmed to who has attended. Not yet found to have attended: %(people)s")
            raise ValidationError(sentence % {"people": names(others)}, code="attended")
    elif others := [row for row in rows if row.state != State.CONFIRMED]:
        sentence = _("Letters go to people who have a place. These have none: %(people)s")
        raise ValidationError(sentence % {"people": names(others)}, code="state")
    if nameless := [row for row in rows if not row.person.latin_name]:
        sentence = _("A name in Latin letters is missing in the profile of: %(people)s")
        raise ValidationError(sentence % {"people": names(nameless)}, code="name")
    terms = terms_of(seminar)
    if kind == LetterKind.GUARANTEE and not (terms.flight or terms.hotel or terms.per_diem):
        raise ValidationError(_("Say first who pays: open “Who pays, and numbers” on the page of letters."), code="terms")


def names(rows: list[Registration]) -> str:
    """The first few people, and how many more."""
    shown = ", ".join(str(row.person) for row in rows[:NAMED])
    more = len(rows) - NAMED
    return _("%(people)s and %(number)d more") % {"people": shown, "number": more} if more > 0 else shown
