"""One's own calendar and reminders: the page of its address, what calendar programs fetch from there, and the quiet switch."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from icrweb.pages.languages import address

from ..models import CalendarFeed, Seminar
from ..reading import pages_of
from . import feeding, watching
from .entries import calendar_of
from .quiet import person_to_stop, set_reminders, wants_reminders

# Found by nobody, kept by nobody but the program that asked.
SECRET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "private, no-cache"}


@login_required
@require_safe
def own(request):
    """The address of one's calendar, how to subscribe to it, and the way to end it."""
    found = CalendarFeed.objects.for_person(request.user).first()
    secret = feeding.address_of(found) if found and found.revoked_at is None else ""
    webcal = f"webcal:{secret.partition(':')[2]}" if secret else ""
    context = {"feed": found, "address": secret, "webcal": webcal, "reminders": wants_reminders(request.user)}
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


@login_required
@require_POST
def reminders(request):
    """Whether one is reminded of sittings."""
    set_reminders(request.user, wanted="again" in request.POST)
    return redirect(reverse("seminars:own_calendar") + "#reminders")


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request, quiet_token):
    """One click in the mail or in the mail program; no signing in, and nobody's name is shown. The same page takes it back."""
    person = person_to_stop(quiet_token)
    if person is None:
        raise Http404
    if request.method == "POST":
        set_reminders(person, wanted="again" in request.POST)
    return render(request, "seminars/calendar/stop.html", {"stopped": not wants_reminders(person)})


@login_required
@require_POST
def tell_me(request, seminar_key):
    """Ask to be told when registration opens or a place can be had again; or take it back."""
    page = pages_of([seminar_key], get_language()).get(seminar_key)
    if page is None:
        raise Http404
    seminar = get_object_or_404(Seminar, key=seminar_key)
    if "stop" in request.POST:
        watching.unwatch(request.user, seminar)
        messages.success(request, _("You will not be told."))
    else:
        try:
            watching.watch(request.user, seminar, get_language())
            messages.success(request, _("We write to you once, as soon as it is so."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
    return redirect(address(page.url_path, get_language()) + "#take-part")


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop_watching(request, watch_token):
    """Take back what one asked to be told, for every seminar; no signing in, and nobody's name is shown."""
    person = watching.person_to_stop(watch_token)
    if person is None:
        raise Http404
    stopped = request.method == "POST"
    if stopped:
        watching.unwatch(person)
    return render(request, "seminars/calendar/stop_watching.html", {"stopped": stopped})


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
