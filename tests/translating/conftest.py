"""Who translates, reviews and publishes."""

import pytest

from icrweb.accounts.roles import make_roles


@pytest.fixture
def roles(db):
    make_roles()
