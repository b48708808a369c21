"""Addresses below /<language>/accounts/. The names of allauth's views are kept: its own code asks for them."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from . import profile_views, views

own = [
    path("", RedirectView.as_view(pattern_name="accounts:profile"), name="root"),
    path("welcome/", profile_views.welcome, name="welcome"),
    path("profile/", profile_views.show, name="profile"),
    path("profile/affiliations/add/", profile_views.add_affiliation, name="add_affiliation"),
    path("profile/affiliations/<int:pk>/end/", profile_views.end_affiliation, name="end_affiliation"),
    path("profile/affiliations/<int:pk>/share/", profile_views.share, name="share"),
]
if settings.DEMO:
    own.append(path("outbox/", views.demo_outbox, name="outbox"))

urlpatterns = [
    path("", include((own, "accounts"))),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/by-mail/", views.RequestSignInCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.ConfirmSignInCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/again/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("closed/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-up/", views.SignUp.as_view(), name="account_signup"),
    path("code/", views.ConfirmAddress.as_view(), name="account_email_verification_sent"),
    path("addresses/", allauth_views.email, name="account_email"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/forgotten/", allauth_views.password_reset, name="account_reset_password"),
    path("password/forgotten/code/", views.ConfirmResetCode.as_view(), name="account_confirm_password_reset_code"),
    path("password/forgotten/new/", allauth_views.complete_password_reset, name="account_complete_password_reset"),
    path("password/forgotten/done/", allauth_views.password_reset_from_key_done, name="account_password_reset_completed"),
]
