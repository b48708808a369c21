"""Checking in with a phone: the page, the list it takes along, and what it sends."""

import json
from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from icrweb.trail import audit

from ...models import Passing, Seminar, Sitting
from ...moments import clock, short_day
from .. import codes, roll
from ..passing import MOST_AT_ONCE, NO_PLACE, NOT_IN, UNKNOWN, Scan, take_in

FIRST, LAST = 946_684_800, 4_102_444_800  # 2000-01-01 and 2100-01-01, in seconds


@permission_required("seminars.change_attendance")
@require_safe
@ensure_csrf_cookie
def page(request, pk):
    """A page for one hand. It names nobody until it has asked for the list."""
    seminar = get_object_or_404(Seminar, pk=pk)
    sittings = list(seminar.sittings.all())
    context = {
        "seminar": seminar,
        "sittings": [{"pk": one.pk, "words": _words_of(one, seminar), "ends": int(one.ends_at.timestamp())} for one in sittings],
        "mark": codes.mark_of(seminar.key),
        "prefix": codes.PREFIX,
        "alphabet": codes.ALPHABET,
        "length": codes.LENGTH,
        "most": MOST_AT_ONCE,
        "words": _words(),
    }
    return render(request, "seminars/checkin/door.html", context)


@permission_required("seminars.change_attendance")
@require_POST
def names(request, pk):
    """The list for one phone; that it was taken is kept."""
    seminar = get_object_or_404(Seminar, pk=pk)
    rows = roll.names_for_the_door(seminar)
    audit.record("attendance.take_list", seminar, actor=request.user, new={"rows": len(rows)})
    return JsonResponse({"rows": rows})


@permission_required("seminars.change_attendance")
@require_POST
def send(request, pk):
    """Take in what a phone saw, and say who is inside."""
    seminar = get_object_or_404(Seminar, pk=pk)
    try:
        sitting, scans, sent_at, device = _read(request.POST.get("sent", ""), seminar)
        outcomes = take_in(seminar, sitting, scans, request.user, sent_at=sent_at, device=device)
    except ValidationError as refusal:
        return JsonResponse({"sentence": refusal.messages[0], "keep": refusal.code == "shape"}, status=422)
    answered = [
        {
            "key": str(one.key),
            "verdict": one.verdict,
            "registration": str(one.registration.key) if one.registration else "",
            "name": str(one.registration.person) if one.registration else "",
            "state": str(one.registration.get_state_display()) if one.registration else "",
            "since": int(one.since.timestamp()) if one.since else None,
        }
        for one in outcomes
    ]
    return JsonResponse({"outcomes": answered, "inside": roll.inside(sitting), "now": timezone.now().timestamp()})


def _read(sent: str, seminar: Seminar) -> tuple[Sitting, list[Scan], datetime, str]:
    """What was sent, or one sentence: it comes from our own page, so nobody needs to be told which part of it is wrong."""
    try:
        sent = json.loads(sent)
        sitting = seminar.sittings.get(pk=int(sent["sitting"]))
        scans = [
            Scan(
                key=UUID(one["key"]),
                direction=Passing.Direction(one["direction"]),
                at=_moment(one["at"]),
                registration=UUID(one["registration"]) if one.get("registration") else None,
                code=str(one.get("code", "")),
                taken_back=one.get("taken_back") is True,
            )
            for one in sent["scans"]
        ]
        return sitting, scans, _moment(sent["now"]), str(UUID(sent["device"]))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, Sitting.DoesNotExist) as error:
        sentence = _("This could not be read. Load the page again; what waits on this phone is kept.")
        raise ValidationError(sentence, code="shape") from error


def _moment(milliseconds) -> datetime:
    """What a phone's clock shows; of a clock that stands in another century nothing can be told."""
    seconds = float(milliseconds) / 1000
    if not FIRST <= seconds <= LAST:
        raise ValueError(milliseconds)
    return datetime.fromtimestamp(seconds, UTC)


def _words_of(sitting: Sitting, seminar: Seminar) -> str:
    title = sitting.title_in(seminar.language)
    when = f"{short_day(sitting.local_day)}, {clock(sitting.starts_at, seminar.time_zone)}"
    return f"{when}: {title}" if title else when


def _words() -> dict[str, str]:
    """What the page says, by the name its script knows; {name}, {time} and {number} are filled in there."""
    return {
        "in": _("In"),
        "out": _("Out"),
        "in_done": _("Checked in"),
        "out_done": _("Checked out"),
        "again_in": _("Already in since {time}"),
        "again_out": _("Already out since {time}"),
        NOT_IN: _("Checked out, but nobody saw them come in"),
        UNKNOWN: _("This code is not on the list. Look for the name."),
        NO_PLACE: _("No place: {state}"),
        "take_back": _("Take back"),
        "take_back_one": _("Take back: {name}, {way}, {time}"),
        "taken_back": _("Taken back. It does not count."),
        "elsewhere": _("This code is for another seminar"),
        "not_ours": _("This is not a code of this site. Show the code of the registration."),
        "later": _("Kept on this phone. It is looked up when it is sent."),
        "nobody": _("Nobody on the list has this name or code."),
        "more": _("More than {number} people. Type more of the name."),
        "online": _("Everything is sent."),
        "sending": _("Sending: {number}"),
        "offline": _("Offline. Waiting on this phone: {number}. They are sent by themselves."),
        "offline_none": _("Offline. Go on: what you scan is kept on this phone."),
        "signed_out": _("You are signed out. Sign in again in another tab; what waits here is kept."),
        "no_list": _("The list could not be fetched. Codes can be scanned all the same."),
        "inside": _("Inside: {number}"),
        "no_camera": _("No camera here. Type the code or the name."),
        "camera_refused": _("The camera was not allowed. Allow it in the browser, or type the code or the name."),
        "conflict_again": _("{name}: seen twice. Another phone had them at {time}; it counts once."),
        "conflict_no_place": _("{name}: has no place any more ({state}). It was not counted."),
        "conflict_unknown": _("A code that is on no list, scanned at {time}. It was not counted."),
        "conflict_not_in": _("{name}: left at {time}, and nobody saw them come in."),
        "conflict_refused": _("{name}, {time}: not counted. {sentence}"),
        "ended": _("This phone holds nothing any more. You can close the page."),
        "not_ended": _("Not sent yet: {number}. Go where there is a connection, then end."),
    }
