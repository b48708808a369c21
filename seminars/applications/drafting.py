"""Drafts: what somebody typed and has not handed in. Saved as typed; of several tabs the one that saves last wins, and is told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from icrweb.accounts.models import User
from icrweb.trail.prepared import Given, Prepared

from ..models import ApplicationFile, Draft, ExtraQuestion, Seminar
from .files import make, throw_away

DRAFT = Prepared(lambda: Draft.objects.filter(person=Given("person"), seminar=Given("seminar"), part=Given("part")))


@dataclass(frozen=True)
class Saved:
    """`elsewhere`: another tab or device has saved since this one last read or saved."""

    version: int
    elsewhere: bool


def draft_of(person: User, seminar: Seminar, part: str) -> Draft | None:
    return DRAFT.first(person=person.pk, seminar=seminar.pk, part=part)


@transaction.atomic
def save_draft(person: User, seminar: Seminar, part: str, typed: dict, *, seen: int = 0) -> Saved:
    """Keep what is typed now. `seen` is the version that this tab read or saved last, 0 for none."""
    _lock(person)
    draft = Draft.objects.filter(person=person, seminar=seminar, part=part).first()
    if draft is None:
        return Saved(Draft.objects.create(person=person, seminar=seminar, part=part, typed=typed).version, elsewhere=False)
    elsewhere = draft.version != seen
    if draft.typed != typed:
        draft.typed, draft.version, draft.saved_at = typed, draft.version + 1, timezone.now()
        draft.save(update_fields=["typed", "version", "saved_at"])
    return Saved(draft.version, elsewhere)


@transaction.atomic
def keep_file(person: User, question: ExtraQuestion, upload, ending: str) -> ApplicationFile:
    """The file of a draft; the one before it is thrown away."""
    _lock(person)
    drop_file(person, question)
    file = make(upload, question, person, ending)
    file.save()
    return file


@transaction.atomic
def drop_file(person: User, question: ExtraQuestion) -> None:
    """Take the file of a draft away. What was handed in stays."""
    for file in ApplicationFile.objects.filter(person=person, question=question, registration=None):
        throw_away(file)
        file.delete()


@transaction.atomic
def drop_draft(person: User, seminar: Seminar, part: str) -> None:
    """Throw away what was typed and not handed in, with its files."""
    Draft.objects.filter(person=person, seminar=seminar, part=part).delete()
    for question in ExtraQuestion.objects.filter(seminar=seminar, part=part, kind=ExtraQuestion.Kind.FILE):
        drop_file(person, question)


def initial_of(typed: dict[str, list[str]], questions: dict[str, ExtraQuestion]) -> dict:
    """What a draft holds, as a form takes it to show."""
    found = {}
    for name, values in typed.items():
        question = questions.get(name)
        if question is None or not values:
            continue
        several = question.kind == ExtraQuestion.Kind.CHECKBOXES
        found[name] = values if several else question.kind == ExtraQuestion.Kind.CHECKBOX or values[-1]
    return found


def _lock(person: User) -> None:
    """Two tabs that save at once save one after the other."""
    User.objects.select_for_update().filter(pk=person.pk).first()
