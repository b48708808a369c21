"""What a learner writes down for themselves. Nobody else reads it: it is in no list, report, export or search of staff."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icrweb.pages.folding import fold


class NoteQuerySet(models.QuerySet):
    def for_learner(self, user):
        return self.filter(person=user)

    def in_lesson(self, lesson_key):
        return self.filter(lesson_key=lesson_key).order_by("created_at", "pk")

    def holding(self, words: str):
        """Those that hold every word, with or without marks, in any script."""
        found = self
        for word in fold(words).split():
            found = found.filter(folded__contains=word)
        return found


class Note(models.Model):
    """A note or, where it has no text, a bookmark, at a block of a lesson: the same place in every language.

    The words of the place are kept as they were, with their language: they stand here also when the page changes or goes.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course_key = models.UUIDField(editable=False)
    course_title = models.CharField(max_length=255, editable=False)
    lesson_key = models.UUIDField(editable=False)
    lesson_title = models.CharField(max_length=255, editable=False)
    block_id = models.CharField(max_length=40, editable=False)
    words = models.TextField(editable=False, help_text="The words of the place when the note was made.")
    language = models.CharField(max_length=10, editable=False, help_text="Of the words.")
    text = models.TextField(blank=True)
    folded = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["person", "lesson_key"], name="notes_of_a_lesson")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "lesson_key", "block_id"], condition=Q(text=""), name="one_bookmark_per_block"
            )
        ]

    def __str__(self):
        return f"{self.lesson_title}: {self.block_id}"

    def save(self, *args, **kwargs):
        self.folded = fold(f"{self.text} {self.words} {self.lesson_title} {self.course_title}")
        super().save(*args, **kwargs)
