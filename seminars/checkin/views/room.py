"""The page that hangs in the room, and what participants type from it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from ...models import Passing, Seminar
from ...moments import clock
from ...views.places import find, latest, show_place
from .. import room
from ..drawing import qr


@permission_required("seminars.change_attendance")
@require_safe
def wall(request, pk):
    """The code of the sitting that is going on, or of the one that was asked for; it renews itself."""
    seminar, now = get_object_or_404(Seminar, pk=pk), timezone.now()
    sittings = list(seminar.sittings.all())
    asked = next((one for one in sittings if str(one.pk) == request.GET.get("sitting")), None)
    sitting = asked or next((one for one in sittings if one.ends_at > now), sittings[-1])
    shown = None if seminar.cancelled_at else room.shown_at(sitting, now)
    context = {
        "seminar": seminar,
        "sitting": sitting,
        "title": sitting.title_in(seminar.language),
        "starts": clock(sitting.starts_at, seminar.time_zone),
        "others": room.open_now(seminar, now),
        "shown": shown,
        "digits": f"{shown.code[:3]} {shown.code[3:]}" if shown else "",
        "qr": qr(_address(seminar, shown.code)) if shown else None,
        "is_over": sitting.ends_at <= now,
    }
    return render(request, "seminars/checkin/wall.html", context)


@login_required
@require_POST
def enter(request, seminar_key):
    """Check in, or out, with the code that is shown in the room."""
    seminar, page = find(request, seminar_key)
    mine = latest(request.user, seminar)
    typed, direction = request.POST.get("room", ""), request.POST.get("direction", "")
    if direction not in Passing.Direction.values:
        direction = Passing.Direction.IN
    try:
        passing = room.enter(mine, typed, direction)
    except ValidationError as refusal:
        more = {"room_refusal": refusal.messages[0], "room_typed": typed}
        return show_place(request, seminar, page, mine, status=422, **more)
    words = {"clock": clock(passing.at, seminar.time_zone)}
    if direction == Passing.Direction.IN:
        messages.success(request, _("You are checked in since %(clock)s.") % words)
    else:
        messages.success(request, _("You are checked out since %(clock)s.") % words)
    return redirect("seminars:place", seminar_key=seminar.key)


def _address(seminar: Seminar, code: str) -> str:
    """What a phone's own camera opens: the page of one's registration, with the code in its place."""
    with translation.override(seminar.language):
        return f"{settings.BASE_URL}{reverse('seminars:place', kwargs={'seminar_key': seminar.key})}?room={code}"
