"""What a badge says, who may ask for one, and that it is made once."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from openbadgeslib.ob3.credential import IdentityObject

from certificates.badges import keys, making
from certificates.badges.asking import ask_for_badge, share
from certificates.issuing import revoke, supersede
from certificates.models import Badge, IssuerKey, StatusList
from icrweb.pages.registry import Guideline
from tests.factories.badges import make_badge
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.references import make_guideline

pytestmark = pytest.mark.django_db


def test_a_badge_states_what_the_certificate_states():
    certificate = make_certificate(valid_until=date(2039, 1, 31))
    document = json.loads(make_badge(certificate).document)
    achievement = document["credentialSubject"]["achievement"]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["issuer"]["id"] == "did:web:learn.example.org"
    assert document["validUntil"] == "2039-01-31T23:59:59Z"
    assert achievement["name"] == "Good Clinical Practice for Investigator Sites"
    assert (achievement["version"], achievement["humanCode"]) == ("2026.2", "C1")
    assert "pass mark 80 %" in achievement["criteria"]["narrative"]
    assert document["evidence"][0]["id"] == f"https://learn.example.org/v/{certificate.code}"
    assert [proof["cryptosuite"] for proof in document["proof"]] == ["eddsa-rdfc-2022"]


def test_guideline_parts_lead_to_their_guideline():
    edition = make_guideline(address="https://guidelines.example/e6r3")
    Guideline.objects.update(short="ICH E6(R3)")
    document = json.loads(make_badge(guideline_parts=["ICH E6(R3) Annex 1", "A local rule"]).document)
    aligned = document["credentialSubject"]["achievement"]["alignment"]
    assert [part["targetName"] for part in aligned] == ["ICH E6(R3) Annex 1", "A local rule"]
    assert aligned[0]["targetUrl"] == edition.address
    assert aligned[1]["targetUrl"].startswith("https://learn.example.org/v/")


def test_a_badge_holds_a_salted_fingerprint_of_the_address_and_no_name():
    holder = make_user("Somchai@demo.example", latin_name="Somchai Jaidee")
    first, second = (make_badge(make_certificate(holder)) for _ in range(2))
    for text in (first.document, second.document):
        assert "somchai" not in text.lower()
        assert "@" not in text.replace("@context", "")
    said = [json.loads(badge.document)["credentialSubject"]["identifier"][0] for badge in (first, second)]
    assert said[0]["identityHash"] != said[1]["identityHash"]
    others = IdentityObject.create("somchai@demo.example", salt=said[0]["salt"])
    assert others.identity_hash == said[0]["identityHash"]


def test_asking_twice_gives_the_same_badge_and_the_first_document_stays(settings):
    certificate = make_certificate()
    badge = ask_for_badge(certificate)
    assert ask_for_badge(certificate) == badge
    assert making.make_waiting_badges() == 1
    made = Badge.objects.get()
    signer = keys.signer()
    assert not making.record(badge, "{}", "badges/other", signer)
    assert making.make_waiting_badges() == 0
    assert Badge.objects.get().document == made.document


def test_two_workers_that_make_the_same_badge_record_one(monkeypatch):
    badge = ask_for_badge(make_certificate())
    assert making.take(badge)
    assert not making.take(badge), "the row is taken"
    assert making.make(badge)
    recorded = Badge.objects.get()
    assert not making.make(badge), "a slow worker comes too late"
    assert Badge.objects.get().document == recorded.document
    for kind in making.KINDS:
        assert making.storages["private"].exists(f"{recorded.picture}.{kind}")


def test_a_failure_waits_and_is_noted(monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("no ink")

    badge = ask_for_badge(make_certificate())
    monkeypatch.setattr(making.art, "draw", fail)
    assert making.make_waiting_badges() == 0
    badge.refresh_from_db()
    assert (badge.last_error, badge.tries, badge.document) == ("no ink", 1, "")
    assert not Badge.objects.waiting().exists()


@pytest.mark.parametrize("why", ["revoked", "past", "no key"])
def test_no_badge_is_made_of_what_does_not_count(settings, why):
    certificate = make_certificate(valid_until=date(2020, 1, 1) if why == "past" else None)
    if why == "revoked":
        revoke(certificate, make_user(), "misconduct", "Why.")
    if why == "no key":
        settings.BADGE_KEY_FILE = ""
    with pytest.raises(ValidationError):
        ask_for_badge(certificate)
    assert not Badge.objects.exists()


def test_who_had_a_badge_gets_one_of_the_corrected_certificate():
    certificate, plain = make_certificate(), make_certificate()
    share(make_badge(certificate), False)
    new = supersede(certificate, make_user(), "Misspelt.", latin_name="Another Name")
    assert not new.badge.shared
    assert not hasattr(supersede(plain, make_user(), "Misspelt.", latin_name="Another Name"), "badge")
    assert making.make_waiting_badges() == 1


def test_indexes_are_drawn_at_random_and_never_twice(monkeypatch):
    draws = iter([7, 7, 7, 90_000])
    monkeypatch.setattr("certificates.badges.asking.secrets.randbelow", lambda size: next(draws))
    assert [ask_for_badge(make_certificate()).index for _ in range(2)] == [7, 90_000]


def test_a_list_that_is_half_full_is_left_for_a_new_one(monkeypatch):
    monkeypatch.setattr("certificates.badges.asking.MOST_TAKEN", 2)
    badges = [ask_for_badge(make_certificate()) for _ in range(3)]
    assert len({badge.status_list_id for badge in badges}) == StatusList.objects.count() == 2


def test_the_demonstration_makes_a_key_that_only_it_can_read(badge_key):
    make_badge()
    assert stat.S_IMODE(Path(badge_key).stat().st_mode) == 0o600
    assert "PRIVATE" in Path(badge_key).read_text()
    assert IssuerKey.objects.get().multikey.startswith("z6Mk")


def test_a_real_site_never_makes_a_key_by_itself(settings, badge_key):
    settings.DEMO = False
    ask_for_badge(make_certificate())
    assert making.make_waiting_badges() == 0
    assert not Path(badge_key).exists()
