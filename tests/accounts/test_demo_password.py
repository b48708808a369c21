"""The one password of the demonstration opens nothing elsewhere, even where its accounts were carried along."""

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError

from icrweb.accounts.adapter import AccountAdapter
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.post("/en/accounts/sign-in/", {"login": user.email, "password": site.DEMO_PASSWORD}, secure=True)
    return "_auth_user_id" in client.session


def test_in_the_demonstration_it_signs_in(client):
    assert sign_in(client, make_user(password=site.DEMO_PASSWORD))


def test_outside_the_demonstration_it_signs_nobody_in(client, settings):
    settings.DEMO = False
    assert not sign_in(client, make_user(password=site.DEMO_PASSWORD))


def test_outside_the_demonstration_nobody_can_choose_it(settings):
    AccountAdapter().clean_password(site.DEMO_PASSWORD)
    settings.DEMO = False
    with pytest.raises(ValidationError) as refusal:
        AccountAdapter().clean_password(site.DEMO_PASSWORD)
    assert refusal.value.code == "demo_password"
