"""What the tests of accounts share: the roles, a typed code, and bodies that can be compared."""

import re

import pytest
from django.test import Client

from icrweb.accounts.roles import make_roles
from icrweb.trail.models import Mail
from icrweb.trail.reading import text_of


@pytest.fixture
def roles(db):
    return make_roles()


@pytest.fixture
def newest_code(db):
    """The code in the newest mail to an address."""

    def read(address: str) -> str:
        return re.search(r"^\d{6}$", text_of(Mail.objects.filter(to=address).first().raw), re.MULTILINE)[0]

    return read


def comparable(response, *addresses: str) -> tuple:
    """What a stranger sees of an answer, with what they typed and the CSRF token masked."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "CSRF", response.content.decode())
    for address in addresses:
        body = body.replace(address, "ADDRESS")
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", "Expires")}
    return response.status_code, headers, body


@pytest.fixture
def client_pair():
    """Two strangers, each with a session of their own."""
    return Client(), Client()
