"""Two reports in the admin: what cites a guideline edition, and what is overdue for review."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from courses.care import citing, due_by, uses_of
from icrweb.pages.models import GuidelineEdition
from icrweb.pages.spreadsheets import harmless

AHEAD = timedelta(days=90)


class LinesView(ReportView):
    """Lines of every kind of content; the list is put together in Python, so it neither searches nor sorts by a column."""

    is_searchable = False
    default_ordering = None
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda line: line.edit_url),
        Column("kind", label=_("Kind")),
        Column("place", label=_("Place")),
        Column("language", label=_("Language")),
        Column("owner", label=_("Owner or author")),
        Column("review_by", label=_("Review by")),
        Column("state", label=_("State")),
    ]
    list_export = ["title", "kind", "place", "language", "owner", "review_by", "state", "edit_url"]
    export_headings = {
        "title": _("Title"),
        "kind": _("Kind"),
        "place": _("Place"),
        "language": _("Language"),
        "owner": _("Owner or author"),
        "review_by": _("Review by"),
        "state": _("State"),
        "edit_url": _("Address in the admin"),
    }
    custom_field_preprocess = {
        name: {"csv": harmless, "xlsx": harmless} for name in ("title", "kind", "place", "language", "owner", "state")
    }

    def filter_queryset(self, queryset):
        return queryset

    def order_queryset(self, queryset):
        return queryset


class CitedGuidelinesView(ReportView):
    """The register with how much cites each edition; an edition leads to the list."""

    page_title = _("Cited guidelines")
    header_icon = "openquote"
    index_url_name = "cited_guidelines"
    index_results_url_name = "cited_guidelines_results"
    is_searchable = False
    default_ordering = None
    columns = [
        TitleColumn("__str__", label=_("Guideline edition"), accessor=str, get_url=lambda row: reverse("citing", args=[row.pk])),
        Column("uses", label=_("Cited by"), accessor=lambda row: row.uses),
        Column("checked_on", label=_("Checked")),
        Column("superseded_by", label=_("Superseded by"), accessor=lambda row: row.superseded_by or ""),
    ]
    list_export = ["guideline", "edition", "effective_on", "checked_on", "address", "superseded_by"]

    def filter_queryset(self, queryset):
        return queryset

    def order_queryset(self, queryset):
        return queryset

    def get_queryset(self):
        return GuidelineEdition.objects.select_related("superseded_by__guideline").order_by(
            "guideline__title", "-effective_on", "pk"
        )

    def decorate_paginated_queryset(self, object_list):
        rows = list(object_list)
        uses = uses_of(rows)
        for row in rows:
            row.uses = uses.get(row.pk, 0)
        return rows


class CitingView(LinesView):
    """Everything that cites one guideline edition."""

    page_title = _("What cites it")
    header_icon = "openquote"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.edition = get_object_or_404(GuidelineEdition, pk=kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.edition)

    def get_index_url(self):
        return reverse("citing", args=[self.edition.pk])

    def get_index_results_url(self):
        return reverse("citing_results", args=[self.edition.pk])

    def get_queryset(self):
        return citing(self.edition)


class OverdueView(LinesView):
    """What is overdue for review, then what is due within ninety days."""

    page_title = _("Overdue reviews")
    header_icon = "calendar-alt"
    index_url_name = "overdue_reviews"
    index_results_url_name = "overdue_reviews_results"

    def get_queryset(self):
        return due_by(timezone.now().date() + AHEAD)


def care_urls() -> list:
    return [
        path("reports/cited-guidelines/", CitedGuidelinesView.as_view(), name="cited_guidelines"),
        path("reports/cited-guidelines/results/", CitedGuidelinesView.as_view(results_only=True), name="cited_guidelines_results"),
        path("reports/cited-guidelines/<int:pk>/", CitingView.as_view(), name="citing"),
        path("reports/cited-guidelines/<int:pk>/results/", CitingView.as_view(results_only=True), name="citing_results"),
        path("reports/overdue-reviews/", OverdueView.as_view(), name="overdue_reviews"),
        path("reports/overdue-reviews/results/", OverdueView.as_view(results_only=True), name="overdue_reviews_results"),
    ]


def care_menu_items() -> list[MenuItem]:
    return [
        MenuItem(_("Cited guidelines"), reverse("cited_guidelines"), name="cited-guidelines", icon_name="openquote", order=600),
        MenuItem(_("Overdue reviews"), reverse("overdue_reviews"), name="overdue-reviews", icon_name="calendar-alt", order=610),
    ]
