"""What bodies ask for and how long they accept it: guidance that editors keep, each with its source and the day it was checked."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from certificates import validity
from icrweb.accounts.choices import AffiliationRole, Country
from icrweb.pages.languages import content_languages

from .records import Family


class Subject(models.TextChoices):
    """What hours are counted in: categories of approved hours, alone or together."""

    TRIALS = "trials", _("Clinical trials (GCP and safety)")
    GCP = "gcp", _("GCP")
    ETHICS = "ethics", _("Ethics")
    SAFETY = "safety", _("Safety")
    GENE_CELL = "gene_cell", _("Gene and cell therapy")

    @property
    def categories(self) -> tuple[str, ...]:
        return ("gcp", "safety") if self is Subject.TRIALS else (self.value,)


class Body(index.Indexed, ClusterableModel):
    """Who accepts training: a ministry, an ethics committee, a hospital, a group of sponsors."""

    name = models.CharField(_("name"), max_length=200, unique=True, help_text=_("In English."))
    country = models.CharField(
        _("country"), max_length=2, choices=Country, blank=True, help_text=_("Empty where it asks in many countries.")
    )

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("country")]), InlinePanel("names", label=_("Name in another language"))]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("accepting body")
        verbose_name_plural = _("accepting bodies")

    def __str__(self):
        return self.name

    def name_in(self, language: str) -> str:
        """Its name in a language, or an empty string where it has none but the English one."""
        return self._names.get(language, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.language: one.name for one in self.names.all()}


class BodyName(models.Model):
    body = ParentalKey(Body, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    name = models.CharField(_("name"), max_length=200)

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("name")])]

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["body", "language"], name="one_name_per_body_and_language")]

    def __str__(self):
        return self.name


class RequirementQuerySet(models.QuerySet):
    def shown(self):
        """Those that readers see: not withdrawn."""
        return self.filter(withdrawn_on=None)

    def in_country(self, countries):
        """Of bodies in these countries, and of those that ask in many."""
        return self.filter(body__country__in=["", *countries])

    def complete(self):
        """With all that a sentence about them needs, in a constant number of queries."""
        return self.select_related("body", "source__guideline").prefetch_related("body__names", "needs", "hours")


class Requirement(ClusterableModel):
    """What one body asks of a role for a purpose: training (`needs`), or hours (`hours`), and how long they count."""

    class Purpose(models.TextChoices):
        TRIALS = "trials", _("clinical trials")
        SPONSOR_TRIALS = "sponsor_trials", _("trials of sponsors")
        ETHICS_APPLICATION = "ethics_application", _("applications to an ethics committee")
        RESEARCH = "research", _("research with people")

    class Term(models.TextChoices):
        MONTHS = "months", _("A number of months")
        FISCAL_YEARS = "fiscal_years", _("To the end of a fiscal year")
        BEFORE_START = "before_start", _("Within a number of months before a study starts, not repeated during it")
        HOURS = "hours", _("Hours within a number of months")
        NONE = "none", _("The body sets no period")

    class Provider(models.TextChoices):
        UNKNOWN = "", _("The source does not say")
        ANY = "any", _("From any institution")
        RECOGNISED = "recognised", _("Only from institutions or courses that it recognises")

    body = models.ForeignKey(Body, models.PROTECT, related_name="requirements", verbose_name=_("accepting body"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    role = models.CharField(
        _("role"), max_length=20, choices=AffiliationRole, blank=True, help_text=_("Empty where the source names none.")
    )
    term = models.CharField(_("how long it counts"), max_length=12, choices=Term)
    number = models.PositiveSmallIntegerField(
        _("how many"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Months; or fiscal years, where the one of completion is the first."),
    )
    starts_in = models.PositiveSmallIntegerField(_("fiscal years start in"), choices=sorted(MONTHS.items()), null=True, blank=True)
    recommended = models.BooleanField(_("recommended only"), default=False, help_text=_("The body recommends it and does not ask."))
    providers = models.CharField(_("from whom"), max_length=12, choices=Provider, blank=True, default=Provider.UNKNOWN)
    source = models.ForeignKey(
        "pages.GuidelineEdition",
        models.PROTECT,
        related_name="requirements",
        verbose_name=_("source"),
        help_text=_("The law, notice or page that says so, from the register."),
    )
    reference = models.CharField(_("place in the source"), max_length=250, blank=True)
    checked_on = models.DateField(_("checked on"), help_text=_("The day somebody last read it in the source."))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by"), editable=False
    )
    withdrawn_on = models.DateField(
        _("withdrawn on"), null=True, blank=True, help_text=_("From then on readers do not see it. Nothing is deleted.")
    )

    panels = [
        HelpPanel(content=_("Enter only what a source says. It is shown as guidance, with the day it was checked.")),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("role")]),
        MultiFieldPanel(
            [FieldPanel("term"), FieldRowPanel([FieldPanel("number"), FieldPanel("starts_in")]), FieldPanel("recommended")],
            heading=_("How long it counts"),
        ),
        FieldPanel("providers"),
        InlinePanel("needs", heading=_("Training that is asked for, all of it"), label=_("Training")),
        InlinePanel("hours", heading=_("Hours that are asked for, all of them"), label=_("Hours")),
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("reference"),
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("withdrawn_on")]),
            ],
            heading=_("Source and care"),
        ),
    ]

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["body__country", "body__name", "purpose", "role", "pk"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self):
        role = self.get_role_display() if self.role else ""
        return ", ".join(str(part) for part in (self.body, role, self.get_purpose_display()) if part)

    def clean(self):
        super().clean()
        faults = {}
        if self.term and self.term != self.Term.NONE and not self.number:
            faults["number"] = ValidationError(gettext("Write how many months or fiscal years it counts."), code="number")
        if self.term == self.Term.FISCAL_YEARS and not self.starts_in:
            faults["starts_in"] = ValidationError(gettext("Choose the month in which fiscal years start there."), code="starts_in")
        if self.checked_on and self.checked_on > timezone.now().date():
            faults["checked_on"] = ValidationError(
                gettext("Choose the day you checked the source, today at the latest."), code="future"
            )
        if faults:
            raise ValidationError(faults)

    @cached_property
    def trainings(self) -> "tuple[TrainingNeed, ...]":
        return tuple(self.needs.all())

    @cached_property
    def subjects(self) -> "tuple[HoursNeed, ...]":
        return tuple(self.hours.all())

    @cached_property
    def rule(self) -> validity.Rule:
        """The term as arithmetic."""
        return {
            self.Term.MONTHS: lambda: validity.Months(self.number),
            self.Term.FISCAL_YEARS: lambda: validity.FiscalYears(self.number, self.starts_in),
            self.Term.BEFORE_START: lambda: validity.BeforeStart(self.number),
            self.Term.HOURS: lambda: validity.HoursWithin(self.number),
            self.Term.NONE: validity.NoTerm,
        }[self.term]()


class TrainingNeed(models.Model):
    """One kind of training that a requirement asks for."""

    requirement = ParentalKey(Requirement, on_delete=models.CASCADE, related_name="needs")
    family = models.CharField(
        _("kind of training"),
        max_length=12,
        choices=[choice for choice in Family.choices if choice[0] != Family.GCP_BRIDGE],
        blank=True,
        help_text=_("Empty: any training in clinical research."),
    )
    guideline = models.CharField(
        _("guideline"),
        max_length=80,
        blank=True,
        help_text=_("How a guideline part on the certificate must begin: ICH E6(R3). Empty: any."),
    )
    bridged_from = models.CharField(
        _("or with a bridge from"),
        max_length=80,
        blank=True,
        help_text=_("An earlier edition that counts together with a bridge to this one: ICH E6(R2). Empty: none does."),
    )

    panels = [FieldRowPanel([FieldPanel("family"), FieldPanel("guideline"), FieldPanel("bridged_from")])]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "family", "guideline"], name="a_requirement_asks_for_training_once")
        ]

    def __str__(self):
        return " ".join(part for part in (self.get_family_display() if self.family else "", self.guideline) if part)

    def clean(self):
        super().clean()
        if self.bridged_from and not (self.guideline and self.family == Family.GCP):
            sentence = gettext("A bridge leads to an edition of good clinical practice. Name that guideline, or leave this empty.")
            raise ValidationError({"bridged_from": ValidationError(sentence, code="bridge")})

    def as_need(self) -> validity.Need:
        return validity.Need(
            family=self.family, guideline=self.guideline, bridged_from=self.bridged_from, bridge_family=Family.GCP_BRIDGE.value
        )


class HoursNeed(models.Model):
    """How many hours of a subject a requirement asks for within its window."""

    requirement = ParentalKey(Requirement, on_delete=models.CASCADE, related_name="hours")
    subject = models.CharField(_("subject"), max_length=12, choices=Subject)
    hours = models.PositiveSmallIntegerField(_("hours"), validators=[MinValueValidator(1)])

    panels = [FieldRowPanel([FieldPanel("subject"), FieldPanel("hours")])]

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["requirement", "subject"], name="a_requirement_asks_for_a_subject_once")]

    def __str__(self):
        return f"{self.get_subject_display()}: {self.hours} h"
