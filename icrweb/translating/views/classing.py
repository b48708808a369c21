"""Classing a change of the source: whether it is a typo, changes a meaning, or is critical; passage by passage."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Model, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail_localize.models import Translation, TranslationSource

from icrweb.pages.languages import language_name
from icrweb.translating.changing import changes_of, classify, may_class
from icrweb.translating.choices import Severity
from icrweb.translating.diffs import sides
from icrweb.translating.models import SourceChange, Stale
from icrweb.translating.views.desk import edit_address
from icrweb.translating.views.editor import ICON

ROWS_A_PAGE = 50
CLASSED = "classed"


class ClassForm(forms.Form):
    """One radio group for each changed passage, and a note for all."""

    note = forms.CharField(
        label=gettext_lazy("Note for translators"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Why it was changed. Translators and readers who ask what changed see it."),
    )

    def __init__(self, data, change: SourceChange, effects: dict[str, str]):
        super().__init__(data, initial={"note": change.note})
        self.segments, self.effects = list(change.segments.all()), effects
        for segment in self.segments:
            self.fields[f"class-{segment.pk}"] = forms.ChoiceField(choices=Severity.choices, initial=segment.severity)

    def rows(self) -> list[dict]:
        return [
            {
                "segment": segment,
                "sides": sides(segment.old, segment.new),
                "field": (field := self[f"class-{segment.pk}"]),
                "choices": [
                    {"value": value, "label": label, "effect": self.effects[value], "checked": field.value() == value}
                    for value, label in Severity.choices
                ],
            }
            for segment in self.segments
        ]

    def classes(self) -> dict[int, str]:
        return {segment.pk: self.cleaned_data[f"class-{segment.pk}"] for segment in self.segments}


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Changes nobody has classed yet: each is in force with the class that was proposed. And those that some language does not know."""
    is_classed = request.GET.get("show") == CLASSED
    behind = Stale.objects.open().filter(segment__change=OuterRef("pk")).order_by().values("segment__change")
    found = changes_of(request.user).annotate(
        number=Count("segments"), behind=Subquery(behind.annotate(number=Count("locale", distinct=True)).values("number"))
    )
    found = found.filter(classed_at__isnull=False, behind__gt=0) if is_classed else found.filter(classed_at=None)
    found = found.order_by("-made_at", "-pk")
    page_obj = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    sources = TranslationSource.objects.filter(object_id__in=[change.key for change in page_obj.object_list])
    titles = dict(sources.values_list("object_id", "object_repr"))
    context = {
        "page_obj": page_obj,
        "tabs": [("", _("To be classed"), not is_classed), (CLASSED, _("Classed, not known everywhere"), is_classed)],
        "rows": [(change, titles.get(change.key, "")) for change in page_obj.object_list],
        **_shell(_("Changes to be classed")),
    }
    return TemplateResponse(request, "translating/admin/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, change_pk: int) -> HttpResponse:
    """One change: what was proposed is in force, whether it is classed or not."""
    found = get_object_or_404(SourceChange.objects.select_related("locale", "made_by", "classed_by"), pk=change_pk)
    row = _row(found)
    if not may_class(request.user, row, found):
        raise PermissionDenied
    languages = list(Translation.objects.filter(source__object_id=found.key).values_list("target_locale__language_code", flat=True))
    form = ClassForm(request.POST or None, found, _effects(len(languages)))
    if request.method == "POST" and form.is_valid():
        try:
            classify(found, form.classes(), request.user, form.cleaned_data["note"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Classed. What readers of the translations see follows it."))
            return redirect("translating:changes")
    context = {
        "change": found,
        "form": form,
        "languages": [(code, language_name(code)) for code in languages],
        "source_language": found.locale.language_code,
        "source_url": edit_address(row),
        "changes_url": reverse("changes", args=[found.key]),
        **_shell(getattr(row, "draft_title", "") or str(row)),
    }
    return TemplateResponse(request, "translating/admin/change.html", context)


def _row(found: SourceChange) -> Model:
    """What was changed, in the language it is written in."""
    source = get_object_or_404(
        TranslationSource.objects.select_related("specific_content_type"), object_id=found.key, locale=found.locale
    )
    return get_object_or_404(source.specific_content_type.model_class(), translation_key=found.key, locale=found.locale)


def _effects(number: int) -> dict[str, str]:
    """What each class does to readers, in one line."""
    return {
        Severity.TYPO: _("Nothing for readers: the words of all translations stay approved."),
        Severity.MEANING: ngettext(
            "Readers of %(number)s translation see it with a banner until it is mended; a question is withdrawn there.",
            "Readers of %(number)s translations see them with a banner until they are mended; a question is withdrawn there.",
            number,
        )
        % {"number": number},
        Severity.CRITICAL: ngettext(
            "Readers of %(number)s translation see the source in its place until it is mended; a question is withdrawn there.",
            "Readers of %(number)s translations see the source in its place until they are mended; a question is withdrawn there.",
            number,
        )
        % {"number": number},
    }


def _shell(title: str) -> dict:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if title != _("Changes to be classed"):
        crumbs.append({"url": reverse("translating:changes"), "label": _("Changes to be classed")})
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
