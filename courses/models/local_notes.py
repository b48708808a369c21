"""What differs from country to country: an editor sets the subject, each country's owner writes that country's note."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.permission_policies import OwnershipPermissionPolicy
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.reviewing import LONGEST_REVIEW, latest_review_day
from icrweb.accounts.choices import Country


class LocalSubject(index.Indexed, models.Model):
    """A question whose answer differs from country to country; a lesson holds a slot for its answers."""

    name = models.CharField(_("subject"), max_length=160, unique=True, help_text=_("For editors: Who accepts a serious event."))
    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("Its name in course files: serious-event-form.")
    )
    noted_at = models.DateTimeField(default=timezone.now, editable=False, help_text="A note of this subject changed last.")

    panels = [FieldPanel("name"), FieldPanel("slug")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("local subject")
        verbose_name_plural = _("local subjects")

    def __str__(self):
        return self.name

    def notes_in(self, language: str) -> list["LocalNote"]:
        """The live note of each country, by the country's name: in `language`, else as it was written first."""
        shown: dict = {}
        for note in self.notes.live().select_related("locale", "guideline__guideline").order_by("pk"):
            if note.country not in shown or note.locale.language_code == language:
                shown[note.country] = note
        return sorted(shown.values(), key=lambda note: str(note.get_country_display()))


class LocalNoteQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def overdue_on(self, day):
        return self.filter(review_by__lt=day)


class LocalNote(TranslatableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """One country's answer to a subject. Its owner alone changes it."""

    subject = models.ForeignKey(LocalSubject, models.PROTECT, related_name="notes", verbose_name=_("subject"))
    country = models.CharField(_("country"), max_length=2, choices=Country)
    words = RichTextField(_("words"), features=["bold", "italic", "ol", "ul", "link"])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="local_notes",
        verbose_name=_("owner"),
        help_text=_("Only the owner changes this note. Hand it over by choosing somebody else."),
    )
    guideline = models.ForeignKey(
        "pages.GuidelineEdition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="local_notes",
        verbose_name=_("guideline edition"),
        help_text=_("The law, guideline or page that says so, from the register."),
    )
    reference = models.CharField(_("place, or another source"), max_length=250, blank=True)
    checked_on = models.DateField(_("checked on"))
    review_by = models.DateField(_("review by"))

    panels = [
        FieldRowPanel([FieldPanel("subject"), FieldPanel("country")]),
        FieldPanel("words"),
        MultiFieldPanel(
            [FieldPanel("guideline"), FieldPanel("reference"), FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_by")])],
            heading=_("Source and care"),
        ),
        FieldPanel("owner"),
    ]
    search_fields = [index.SearchField("words"), index.FilterField("country"), index.FilterField("locale_id")]
    override_translatable_fields = [
        TranslatableField("words"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("subject", "country", "owner", "guideline", "reference", "checked_on", "review_by")
        ),
    ]

    objects = LocalNoteQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        ordering = ["subject", "country", "locale"]
        verbose_name = _("local note")
        verbose_name_plural = _("local notes")
        constraints = [models.UniqueConstraint(fields=["subject", "country", "locale"], name="one_note_per_country_and_language")]

    def __str__(self):
        return f"{self.get_country_display()}: {self.subject}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self._tell_the_subject()

    def delete(self, *args, **kwargs):
        self._tell_the_subject()
        return super().delete(*args, **kwargs)

    def clean(self):
        super().clean()
        today = timezone.now().date()
        faults = {}
        if not self.guideline_id and not self.reference.strip():
            faults["reference"] = ValidationError(
                gettext("Say where this is written: choose a guideline edition, or name the source."), code="no_source"
            )
        if self.checked_on and self.checked_on > today:
            faults["checked_on"] = ValidationError(
                gettext("Choose the day you checked the source, today at the latest."), code="future"
            )
        if self.checked_on and self.review_by and not self.checked_on < self.review_by <= latest_review_day(self.checked_on):
            faults["review_by"] = ValidationError(
                gettext("Choose a day after the check, within %(months)s months of it.") % {"months": LONGEST_REVIEW},
                code="review_by",
            )
        if faults:
            raise ValidationError(faults)

    def _tell_the_subject(self) -> None:
        """A page with a slot points at the subject only; by this it can tell that the slot's content changed."""
        LocalSubject.objects.filter(pk=self.subject_id).update(noted_at=timezone.now())

    @property
    def overdue(self) -> bool:
        return self.review_by < timezone.now().date()

    @property
    def cited(self) -> str:
        return ": ".join(part for part in (str(self.guideline) if self.guideline_id else "", self.reference) if part)


class OwnNotesPolicy(OwnershipPermissionPolicy):
    """Who may add notes changes, publishes and deletes their own; who may change them all is the operator. All see all."""

    def __init__(self):
        super().__init__(LocalNote, owner_field_name="owner")

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, _as_change(action))

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission({_as_change(action) for action in actions})

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if "view" in actions and super().user_has_permission(user, "change"):
            return True
        return super().user_has_any_permission_for_instance(user, {_as_change(action) for action in actions}, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        if "view" in actions and super().user_has_permission(user, "change"):
            return self.model._default_manager.all()
        return super().instances_user_has_any_permission_for(user, {_as_change(action) for action in actions})

    def users_with_any_permission_for_instance(self, actions, instance):
        return super().users_with_any_permission_for_instance({_as_change(action) for action in actions}, instance)


def _as_change(action: str) -> str:
    """Publishing, unpublishing and looking at the list ask for what changing asks for."""
    return "change" if action in ("publish", "lock", "unlock", "view") else action
