"""The guidelines that content cites, and their editions: entered once, chosen everywhere, so that each use is found again."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import RevisionMixin
from wagtail.search import index


class Guideline(index.Indexed, models.Model):
    """A guideline, law, standard or article, whatever its edition."""

    body = models.CharField(
        _("body or authors"), max_length=160, blank=True, help_text=_("Who publishes it: ICH, WMA, a ministry.")
    )
    title = models.CharField(_("title"), max_length=250)
    short = models.CharField(_("short name"), max_length=80, blank=True, help_text=_("As it is called in a list: ICH E6(R3)."))

    panels = [FieldRowPanel([FieldPanel("body"), FieldPanel("short")]), FieldPanel("title")]
    search_fields = [index.SearchField(name) for name in ("body", "title", "short")]
    search_fields += [index.AutocompleteField("title"), index.AutocompleteField("short")]

    class Meta:
        ordering = ["body", "title"]
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        constraints = [models.UniqueConstraint(fields=["body", "title"], name="one_guideline_per_title")]

    def __str__(self):
        return self.short or self.cited_as

    @property
    def cited_as(self) -> str:
        """Body and title as a list of references prints them."""
        return f"{self.body}. {self.title}" if self.body else self.title


class GuidelineEditionManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("guideline")


class GuidelineEdition(RevisionMixin, index.Indexed, models.Model):
    """One edition of a guideline: what a reference, a question, a term or a local note cites."""

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="editions", verbose_name=_("guideline"))
    edition = models.CharField(
        _("edition"),
        max_length=120,
        blank=True,
        help_text=_("As it is called in every language: Step 4, v5.0. Its date has its own field."),
    )
    code = models.SlugField(_("short name"), max_length=60, unique=True, help_text=_("Its name in course files: e6r3-2025."))
    effective_on = models.DateField(_("date of this edition"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    checked_on = models.DateField(
        _("date checked"), null=True, blank=True, help_text=_("The day somebody last looked at the address.")
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes", verbose_name=_("superseded by")
    )

    panels = [
        FieldRowPanel([FieldPanel("guideline"), FieldPanel("edition")]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("effective_on"), FieldPanel("checked_on")]),
        FieldPanel("address"),
        FieldPanel("superseded_by"),
    ]
    search_fields = [
        index.SearchField("edition"),
        index.AutocompleteField("edition"),
        index.RelatedFields(
            "guideline", [index.SearchField("title"), index.AutocompleteField("title"), index.AutocompleteField("short")]
        ),
    ]

    objects = GuidelineEditionManager()

    class Meta:
        ordering = ["guideline", "-effective_on", "-pk"]
        verbose_name = _("guideline edition")
        verbose_name_plural = _("guideline editions")
        constraints = [
            models.UniqueConstraint(fields=["guideline", "edition", "effective_on"], name="one_row_per_guideline_edition")
        ]

    def __str__(self):
        return ", ".join(part for part in (str(self.guideline), self.edition_words) if part)

    @property
    def edition_words(self) -> str:
        """What this edition is called and its date, in the reader's language."""
        return ", ".join(part for part in (self.edition, date_format(self.effective_on) if self.effective_on else "") if part)

    def clean(self):
        super().clean()
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            sentence = _now("An edition cannot supersede itself. Choose the later one, or leave this empty.")
            raise ValidationError({"superseded_by": ValidationError(sentence, code="own_successor")})


def names_guideline(part: str, short: str) -> bool:
    """A guideline part begins with the short name of its guideline, and no letter or digit follows it."""
    return bool(short) and part.startswith(short) and not part[len(short) : len(short) + 1].isalnum()


def address_of_part(part: str) -> str:
    """Where the guideline of a part is read: the newest edition of the longest short name that fits; empty where there is none."""
    editions = GuidelineEdition.objects.exclude(address="").exclude(guideline__short="")
    fitting = [edition for edition in editions if names_guideline(part, edition.guideline.short)]
    best = max(fitting, key=lambda edition: (len(edition.guideline.short), str(edition.effective_on or "")), default=None)
    return best.address if best else ""
