"""Anyone with the number sees what the paper states and whether it holds; nobody learns anything by guessing."""

import json
from datetime import date

import pytest
import time_machine
from django.test import Client

from certificates import codes, guessing
from certificates.issuing import revoke, supersede
from tests.factories.certificates import make_achievement, make_certificate
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db):
    make_site()


def page(client, certificate, language="en", **extra):
    return client.get(f"/{language}/verify/{certificate.code}/", **extra)


def test_every_material_field_is_shown(client):
    person = make_user(
        "holder@demo.example",
        latin_name="Kanokwan Srisuksawat",
        native_name="กนกวรรณ ศรีสุขสวัสดิ์",
        time_zone="Asia/Bangkok",
    )
    make_affiliation(person, make_institution(name="Isan Hospital (demo)", country="TH"))
    certificate = make_certificate(person, study_language="th")
    with time_machine.travel("2027-01-22T09:14:00Z", tick=False):
        response = page(client, certificate)
    text = response.content.decode()
    for words in (
        "Valid",
        "As issued, unchanged and not revoked.",
        "2027-01-22 09:14 UTC",
        certificate.number,
        "Kanokwan Srisuksawat",
        '<span class="quiet" lang="th">กนกวรรณ ศรีสุขสวัสดิ์</span>',
        "Certificate of completion",
        "Good Clinical Practice for Investigator Sites",
        "การปฏิบัติการวิจัยทางคลินิกที่ดี",
        "2026.2, effective 2026-12-01",
        "Studied in Thai",
        "ICH E6(R3) Principles; ICH E6(R3) Annex 1",
        "2027-01-15",
        "14:20 Asia/Bangkok (UTC+07:00)",
        "Passed (pass mark 80 %)",
        "6 h",
        "GCP 5 h · Ethics 30 min · Safety 30 min",
        "Set by the accepting body",
        "As stated by the holder",
        "Thailand",
        "icrweb demonstration network",
        "Roles and records",
        certificate.record_sha256[:4],
    ):
        assert words in text, words
    assert "Isan Hospital" not in text
    assert "holder@demo.example" not in text


def test_the_page_is_found_by_nobody_and_kept_by_nobody(client):
    response = page(client, make_certificate())
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_it_works_while_the_paper_is_pending(client):
    certificate = make_certificate()
    assert certificate.papers.get().sha256 == ""
    assert "Valid" in page(client, certificate).content.decode()


def test_a_lookup_asks_the_database_once(client, django_assert_num_queries):
    certificate = make_certificate()
    address = f"/en/verify/{certificate.code}.json"
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


@pytest.mark.parametrize(("day", "word"), [("2030-01-14", "Valid"), ("2030-01-15", "Past its validity")])
def test_validity_ends_after_its_last_day(client, day, word):
    certificate = make_certificate(valid_until=date(2030, 1, 14))
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        response = page(client, certificate)
    assert f'verdict__word">{word}<' in response.content.decode()


def test_a_revoked_one_says_when_and_why_but_not_what_staff_wrote(client):
    certificate = make_certificate()
    with time_machine.travel("2027-02-03T00:00:00Z", tick=False):
        revoke(certificate, make_user(), "shared_account", "Two people used it; see the letter of 1 Feb.")
    text = page(client, certificate).content.decode()
    assert "Taken back on 2027-02-03. Reason: The account was shared." in text
    assert "see the letter" not in text
    assert certificate.number in text


def test_a_superseded_one_leads_to_the_one_that_counts_even_after_two_corrections(client):
    first = make_certificate()
    second = supersede(first, make_user(), "spelling", latin_name="Sato Kenj")
    third = supersede(second, make_user(), "spelling", latin_name="Sato Kenji")
    for old in (first, second):
        text = page(client, old).content.decode()
        assert "Superseded" in text
        assert f'href="/en/verify/{third.code}/"' in text
    assert "Valid" in page(client, third).content.decode()


def test_the_data_say_the_same(client):
    person = make_user("holder@demo.example", latin_name="Sutrisno", country="ID")
    make_affiliation(person, make_institution(name="Celebes Hospital", country="ID"))
    certificate = make_certificate(person)
    by_suffix = client.get(f"/en/verify/{certificate.code}.json")
    by_query = client.get(f"/en/verify/{certificate.code}/?format=json")
    data = by_suffix.json()
    assert {**data, "checked_at": ""} == {**by_query.json(), "checked_at": ""}
    assert data["status"] == "valid"
    assert data["number"] == certificate.code
    assert data["facts"]["latin_name"] == "Sutrisno"
    assert data["facts"]["minutes_by_category"] == {"gcp": 300, "ethics": 30, "safety": 30}
    assert data["record_sha256"] == certificate.record_sha256
    assert by_suffix["X-Robots-Tag"].startswith("noindex")
    everything = json.dumps(data)
    for private in ("holder@demo.example", "Celebes Hospital", str(certificate.evidence_key), str(person.key)):
        assert private not in everything


