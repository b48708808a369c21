"""Records of the words that translators agreed on, and of files somebody sent in and looks at."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource


def languages_of_forms() -> list[tuple]:
    """The languages of the site; a function, so that they are no part of a migration."""
    return settings.LANGUAGES


class PartOfSpeech(models.TextChoices):
    NOUN = "noun", pgettext_lazy("part of speech", "noun")
    VERB = "verb", pgettext_lazy("part of speech", "verb")
    ADJECTIVE = "adjective", pgettext_lazy("part of speech", "adjective")
    PHRASE = "phrase", pgettext_lazy("part of speech", "phrase")
    NAME = "name", pgettext_lazy("part of speech", "name or abbreviation")


class FormStanding(models.TextChoices):
    APPROVED = "approved", pgettext_lazy("form of a term", "approved")
    FORBIDDEN = "forbidden", pgettext_lazy("form of a term", "not to be used")


class Term(ClusterableModel):
    """An English word whose translations are agreed, or which is not translated at all."""

    word = models.CharField(_("English word"), max_length=120)
    part_of_speech = models.CharField(_("part of speech"), max_length=10, choices=PartOfSpeech, default=PartOfSpeech.NOUN)
    definition = models.TextField(_("definition"), blank=True)
    do_not_translate = models.BooleanField(
        _("not translated"),
        default=False,
        help_text=_("Stays as it is in every language: RECIST, names of genes, codes of courses."),
    )
    note = models.CharField(_("note for translators"), max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        ordering = [Lower("word"), "pk"]
        verbose_name = _("term")
        verbose_name_plural = _("terms for translators")
        constraints = [models.UniqueConstraint(Lower("word"), "part_of_speech", name="a_term_once")]

    def __str__(self):
        return self.word


class TermForm(models.Model):
    """A word for a term in one language: the one to use, or one not to be used."""

    term = ParentalKey(Term, on_delete=models.CASCADE, related_name="forms")
    language = models.CharField(_("language"), max_length=10, choices=languages_of_forms)
    form = models.CharField(_("form"), max_length=120)
    standing = models.CharField(_("standing"), max_length=10, choices=FormStanding, default=FormStanding.APPROVED)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        ordering = ["language", "standing", "pk"]
        verbose_name = _("form of a term")
        verbose_name_plural = _("forms of terms")
        constraints = [models.UniqueConstraint(fields=["term", "language", "form"], name="a_form_once")]

    def __str__(self):
        return f"{self.form} ({self.language})"


class TermProposal(models.Model):
    """A form somebody would like to have agreed on. An editor decides, who is somebody else."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposed term", "open")
        ACCEPTED = "accepted", pgettext_lazy("proposed term", "accepted")
        REFUSED = "refused", pgettext_lazy("proposed term", "refused")

    word = models.CharField(_("English word"), max_length=120)
    language = models.CharField(_("language"), max_length=10, choices=languages_of_forms)
    form = models.CharField(_("form"), max_length=120)
    standing = models.CharField(_("standing"), max_length=10, choices=FormStanding, default=FormStanding.APPROVED)
    why = models.CharField(_("why"), max_length=300, help_text=_("Where it is used, or what speaks against another word."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("proposed term")
        verbose_name_plural = _("proposed terms")
        constraints = [
            models.UniqueConstraint(
                Lower("word"), "language", "form", condition=models.Q(state="open"), name="a_proposal_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("by")), name="nobody_decides_their_own_term"
            ),
        ]

    def __str__(self):
        return f"{self.word}: {self.form} ({self.language})"


class SentFile(models.Model):
    """A file that somebody sent in and looks at before it changes anything: one a person and purpose, the newest."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("Terms")
        WORDS = "words", _("Translations")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    filename = models.CharField(max_length=200)
    text = models.TextField()
    source = models.ForeignKey(TranslationSource, models.CASCADE, null=True, related_name="+")
    locale = models.ForeignKey(Locale, models.CASCADE, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "purpose"], name="one_file_a_person_and_purpose")]

    def __str__(self):
        return self.filename
