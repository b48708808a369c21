"""How allauth behaves here: codes of six digits, mails in the person's language, links that the Host header cannot bend."""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from icrweb.trail import mail

from . import letters
from .sign_up import never_proven


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("Make another address the main one first; then this one can go."),
        "duplicate_email": _("This address is already yours."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Try again, or let us mail you a code."),
        "email_taken": _("This address cannot be used. Choose another one."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("That is not the code. Look at the newest mail and type its six digits."),
        "incorrect_password": _("That is not your password."),
        "max_email_addresses": _("You can keep %d addresses. Remove one first."),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "unverified_primary_email": _("Confirm this address with a code first."),
        "rate_limited": _("A mail has just left. Wait ten seconds before you ask for another."),
        "same_as_current": _("This is the address that you have now."),
    }

    def new_user(self, request):
        user = super().new_user(request)
        user.language = get_language()
        return user

    # --- Codes ---

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(1_000_000):06d}"

    generate_password_reset_code = generate_email_verification_code = generate_login_code

    # --- Where people go next ---

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site; whatever names a host or a scheme is refused."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_logout_redirect_url(self, request) -> str:
        return f"/{get_language()}/"

    def get_signup_redirect_url(self, request) -> str:
        return reverse("accounts:welcome")

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:profile")

    def get_email_verification_redirect_url(self, email_address) -> str:
        return reverse("account_email") if self.request.user.is_authenticated else reverse("account_login")

    def post_login(self, request, user, **kwargs):
        """On a device that has chosen no language yet, the site opens in the person's own."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response

    # --- Limits count by account, whatever host name was asked for ---

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        return credentials.get("email", "").lower()

    # --- The demonstration's password, should its accounts ever be carried elsewhere ---

    def authenticate(self, request, **credentials):
        """It opens nothing outside the demonstration.

        And an account whose address was never proven answers like a wrong password, and counts like one: otherwise a
        stranger could sign up with an address and learn from signing in whether it was free.
        """
        if not settings.DEMO and credentials.get("password") == settings.DEMO_PASSWORD:
            credentials["password"] = ""
        user = super().authenticate(request, **credentials)
        if user and never_proven(user):
            self.pre_authenticate(request, **credentials)
            return None
        return user

    def clean_password(self, password, user=None):
        """It can be nobody's password outside the demonstration."""
        if not settings.DEMO and password == settings.DEMO_PASSWORD:
            raise ValidationError(_("This password is known to everybody. Choose another one."), code="demo_password")
        return super().clean_password(password, user=user)

    # --- Mail ---

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Write the mail to the outbox, in the language of the person it goes to; a stranger gets the page's language."""
        person = _person(email, context)
        with override(person.language if person else get_language()):
            letter = letters.write(
                template_prefix.rsplit("/", 1)[-1],
                email=email,
                person=person,
                code=context.get("code", ""),
                deleted=context.get("deleted_email", ""),
                old=context.get("from_email", ""),
                new=context.get("to_email", ""),
                at=context.get("timestamp"),
            )
            text, html = (render_to_string(f"accounts/letter.{kind}", letter) for kind in ("txt", "html"))
        message = EmailMultiAlternatives(letter["subject"], text.strip() + "\n", self.get_from_email(), [email])
        message.attach_alternative(html, "text/html")
        mail.put(message, person=person)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})


def remember_language(response, language: str) -> None:
    """Keep the language in Django's own cookie, which decides where an address has no language prefix."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


def _person(email: str, context: dict):
    if user := context.get("user"):
        return user
    people = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return people[0] if people else None
