"""The mails about an account: what each says. Call it in the language of its reader."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _


def write(kind: str, *, email: str, person=None, code: str = "", deleted: str = "", old: str = "", new: str = "", at=None) -> dict:
    """The words of one mail. `kind` is allauth's name for it; `at` is when something was changed."""
    common = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "to_name": (person.latin_name if person else "") or email,
        "code": code,
        "why": _("You get this because somebody typed %(email)s on this site.") % {"email": email},
    }
    facts = {"email": email, "deleted": deleted, "old": old, "new": new, "at": _moment(at, person) if at else ""}
    return {**common, **_LETTERS[kind](facts)}


def _address(route: str) -> str:
    """From our own settings, never from the request: a forged Host header must not reach a mail."""
    return settings.BASE_URL + reverse(route)


def _moment(at, person) -> str:
    zone = ZoneInfo(person.time_zone if person else "UTC")
    local = at.astimezone(zone)
    offset, place = local.strftime("%z"), zone.key.split("/")[-1].replace("_", " ")
    return f"{formats.date_format(local, 'j F Y')}, {local:%H:%M} {place} (UTC{offset[:3]}:{offset[3:]})"


def _sign_up(facts) -> dict:
    return {
        "subject": _("Your code for icrweb"),
        "title": _("Type this code to finish signing up"),
        "paragraphs": [_("It works for one hour, and once. Type it on the page that you have open.")],
        "if_nothing": _("No account is opened. Nobody can use the address without this code."),
    }


def _new_address(facts) -> dict:
    return {
        "subject": _("Your code for icrweb"),
        "title": _("Type this code to confirm the address"),
        "paragraphs": [_("It works for one hour, and once. Type it on the page that you have open.")],
        "if_nothing": _("The address is not added."),
    }


def _sign_in(facts) -> dict:
    return {
        "subject": _("Your code for icrweb"),
        "title": _("Type this code to sign in"),
        "paragraphs": [_("It works for one hour, and once. Nobody of ours will ever ask you for it.")],
        "if_nothing": _("Nobody is signed in. If you did not ask for a code, somebody typed your address, perhaps by mistake."),
    }


def _reset(facts) -> dict:
    return {
        "subject": _("Your code for icrweb"),
        "title": _("Type this code to choose a new password"),
        "paragraphs": [_("It works for one hour, and once. Nobody of ours will ever ask you for it.")],
        "if_nothing": _("Your password stays as it is."),
    }


def _exists(facts) -> dict:
    return {
        "subject": _("You have an account already"),
        "title": _("You have an account already"),
        "paragraphs": [
            _("Somebody, probably you, tried to sign up with %(email)s. No second account was made.") % facts,
            _("Sign in instead. If you have forgotten the password, a code by mail does as well."),
        ],
        "button_text": _("Sign in"),
        "button_url": _address("account_request_login_code"),
        "if_nothing": _("Your account stays as it is. Nobody got in."),
    }


def _unknown(facts) -> dict:
    return {
        "subject": _("There is no account for this address"),
        "title": _("There is no account for this address"),
        "paragraphs": [
            _("Somebody, probably you, tried to sign in with %(email)s. No account has that address.") % facts,
            _("Perhaps you signed up with another one. Otherwise, sign up; it is free."),
        ],
        "button_text": _("Sign up"),
        "button_url": _address("account_signup"),
        "if_nothing": _("Nothing happens. We keep no account for you."),
    }


def _changed(facts) -> dict:
    return {
        "subject": _("Your main address was changed"),
        "title": _("Your main address was changed"),
        "paragraphs": [_("Mail about your account now goes to %(new)s instead of %(old)s.") % facts],
        **_was_it_you(facts),
    }


def _removed(facts) -> dict:
    return {
        "subject": _("An address was removed"),
        "title": _("An address was removed"),
        "paragraphs": [_("%(deleted)s no longer belongs to your account.") % facts],
        **_was_it_you(facts),
    }


def _password(facts) -> dict:
    return {
        "subject": _("Your password was changed"),
        "title": _("Your password was changed"),
        "paragraphs": [_("The new password works from now on. Other devices were signed out.")],
        **_was_it_you(facts),
    }


def _was_it_you(facts) -> dict:
    return {
        "facts": [{"label": _("When"), "value": facts["at"]}],
        "button_text": _("It was not me"),
        "button_url": _address("account_reset_password"),
        "if_nothing": _("The change stands."),
        "why": _("We tell you of each change to how you sign in."),
    }


_LETTERS = {
    "email_confirmation_signup": _sign_up,
    "email_confirmation": _new_address,
    "login_code": _sign_in,
    "password_reset_code": _reset,
    "account_already_exists": _exists,
    "unknown_account": _unknown,
    "email_changed": _changed,
    "email_deleted": _removed,
    "password_changed": _password,
    "password_reset": _password,
    "password_set": _password,
}
