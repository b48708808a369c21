"""The list that a CPD scheme asks for: who completed the edition in its period, harmless in a spreadsheet, and kept who took it."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certificates.issuing import revoke
from courses.certifying import certify
from courses.participants import HEADER, take_list_along
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.courses import make_course, make_cpd, make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
DAY = datetime.date
FIRST, LAST = DAY(2027, 1, 1), DAY(2027, 6, 30)


@pytest.fixture
def activity():
    make_site()
    edition = make_edition(make_course())
    return make_cpd(edition, scheme="Council", number="A1", starts_on=FIRST, ends_on=LAST)


def finish(edition, day, hour=12, **person):
    enrolment = make_enrolment(edition, make_user(**person))
    enrolment.completed_at = datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.UTC)
    enrolment.save(update_fields=["completed_at"])
    return certify(enrolment)


def names(activity, first=FIRST, last=LAST):
    return [row[HEADER.index("latin_name")] for row in take_list_along(activity, first, last, by=make_user())]


def test_who_completed_it_within_the_days_by_their_own_day(activity):
    edition = activity.edition
    finish(edition, FIRST, latin_name="First Day")
    finish(edition, DAY(2026, 12, 31), 20, latin_name="New Year In Tokyo", time_zone="Asia/Tokyo")
    finish(edition, DAY(2026, 12, 31), 20, latin_name="Old Year In London", time_zone="Europe/London")
    finish(edition, LAST, latin_name="Last Day")
    finish(edition, DAY(2027, 7, 1), latin_name="Too Late")
    finish(make_edition(make_course()), DAY(2027, 2, 1), latin_name="Another Course")
    revoke(finish(edition, DAY(2027, 2, 1), latin_name="Taken Back"), make_user(), "misconduct", "why")
    assert names(activity) == ["New Year In Tokyo", "First Day", "Last Day"]
    assert names(activity, DAY(2027, 1, 2)) == ["Last Day"]


def test_a_row_says_what_stands_on_the_certificate_and_no_address(activity):
    certificate = finish(activity.edition, FIRST, latin_name="Kanokwan", country="TH", email="kan@demo.example")
    activity.edition.cpd_activities.exclude(pk=activity.pk).delete()
    later = make_cpd(activity.edition, scheme="Board", number="B2", starts_on=FIRST, ends_on=LAST)
    (row,) = take_list_along(activity, FIRST, LAST, by=make_user())
    found = dict(zip(HEADER, row, strict=True))
    assert found == {
        "scheme": "Council",
        "accreditation_number": "A1",
        "points": activity.as_fact()["points"],
        "latin_name": "Kanokwan",
        "native_name": "",
        "country": "TH",
        "institution": "",
        "completed_on": "2027-01-01",
        "certificate_number": certificate.number,
        "stated_on_certificate": "yes",
    }
    (row,) = take_list_along(later, FIRST, LAST, by=make_user())
    assert row[-1] == "no"  # noted after the certificate was issued


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(DAY(2026, 12, 31), LAST, "period"), (FIRST, DAY(2027, 7, 1), "period"), (DAY(2027, 3, 2), DAY(2027, 3, 1), "order")],
)
def test_days_outside_the_period_are_refused(activity, first, last, code):
    with pytest.raises(ValidationError) as refusal:
        take_list_along(activity, first, last, by=make_user())
    assert getattr(refusal.value, "code", None) == code or refusal.value.error_dict["last"][0].code == code
    assert not AuditEntry.objects.filter(deed="cpd.export").exists()


def test_the_director_takes_it_along_as_harmless_csv_and_that_is_kept(client, activity):
    make_roles()
    finish(activity.edition, FIRST, latin_name='=HYPERLINK("x")')
    director = make_user(groups=["director"], is_staff=True)
    client.force_login(director)
    assert "CPD participants" in client.get("/admin/editions/").content.decode()
    address = f"/admin/editions/{activity.edition_id}/participants/"
    assert "Council" in client.get(address).content.decode()
    assert client.post(f"{address}{activity.pk}/", {"first": "", "last": ""})["Content-Type"].startswith("text/html")
    answer = client.post(f"{address}{activity.pk}/", {"first": "2027-01-01", "last": "2027-06-30"})
    assert answer["Content-Disposition"] == f'attachment; filename="{activity.edition.code}-cpd-participants.csv"'
    assert "'=HYPERLINK" in answer.content.decode("utf-8-sig")
    entry = AuditEntry.objects.get(deed="cpd.export")
    assert (entry.actor, entry.new["rows"], entry.new["first"]) == (director, 1, "2027-01-01")
    client.force_login(make_user(groups=["editor"], is_staff=True))
    assert client.post(f"{address}{activity.pk}/", {"first": "2027-01-01", "last": "2027-06-30"}).status_code == 302
    assert AuditEntry.objects.filter(deed="cpd.export").count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_the_same_however_long(activity, number, django_assert_num_queries):
    for _ in range(number):
        finish(activity.edition, FIRST)
    staff = make_user()
    with django_assert_num_queries(4):
        assert len(take_list_along(activity, FIRST, LAST, by=staff)) == number
