"""The organizer's letters of one seminar: the list, issuing, the exact preview, voiding, the archive, and who pays."""

import logging
import subprocess

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ...models import Mode, OfficialLetter, Seminar
from ...views.people import ask, header
from .. import files, issuing, passports, previews, reading, sealing
from ..facts import terms_of
from ..forms import PASSPORT_LABELS, IssueForm, TermsForm, VoidForm
from ..templating import set_terms

ROWS_A_PAGE = 50
logger = logging.getLogger(__name__)


@permission_required("seminars.view_officialletter")
@require_safe
def letters(request, pk):
    """Every letter, void ones too; those that no longer fit are named first."""
    seminar = get_object_or_404(Seminar, pk=pk)
    person = request.GET.get("registration", "")
    found = reading.letters_of(seminar)
    if person.isdecimal():
        found = found.filter(registration=person)
    page_obj = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "seminar": seminar,
        "page_obj": page_obj,
        "rows": [reading.row_of(letter) for letter in page_obj.object_list],
        "outdated": reading.outdated_letters(seminar, int(person) if person.isdecimal() else None),
        "may_issue": request.user.has_perm("seminars.add_officialletter") and not seminar.cancelled_at,
        "may_void": request.user.has_perm("seminars.change_officialletter"),
        "terms": terms_of(seminar),
        "page_title": _("Letters"),
        **header(seminar, _("Letters")),
    }
    return TemplateResponse(request, "seminars/papers/admin/letters.html", context)


@permission_required("seminars.add_officialletter")
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request, pk):
    """Choose kind, language and people; look at the exact letter, then issue them all as one deed."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = IssueForm(request.POST if request.method == "POST" else None, seminar, initial={"with_passport": True})
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                return _preview(request, seminar, form)
            done = issuing.issue(seminar, form.pks(), by=request.user, **_wanted(form))
            messages.success(request, _done(done))
            return redirect("seminars_desk:letters", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    page_obj = Paginator(reading.candidates(seminar), ROWS_A_PAGE).get_page(request.GET.get("page"))
    standing = reading.standing_by_registration(page_obj.object_list)
    context = {
        "seminar": seminar,
        "form": form,
        "page_obj": page_obj,
        "rows": [{"row": row, "person": row.person, "letters": standing.get(row.pk, [])} for row in page_obj.object_list],
        "ticked": request.POST.getlist("chosen"),
        "asks_passport": sealing.is_ready() and Mode.ON_SITE in seminar.modes,
        "may_see_passports": passports.may_see(request.user),
        "page_title": _("Issue letters"),
        **header(seminar, _("Issue letters")),
    }
    return TemplateResponse(request, "seminars/papers/admin/issue.html", context, status=422 if form.errors else 200)


@permission_required("seminars.change_officialletter")
@require_http_methods(["GET", "HEAD", "POST"])
def void(request, pk):
    """Void the chosen letters, with a reason, and issue new ones in their place where that is wanted."""
    seminar = get_object_or_404(Seminar, pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    rows = [row for row in _chosen(seminar, sent) if row.voided_at is None]
    if not rows:
        messages.warning(request, _("Choose letters in the list that are not void."))
        return redirect("seminars_desk:letters", seminar.pk)
    form = VoidForm(request.POST if "why" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            done = issuing.void(rows, request.user, **form.cleaned_data)
            number = len(rows)
            words = ngettext("%(number)d letter is void.", "%(number)d letters are void.", number) % {"number": number}
            messages.success(request, f"{words} {_done(done)}" if done.issued else words)
            return redirect("seminars_desk:letters", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "seminar": seminar,
        "form": form,
        "rows": [reading.row_of(row) for row in rows],
        "page_title": _("Void letters"),
        "page_subtitle": str(seminar),
        **header(seminar, _("Void letters")),
        "action_url": request.path,
        "submit_button_label": _("Void these letters"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/papers/admin/void.html", context, status=422 if form.errors else 200)


@permission_required("seminars.view_officialletter")
@require_POST
def archive(request, pk):
    """The chosen letters as one ZIP; who took them out is kept."""
    seminar = get_object_or_404(Seminar, pk=pk)
    try:
        with transaction.atomic():
            file = files.archive(seminar, _chosen(seminar, request.POST), request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("seminars_desk:letters", seminar.pk)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(file, as_attachment=True, filename=f"{seminar.code}-letters.zip", headers=headers)


@permission_required("seminars.add_officialletter")
def terms(request, pk):
    """Who pays, and the programme of the numbers."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = TermsForm(request.POST or None, instance=terms_of(seminar))
    return ask(
        request,
        form,
        seminar,
        deed=lambda: set_terms(seminar, form.cleaned_data, request.user),
        title=_("Who pays, and numbers"),
        about=_("For letters issued from now on. Those that are issued keep their words and numbers."),
        button=_("Save"),
        done=_("The terms are saved."),
        then=lambda _made: reverse("seminars_desk:letters", args=[seminar.pk]),
    )


@sensitive_variables()
@permission_required("seminars.view_registration")
@require_http_methods(["GET", "HEAD", "POST"])
def passport(request, pk, registration_pk):
    """Passport data of one person, shown after a reason was given; the look is kept, without a value."""
    seminar = get_object_or_404(Seminar, pk=pk)
    row = get_object_or_404(seminar.registrations.select_related("person"), pk=registration_pk, passport__isnull=False)
    if not passports.may_see(request.user):
        messages.error(request, _("Your role may not see passport data."))
        return redirect("seminars_desk:letters", seminar.pk)
    shown, why = [], request.POST.get("why", "").strip()
    if request.method == "POST" and why:
        values = passports.look(row, request.user, why[:500])
        shown = [{"label": label, "value": _readable(name, values.get(name, ""))} for name, label in PASSPORT_LABELS.items()]
    context = {
        "seminar": seminar,
        "row": row,
        "shown": shown,
        "missing_reason": request.method == "POST" and not why,
        "page_title": _("Passport data"),
        **header(seminar, _("Passport data")),
    }
    answer = TemplateResponse(
        request, "seminars/papers/admin/passport.html", context, status=422 if context["missing_reason"] else 200
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _readable(name: str, value: str) -> str:
    return passports.country_name(value, "en") if name == "nationality" and value else value


def _wanted(form: IssueForm) -> dict:
    return {name: form.cleaned_data[name] for name in ("kind", "language", "with_passport")}


def _preview(request, seminar: Seminar, form: IssueForm) -> HttpResponse:
    rows = reading.candidates(seminar).filter(pk__in=form.pks())
    row = rows.first()
    if row is None:
        raise ValidationError(_("Choose people in the list."), code="nobody")
    try:
        content = previews.preview(row, by=request.user, **_wanted(form))
    except (subprocess.SubprocessError, OSError) as error:
        logger.error("A letter could not be set for its preview: %s", type(error).__name__)
        raise ValidationError(_("The preview could not be made. Try again in a minute."), code="preview") from error
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _chosen(seminar: Seminar, sent) -> list[OfficialLetter]:
    pks = [int(one) for one in sent.getlist("chosen") if one.isdecimal()][: issuing.MOST_AT_ONCE + 1]
    return list(reading.letters_of(seminar).filter(pk__in=pks))


def _done(done: issuing.Done) -> str:
    issued, stood = len(done.issued), len(done.stood)
    words = ngettext("%(number)d letter is issued.", "%(number)d letters are issued.", issued) % {"number": issued}
    if stood:
        more = ngettext("%(number)d stood already.", "%(number)d stood already.", stood) % {"number": stood}
        return f"{words} {more}"
    return words
