"""What cites a guideline edition, and what is due to be looked at again: one kind of line for every kind of content."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from courses.models import Case, Edition, GlossaryTerm, LessonPage, LocalNote, Question
from icrweb.pages.languages import language_name
from icrweb.pages.models import GuidelineEdition
from icrweb.pages.registry import names_guideline


@dataclass
class Line:
    """One page, question, term, note or course edition, as the reports list it."""

    title: str
    kind: str
    language: str
    owner: str
    review_by: datetime.date | None
    state: str
    edit_url: str
    place: str = ""
    owner_pk: int | None = None

    @property
    def overdue(self) -> bool:
        return self.review_by is not None and self.review_by < timezone.now().date()


def citing(edition: GuidelineEdition) -> list[Line]:
    """Everything that cites a guideline edition, pages and snippets by Wagtail's index of references, editions by their parts."""
    found: dict[type, set[str]] = {}
    for reference in ReferenceIndex.get_references_to(edition).values_list("base_content_type", "object_id").distinct():
        found.setdefault(ContentType.objects.get_for_id(reference[0]).model_class(), set()).add(reference[1])
    lines = []
    for model, ids in found.items():
        if model is Page:
            lines += _pages(Page.objects.filter(pk__in=ids))
        elif model in _SNIPPETS:
            lines += _snippets(model, ids)
    short = edition.guideline.short
    if short and not edition.superseded_by_id:
        naming = [row for row in Edition.objects.filter(withdrawn_at=None) if _names(row, short)]
        lines += [_edition_line(row) for row in naming]
    return sorted(lines, key=lambda line: (line.kind, line.title, line.language))


def uses_of(editions: Iterable[GuidelineEdition]) -> dict[int, int]:
    """How many pages and snippets cite each edition: one query."""
    editions = list(editions)
    content_type = ContentType.objects.get_for_model(GuidelineEdition)
    rows = ReferenceIndex.objects.filter(
        to_content_type=content_type, to_object_id__in=[str(edition.pk) for edition in editions]
    ).exclude(base_content_type=ContentType.objects.get_for_model(Page), object_id__in=_aliases())
    counted: dict[int, set] = {}
    for target, kind, pk in rows.values_list("to_object_id", "base_content_type_id", "object_id"):
        counted.setdefault(int(target), set()).add((kind, pk))
    return {pk: len(users) for pk, users in counted.items()}


def due_by(day: datetime.date) -> list[Line]:
    """Everything whose review is due by that day, the longest overdue first."""
    lines = _pages(Page.objects.filter(pk__in=LessonPage.objects.filter(review_by__lte=day, alias_of=None).values("pk").order_by()))
    for model in _SNIPPETS:
        lines += _snippets(model, model.objects.filter(review_by__lte=day).values_list("pk", flat=True).order_by())
    lines += [_edition_line(row) for row in Edition.objects.filter(withdrawn_at=None, review_by__lte=day)]
    return sorted(lines, key=lambda line: (line.review_by or datetime.date.max, line.kind, line.title))


def overdue_count() -> int:
    """How much is overdue today: one query a kind."""
    return sum(rows.count() for rows in _overdue())


def overdue_owners() -> set[int | None]:
    """Whose content is overdue today, by key; None where nobody owns it. One query a kind."""
    return {
        pk
        for rows in _overdue()
        for pk in rows.order_by().values_list(_owner_field(rows.model) or Value(None, IntegerField()), flat=True).distinct()
    }


def _overdue() -> list[QuerySet]:
    kinds = [LessonPage.objects.filter(alias_of=None), *(model.objects.all() for model in _SNIPPETS)]
    kinds.append(Edition.objects.filter(withdrawn_at=None))
    return [rows.filter(review_by__lt=timezone.now().date()) for rows in kinds]


def _owner_field(model) -> str:
    """Where a kind of content keeps who answers for it; questions and cases name an author in words only."""
    names = {field.name for field in model._meta.fields}
    return next((name for name in ("owner", "published_by") if name in names), "")


_SNIPPETS = (Question, Case, GlossaryTerm, LocalNote)


def _aliases():
    """The reference index keeps keys as text."""
    return Page.objects.exclude(alias_of=None).values_list(Cast("pk", CharField()), flat=True)


def _pages(pages) -> list[Line]:
    """Aliases follow their source and are not listed."""
    pages = list(pages.filter(alias_of=None).select_related("locale", "owner", "content_type"))
    review = dict(LessonPage.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "review_by"))
    return [
        Line(
            title=page.title,
            kind=str(page.content_type.model_class()._meta.verbose_name).capitalize(),
            language=language_name(page.locale.language_code),
            owner=str(page.owner or ""),
            review_by=review.get(page.pk),
            state=_state(page),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            owner_pk=page.owner_id,
        )
        for page in pages
    ]


def _snippets(model, ids) -> list[Line]:
    wanted = ["locale", *(name for name in ("owner", "subject") if any(field.name == name for field in model._meta.fields))]
    name = model._meta.app_label, model._meta.model_name
    return [
        Line(
            title=str(row),
            kind=str(model._meta.verbose_name).capitalize(),
            language=language_name(row.locale.language_code),
            owner=str(getattr(row, "owner", None) or getattr(row, "author", "") or ""),
            review_by=row.review_by,
            state=_state(row),
            edit_url=reverse("wagtailsnippets_{}_{}:edit".format(*name), args=[row.pk]),
            place=getattr(row, "reference", ""),
            owner_pk=getattr(row, "owner_id", None),
        )
        for row in model.objects.filter(pk__in=list(ids)).select_related(*wanted)
    ]


def _edition_line(edition: Edition) -> Line:
    return Line(
        title=f"{edition.code} {edition.title}, {edition.label}",
        kind=str(Edition._meta.verbose_name).capitalize(),
        language=language_name(edition.language),
        owner=str(edition.published_by or ""),
        review_by=edition.review_by,
        state=_("Published"),
        edit_url=reverse("editions:index"),
        place="; ".join(edition.guideline_parts),
        owner_pk=edition.published_by_id,
    )


def _names(edition: Edition, short: str) -> bool:
    return any(names_guideline(part, short) for part in edition.guideline_parts)


def _state(row) -> str:
    if not row.live:
        return _("Draft")
    return _("Live, with changes not published") if row.has_unpublished_changes else _("Live")
