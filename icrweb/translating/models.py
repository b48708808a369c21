"""Records of the translation workflow. The words themselves are wagtail-localize's: source, segments, string translations.

What is translated is named by its `translation_key` and the path of a segment in it (`title`, `body.<block id>.text`).
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from icrweb.translating.caption_models import CaptionWork  # noqa: F401 - its home
from icrweb.translating.choices import Kind, Severity, State
from icrweb.translating.draft_models import Draft  # noqa: F401 - its home
from icrweb.translating.term_models import SentFile, Term, TermForm, TermProposal  # noqa: F401 - their home


def _person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class SourceChange(models.Model):
    """One publication that changed the words of something which has translations."""

    key = models.UUIDField(db_index=True)
    locale = models.ForeignKey(Locale, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = _person()
    since = models.DateTimeField()  # when the words before it were published: the version that translations show
    classed_at = models.DateTimeField(null=True, blank=True)
    classed_by = _person()
    note = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.key} {self.made_at:%Y-%m-%d}"


class ChangedSegment(models.Model):
    """One segment of a change: its words before and after, as wagtail-localize's strings (inline HTML without attributes)."""

    change = models.ForeignKey(SourceChange, models.CASCADE, related_name="segments")
    path = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    severity = models.CharField(max_length=8, choices=Severity)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.path}: {self.kind}"

    @property
    def block(self) -> str:
        """The id of the block of a StreamField that this stands in, or "" for a plain field."""
        return block_of(self.path)

    @property
    def in_source_words(self) -> bool:
        return in_source_words(self.kind, self.severity)


class Standing(models.Model):
    """Where the words of one segment in one language stand, and who brought them there. Without words there is no row."""

    words = models.OneToOneField(StringTranslation, models.CASCADE, related_name="standing")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    outdated_by = models.ForeignKey(ChangedSegment, models.SET_NULL, null=True, blank=True, related_name="outdated")
    translator = _person()
    translated_at = models.DateTimeField(null=True, blank=True)
    reviewer = _person()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approver = _person()
    approved_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")  # why it was sent back

    class Meta:
        permissions = [
            ("write_words", "Can write translations into their languages"),
            ("review_words", "Can review translations into their languages"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewer=None) | models.Q(translator=None) | ~models.Q(reviewer=models.F("translator")),
                name="translator_is_not_reviewer",
            ),
        ]

    def __str__(self):
        return f"{self.words_id}: {self.state}"


class StaleQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def shown_to(self, key, language: str):
        """What readers of one page in one language must know: open rows with their change, oldest first."""
        return self.open().filter(key=key, locale__language_code=language).select_related("segment__change")


class Stale(models.Model):
    """A published translation does not know a change of its source. Closed when it was published with it."""

    segment = models.ForeignKey(ChangedSegment, models.CASCADE, related_name="stale")
    key = models.UUIDField()
    locale = models.ForeignKey(Locale, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects = StaleQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        indexes = [models.Index(fields=["key", "locale"], condition=models.Q(closed_at=None), name="stale_open")]
        constraints = [models.UniqueConstraint(fields=["segment", "locale"], name="stale_once_per_language")]

    def __str__(self):
        return f"{self.key} {self.locale_id}"


def in_source_words(kind: str, severity: str) -> bool:
    """Whether readers get the source's words in place of a translation that does not know this change."""
    return kind == Kind.ADDED or (kind == Kind.CHANGED and severity == Severity.CRITICAL)


def block_of(path: str) -> str:
    """`body.<block id>.text` is in that block; `title` in none."""
    parts = path.split(".")
    return parts[1] if len(parts) > 1 else ""
