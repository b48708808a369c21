"""The forms of signing up, signing in and codes, on top of allauth's."""

import unicodedata

from allauth.account import forms as allauth_forms
from allauth.account.fields import EmailField
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import EmailValidator
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .sign_up import welcome

PENDING_SIGN_UP = "pending_sign_up"
PASSWORD_HINT = _("At least 10 characters. A few words in a row are easy to keep in mind.")


def _plain(field: forms.Field, label, hint="") -> None:
    """allauth repeats each label inside its field; a label above is enough, and stays when one types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    if isinstance(field, forms.EmailField):
        field.error_messages["required"] = _("Write your e-mail address.")
        field.error_messages["invalid"] = _("That is not a whole e-mail address. One looks like name@hospital.example.")
        field.validators = [EmailValidator(field.error_messages["invalid"])]
    elif isinstance(field.widget, forms.PasswordInput):
        field.error_messages["required"] = _("Write the password.")


class SignUpForm(allauth_forms.SignupForm):
    accept = forms.BooleanField(
        label=_("I have read the privacy notice and accept it"),
        error_messages={"required": _("Tick the box to sign up. Without it we may not keep your data.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("E-mail address"), _("A code goes there. Use an address that you can read now."))
        _plain(self.fields["password1"], _("Password"), PASSWORD_HINT)
        trap = self.fields["homepage"]
        trap.label = _("Leave this field empty")
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.order_fields(["email", "password1", "accept", "homepage"])

    def save(self, request):
        user = super().save(request)
        welcome(user, user.language)
        return user

    def try_save(self, request):
        """Make the person, or do just the same for an address that has an account: its owner is told by mail."""
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
        except IntegrityError:  # the same address, signed up in the same moment
            self.account_already_exists = True
            user, response = super().try_save(request)
        if self.account_already_exists:
            # Hashing takes as long as it does for a real sign-up; the address may still be changed to a free one.
            password = make_password(self.cleaned_data["password1"])
            request.session[PENDING_SIGN_UP] = {"password": password, "language": get_language()}
        return user, response


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("E-mail address"))
        _plain(self.fields["password"], _("Password"))
        _plain(self.fields["remember"], _("Keep me signed in on this device"), _("Not on a shared computer."))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class CodeForm(allauth_forms.BaseConfirmCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code from the e-mail"))
        self.fields["code"].error_messages["required"] = _("Type the six digits from the mail.")

    def clean_code(self):
        # Digits of any script, full-width ones too, and spaces as they come with a paste.
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        self.cleaned_data["code"] = "".join(str(unicodedata.digit(char, char)) for char in code)
        try:
            return super().clean_code()
        except forms.ValidationError:
            self.data = {**self.data.dict(), "code": ""}  # the next code begins in the first of the six boxes
            raise


class SignInCodeForm(CodeForm, allauth_forms.ConfirmLoginCodeForm):
    pass


class AddressCodeForm(CodeForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class ResetCodeForm(CodeForm, allauth_forms.ConfirmPasswordResetCodeForm):
    pass


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("E-mail address"))


class ChangeAddressForm(allauth_forms.ChangeEmailForm):
    email = EmailField(label=_("Another e-mail address"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("Another e-mail address"))
        self.fields["email"].widget.attrs["id"] = "id_new_email"


class AddAddressForm(allauth_forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("Another e-mail address"), _("A code goes there first."))


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("E-mail address"))


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], _("New password"), PASSWORD_HINT)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], _("New password"), PASSWORD_HINT)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Present password"))
        _plain(self.fields["password1"], _("New password"), PASSWORD_HINT)


class AgainForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))
