"""The visible outbox of the demonstration: mail to the address that this visitor has just typed, or that is theirs."""

import re

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import unstash_login
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse

from icrweb.trail.models import Mail

from .models import User

SHOWN = 5
WAITING = {
    EMAIL_VERIFICATION_CODE_SESSION_KEY: "account_email_verification_sent",
    PASSWORD_RESET_VERIFICATION_SESSION_KEY: "account_confirm_password_reset_code",
}


def waiting_address(request) -> str:
    """The address to which this visitor waits for a code; empty when they wait for none."""
    for key in WAITING:
        if state := request.session.get(key):
            return state["email"]
    login = unstash_login(request, peek=True)
    return (login.email or "") if login else ""


def waiting_page(request) -> str:
    """Where the code is to be typed; empty when none is waited for."""
    for key, page in WAITING.items():
        if request.session.get(key):
            return reverse(page)
    return reverse("account_confirm_login_code") if unstash_login(request, peek=True) else ""


def code_in(text: str) -> str:
    """The code of a mail, which stands alone on its line."""
    found = re.search(r"^\d{6}$", text, re.MULTILINE)
    return found[0] if found else ""


def shown_to(request) -> list[Mail]:
    """The newest mails to the address waited for, or to the signed-in person. Mail to staff stays in the admin."""
    user = request.user
    if user.is_authenticated:
        addresses = [*user.emailaddress_set.values_list("email", flat=True), waiting_address(request)]
        mails = Mail.objects.filter(to__in=[address for address in addresses if address])
    else:
        address = waiting_address(request)
        mails = Mail.objects.filter(to__iexact=address).exclude(person__in=_staff()) if address else Mail.objects.none()
    return list(mails[:SHOWN])


def _staff():
    """Everybody who may enter the admin: a code of theirs must not be readable by whoever types their address."""
    door = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
    return User.objects.filter(Q(is_superuser=True) | Q(groups__permissions__in=door) | Q(user_permissions__in=door))
