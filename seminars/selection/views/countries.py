"""The page of a country's delegate: its applications, put in order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from ...models import Delegate, Selection
from ..forms import OrderForm
from ..looking import note_look
from ..ranking import rank_country, to_rank
from ..showing import until_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def country(request: HttpRequest, selection_key, country) -> HttpResponse:
    """Show the applications in the order that stands; keep the order that is sent, all of it or nothing."""
    found = Delegate.objects.select_related("selection__seminar")
    delegate = get_object_or_404(found, selection__key=selection_key, selection__ranked=True, country=country, person=request.user)
    selection = delegate.selection
    rows = list(to_rank(selection, country))
    form = OrderForm(request.POST if request.method == "POST" else None, [row.key for row in rows])
    if form.is_bound and form.is_valid():
        try:
            rank_country(selection, country, form.in_order(), request.user)
            messages.success(request, _("The order is saved. You can change it until the deadline."))
            return redirect(request.path)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    note_look("selection.view_country", selection, request.user, [row.person for row in rows])
    context = {
        "selection": selection,
        "country_name": delegate.get_country_display(),
        "seminar_title": selection.seminar.title_in(get_language()),
        "until": until_words(selection, selection.rank_until),
        "is_open": Selection.is_open(selection.rank_until, timezone.now()),
        "rows": _shown(rows, form),
        "is_own": any(row.person_id == request.user.pk for row in rows),
        "ranked": [row for row in rows if hasattr(row, "country_rank")],
        "form": form,
    }
    return render(request, "seminars/selection/country.html", context, status=422 if form.errors else 200)


def _shown(rows: list, form: OrderForm) -> list[dict]:
    """Each application with its menu; the first time, and where nobody chose, the place where it stands now."""
    typed = {str(row.key): form.data.get(str(row.key)) for row in rows} if form.is_bound else {}
    shown = [
        {
            "row": row,
            "person": row.person,
            "place": typed.get(str(row.key)) or ("" if form.is_bound else str(place)),
            "is_new": not hasattr(row, "country_rank"),
        }
        for place, row in enumerate(rows, 1)
    ]
    last = len(shown) + 1
    return sorted(shown, key=lambda one: int(one["place"]) if one["place"].isdecimal() else last)
