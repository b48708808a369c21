"""The organizer's own paragraphs in the standard mails of a seminar: kept by kind and language, and looked at before."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..letters import Letters
from ..letters.texts import refuse_wrong_placeholders
from ..models import OwnWords, Registration, Seminar
from .reminding import remind

Kind = OwnWords.Kind
State = Registration.State


@transaction.atomic
def set_own_words(seminar: Seminar, kind: str, texts: dict[str, str], by: User) -> None:
    """Keep these paragraphs, by language, and no others; a text left empty is none."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    texts = {code: text.strip() for code, text in texts.items() if text.strip()}
    for text in texts.values():
        refuse_wrong_placeholders(text)
    there = seminar.own_words.filter(kind=kind)
    was = dict(there.values_list("language", "text"))
    if was == texts:
        return
    there.delete()
    OwnWords.objects.bulk_create(OwnWords(seminar=seminar, kind=kind, language=code, text=text) for code, text in texts.items())
    audit.record("seminar.own_words", seminar, actor=by, old={kind: was}, new={kind: texts})


def preview(seminar: Seminar, kind: str, texts: dict[str, str], by: User) -> Letters:
    """The mail as it would leave with these paragraphs, once in each of their languages, to the organizer; nothing is kept."""
    letters = Letters(seminar)
    with transaction.atomic():
        set_own_words(seminar, kind, texts, by)
        for code in dict.fromkeys([seminar.language, *(code for code, text in texts.items() if text.strip())]):
            _write(letters, kind, _sample(letters, by, code))
        transaction.set_rollback(True)
    return letters


def _sample(letters: Letters, by: User, code: str) -> Registration:
    sample = letters.to_guest(by.email, "", code, letters.seminar.modes[0], by)
    sample.state, sample.offer_ends_at = State.CONFIRMED, timezone.now() + timedelta(days=1)
    return sample


def _write(letters: Letters, kind: str, row: Registration) -> None:
    match kind:
        case Kind.CONFIRMED:
            letters.confirmed(row)
        case Kind.WAITING:
            letters.waiting(row, 3)
        case Kind.OFFERED:
            letters.offered(row)
        case Kind.APPROVED:
            letters.approved(row, 0, "")
        case Kind.DECLINED:
            letters.declined(row, "…")
        case Kind.CANCELLED:
            letters.cancelled(row, held_a_place=True, by_staff=False, why="")
        case Kind.REMINDER:
            remind(letters, row, "day")
