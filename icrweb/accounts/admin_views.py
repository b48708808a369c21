"""The admin's pages about people that Wagtail does otherwise, or not at all."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, ChangePasswordPanel, NameEmailSettingsPanel

from . import profile
from .models import Affiliation, User

ELSEWHERE = (NameEmailSettingsPanel, ChangePasswordPanel, AvatarSettingsPanel)
ROWS = 50


class OwnSettings(AccountView):
    """Language, theme and notices of the admin. Names, addresses and passwords are kept in the profile, guarded."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, ELSEWHERE)]


@require_safe
@permission_required("accounts.change_affiliation")
def affiliations(request):
    """Self-declared affiliations, the oldest first; each is confirmed with one click."""
    query = request.GET.get("q", "")
    waiting = Affiliation.objects.unconfirmed().select_related("user", "institution").order_by("pk")
    if query:
        waiting = waiting.filter(user__in=User.objects.named(query))
    page = Paginator(waiting, ROWS).get_page(request.GET.get("p"))
    return render(request, "accounts/admin/affiliations.html", {"page_obj": page, "query": query})


@require_POST
@permission_required("accounts.change_affiliation")
def confirm(request, pk):
    affiliation = get_object_or_404(Affiliation, pk=pk)
    try:
        profile.confirm_affiliation(affiliation, by=request.user, why=request.POST.get("why", "")[:500])
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Confirmed: %(person)s, %(institution)s.") % _names(affiliation))
    return redirect("affiliations")


def _names(affiliation: Affiliation) -> dict:
    return {"person": affiliation.user, "institution": affiliation.institution_name}


def closed(request, *args, **kwargs):
    """A door of Wagtail's that is not used here."""
    raise Http404
