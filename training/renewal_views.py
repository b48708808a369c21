"""Whose training ends, for the coordinators of an institution; and the address in a mail that stops early reminders."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from certificates.guidance import today_at_issuer
from icrweb.accounts.profile import set_early_reminders
from icrweb.accounts.sharing import coordinated_by, people_of

from . import ending_words, site_renewals
from .paging import page_of
from .renewal_letters import person_to_stop

SHOWN = (ending_words.EXPIRING, ending_words.EXPIRED)


@login_required
@require_safe
def renewals(request: HttpRequest, institution_key) -> HttpResponse:
    """People of one's own institution who share with it, whose training is to be renewed. That one looked is kept."""
    institution = get_object_or_404(coordinated_by(request.user), key=institution_key)
    today, language = today_at_issuer(timezone.now()), get_language()
    found = site_renewals.endings_at(institution, today)
    states = [ending_words.state(ending, today) for _person, ending in found]
    show = request.GET.get("show") if request.GET.get("show") in SHOWN else ""
    page, pages = page_of([row for row, state in zip(found, states, strict=True) if show in ("", state)], "page", request.GET)
    site_renewals.note_view(institution, request.user, [person for person, _ending in page])
    rows = [
        {
            "person": person,
            "title": title,
            "lang": lang,
            "state": ending_words.state(ending, today),
            "last": ending.last,
            "lines": ending_words.for_whom(ending, language, today),
        }
        for person, ending in page
        for title, lang in [ending_words.title(ending, language)]
    ]
    context = {
        "institution": institution,
        "rows": rows,
        "pages": pages,
        "show": show,
        "counts": {state: states.count(state) for state in SHOWN},
        "total": len(found),
        "sharing": people_of(institution).count(),
    }
    response = render(request, "training/site_renewals.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@csrf_exempt  # a mail program asks it for its reader, without a cookie; the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, stop_token: str) -> HttpResponse:
    """One click in the mail or in the mail program; no signing in, and nobody's name is shown. The same page takes it back."""
    person = person_to_stop(stop_token)
    if person is None:
        raise Http404
    if request.method == "POST":
        person.early_reminders = "again" in request.POST
        set_early_reminders(person, person.early_reminders)
    return render(request, "training/reminders_stop.html", {"stopped": not person.early_reminders})
