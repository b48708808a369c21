"""People with a place on site are asked by mail for the passport data that their letters need."""

import email
import email.policy
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import Mail
from seminars import registration
from seminars.models import PassportRequest
from seminars.papers.asking import ask_for_passports
from seminars.papers.facts import terms_of
from seminars.papers.templating import TERMS, set_terms
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar_with_page
from tests.seminars.test_passports import ON_SITE, VALUES, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db):
    return with_day(make_seminar_with_page(title="Protocol Workshop", days=40, **ON_SITE))


def with_day(seminar, days=20):
    terms = {name: getattr(terms_of(seminar), name) for name in TERMS}
    set_terms(seminar, {**terms, "passport_until": (timezone.now() + timedelta(days=days)).date()}, make_user())
    return seminar


def asked() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(subject__regex="our letters").order_by("pk")
    return [(row.subject.split(":")[0], row.to) for row in rows]


def later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_who_has_a_place_on_site_is_asked_once_and_reminded_once(seminar):
    row = make_registration(seminar)
    assert [ask_for_passports(), ask_for_passports()] == [1, 0]
    with later(15):
        assert ask_for_passports() == 0
    with later(18):
        assert [ask_for_passports(), ask_for_passports()] == [1, 0]
    assert asked() == [("For your letters", row.person.email), ("Still needed for your letters", row.person.email)]


def test_the_mail_is_in_their_language_with_the_deadline_and_its_zone_and_nothing_secret(client, seminar):
    row = make_registration(seminar, make_user(language="en"))
    ask_for_passports()
    message = email.message_from_bytes(bytes(Mail.objects.latest("pk").raw), policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    day = terms_of(seminar).passport_until
    assert f"{day.day} {day:%B %Y}" in text and "23:59 Tokyo (UTC+09:00)" in text
    assert reverse("seminars:passport", args=[seminar.key]) in text
    hand_in(client, row)
    assert not any(value.encode() in bytes(mail.raw) for mail in Mail.objects.all() for value in VALUES)


def test_who_has_given_them_waits_or_takes_part_online_is_left_in_peace(client, seminar):
    given = make_registration(seminar)
    hand_in(client, given)
    seminar.seats = 1
    seminar.save()
    make_registration(seminar)
    make_registration(with_day(make_seminar_with_page()))
    make_registration(make_seminar_with_page(days=40, **ON_SITE))  # no day is set there
    assert ask_for_passports() == 0
    assert not PassportRequest.objects.exists()


def test_who_gave_them_after_the_first_mail_or_lost_the_place_is_not_reminded(client, seminar):
    given, gone = make_registration(seminar), make_registration(seminar)
    ask_for_passports()
    hand_in(client, given)
    registration.cancel(gone, by=gone.person)
    with later(18):
        assert ask_for_passports() == 0


def test_who_gets_a_place_late_has_three_days(seminar):
    with later(19):
        make_registration(seminar)
        ask_for_passports()
    text = bytes(Mail.objects.latest("pk").raw).decode()
    day = (timezone.now() + timedelta(days=22)).astimezone(ZoneInfo(seminar.time_zone))
    assert f"{day.day} {day:%B %Y}".encode() in text.encode()


def test_a_day_after_the_start_is_refused(seminar):
    with pytest.raises(Exception, match="before the seminar starts"):
        with_day(seminar, days=60)
