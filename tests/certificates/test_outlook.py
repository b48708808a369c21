"""What one's own training counts for where one works: for one's own eyes, on the page of one's certificates."""

import datetime

import pytest
import time_machine

from certificates.outlook import outlook
from tests.factories.certificates import make_certificate
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(client):
    make_site()
    user = make_user(latin_name="Anh", country="VN")
    client.force_login(user)
    return user


def outlook_on(day, person):
    with time_machine.travel(f"{day}T03:00:00Z", tick=False):
        return outlook(person, "en")


def test_only_bodies_where_one_lives_or_works_and_those_of_many_countries(holder):
    for country in ("VN", "TH", "JP", ""):
        make_requirement(body=make_body(country, name=f"Body of {country or 'many'}"))
    make_affiliation(holder, make_institution(country="TH"))
    make_affiliation(holder, make_institution(country="JP"), ended_on=datetime.date(2026, 1, 1))
    assert {line["body"] for line in outlook_on("2027-02-01", holder)} == {"Body of VN", "Body of TH", "Body of many"}


def test_two_trainings_are_asked_for_and_one_alone_is_not_enough(holder):
    make_requirement({"family": "gcp"}, {"family": "safety"})
    (line,) = outlook_on("2027-02-01", holder)
    assert (line["status"], line["word"]) == ("not-started", "Nothing held yet")
    make_certificate(holder, achievement=make_training())
    (line,) = outlook_on("2027-02-01", holder)
    assert (line["status"], line["word"]) == ("not-started", "Something is missing")
    assert [(part["words"], part["status"]) for part in line["parts"]] == [
        ("Good clinical practice", "current"),
        ("Safety reporting", "not-started"),
    ]
    earlier = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    make_certificate(holder, achievement=make_training("safety"), completed_at=earlier)
    (line,) = outlook_on("2027-02-01", holder)
    assert (line["status"], line["word"]) == ("current", "Counts until 2029-12-01")


@pytest.mark.parametrize(
    ("day", "status", "renewal"),
    [
        ("2029-10-16", "current", "Renew from 2029-10-17."),
        ("2029-10-17", "expiring", "Renew now."),
        ("2030-01-15", "expiring", "Renew now."),
        ("2030-01-16", "expired", "Take the training again"),
    ],
)
def test_renewal_is_hinted_at_ninety_days_before(holder, day, status, renewal):
    make_requirement()
    make_certificate(holder, achievement=make_training())
    (line,) = outlook_on(day, holder)
    assert line["status"] == status
    assert line["renewal"].startswith(renewal)


def test_a_certificate_past_its_own_validity_has_expired(holder):
    make_requirement()
    make_certificate(holder, achievement=make_training(), valid_until=datetime.date(2028, 1, 14))
    (line,) = outlook_on("2028-02-01", holder)
    assert (line["status"], line["word"]) == ("expired", "Counted until 2028-01-14")


def test_hours_are_counted_beside_what_is_asked_for(holder):
    make_requirement(hours={"trials": 5, "ethics": 9, "gene_cell": 5})
    make_certificate(holder)
    (line,) = outlook_on("2027-02-01", holder)
    assert line["status"] == "progress"
    assert [(part["words"], part["status"], part["amount"]) for part in line["parts"]] == [
        ("Clinical trials (GCP and safety)", "current", "5.5 h of 5 h"),
        ("Ethics", "progress", "30 min of 9 h"),
        ("Gene and cell therapy", "not-started", "0 min of 5 h"),
    ]


def test_the_page_shows_it_and_only_ones_own(client, holder):
    make_requirement({"family": "gcp"}, {"family": "safety"}, body=make_body("VN", name="Ministry of Health"))
    make_certificate(make_user(country="VN"), achievement=make_training("safety"))
    make_certificate(holder, achievement=make_training())
    text = client.get("/en/my/certificates/").content.decode()
    for words in ("What is asked for where you work", "Ministry of Health", "Something is missing", "no legal advice"):
        assert words in text, words


def test_where_only_recognised_training_counts_no_tick_says_that_it_does(holder):
    make_requirement(providers="recognised")
    make_certificate(holder, achievement=make_training())
    (line,) = outlook_on("2027-02-01", holder)
    assert (line["status"], line["word"]) == ("note", "Counts until 2030-01-15, where recognised")


@pytest.mark.parametrize("number", [1, 3])
def test_the_database_is_asked_the_same_however_much_there_is(holder, django_assert_num_queries, number):
    training = make_training()
    for _ in range(number):
        make_requirement()
        make_requirement(hours={"ethics": 9})
        make_certificate(holder, achievement=training)
    with django_assert_num_queries(8):
        outlook(holder, "en")
