"""Notes and bookmarks: made, changed and thrown away by the person whose they are, and by nobody else."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.models import Note
from helpdesk.places import Place
from icrweb.accounts.models import User

LONGEST = 4000
MOST = 3000


def write_note(person: User, place: Place, text: str) -> Note:
    """Keep a note at a place."""
    return _keep(person, place, _checked(text))


def set_bookmark(person: User, place: Place) -> Note:
    """Keep the place; asked twice, it is one bookmark."""
    return _keep(person, place, "")


def _keep(person: User, place: Place, text: str) -> Note:
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)  # two windows wait for each other here
        mine = Note.objects.for_learner(person)
        if not text and (already := mine.filter(lesson_key=place.lesson_key, block_id=place.block_id, text="").first()):
            return already
        if mine.count() >= MOST:
            raise ValidationError(
                _("You have %(most)d notes. Delete some that you no longer need, then write new ones."),
                code="too_many",
                params={"most": MOST},
            )
        return Note.objects.create(person=person, text=text, **asdict(place))


def change_note(note: Note, text: str) -> Note:
    """New words; the place stays."""
    text = _checked(text)
    with transaction.atomic():
        note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if not note.text:
            raise ValidationError(_("A bookmark has no words. Write a note at its place."), code="bookmark")
        note.text, note.updated_at = text, timezone.now()
        note.save()
    return note


def delete_note(note: Note) -> None:
    """Nothing of it is kept."""
    Note.objects.filter(pk=note.pk).delete()


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write something first."), code="empty")
    if len(text) > LONGEST:
        raise ValidationError(
            _("A note may have %(most)d characters; this one has %(number)d. Cut it in two."),
            code="too_long",
            params={"most": LONGEST, "number": len(text)},
        )
    return text
