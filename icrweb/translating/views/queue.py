"""The list of what is to be translated or reviewed."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from icrweb.pages.languages import language_name
from icrweb.translating import who
from icrweb.translating.changing import may_class_something
from icrweb.translating.choices import Step
from icrweb.translating.queue import READY, chosen, groups_of, queue, titled, with_words
from icrweb.translating.views.editor import ICON

ROWS_A_PAGE = 40


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One language at a time; the first of one's own unless another is asked for."""
    if not who.sees_translations(request.user):
        if may_class_something(request.user):
            return redirect("translating:changes")
        raise PermissionDenied
    codes = who.languages_of(request.user)
    language = request.GET.get("language") or next((code for code in codes if code != "en"), "")
    context = {
        "languages": [(code, language_name(code)) for code in codes],
        "language": language,
        "language_name": language_name(language) if language in dict(settings.LANGUAGES) else "",
        "page_title": _("Translations"),
        "header_title": _("Translations"),
        "header_icon": ICON,
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Translations")}],
    }
    if language:
        locale = get_object_or_404(Locale, language_code=language)
        context |= _listed(request, locale)
    return TemplateResponse(request, "translating/admin/queue.html", context)


def _listed(request: HttpRequest, locale: Locale) -> dict:
    entries = queue(request.user, locale)
    asked = {name: request.GET.get(name, "") for name in ("state", "course")}
    page_obj = Paginator(chosen(entries, asked["state"], asked["course"]), ROWS_A_PAGE).get_page(request.GET.get("page"))
    page_obj.object_list = titled(with_words(page_obj.object_list, locale))
    labels = {"": _("For me"), "all": _("All"), **dict(Step.choices), READY.value: _("ready to be published")}
    return {
        "page_obj": page_obj,
        "asked": asked,
        "states": [(value, labels[value]) for value in ("", *(step.value for step in Step if step != Step.APPROVED), "all")],
        "courses": groups_of(entries),
        "may_begin": request.user.has_perm(who.BEGIN),
    }
