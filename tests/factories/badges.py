"""Badges for tests, made as the worker makes them."""

from certificates.badges.asking import ask_for_badge
from certificates.badges.making import make_waiting_badges
from certificates.badges.status import sign_status_lists
from certificates.models import Badge, Certificate, StatusList
from tests.factories.certificates import make_certificate


def make_badge(certificate: Certificate | None = None, **facts) -> Badge:
    """The badge of a certificate, signed and drawn."""
    badge = ask_for_badge(certificate or make_certificate(**facts))
    assert make_waiting_badges()
    badge.refresh_from_db()
    return badge


def status_list_of(badge: Badge) -> StatusList:
    """Its status list, as the worker has just written it."""
    sign_status_lists()
    badge.status_list.refresh_from_db()
    return badge.status_list
