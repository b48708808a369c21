"""The page behind the link of an invitation: what it is for, and accepting it. Following the link changes nothing."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certificates import guessing
from icrweb.accounts.models import User
from icrweb.pages.languages import address

from .. import moments
from ..applications.owing import next_address
from ..models import Invitation, Seminar
from ..reading import pages_of
from ..registration import why_not_without_prerequisite
from ..standing import mode_words
from ..tokens import masked
from ..views.visits import times_of
from .accepting import accept_invitation, invitation_behind, why_not, why_not_theirs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Whoever has the link reads what it is for; whoever has the address accepts."""
    if guessing.too_many(request):
        sentence = _("Too many unknown links came from your network. Wait a minute, then try again.")
        return render(request, "seminars/invitations/gone.html", {"sentence": sentence}, status=429)
    found = invitation_behind(token)
    if found is None:
        guessing.note_unknown(request)
        sentence = _("This link opens nothing. If we have written to you again, take the link of the newest mail.")
        return render(request, "seminars/invitations/gone.html", {"sentence": sentence}, status=404)
    seminar = Seminar.objects.with_counts().get(pk=found.seminar_id)
    person = request.user if request.user.is_authenticated else None
    if person and found.registration and found.registration.person_id == person.pk:
        return redirect("seminars:place", seminar_key=seminar.key)
    refusal = _refusal(found, seminar, person)
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        try:
            row = accept_invitation(found, person, get_language(), request.POST.get("mode", ""))
            return redirect(next_address(row))
        except ValidationError as error:
            refusal = error
    context = {**_facts(request, seminar), "invitation": found, "person": person, "address": masked(found.address)}
    context |= {"refusal": refusal and refusal.messages[0], "code": refusal and refusal.code}
    context["chosen_mode"] = request.POST.get("mode", "")
    context["until"] = moments.moment(found.ends_at, seminar.time_zone)
    response = render(request, "seminars/invitations/invitation.html", context, status=409 if request.method == "POST" else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _refusal(found: Invitation, seminar: Seminar, person: User | None) -> ValidationError | None:
    """Why it cannot be accepted now, or not by who is signed in."""
    if refusal := why_not(found, seminar):
        return refusal
    return person and (why_not_theirs(found, person) or why_not_without_prerequisite(person, seminar))


def _facts(request, seminar: Seminar) -> dict:
    language = get_language()
    page = pages_of([seminar.key], language).get(seminar.key)
    modes = [{"mode": mode, "label": mode.label, "seats": mode_words(seminar, mode)} for mode in seminar.modes]
    return {
        "seminar": seminar,
        "title": page.title if page else seminar.title_in(language),
        "page_url": address(page.url_path, language) if page else f"/{language}/",
        "modes": modes,
        **times_of(seminar, request.user, language),
    }
