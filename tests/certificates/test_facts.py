"""Whose letter forms a name wants; facts that older certificates lack."""

import hashlib
import json
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from certificates import pdf
from certificates.facts import Facts
from icrweb.accounts.names import language_of_name
from tests.factories.certificates import make_certificate, make_facts
from tests.factories.site import make_site
from training.record import gather


@pytest.mark.parametrize(
    ("name", "country", "language", "expected"),
    [
        ("กนกวรรณ ศรีสุขสวัสดิ์", "TH", "en", "th"),
        ("佐藤 健二", "JP", "en", "ja"),
        ("髙﨑 惠子", "JP", "ja", "ja"),
        ("たなか 花", "US", "en", "ja"),
        ("김서연", "KR", "en", "ko"),
        ("金瑞娟", "KR", "en", "ko"),
        ("林怡君", "TW", "en", "zh-hant"),
        ("陳大文", "HK", "en", "zh-hant"),
        ("张伟", "CN", "en", "zh-hans"),
        ("陈慧玲", "SG", "en", "zh-hans"),
        ("林怡君", "", "zh-hant", "zh-hant"),
        ("Nguyễn Thị Đặng Ánh", "VN", "vi", "vi"),
        ("", "PH", "fil", ""),
    ],
)
def test_a_name_is_set_in_the_forms_of_its_country(name, country, language, expected):
    assert language_of_name(name, country, language) == expected


CPD = {"scheme": "Council", "points": "2", "number": "A1", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}


def test_facts_survive_being_kept_as_json():
    facts = make_facts(mutual_recognition=date(2027, 1, 2), cpd=[CPD])
    assert Facts.from_json(facts.as_json()) == facts


def test_facts_that_wait_since_before_there_was_more_to_state_are_read():
    facts = make_facts()
    older = {name: value for name, value in facts.as_json().items() if name not in ("mutual_recognition", "cpd")}
    assert Facts.from_json(older) == facts


@pytest.mark.django_db
def test_a_certificate_from_before_there_was_more_to_state_is_shown_and_printed(client, monkeypatch):
    make_site()
    with monkeypatch.context() as earlier:
        as_json = Facts.as_json
        earlier.setattr(
            Facts,
            "as_json",
            lambda facts: {key: as_json(facts)[key] for key in as_json(facts) if key not in ("mutual_recognition", "cpd")},
        )
        certificate = make_certificate()
    assert "cpd" not in certificate.facts
    answer = client.get(f"/en/verify/{certificate.code}.json").json()
    assert answer["facts"]["mutual_recognition"] is None
    assert (
        answer["record_sha256"]
        == hashlib.sha256(json.dumps(certificate.facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    )
    assert "Not stated for this edition" in client.get(f"/en/verify/{certificate.code}/").content.decode()
    assert pdf.render(certificate, "en") == pdf.render(certificate, "en")
    assert gather(certificate.recipient)["cpd"] == []


@pytest.mark.django_db
def test_what_was_stated_stands_on_the_paper_and_cpd_never_on_the_public_check(client):
    make_site()
    certificate = make_certificate(mutual_recognition=date(2027, 1, 2), cpd=[CPD])
    sentence = (
        "On 2027-01-02 the programme stated that this edition meets the minimum criteria for mutual recognition of GCP training."
    )
    first, annex = (" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf.render(certificate, "en"))).pages)
    assert sentence in first
    assert "Council: CPD points 2, accreditation number A1, activity period 2027-01-01 – 2027-12-31" in annex
    shown, data = (client.get(f"/en/verify/{certificate.code}{end}").content.decode() for end in ("/", ".json"))
    assert sentence in shown
    assert json.loads(data)["facts"]["mutual_recognition"] == "2027-01-02"
    for public in (shown, data):
        assert "Council" not in public
        assert "CPD" not in public
    client.force_login(certificate.recipient)
    assert "Council: CPD points 2" in client.get("/en/my/record/").content.decode()
