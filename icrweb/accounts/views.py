"""Signing up and in. allauth does the work; these views close what it leaves open and say what happened."""

import time
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.internal.stagekit import clear_login
from allauth.account.internal.userkit import did_user_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from icrweb.trail.reading import text_of

from . import outbox
from .forms import PENDING_SIGN_UP
from .sign_up import forget_unproven_password, sign_up


def _limited(form) -> bool:
    return any(error.code == "too_many_login_attempts" for errors in form.errors.as_data().values() for error in errors)


class StaysOpen:
    """Somebody who waits for a code may still choose another way in; the code page stays where it is."""

    def _redirect_to_pending_stage(self, request, stage):
        return None

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "waiting_url": outbox.waiting_page(self.request)}


class SignIn(StaysOpen, allauth_views.LoginView):
    def get_initial(self):
        return {**super().get_initial(), "login": self.request.GET.get("email", "")}

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 429 if _limited(form) else 200
        return response


class SignUp(allauth_views.SignupView):
    def get_success_url(self):
        """First the name for the certificate, then where the person was going."""
        following = self.get_next_url()
        return reverse("accounts:welcome") + (f"?{urlencode({'next': following})}" if following else "")


class RequestSignInCode(StaysOpen, allauth_views.RequestLoginCodeView):
    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 429 if _limited(form) else 200
        return response

    def get_initial(self):
        return {**super().get_initial(), "email": self.request.GET.get("email", "")}


class ConfirmSignInCode(allauth_views.ConfirmLoginCodeView):
    def _resend_form_valid(self, form):
        self._process.state["at"] = time.time()
        response = super()._resend_form_valid(form)
        messages.success(self.request, _("A new code is on its way. The old one no longer works."))
        return response

    def _verify_form_valid(self, form):
        if forget_unproven_password(self._process.user):
            messages.info(
                self.request, _("Your address is confirmed. Choose a new password in your profile, or go on using codes.")
            )
        response = super()._verify_form_valid(form)
        self.request.session.set_expiry(0)
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        return _code_spent(self.request, response)


class ConfirmAddress(allauth_views.ConfirmEmailVerificationCodeView):
    """The code page after signing up, or for another address.

    It behaves the same for an address that has an account already, down to the offer to change it: allauth keeps that offer
    for real sign-ups alone, which would tell a stranger whose address is known here.
    """

    @property
    def _is_fake(self) -> bool:
        return self._process.user is None or bool(self._process.state.get("account_already_exists"))

    @property
    def _can_change(self) -> bool:
        changes_left = self._process.state["change_count"] < settings.ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE
        return changes_left and not did_user_login(self._process.user)

    @cached_property
    def _action(self):
        allowed = {"verify": True, "change": self._can_change, "resend": self._process.can_resend}
        wanted = self.request.POST.get("action", "verify")
        return wanted if allowed.get(wanted) else "verify"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self._action == "verify" and self._is_fake:
            kwargs["code"] = ""  # nothing was mailed, so nothing is right
        return kwargs

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "can_change": self._can_change, "changing": self._action == "change"}

    def _resend_form_valid(self, form):
        if self._mail_may_leave(self._process.email):
            self._process.state["at"] = time.time()
            self._process.resend()
            messages.success(self.request, _("A new code is on its way. The old one no longer works."))
        return self._back()

    def _mail_may_leave(self, email) -> bool:
        """One mail to an address in ten seconds; allauth would answer with a bare 429."""
        allowed = consume_email_verification_rate_limit(self.request, email, dry_run=True)
        if not allowed:
            messages.error(self.request, get_adapter().error_messages["rate_limited"])
        return allowed

    def _change_form_valid(self, form):
        email = form.cleaned_data["email"]
        if email == self._process.email:
            return self._resend_form_valid(form) if self._process.can_resend else self._back()
        if not self._mail_may_leave(email):
            return self._back()
        pending = self.request.session.get(PENDING_SIGN_UP)
        if self._process.user is None and pending and not form.account_already_exists:
            return self._sign_up_after_all(email, pending)
        self._process.change_to(email, form.account_already_exists)
        return self._back()

    def _sign_up_after_all(self, email, pending):
        """The first address had an account, the second one is free: this is where a real sign-up begins."""
        counted = self._process.state
        following = self.stage.login.redirect_url if self.stage else None
        clear_login(self.request)
        del self.request.session[PENDING_SIGN_UP]
        user = sign_up(email, pending["password"], pending["language"])
        response = complete_signup(self.request, user=user, redirect_url=following)
        if state := self.request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY):
            state.update({name: counted[name] for name in ("failed_attempts", "resend_count")})
            state["change_count"] = counted["change_count"] + 1
            self.request.session.modified = True
        return response

    def _verify_form_valid(self, form):
        response = super()._verify_form_valid(form)
        self.request.session.pop(PENDING_SIGN_UP, None)
        if self.stage:
            self.request.session.set_expiry(0)
        return response

    def _change_form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))  # allauth calls it and forgot to write it

    def _verify_form_invalid(self, form):
        return _code_spent(self.request, super()._verify_form_invalid(form))

    def _back(self):
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_email_verification_sent")))


class ConfirmResetCode(allauth_views.ConfirmPasswordResetCodeView):
    def form_invalid(self, form):
        return _code_spent(self.request, super().form_invalid(form))


def _code_spent(request, response):
    """After the last try the person is led away; say plainly that the code is spent and where the next one comes from."""
    if isinstance(response, HttpResponseRedirect):
        list(messages.get_messages(request))  # allauth's own words fit passwords, not codes
        messages.error(request, _("Too many wrong codes, so that code is spent. Ask for a new one."))
        return redirect("account_email" if request.user.is_authenticated else "account_request_login_code")
    return response


@never_cache
@require_safe
def demo_outbox(request):
    """In the demonstration no mail leaves: a person who waits for a code sees here what was sent to that address."""
    mails = [{"mail": mail, "text": (text := text_of(mail.raw)), "code": outbox.code_in(text)} for mail in outbox.shown_to(request)]
    context = {"address": outbox.waiting_address(request), "mails": mails, "back_url": outbox.waiting_page(request)}
    return render(request, "accounts/outbox.html", context)


@never_cache
def to_sign_in(request):
    """`/accounts/sign-in/`, and Wagtail's own sign-in, lead to the guarded page in the reader's language."""
    following = request.GET.get("next", "")
    safe = following if get_adapter().is_safe_url(following) else ""
    if request.user.is_authenticated and safe.startswith("/admin/") and not request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return redirect(reverse("account_login") + (f"?{urlencode({'next': safe})}" if safe else ""))
