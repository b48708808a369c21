"""One's own training record: everything one holds, within the days one chooses."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.issuing import revoke, supersede
from tests.factories.certificates import make_achievement, make_certificate, make_facts
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar
from tests.factories.site import make_site
from training.papers import ask_for_paper
from training.record import gather
from training.sharing import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    make_site()
    user = make_user("holder@demo.example", latin_name="Kanokwan Srisuksawat", native_name="กนกวรรณ ศรีสุขสวัสดิ์", country="TH")
    client.force_login(user)
    return user


def completed(year):
    return datetime.datetime(year, 5, 10, tzinfo=datetime.UTC)


def attend(person, **fields):
    registration = make_registration(make_seminar(**fields), person)
    registration.attended_at = registration.seminar.ends_at
    registration.save(update_fields=["attended_at"])
    return registration


def test_the_page_shows_all_that_one_holds_and_nobody_elses(client, person):
    mine = make_certificate(person, modules=[{"title": "Roles", "minutes": 200, "by_pre_test": True}])
    other = make_certificate(make_user(latin_name="Somebody Else"))
    make_affiliation(person, make_institution(name="Isan Hospital (demo)"), confirmed_at=completed(2026))
    seminar = attend(person).seminar
    text = client.get("/en/my/record/").content.decode()
    for words in (
        mine.number,
        "Good Clinical Practice for Investigator Sites",
        "Kanokwan Srisuksawat",
        '<span class="quiet" lang="th">กนกวรรณ ศรีสุขสวัสดิ์</span>',
        "Confirmed by the institution: Isan Hospital (demo)",
        "2026.2",
        "GCP: <strong>5 h</strong>",
        "Together: <strong>6 h</strong>",
        "Modules passed by pre-test",
        "Roles",
        str(seminar),
    ):
        assert words in text, words
    assert other.number not in text
    assert "Somebody Else" not in text


def test_hours_are_those_of_the_chosen_days_both_ends_included(person):
    for year in (2021, 2023, 2026):
        make_certificate(person, completed_at=completed(year), minutes_by_category={"gcp": 60, "ethics": year - 2020})
    day = datetime.date(2023, 5, 10)
    assert gather(person, day, day)["minutes_by_category"] == {"gcp": 60, "ethics": 3}
    assert gather(person, day)["minutes_by_category"] == {"gcp": 120, "ethics": 9}
    assert gather(person, None, day)["minutes_by_category"] == {"gcp": 120, "ethics": 4}
    assert gather(person)["minutes_by_category"] == {"gcp": 180, "ethics": 10}
    assert len(gather(person, day, day)["certificates"]) == 1


def test_what_was_taken_back_is_listed_with_its_status_and_counts_no_hours(person):
    revoke(make_certificate(person), make_user(), "leaked_test", "why")
    facts = gather(person)
    assert [row["status"] for row in facts["certificates"]] == ["revoked"]
    assert facts["minutes_by_category"] == {}


def test_a_corrected_certificate_stands_once(person):
    old = make_certificate(person)
    new = supersede(old, make_user(), "spelling", latin_name="Kanokwan S.")
    assert [row["number"] for row in gather(person)["certificates"]] == [new.number]
    assert gather(person)["minutes_by_category"]["gcp"] == 300


def test_a_seminar_names_its_certificate(person):
    registration = attend(person)
    certificate = make_certificate(
        person, achievement=make_achievement(kind="attendance"), evidence_key=registration.key, minutes_by_category={}
    )
    (row,) = gather(person)["seminars"]
    assert row["number"] == certificate.number


def test_who_is_confirmed_by_nobody_says_so_themselves(person):
    make_affiliation(person)
    assert gather(person)["identity"] == "self_declared"
    assert gather(person)["institution"] == ""


def test_nothing_about_an_address_or_a_score_is_gathered(person):
    make_certificate(person)
    assert "holder@demo.example" not in str(gather(person))
    assert "pass_mark" not in str(gather(person))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2027-02-01&last=2027-01-01", "The first day is after the last."),
        ("first=2570-01-01&last=", "Write years of the common calendar: 2027, not 2570."),
        ("first=soon&last=", "Enter a valid date."),
    ],
)
def test_days_that_cannot_be_are_refused_and_stay_in_the_form(client, person, query, sentence):
    make_certificate(person)
    response = client.get(f"/en/my/record/?{query}")
    assert response.status_code == 422
    text = response.content.decode()
    assert sentence in text
    assert f'value="{query.split("=")[1].split("&")[0]}"' in text


def test_long_lists_come_in_pages_that_keep_the_days(client, person):
    achievement = make_achievement()
    for _ in range(21):
        make_certificate(person, achievement=achievement)
    first, second = (client.get(f"/en/my/record/?first=2020-01-01&last=&page={page}").content.decode() for page in (1, 2))
    assert (first.count("/en/verify/"), second.count("/en/verify/")) != (0, 0)
    assert 'href="?first=2020-01-01&amp;last=&amp;page=2"' in first
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("number", [1, 3])
def test_the_record_asks_the_database_the_same_however_long(person, django_assert_num_queries, number):
    for _ in range(number):
        make_certificate(person, evidence_key=uuid.uuid4(), **{"titles": make_facts().titles})
        attend(person)
    with django_assert_num_queries(6):
        gather(person)


def test_the_page_asks_the_database_the_same_however_long(client, person):
    """The first visit prepares what a process keeps; the others differ in nothing but what is listed."""
    address, achievement, asked = "/en/my/record/", make_achievement(), []
    client.get(address)
    for number in (1, 7):
        for _ in range(number):
            make_certificate(person, achievement=achievement)
            attend(person)
            make_link(person, "The monitor", 7)
            ask_for_paper(person, "en")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
