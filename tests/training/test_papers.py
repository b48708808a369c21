"""The training record as a signed PDF, frozen when it was asked for."""

import json
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from pypdf import PdfReader

from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.site import make_site
from training import papers
from training.models import RecordPaper
from training.printing import render_waiting_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    make_site()
    user = make_user("holder@demo.example", latin_name="Kanokwan Srisuksawat", native_name="กนกวรรณ ศรีสุขสวัสดิ์", country="TH")
    client.force_login(user)
    return user


def bytes_of(paper):
    paper.refresh_from_db()
    with papers.file_of(paper) as file:
        return file.read()


def test_the_worker_prints_what_was_frozen_and_its_person_fetches_it(client, person):
    make_certificate(person, modules=[{"title": "Roles", "minutes": 200, "by_pre_test": True}])
    response = client.post("/en/my/record/paper/", {"language": "th", "first": "", "last": ""})
    assert response["Location"] == "/en/my/record/#papers"
    paper = RecordPaper.objects.get()
    waiting = client.get(f"/en/my/record/{paper.key}.pdf")
    assert waiting["Refresh"] == "4"
    later = make_certificate(person)
    assert render_waiting_records() == 1
    assert render_waiting_records() == 0
    served = b"".join(client.get(f"/en/my/record/{paper.key}.pdf").streaming_content)
    assert served == bytes_of(paper)
    reader = PdfReader(BytesIO(served))
    assert reader.root_object["/Lang"] == "th"
    facts = json.loads(reader.attachments["facts.json"][0])
    assert facts == paper.facts
    assert later.number not in json.dumps(facts)
    assert "holder@demo.example" not in json.dumps(facts)


@pytest.mark.parametrize("language", ["en", "ja", "ko", "zh-hans", "zh-hant", "vi", "id", "ms", "fil"])
def test_every_language_of_the_site_can_be_printed(person, language):
    paper = papers.ask_for_paper(person, language)
    render_waiting_records()
    assert bytes_of(paper).startswith(b"%PDF-")


def test_it_is_signed_where_there_is_a_key(person, settings, tmp_path):
    settings.SIGNING_KEY_FILE, settings.DEMO = str(tmp_path / "key.pem"), True
    paper = papers.ask_for_paper(person, "en")
    render_waiting_records()
    assert b"/ETSI.CAdES.detached" in bytes_of(paper)


def test_nobody_else_fetches_it(client, person):
    paper = papers.ask_for_paper(person, "en")
    client.force_login(make_user(is_superuser=True, is_staff=True))
    assert client.get(f"/en/my/record/{paper.key}.pdf").status_code == 404


def test_who_has_no_name_is_told_to_give_one(client, person):
    person.latin_name = ""
    person.save()
    response = client.post("/en/my/record/paper/", {"language": "en"})
    assert response.status_code == 422
    assert "Give your name in Latin letters in your profile" in response.content.decode()


def test_there_is_an_end_to_papers_in_a_day(person):
    for _ in range(papers.MOST_A_DAY):
        papers.ask_for_paper(person, "en")
    with pytest.raises(ValidationError) as refusal:
        papers.ask_for_paper(person, "en")
    assert refusal.value.code == "many"


def test_old_papers_are_thrown_away_with_their_files(person):
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False):
        old = papers.ask_for_paper(person, "en")
        render_waiting_records()
    old.refresh_from_db()
    with time_machine.travel("2027-01-30T00:00:00Z", tick=False):
        assert papers.forget_old_papers() == 0
    with time_machine.travel("2027-02-01T00:00:00Z", tick=False):
        assert papers.forget_old_papers() == 1
    assert not storages["private"].exists(old.name)


def test_of_two_workers_one_takes_it(person):
    paper = papers.ask_for_paper(person, "en")
    assert papers.take(paper)
    assert not papers.take(paper)
