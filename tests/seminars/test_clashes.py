from datetime import date, time
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from seminars.clashes import clashes
from seminars.models import Seminar
from seminars.scheduling import Row, set_sittings
from tests.factories.people import make_institution
from tests.factories.seminars import make_seminar

_numbers = count()
pytestmark = pytest.mark.django_db


def on(day, start=time(9), end=time(11), **fields):
    closes = timezone.datetime.combine(date(day.year, 1, 1), time(0), timezone.get_default_timezone())
    seminar = Seminar(
        code=f"on-{next(_numbers)}",
        time_zone="Asia/Bangkok",
        seats=5,
        registration_opens_at=closes - timezone.timedelta(days=9),
        registration_closes_at=closes,
        **fields,
    )
    set_sittings(seminar, [Row(day, start, end)])
    return seminar


def test_holidays_of_the_invited_countries_are_pointed_out():
    found = clashes(on(date(2027, 4, 13), invited_countries="TH JP"))
    assert [str(one) for one in found] == ["Tuesday 13 April: Songkran Festival (Thailand)"]


def test_in_the_language_of_the_reader_where_the_package_has_it():
    with translation.override("th"):
        assert "สงกรานต์" in str(clashes(on(date(2027, 4, 13), invited_countries="TH"))[0])


def test_without_invited_countries_it_is_the_hosts():
    host = make_institution(country="JP")
    assert [one.what for one in clashes(on(date(2027, 5, 3), host=host))] == ["Constitution Day"]
    assert clashes(on(date(2027, 5, 20), host=host)) == []


def test_friday_prayers_at_noon_are_pointed_out_where_they_are_held():
    friday = date(2027, 6, 11)
    assert clashes(on(friday, time(13), time(15), invited_countries="MY VN")) == []  # from 14:00 in Kuala Lumpur
    found = clashes(on(friday, time(12), time(13), invited_countries="MY VN"))
    assert [(one.country, one.what) for one in found] == [("Malaysia", "Friday prayers at noon")]


def test_the_desk_shows_them(client, organizer):
    seminar = make_seminar(invited_countries="TH")
    set_sittings(seminar, [Row(date(seminar.starts_at.year + 1, 4, 13), time(9), time(11))])
    words = client.get(reverse("seminars_desk:registrations", args=[seminar.pk])).content.decode()
    assert "Songkran Festival (Thailand)" in words
