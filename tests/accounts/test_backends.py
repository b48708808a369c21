"""Who is signed in, page after page."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from icrweb.accounts.backends import PeopleBackend
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_the_person_of_a_session_comes_whole_in_one_query(django_assert_num_queries):
    somebody = make_user()
    with django_assert_num_queries(1):
        found = PeopleBackend().get_user(somebody.pk)
        assert (found, found.latin_name, found.email) == (somebody, somebody.latin_name, somebody.email)
    assert not found.get_deferred_fields()


def test_a_closed_account_is_nobody_from_the_next_page_on(client):
    somebody = make_user()
    client.force_login(somebody)
    assert client.get(reverse("my:learning")).status_code == 200
    type(somebody).objects.filter(pk=somebody.pk).update(is_active=False)
    assert client.get(reverse("my:learning")).status_code == 302
    assert PeopleBackend().get_user(somebody.pk) is None


def test_an_account_that_is_gone_is_nobody(client):
    assert PeopleBackend().get_user(10**9) is None
    session = client.session
    session[SESSION_KEY] = str(10**9)
    session.save()
    assert client.get(reverse("my:learning")).status_code == 302
