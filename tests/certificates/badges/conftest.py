"""A key of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def badge_key(settings, tmp_path):
    settings.BASE_URL = "https://learn.example.org"
    settings.BADGE_KEY_FILE = str(tmp_path / "badges.pem")
    return settings.BADGE_KEY_FILE
