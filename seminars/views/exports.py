"""The organizer's other lists as files, as they are shown: invitations, official letters, the board of a selection."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

from ..invitations.forms import InvitationFilter
from ..models import Invitation, LetterKind, Selection, Seminar
from ..papers.reading import letters_of
from ..selection.board import applicants, filtered, ordered
from ..selection.forms import BoardFilter
from ..selection.views.desk import asked_mode

# Column names are for programs and are not translated, as those of the registrations.
INVITATIONS = ["address", "name", "language", "mode", "state", "can_be_accepted_until", "holds_seat", "invited_at"]
LETTERS = ["number", "kind", "person", "language", "issued_at", "code", "voided_at", "void_reason"]
BOARD = [
    "number", "person", "email", "state", "country", "institution", "role", "mean_score", "scores", "spread", "endorsed",
    "place_in_country", "rank", "first_time", "absent", "late_cancellations",
]  # fmt: skip


@permission_required("seminars.view_registration")
@require_POST
def invitations(request, pk):
    seminar = get_object_or_404(Seminar, pk=pk)
    rows = InvitationFilter(request.GET or None, seminar).found()
    table = [
        [
            row.address, row.name, row.language, row.mode, Invitation.State(row.state).value, row.ends_at.isoformat(),
            _yes(row.holds_seat), row.invited_at.isoformat(),
        ]
        for row in rows
    ]  # fmt: skip
    return _file(request, seminar, "invitations", INVITATIONS, table)


@permission_required("seminars.view_officialletter")
@require_POST
def letters(request, pk):
    """Facts of the letters, without what they print of passports."""
    seminar = get_object_or_404(Seminar, pk=pk)
    found = letters_of(seminar)
    person = request.GET.get("registration", "")
    if person.isdecimal():
        found = found.filter(registration=person)
    table = [
        [
            row.number, LetterKind(row.kind).value, row.registration.person.latin_name, row.language, row.issued_at.isoformat(),
            row.code, row.voided_at.isoformat() if row.voided_at else "", row.void_reason,
        ]
        for row in found
    ]  # fmt: skip
    return _file(request, seminar, "letters", LETTERS, table)


@permission_required("seminars.view_registration")
@require_POST
def board(request, pk):
    """Scores that are hidden from who exports stay hidden in the file."""
    seminar = get_object_or_404(Seminar, pk=pk)
    selection = get_object_or_404(Selection.objects.select_related("seminar"), seminar=seminar, mode=asked_mode(request, seminar))
    wanted = BoardFilter(request.GET, selection).wanted()
    found = ordered(filtered(applicants(selection, request.user), wanted, selection), wanted.get("sort") or "score")
    return _file(request, seminar, "selection", BOARD, [_applicant(one) for one in found])


def _applicant(one) -> list:
    row, scored = one.row, bool(one.scores) and not one.hidden
    return [
        row.number, row.person.latin_name, row.person.email, row.state, row.country, row.institution_name,
        row.role, float(one.mean) if scored else "", "; ".join(map(str, one.scores)) if scored else "",
        float(one.spread) if scored else "", "" if one.endorsed is None else _yes(one.endorsed), one.country_place or "",
        row.rank or "", _yes(one.first_time), one.no_shows, one.late_cancellations,
    ]  # fmt: skip


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def _file(request, seminar: Seminar, of: str, header: list[str], table: list[list]):
    """The file; who took which list out is kept."""
    kind = request.POST.get("kind") if request.POST.get("kind") in KINDS else "csv"
    new = {"list": of, "rows": len(table), "filter": request.GET.urlencode(), "kind": kind}
    audit.record("registration.export", seminar, actor=request.user, new=new)
    return as_file([header, *table], f"{seminar.code}-{of}", kind)
