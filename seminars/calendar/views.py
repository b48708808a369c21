"""One's own calendar: the page of its address, and what calendar programs fetch from there."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..models import CalendarFeed
from . import feeding
from .entries import calendar_of

# Found by nobody, kept by nobody but the program that asked.
SECRET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "private, no-cache"}


@login_required
@require_safe
def own(request):
    """The address of one's calendar, how to subscribe to it, and the way to end it."""
    found = CalendarFeed.objects.for_person(request.user).first()
    address = feeding.address_of(found) if found and found.revoked_at is None else ""
    context = {"feed": found, "address": address, "webcal": f"webcal:{address.partition(':')[2]}" if address else ""}
    return render(request, "seminars/calendar/own.html", context)


@login_required
@require_POST
def make(request):
    feeding.make_feed(request.user)
    messages.success(request, _("The address works. Give it to nobody: whoever has it sees your seminars."))
    return redirect("seminars:own_calendar")


@login_required
@require_POST
def revoke(request):
    feeding.revoke_feed(request.user)
    messages.success(request, _("The address shows nothing any more."))
    return redirect("seminars:own_calendar")


@require_safe
def feed(request, feed_token):
    """Somebody's seminars, to the program that has the address; unchanged, 304; one answer for every other address."""
    found = feeding.feed_of(feed_token)
    if found is None:
        raise Http404
    if feeding.too_often(found):
        return HttpResponse(status=429, headers={"Retry-After": str(feeding.HOUR), **SECRET})
    content = calendar_of(found.person)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"ETag": etag, **SECRET})
    return get_conditional_response(request, etag=etag, response=answer)
