"""What the programme states of an edition, and what schemes gave it: on certificates issued from then on, and on no other."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from courses.certifying import certify
from courses.models import CpdActivity
from courses.recognition import add_cpd, attest, remove_cpd, withdraw_attestation
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.courses import make_course, make_cpd, make_edition, make_enrolment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 1, 15)


def finished(edition, at=None, **person):
    enrolment = make_enrolment(edition, make_user(**person))
    enrolment.completed_at = at or timezone.now()
    return certify(enrolment)


def test_only_certificates_issued_while_it_is_stated_say_so():
    edition, other, director = make_edition(make_course()), make_edition(make_course()), make_user()
    before = finished(edition)
    today = timezone.now().date()
    attest(edition, source="Minimum criteria, 2025", checked_on=today, by=director)
    stated, elsewhere = finished(edition), finished(other)
    withdraw_attestation(edition, why="A module was left out", by=director)
    after = finished(edition)
    said = [one.facts["mutual_recognition"] for one in (before, stated, elsewhere, after)]
    assert said == [None, today.isoformat(), None, None]
    entries = AuditEntry.objects.filter(subject_key=str(edition.key)).exclude(deed="edition.publish").order_by("pk")
    assert [(entry.deed, entry.actor) for entry in entries] == [
        ("edition.attest", director),
        ("edition.withdraw_attestation", director),
    ]
    assert entries[1].old["recognition_source"] == "Minimum criteria, 2025"
    assert entries[1].why == "A module was left out"


@pytest.mark.parametrize(
    ("edition", "said", "sentence"),
    [
        ({}, {"source": " "}, "Write which criteria"),
        ({}, {"checked_on": datetime.date(2999, 1, 1)}, "Choose today or an earlier day"),
        ({"minutes_by_category": {"safety": 30}}, {}, "no approved minutes of GCP"),
    ],
)
def test_it_is_not_stated_without_grounds(edition, said, sentence):
    edition = make_edition(**edition)
    with pytest.raises(ValidationError, match=sentence):
        attest(edition, **{"source": "Criteria", "checked_on": DAY - datetime.timedelta(days=365), **said}, by=make_user())
    edition.refresh_from_db()
    assert edition.recognised_on is None


def test_it_is_stated_once_and_taken_back_once():
    edition, today = make_edition(), timezone.now().date()
    attest(edition, source="Criteria", checked_on=today, by=make_user())
    with pytest.raises(ValidationError, match="already"):
        attest(edition, source="Criteria", checked_on=today, by=make_user())
    withdraw_attestation(edition, why="A slip", by=make_user())
    with pytest.raises(ValidationError, match="is not stated"):
        withdraw_attestation(edition, why="A slip", by=make_user())


@pytest.mark.parametrize(("hour", "zone", "printed"), [(0, "UTC", True), (23, "UTC", True), (23, "Asia/Tokyo", False)])
def test_points_are_printed_for_what_was_completed_within_the_period_in_the_holders_zone(hour, zone, printed):
    edition = make_edition()
    make_cpd(edition, scheme="Council", number="A1", points=Decimal(10), starts_on=DAY, ends_on=DAY)
    facts = finished(edition, datetime.datetime(2027, 1, 15, hour, tzinfo=datetime.UTC), time_zone=zone).facts
    expected = {"scheme": "Council", "points": "10", "number": "A1", "starts_on": "2027-01-15", "ends_on": "2027-01-15"}
    assert facts["cpd"] == ([expected] if printed else [])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": Decimal(0)}, "points"),
        ({"ends_on": DAY - datetime.timedelta(days=1)}, "ends_on"),
        ({"scheme": "Council \U0001f44d"}, "scheme"),
        ({"number": "A1"}, "number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong, field):
    edition = make_edition()
    right = {"scheme": "Council", "points": Decimal(1), "number": "B2", "starts_on": DAY, "ends_on": DAY}
    add_cpd(edition, **{**right, "number": "A1"}, by=None)
    with pytest.raises(ValidationError) as refusal:
        add_cpd(edition, **{**right, **wrong}, by=None)
    assert refusal.value.message_dict.keys() == {field}
    assert CpdActivity.objects.count() == 1


def test_what_is_removed_stays_on_the_certificates_that_have_it():
    edition = make_edition()
    activity = make_cpd(edition, number="A1")
    before = finished(edition)
    remove_cpd(activity, why="Withdrawn by the council", by=make_user())
    before.refresh_from_db()
    assert [one["number"] for one in before.facts["cpd"]] == ["A1"]
    assert finished(edition).facts["cpd"] == []
    assert AuditEntry.objects.get(deed="edition.remove_cpd").old["number"] == "A1"


def test_directors_state_it_and_editors_note_cpd_on_pages_of_the_edition(client):
    make_roles()
    edition, today = make_edition(), timezone.now().date().isoformat()
    address = f"/admin/editions/{edition.pk}/"
    client.force_login(make_user(groups=["director"]))
    answer = client.post(f"{address}recognition/", {"source": "", "checked_on": "2999-01-01"})
    assert answer.context["form"].errors.keys() == {"source"}
    assert 'value="2999-01-01"' in answer.content.decode()
    client.post(f"{address}recognition/", {"source": "Minimum criteria, 2025", "checked_on": today})
    assert f"Stated {today}" in client.get("/admin/editions/").content.decode()
    assert "Minimum criteria, 2025" in client.get(f"{address}recognition/").content.decode()

    client.force_login(make_user(groups=["editor"]))
    assert client.post(f"{address}recognition/", {"why": "Not mine to do"}).status_code == 302
    edition.refresh_from_db()
    assert edition.recognised_on is not None
    data = {"scheme": "Council", "points": "1.5", "number": "A1", "starts_on": "2027-01-01", "ends_on": "2026-01-01"}
    assert "The last day is before the first." in client.post(f"{address}cpd/", data).content.decode()
    client.post(f"{address}cpd/", {**data, "ends_on": "2027-12-31"})
    assert "Council A1" in client.get("/admin/editions/").content.decode()
    page = client.get(f"{address}cpd/").content.decode()
    activity = edition.cpd_activities.get()
    assert f"{address}cpd/{activity.pk}/remove/" in page
    assert client.get(f"/admin/editions/{make_edition().pk}/cpd/{activity.pk}/remove/").status_code == 404
    client.post(f"{address}cpd/{activity.pk}/remove/", {"why": "A slip"})
    assert not edition.cpd_activities.exists()