@pytest.mark.parametrize("deed", ["revoke", "supersede"])
def test_the_data_follow_the_status_at_once(client, deed):
    certificate = make_certificate()
    if deed == "revoke":
        revoke(certificate, make_user(), "misconduct", "why")
        expected = {"status": "revoked", "revocation_reason": "misconduct", "superseded_by": None}
    else:
        new = supersede(certificate, make_user(), "why", latin_name="Corrected")
        expected = {"status": "superseded", "revocation_reason": None, "superseded_by": new.code}
    data = client.get(f"/en/verify/{certificate.code}.json").json()
    assert {name: data[name] for name in expected} == expected


@pytest.mark.parametrize("typed", [str.lower, codes.format_code, lambda code: codes.format_code(code).replace(" ", "-").lower()])
def test_the_form_takes_the_number_however_it_is_pasted(client, typed):
    certificate = make_certificate()
    response = client.get("/en/verify/", {"code": typed(certificate.code)})
    assert (response.status_code, response["Location"]) == (302, f"/en/verify/{certificate.code}/")


def test_the_short_address_of_the_paper_leads_to_the_page(client):
    certificate = make_certificate()
    response = client.get(f"/v/{certificate.code}", follow=True)
    assert response.status_code == 200
    assert certificate.number in response.content.decode()


def test_a_mistyped_number_is_told_so_without_asking_the_database(client, django_assert_num_queries):
    code = make_certificate().code
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with django_assert_num_queries(0):
        response = client.get(f"/en/verify/{wrong}.json")
    assert response.status_code == 404
    assert response.json()["error"].startswith("This number is mistyped")
    text = client.get("/en/verify/", {"code": wrong}).content.decode()
    assert "This number is mistyped" in text
    assert f'value="{wrong}"' in text


def test_what_cannot_be_a_number_is_told_so(client):
    assert "21 characters" in client.get("/en/verify/", {"code": "hello"}).content.decode()
    assert "Type the number from the paper." in client.get("/en/verify/", {"code": " "}).content.decode()


def test_every_unknown_number_gets_the_same_answer(client):
    """Nothing tells a number that was never issued from any other."""
    answers = set()
    for _ in range(5):
        unknown = codes.new_code()
        response = client.get(f"/en/verify/{unknown}/")
        assert response.status_code == 404
        assert response["X-Robots-Tag"].startswith("noindex")
        answers.add(response.content.decode().replace(unknown, "CODE"))
    assert len(answers) == 1
    assert "No certificate has this number." in answers.pop()


def test_guessing_finds_nothing_and_must_wait(client):
    certificate = make_certificate()
    with time_machine.travel("2027-01-22T09:00:00Z", tick=False):
        found = [client.get(f"/en/verify/{codes.new_code()}.json").status_code for _ in range(guessing.MOST_UNKNOWN + 20)]
        assert found == [404] * guessing.MOST_UNKNOWN + [429] * 20
        refused = page(client, certificate)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "60"
        assert "Too many unknown numbers" in refused.content.decode()
        # The hospital next door is not hurt.
        assert page(client, certificate, REMOTE_ADDR="10.0.0.9").status_code == 200
    with time_machine.travel("2027-01-22T09:01:01Z", tick=False):
        assert page(client, certificate).status_code == 200


def test_ten_thousand_guesses_and_neighbours_find_nothing(client):
    certificate = make_certificate()
    answers = set()
    for number in range(10_000):
        code = codes.new_code()
        if number % 2:
            body = certificate.code[:16] + code[16:20]
            code = body + codes.check_character(body)
        if code != certificate.code:
            answers.add(client.get(f"/en/verify/{code}.json").status_code)
    assert answers == {404, 429}


def test_a_hospital_that_checks_many_certificates_is_not_held_up(client):
    certificate = make_certificate()
    assert {client.get(f"/en/verify/{certificate.code}.json").status_code for _ in range(200)} == {200}


def test_following_a_link_changes_nothing(client):
    certificate = make_certificate()
    for method in (client.post, client.put, client.delete):
        assert method(f"/en/verify/{certificate.code}/").status_code == 405


def test_a_name_with_markup_is_shown_as_text(client):
    text = page(client, make_certificate(make_user(latin_name='<b>Ann</b> "x"'))).content.decode()
    assert "<b>Ann" not in text
    assert "&lt;b&gt;Ann&lt;/b&gt;" in text


def test_attendance_states_its_own_facts(client):
    certificate = make_certificate(
        achievement=make_achievement(kind="attendance", code="s1", name="Protocol Workshop"),
        titles={"en": "Protocol Workshop"},
        pass_mark=None,
        place="Bangkok",
        starts_on=date(2027, 3, 31),
        ends_on=date(2027, 4, 2),
        time_zone="Asia/Bangkok",
        attended_minutes=270,
        sittings=[{"title": "Opening", "minutes": 90}, {"title": "Missed", "minutes": 0}],
    )
    text = page(client, certificate).content.decode()
    for words in ("Certificate of attendance", "2027-03-31 – 2027-04-02", "Bangkok", "4.5 h", "1 sitting"):
        assert words in text, words
    assert "Passed" not in text


def test_a_visitor_needs_no_session(client):
    response = page(Client(), make_certificate())
    assert "sessionid" not in response.cookies
