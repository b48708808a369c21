"""Pages for coordinators: who of their site applied, and the site's word about each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from icrweb.accounts.models import Institution
from icrweb.accounts.sharing import coordinated_by

from ...models import Endorsement, Registration, Selection
from ...standing import state_words, status_of
from ..endorsing import applicants_of, endorse
from ..forms import EndorsementForm
from ..looking import note_look
from ..showing import application_for, facts_of, until_words

ROWS_A_PAGE = 20
State = Registration.State


@login_required
@require_safe
@cache_control(no_store=True, private=True)
def endorsements(request: HttpRequest, selection_key, institution_key) -> HttpResponse:
    """Who applied from one's own site, and what the site said. That one looked is kept."""
    selection, institution = _found(request.user, selection_key, institution_key)
    page_obj = Paginator(applicants_of(selection, institution), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(one, request.user) for one in page_obj.object_list]
    note_look("selection.view_site", selection, request.user, [row["person"] for row in rows])
    context = {
        **_shown(selection, institution),
        "rows": rows,
        "page_obj": page_obj,
        "left": applicants_of(selection, institution).filter(state=State.REQUESTED, endorsement=None).count(),
    }
    return render(request, "seminars/selection/endorsements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def endorsement(request: HttpRequest, selection_key, institution_key, registration_key) -> HttpResponse:
    """One application, and the site's word about it."""
    selection, institution = _found(request.user, selection_key, institution_key)
    row = get_object_or_404(applicants_of(selection, institution), key=registration_key)
    back = reverse("seminars:endorsements", args=[selection.key, institution.key])
    form = EndorsementForm(request.POST or None, initial=_said(row))
    if request.method == "POST" and form.is_valid():
        try:
            endorse(row, request.user, **form.cleaned_data)
            messages.success(request, _("Your site’s word about %(person)s is saved.") % {"person": row.person})
            return redirect(back)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    note_look("selection.view_site", selection, request.user, [row.person])
    may = row.state == State.REQUESTED and row.person_id != request.user.pk
    may = may and Selection.is_open(selection.endorse_until, timezone.now())
    context = {
        **_shown(selection, institution),
        "row": row,
        "said": getattr(row, "endorsement", None),
        "facts": facts_of(row),
        "application": application_for(row, get_language(), files=False),
        "form": form if may or form.errors else None,
        "is_own": row.person_id == request.user.pk,
        "back_url": back,
    }
    return render(request, "seminars/selection/endorsement.html", context, status=422 if form.errors else 200)


def _found(user, selection_key, institution_key) -> tuple[Selection, Institution]:
    institution = get_object_or_404(coordinated_by(user), key=institution_key)
    selections = Selection.objects.select_related("seminar").filter(endorsed=True)
    return get_object_or_404(selections, key=selection_key), institution


def _shown(selection: Selection, institution: Institution) -> dict:
    return {
        "selection": selection,
        "institution": institution,
        "seminar_title": selection.seminar.title_in(get_language()),
        "until": until_words(selection, selection.endorse_until),
        "is_open": Selection.is_open(selection.endorse_until, timezone.now()),
    }


def _said(row: Registration) -> dict:
    said: Endorsement | None = getattr(row, "endorsement", None)
    return {"endorsed": "yes" if said.endorsed else "no", "words": said.words} if said else {}


def _row(row: Registration, user) -> dict:
    said: Endorsement | None = getattr(row, "endorsement", None)
    if said:
        status, word = ("done", _("Endorsed")) if said.endorsed else ("problem", _("Not endorsed"))
    else:
        status, word = "not-started", _("No word yet")
    decided = row.state != State.REQUESTED
    return {
        "row": row,
        "person": row.person,
        "status": status,
        "word": word,
        "said": said,
        "decided": decided and {"status": status_of(row), "word": state_words(row, None)},
        "is_own": row.person_id == user.pk,
    }
