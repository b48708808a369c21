"""What a certificate counts for, as whoever has its number reads it: dated guidance, and nothing about the holder's other training."""

import datetime

import pytest
import time_machine

from certificates.issuing import revoke
from certificates.models import BodyName
from tests.factories.certificates import make_certificate
from tests.factories.people import make_institution, make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
NOW = "2027-02-01T03:00:00Z"


@pytest.fixture(autouse=True)
def site(db):
    make_site()


def text_of(client, certificate, language="en", at=NOW):
    with time_machine.travel(at, tick=False):
        return client.get(f"/{language}/verify/{certificate.code}/").content.decode()


def guidance_of(client, certificate, at=NOW):
    with time_machine.travel(at, tick=False):
        return client.get(f"/en/verify/{certificate.code}.json").json()["guidance"]


def test_the_page_says_until_when_for_whom_and_by_which_source(client):
    body = make_body("VN", name="Ministry of Health")
    BodyName.objects.create(body=body, language="vi", name="Bộ Y tế")
    source = make_requirement(body=body, role="investigator", providers="recognised").source
    text = text_of(client, make_certificate(achievement=make_training()), "vi")
    for words in ("Ministry of Health", "Bộ Y tế", "2030-01-15", str(source.guideline), "2026-11-20"):
        assert words in text, words
    text = text_of(client, make_certificate(achievement=make_training()))
    for words in (
        "What it counts for",
        "It is no legal advice",
        "Vietnam",
        "Investigator",
        "clinical trials",
        "Counts until 2030-01-15",
        "It counts for 36 months from completion.",
        "Only institutions or courses that the body recognises are accepted.",
        "checked 2026-11-20",
    ):
        assert words in text, words
    assert "Bộ Y tế" not in text


def test_the_status_of_the_certificate_is_its_own(client):
    make_requirement(number=1)
    text = text_of(client, make_certificate(achievement=make_training()), at="2028-01-01T00:00:00Z")
    assert 'verdict__word">Valid<' in text
    assert "Counted until 2027-02-15" in text


def test_what_else_is_asked_for_is_named_but_not_whether_the_holder_has_it(client):
    make_requirement({"family": "gcp"}, {"family": "safety"})
    holder = make_user()
    first = make_certificate(holder, achievement=make_training())
    alone = text_of(client, first)
    assert "Asked for besides: Safety reporting." in alone
    second = make_certificate(holder, achievement=make_training("safety"), titles={"en": "Reporting"})
    both = text_of(client, first)
    assert second.number not in both
    assert both.count("Asked for besides: Safety reporting.") == 1


def test_an_earlier_edition_counts_only_with_a_bridge_and_a_bridge_only_with_it(client):
    make_requirement({"family": "gcp", "guideline": "ICH E6(R3)", "bridged_from": "ICH E6(R2)"})
    old = make_certificate(achievement=make_training(), guideline_parts=["ICH E6(R2)"])
    text = text_of(client, old)
    assert "Counts until 2030-01-15" in text
    assert "Only together with a bridge to ICH E6(R3)." in text
    bridge = make_certificate(achievement=make_training("gcp_bridge"), guideline_parts=["ICH E6(R3) Principles"])
    text = text_of(client, bridge)
    assert "Counts as a bridge to ICH E6(R3)" in text
    assert "the days count from that training" in text
    assert [row["counts"] for row in guidance_of(client, bridge)] == ["as_bridge"]


def test_hours_count_until_they_leave_the_window(client):
    make_requirement(hours={"trials": 30, "ethics": 9}, country="TW")
    text = text_of(client, make_certificate())
    assert "Clinical trials (GCP and safety) 5.5 h · Ethics 30 min until 2033-01-15" in text
    assert "Asked for within 72 months: Clinical trials (GCP and safety) 30 h · Ethics 9 h." in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"term": "none", "number": None}, "The body sets no period."),
        ({"term": "fiscal_years", "number": 3, "starts_in": 4}, "Counts until 2029-03-31"),
        ({"term": "fiscal_years", "number": 3, "starts_in": 4}, "fiscal years start in April"),
        ({"term": "before_start", "number": 36}, "Counts for studies that start by 2030-01-15"),
        ({"recommended": True}, "This term is a recommendation."),
        ({"providers": "any"}, "Training from any institution is accepted."),
        ({"checked_on": datetime.date(2025, 12, 1)}, "Nobody has checked this for more than a year."),
    ],
)
def test_each_term_and_condition_has_its_sentence(client, fields, words):
    make_requirement(**fields)
    assert words in text_of(client, make_certificate(achievement=make_training()))


