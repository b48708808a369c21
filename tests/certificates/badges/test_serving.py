"""Where badges, lists and keys are fetched, and what holders see and do."""

import json
from pathlib import Path

import pytest
from django.test import Client

from certificates.badges import baking, keys
from certificates.badges.asking import ask_for_badge, share
from certificates.badges.status import sign_status_lists, write
from certificates.issuing import revoke
from certificates.models import Badge, IssuerKey, StatusList
from tests.certificates.badges.reading import bit
from tests.factories.badges import make_badge, status_list_of
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(client):
    make_site()
    user = make_user(latin_name="Sutrisno")
    client.force_login(user)
    return user


def fetched(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_shared_badge_is_fetched_by_anybody_in_three_forms(client):
    badge = make_badge()
    response = client.get(f"/badges/{badge.certificate.code}.json")
    assert json.loads(response.content) == json.loads(badge.document)
    assert response["Content-Type"] == "application/vc"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Robots-Tag"].startswith("noindex")
    for kind in ("png", "svg"):
        assert baking.text_in(fetched(client.get(f"/badges/{badge.certificate.code}.{kind}"))) == badge.document


def test_a_badge_that_is_not_shared_is_for_its_holder_alone(client, holder):
    badge = make_badge(make_certificate(holder))
    client.post(f"/en/verify/{badge.certificate.code}/badge/share/", {"shared": "no"})
    address = f"/badges/{badge.certificate.code}.json"
    response = client.get(f"{address}?download")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == f'attachment; filename="badge-{badge.certificate.code}.json"'
    assert Client().get(address).status_code == 404
    client.post(f"/en/verify/{badge.certificate.code}/badge/share/", {"shared": "yes"})
    assert Client().get(address).status_code == 200


def test_whoever_tries_numbers_must_wait(client):
    badge = make_badge()
    for _ in range(30):
        assert client.get("/badges/222222222222222222222.json").status_code == 404
    assert client.get(f"/badges/{badge.certificate.code}.json").status_code == 429


def test_the_did_document_names_every_key_that_signed(client):
    assert client.get("/.well-known/did.json").status_code == 404
    make_badge()
    response = client.get("/.well-known/did.json")
    document = response.json()
    assert document["id"] == "did:web:learn.example.org"
    assert response["Access-Control-Allow-Origin"] == "*"
    (method,) = document["verificationMethod"]
    assert method["publicKeyMultibase"] == IssuerKey.objects.get().multikey
    assert "PRIVATE" not in response.content.decode()


def test_the_port_of_a_demonstration_is_part_of_its_name(settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert keys.issuer() == "did:web:127.0.0.1%3A8000"


def test_a_revocation_is_in_the_list_at_the_next_look_and_kept_half_a_minute(client):
    certificate = make_certificate()
    badge = make_badge(certificate)
    address = f"/badges/status/{badge.status_list_id}.json"
    entry = json.loads(badge.document)["credentialStatus"]
    assert client.get(address).status_code == 503
    assert sign_status_lists() == 1
    assert sign_status_lists() == 0, "nothing changed"
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=30"
    assert bit(json.loads(response.content), entry) == 0
    revoke(certificate, make_user(), "misconduct", "Why.")
    assert sign_status_lists() == 1
    assert bit(json.loads(client.get(address).content), entry) == 1
    assert client.get(f"/en/verify/{certificate.code}.json").json()["status"] == "revoked"


def test_a_list_is_signed_anew_every_day(time_machine):
    time_machine.move_to("2027-02-01T10:00:00Z")
    status_list = status_list_of(make_badge())
    time_machine.move_to("2027-02-02T09:00:00Z")
    assert sign_status_lists() == 0
    time_machine.move_to("2027-02-02T10:01:00Z")
    assert sign_status_lists() == 1
    status_list.refresh_from_db()
    assert json.loads(status_list.document)["validUntil"] == "2027-02-09T10:01:00Z"


def test_of_two_workers_one_writes_the_list():
    status_list = ask_for_badge(make_certificate()).status_list
    stale = StatusList.objects.get(pk=status_list.pk)
    assert sign_status_lists() == 1
    stale.document = ""
    assert not write(stale)


def test_a_holder_asks_and_downloads(client, holder):
    certificate = make_certificate(holder)
    text = client.get("/en/my/certificates/").content.decode()
    assert "Make the badge" in text
    assert client.post(f"/en/verify/{certificate.code}/badge/")["Location"] == "/en/my/certificates/"
    assert "The badge is being made" in client.get("/en/my/certificates/").content.decode()
    make_badge(certificate)
    text = client.get("/en/my/certificates/").content.decode()
    assert f"/badges/{certificate.code}.png?download" in text
    assert f"https://learn.example.org/badges/{certificate.code}.json" in text
    assert "Stop sharing" in text
    share(Badge.objects.get(), False)
    assert "Share it again" in client.get("/en/my/certificates/").content.decode()


def test_without_a_key_nothing_is_offered(client, holder, settings):
    certificate = make_certificate(holder)
    settings.BADGE_KEY_FILE = ""
    assert "Make the badge" not in client.get("/en/my/certificates/").content.decode()
    answer = client.post(f"/en/verify/{certificate.code}/badge/", follow=True).content.decode()
    assert "This site makes no badges." in answer


def test_nobody_else_asks_or_shares(client, holder):
    badge = make_badge()
    assert client.post(f"/en/verify/{badge.certificate.code}/badge/").status_code == 404
    assert client.post(f"/en/verify/{badge.certificate.code}/badge/share/", {"shared": "no"}).status_code == 404
    assert Badge.objects.get().shared


def test_the_private_key_is_in_no_table_and_no_file_of_the_site(badge_key, tmp_path):
    badge = make_badge()
    private = Path(badge_key).read_text().splitlines()[1]
    rows = [badge.document, status_list_of(badge).document, *IssuerKey.objects.values_list("multikey", flat=True)]
    stored = [path.read_bytes() for path in (tmp_path / "private").rglob("*") if path.is_file()]
    assert stored
    assert not any(private in row for row in rows)
    assert not any(private.encode() in content for content in stored)
