"""Templates of letters: the list, the page to draw one up with its places, the specimen, and taking one away."""

import logging
import subprocess

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from icrweb.pages.languages import language_name

from ...models import LetterKind, LetterTemplate
from .. import house, placeholders, previews
from ..forms import TemplateForm, language_choices
from ..templating import delete_template, save_template
from ..wording import PICTURES, WORDS, Wording, ours

MAY = "seminars.change_lettertemplate"
ROWS_A_PAGE = 50
logger = logging.getLogger(__name__)


@permission_required(MAY)
@require_safe
def templates(request):
    """The programme's own words, by kind and language."""
    page_obj = Paginator(LetterTemplate.objects.select_related("seminar"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "rows": [{"template": one, "language": language_name(one.language)} for one in page_obj.object_list],
        "kinds": LetterKind.choices,
        "page_title": _("Letter templates"),
        "header_title": _("Letter templates"),
        "header_icon": "mail",
        "breadcrumbs_items": _crumbs(_("Letter templates"), last=True),
    }
    return TemplateResponse(request, "seminars/papers/admin/templates.html", context)


@permission_required(MAY)
def edit(request, template_pk=None):
    """One page to draw a template up and to change it; a new one begins with our words."""
    template = get_object_or_404(LetterTemplate, pk=template_pk) if template_pk else None
    form = TemplateForm(request.POST or None, request.FILES or None, initial=_initial(request, template))
    if request.method == "POST" and form.is_valid():
        try:
            facts = {name: form.cleaned_data[name] for name in ("kind", "language", "seminar")}
            save_template(template, **facts, words=form.words(), by=request.user)
            messages.success(request, _("The template counts for letters from now on. Issued ones stay as they are."))
            return redirect("seminars_desk:letter_templates")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    here = str(template or _("New template"))
    context = {
        "form": form,
        "template": template,
        "places": [(f"{{{name}}}", house.MEANINGS[name]) for name in placeholders.ALL],
        "page_title": _("Letter template"),
        "page_subtitle": here,
        "header_title": here,
        "header_icon": "mail",
        "breadcrumbs_items": _crumbs(here),
        "form_is_multipart": True,
        "action_url": request.path,
        "submit_button_label": _("Use from now on"),
        "submit_button_active_label": _("Saving…"),
        "media": form.media,
    }
    return TemplateResponse(request, "seminars/papers/admin/template.html", context, status=422 if form.errors else 200)


@permission_required(MAY)
@require_POST
def specimen(request, template_pk=None):
    """What stands in the form, with an invented person; nothing is saved."""
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return edit(request, template_pk)
    cleaned = form.cleaned_data
    wording = Wording(**{name: cleaned[name] for name in (*WORDS, *PICTURES)})
    try:
        content = previews.specimen(cleaned["kind"], cleaned["language"], wording, cleaned["seminar"])
    except (subprocess.SubprocessError, OSError) as error:
        logger.exception("A specimen of a letter could not be set. %s", getattr(error, "stderr", b""))
        return HttpResponse(_("The specimen could not be made. Try again in a minute."), status=503, content_type="text/plain")
    headers = {"Content-Disposition": 'inline; filename="specimen.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@permission_required(MAY)
@require_POST
def delete(request, template_pk):
    delete_template(get_object_or_404(LetterTemplate, pk=template_pk), by=request.user)
    messages.success(request, _("The template is deleted. Letters issued with it stay as they are."))
    return redirect("seminars_desk:letter_templates")


def _initial(request, template: LetterTemplate | None) -> dict:
    if template:
        return TemplateForm.initial_of(template)
    kind, language = request.GET.get("kind", ""), request.GET.get("language", "")
    kind = kind if kind in LetterKind.values else LetterKind.INVITATION
    language = language if language in dict(language_choices()) else "en"
    words = ours(kind, language)
    return {"kind": kind, "language": language, **{name: getattr(words, name) for name in WORDS}}


def _crumbs(here: str, *, last: bool = False) -> list[dict]:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("seminars_desk:index"), "label": _("Seminars")},
    ]
    if not last:
        crumbs.append({"url": reverse("seminars_desk:letter_templates"), "label": _("Letter templates")})
    return [*crumbs, {"url": "", "label": here}]