def test_the_last_day_is_over_when_it_is_over_where_the_issuer_sits(client):
    make_institution(kind="coordinating", country="JP", time_zone="Asia/Tokyo")
    make_requirement(number=1)
    certificate = make_certificate(achievement=make_training())
    assert "Counts until 2027-02-15" in text_of(client, certificate, at="2027-02-15T14:59:00Z")
    assert "Counted until 2027-02-15" in text_of(client, certificate, at="2027-02-15T15:00:00Z")


def test_the_holders_own_country_comes_first(client):
    for country in ("JP", "TH", "VN"):
        make_requirement(country=country)
    certificate = make_certificate(make_user(country="TH"), achievement=make_training())
    assert [row["place"] for row in guidance_of(client, certificate)] == ["TH", "JP", "VN"]


@pytest.mark.parametrize("change", ["revoked", "withdrawn", "no_family", "other_family", "other_guideline"])
def test_what_does_not_count_is_not_shown(client, change):
    need = {"family": "gcp", "guideline": "ICH E6(R3)"}
    make_requirement(need, withdrawn_on=datetime.date(2026, 12, 1) if change == "withdrawn" else None)
    family = {"no_family": "", "other_family": "ethics"}.get(change, "gcp")
    parts = ["ICH E6(R2)"] if change == "other_guideline" else ["ICH E6(R3)"]
    certificate = make_certificate(achievement=make_training(family), guideline_parts=parts)
    if change == "revoked":
        revoke(certificate, make_user(), "issued_in_error", "why")
    assert guidance_of(client, certificate) == []
    assert "What it counts for" not in text_of(client, certificate)


def test_machines_read_the_same(client):
    body = make_body("VN", name="Ministry of Health")
    requirement = make_requirement({"family": "gcp"}, {"family": "safety"}, body=body, role="investigator", reference="Article 5")
    (row,) = guidance_of(client, make_certificate(achievement=make_training()))
    assert row == {
        "place": "VN",
        "body": "Ministry of Health",
        "role": "investigator",
        "purpose": "trials",
        "term": "months",
        "number": 36,
        "fiscal_year_starts_in": None,
        "recommended": False,
        "providers": None,
        "counts": "alone",
        "last_day": "2030-01-15",
        "also_asked_for": [{"family": "safety", "guideline": None}],
        "hours": [],
        "source": {"title": f"{requirement.source}: Article 5", "address": "", "checked_on": "2026-11-20"},
    }


@pytest.mark.parametrize("number", [1, 3])
def test_the_database_is_asked_the_same_however_many_requirements_there_are(client, django_assert_num_queries, number):
    for _ in range(number):
        make_requirement({"family": "gcp"}, {"family": "safety"}, hours={"ethics": 9})
        make_requirement()
    certificate = make_certificate(achievement=make_training())
    address = f"/en/verify/{certificate.code}.json"
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


def test_what_a_body_asks_for_is_read_once_and_anew_after_each_change(client, django_assert_max_num_queries):
    requirement = make_requirement(hours={"trials": 30})
    need, source = requirement.hours.get(), requirement.source
    certificate = make_certificate()
    assert "Clinical trials (GCP and safety) 30 h" in text_of(client, certificate)
    with django_assert_max_num_queries(3):  # the certificate, the frame, and the site that a test looks up once
        text_of(client, certificate)
    for changed, name, value in (
        (need, "hours", 44),
        (requirement.body, "name", "Office of Trials"),
        (source.guideline, "short", "Law on training"),
        (source, "address", "https://example.org/law"),
        (requirement, "reference", "Article 7"),
    ):
        setattr(changed, name, value)
        changed.save()
        assert str(value) in text_of(client, certificate), name
    need.delete()
    assert "44 h" not in text_of(client, certificate)
    requirement.withdrawn_on = datetime.date(2026, 12, 1)
    requirement.save()
    assert "Office of Trials" not in text_of(client, certificate)
