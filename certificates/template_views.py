"""Templates in the admin: drawn up, looked at with the hardest names, changed in versions, taken out of use."""

import logging
import subprocess

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from icrweb.pages.typesetting import typeset

from . import pictures
from .composing import LAYOUT
from .models import Achievement, CertificateTemplate
from .specimens import specimens_of
from .template_forms import design_from, forms_for
from .templating import delete_template, save_template

MAY = "certificates.change_certificatetemplate"
ICON = "doc-full-inverse"
logger = logging.getLogger(__name__)


class TemplateIndex(generic.IndexView):
    model = CertificateTemplate
    page_title = gettext_lazy("Certificate templates")
    header_icon = ICON
    index_url_name = "certificate_templates:index"
    index_results_url_name = "certificate_templates:index_results"
    default_ordering = ["name"]
    paginate_by = 50
    columns = [
        TitleColumn(
            "name",
            label=pgettext_lazy("of a template", "Name"),
            get_url=lambda one: reverse("certificate_templates:edit", args=[one.pk]),
        ),
        Column("use", label=gettext_lazy("Used for"), accessor="get_use_display"),
        Column("version", label=gettext_lazy("Version"), accessor=lambda one: one.versions.all()[0].number),
        Column("since", label=gettext_lazy("Since"), accessor=lambda one: f"{one.versions.all()[0].made_at:%Y-%m-%d}"),
    ]

    @cached_property
    def no_results_message(self):
        return _("No template yet: papers have the site's own look. Add one to give them yours.")

    def get_base_queryset(self):
        return CertificateTemplate.objects.prefetch_related("versions")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Add a template"), url=reverse("certificate_templates:add"), icon_name="plus")]


@permission_required(MAY)
def edit(request, pk=None):
    """One page to draw a template up and to change it."""
    template = get_object_or_404(CertificateTemplate, pk=pk) if pk else None
    form, rows = forms_for(template, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "use")}
        try:
            kept = save_template(
                template,
                **facts,
                achievements=list(form.cleaned_data["achievements"]),
                design=design_from(form, rows),
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            sentence = _("Version %(number)d of “%(template)s” counts for certificates from now on. Issued ones stay as they are.")
            messages.success(request, sentence % {"number": kept.newest.number, "template": kept})
            return redirect("certificate_templates:index")
    context = {
        "form": form,
        "rows": rows,
        "template": template,
        "versions": template.versions.select_related("made_by") if template else [],
        "page_title": _("Certificate template"),
        "page_subtitle": str(template or _("New template")),
        "breadcrumbs_items": _crumbs(str(template or _("New template"))),
        "header_title": str(template or _("New template")),
        "header_icon": ICON,
        "form_is_multipart": True,
        "action_url": request.path,
        "submit_button_label": _("Use from now on"),
        "submit_button_active_label": _("Saving…"),
        "media": form.media,
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "certificates/admin/template.html", context, status=status)


@permission_required(MAY)
@require_POST
def preview(request, pk=None):
    """Specimens of what stands in the form, which need not be saved for it."""
    template = get_object_or_404(CertificateTemplate, pk=pk) if pk else None
    form, rows = forms_for(template, request.POST, request.FILES)
    if not (form.is_valid() & rows.is_valid()):
        return edit(request, pk)
    name, number = form.cleaned_data["name"], template.newest.number + 1 if template else 1
    return _specimens({"template": name, "version": number, **design_from(form, rows)}, form.kind())


@permission_required(MAY)
@require_safe
def version(request, pk, number):
    """Specimens of a version as it was used."""
    template = get_object_or_404(CertificateTemplate, pk=pk)
    found = get_object_or_404(template.versions, number=number)
    kind = template.use if template.use in Achievement.Kind.values else Achievement.Kind.COMPLETION.value
    return _specimens({"template": template.name, "version": number, **found.design}, kind)


@permission_required(MAY)
def delete(request, pk):
    """Ask once, then take it out of use."""
    template = get_object_or_404(CertificateTemplate, pk=pk)
    if request.method == "POST":
        delete_template(template, by=request.user)
        messages.success(request, _("The template is deleted. Certificates issued with it stay as they are."))
        return redirect("certificate_templates:index")
    context = {
        "template": template,
        "page_title": _("Delete the template"),
        "breadcrumbs_items": _crumbs(_("Delete the template")),
        "header_title": str(template),
        "header_icon": "bin",
    }
    return TemplateResponse(request, "certificates/admin/delete_template.html", context)


@any_permission_required(MAY, "seminars.change_lettertemplate")  # letters have the same pictures
@require_safe
def picture(request, digest):
    """A logo, signature or seal, to those who work on templates of certificates or letters only."""
    if not pictures.is_kept(digest):
        raise Http404
    headers = {"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"}
    return HttpResponse(pictures.content_of(digest), content_type="image/png", headers=headers)


def _specimens(design: dict, kind: str) -> HttpResponse:
    try:
        content = typeset(LAYOUT, LAYOUT.parent, specimens_of(design, kind), format="pdf", pdf_standards=["a-3a", "ua-1"])
    except (subprocess.SubprocessError, OSError) as error:
        logger.exception("Specimens could not be set. %s", getattr(error, "stderr", b""))
        return HttpResponse(_("The specimens could not be made. Try again in a minute."), status=503, content_type="text/plain")
    headers = {"Content-Disposition": 'inline; filename="specimens.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _crumbs(here: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("certificate_templates:index"), "label": _("Certificate templates")},
        {"url": "", "label": here},
    ]


class TemplatesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY)


class TemplateViewSet(ViewSet):
    name = url_namespace = "certificate_templates"
    url_prefix = "certificate-templates"
    icon = ICON
    menu_label = gettext_lazy("Certificate templates")
    menu_order = 261
    add_to_admin_menu = True
    menu_item_class = TemplatesMenuItem

    def get_urlpatterns(self):
        may = permission_required(MAY)
        return [
            path("", may(TemplateIndex.as_view()), name="index"),
            path("results/", may(TemplateIndex.as_view(results_only=True)), name="index_results"),
            path("add/", edit, name="add"),
            path("preview/", preview, name="preview_new"),
            path("<int:pk>/", edit, name="edit"),
            path("<int:pk>/preview/", preview, name="preview"),
            path("<int:pk>/versions/<int:number>/", version, name="version"),
            path("<int:pk>/delete/", delete, name="delete"),
            path("pictures/<slug:digest>.png", picture, name="picture"),
        ]
