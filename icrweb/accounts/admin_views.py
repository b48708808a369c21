"""The admin's pages about people that Wagtail does otherwise, or not at all."""

from django.http import Http404
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, ChangePasswordPanel, NameEmailSettingsPanel

ELSEWHERE = (NameEmailSettingsPanel, ChangePasswordPanel, AvatarSettingsPanel)


class OwnSettings(AccountView):
    """Language, theme and notices of the admin. Names, addresses and passwords are kept in the profile, guarded."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, ELSEWHERE)]


def closed(request, *args, **kwargs):
    """A door of Wagtail's that is not used here."""
    raise Http404
