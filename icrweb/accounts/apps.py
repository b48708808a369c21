from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "icrweb.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Wagtail's app for users, showing our pages about people."""

    user_viewset = "icrweb.accounts.people_admin.PeopleViewSet"
    default = False
