"""The files of a seminar: the organizer's list of them, and handing one out."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..forms import MaterialForm
from ..materials import add_material, drop_material, may_read
from ..models import Material, Seminar
from . import people


@permission_required("seminars.change_seminar")
def materials(request, pk):
    """What there is, and a form to add one."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_material(seminar, data["title"], data["file"], request.user, public=data["public"])
            messages.success(request, _("The file is added."))
            return redirect("seminars_desk:materials", seminar.pk)
        except ValidationError as refusal:
            form.add_error("file", refusal)
    context = {
        "seminar": seminar,
        "form": form,
        "materials": list(seminar.materials.all()),
        "page_title": _("Materials"),
        **people.header(seminar, _("Materials")),
        "action_url": request.path,
        "submit_button_label": _("Add the file"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/admin/materials.html", context)


@permission_required("seminars.change_seminar")
@require_POST
def drop(request, pk, key):
    material = get_object_or_404(Material.objects.select_related("seminar"), seminar=pk, key=key)
    drop_material(material, request.user)
    messages.success(request, _("The file is taken away."))
    return redirect("seminars_desk:materials", pk)


@require_safe
def read(request, seminar_key, material_key):
    """The file, as a download, to who may read it."""
    material = get_object_or_404(Material, seminar__key=seminar_key, key=material_key)
    if not may_read(request.user, material):
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}
    name = f"{material.title}.{material.ending}"
    return FileResponse(material.file.open(), as_attachment=True, filename=name, headers=headers)
