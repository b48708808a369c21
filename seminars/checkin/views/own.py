"""What participants see and do on the day."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from icrweb.accounts.names import language_of_name

from ...views.places import find, latest
from ...views.visits import times_of
from ..entry import entry_of


@login_required
@require_safe
def own_pass(request, seminar_key):
    """The code for the door by itself, large enough for paper."""
    seminar, page = find(request, seminar_key)
    mine = latest(request.user, seminar)
    entry = entry_of(seminar, mine)
    if "qr" not in entry:
        raise Http404
    person = mine.person
    context = {
        "seminar": seminar,
        "title": page.title if page else seminar.title_in(get_language()),
        "person": person,
        "native_language": language_of_name(person.native_name, person.country, person.language),
        "entry": entry,
        **times_of(seminar, request.user, get_language()),
    }
    return render(request, "seminars/checkin/pass_page.html", context)
