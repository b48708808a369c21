"""The attendance sheet: participants by sittings, saved in one go."""

import re

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..attendance import mark_attendance
from ..models import Registration, Seminar
from ..moments import clock, weekday
from . import people

ROWS_A_PAGE = 50
CELL = re.compile(r"m-(\d+)-(\d+)")


@permission_required("seminars.change_attendance")
def grid(request, pk):
    """Show the sheet; keep what was typed, all of it or nothing."""
    seminar = get_object_or_404(Seminar, pk=pk)
    sittings = list(seminar.sittings.all())
    confirmed = seminar.registrations.confirmed().select_related("person").prefetch_related("attendances").order_by("number")
    page_obj = Paginator(confirmed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    typed, refusals = _typed(request.POST), []
    if request.method == "POST" and "fill" not in request.POST:
        refusals = _save(request, seminar, sittings, typed)
        if not refusals:
            return redirect(f"{reverse('seminars_desk:attendance', args=[seminar.pk])}?page={page_obj.number}")
    context = {
        "seminar": seminar,
        "sittings": [_column(sitting, seminar) for sitting in sittings],
        "rows": [_line(row, sittings, typed, request.POST.get("fill")) for row in page_obj.object_list],
        "page_obj": page_obj,
        "refusals": refusals,
        "why": request.POST.get("why", ""),
        "page_title": _("Attendance"),
        "page_subtitle": str(seminar),
        **people.header(seminar, _("Attendance")),
    }
    return TemplateResponse(request, "seminars/admin/attendance.html", context, status=422 if refusals else 200)


def _typed(posted) -> dict[tuple[int, int], str]:
    """(registration, sitting) → what was typed, empty cells left out."""
    cells = ((CELL.fullmatch(name), value.strip()) for name, value in posted.items())
    return {(int(match[1]), int(match[2])): value for match, value in cells if match and value}


def _save(request, seminar: Seminar, sittings: list, typed: dict) -> list[str]:
    """Mark each cell that is different; return the sentences of what was refused, in which case nothing was kept."""
    by_pk = {sitting.pk: sitting for sitting in sittings}
    rows = seminar.registrations.select_related("person").prefetch_related("attendances").in_bulk({row for row, _sitting in typed})
    if any(row not in rows or sitting not in by_pk for row, sitting in typed):
        raise Http404  # a cell of another seminar
    refusals, unmet, marked = [], set(), 0
    with transaction.atomic():
        for (row_pk, sitting_pk), value in typed.items():
            row, sitting = rows[row_pk], by_pk[sitting_pk]
            there = {one.sitting_id: one.minutes for one in row.attendances.all()}
            if value == str(there.get(sitting_pk, "")):
                continue
            try:
                if not (value.isascii() and value.isdigit() and len(value) < 5):
                    raise ValidationError(_("Write whole minutes, for example %(minutes)d.") % {"minutes": sitting.minutes})
                outcome = mark_attendance(row, sitting, int(value), request.user, request.POST.get("why", ""))
            except ValidationError as refusal:
                refusals.append(f"{row.person}, {sitting}: {refusal.messages[0]}")
                continue
            marked += 1
            if outcome.no_longer_met:
                unmet.add(str(row.person))
        if refusals:
            transaction.set_rollback(True)
            return refusals
    messages.success(request, ngettext("%(number)d mark saved.", "%(number)d marks saved.", marked) % {"number": marked})
    if unmet:
        sentence = _(
            "The rule is no longer met by: %(names)s. They keep what they were given; revoke a certificate if it is wrong."
        )
        messages.warning(request, sentence % {"names": ", ".join(sorted(unmet))})
    return []


def _column(sitting, seminar: Seminar) -> dict:
    return {
        "sitting": sitting,
        "title": sitting.title_in(seminar.language),
        "day": weekday(sitting.local_day),
        "clock": clock(sitting.starts_at, seminar.time_zone),
        "started": sitting.starts_at <= timezone.now(),
    }


def _line(row: Registration, sittings: list, typed: dict, fill: str | None) -> dict:
    there = {one.sitting_id: one.minutes for one in row.attendances.all()}
    sources = {one.sitting_id: one.get_source_display() for one in row.attendances.all()}
    now = timezone.now()
    cells = []
    for sitting in sittings:
        value = typed.get((row.pk, sitting.pk), there.get(sitting.pk, ""))
        if value == "" and fill == str(sitting.pk):
            value = sitting.minutes
        started = sitting.starts_at <= now
        cells.append(
            {
                "name": f"m-{row.pk}-{sitting.pk}",
                "value": value,
                "most": sitting.minutes,
                "started": started,
                "of": sitting,
                "source": sources.get(sitting.pk, ""),
            }
        )
    return {"row": row, "person": row.person, "cells": cells}
