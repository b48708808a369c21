"""What the site says about a badge that somebody shows. Of others' badges nothing is said that was not proved."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates.badges import checking, proofs
from certificates.badges.asking import share
from certificates.badges.multikey import write_key
from certificates.badges.vocabulary import CREDENTIALS, OPEN_BADGES
from certificates.issuing import revoke
from tests.factories.badges import make_badge
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(client):
    make_site()

    def ask(badge, **files):
        text = badge if isinstance(badge, str) else json.dumps(badge)
        return client.post("/en/verify/badge/", {"text": text, **files}).content.decode()

    return ask


def foreign(*, issuer: str = "", method: str = "", **members) -> dict:
    """A badge that somebody else signed with a key of their own."""
    key = Ed25519PrivateKey.generate()
    did = f"did:key:{write_key(key.public_key())}"
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": "urn:uuid:0b7ac9a0-1111-4222-8333-94d8c7a0f0aa",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer or did, "type": ["Profile"], "name": "University of Elsewhere"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:0b7ac9a0-2222-4222-8333-94d8c7a0f0aa",
                "type": ["Achievement"],
                "name": "Bookbinding",
                "description": "Folding and sewing.",
                "criteria": {"narrative": "A bound book."},
            },
        },
        **members,
    }
    return proofs.sign(document, key, method or f"{did}#{did.removeprefix('did:key:')}", timezone.now())


def test_a_badge_of_ours_is_known_in_every_form(client, check):
    badge = make_badge()
    assert "As issued, unchanged and not revoked." in check(badge.document)
    assert f"/en/verify/{badge.certificate.code}/" in check(badge.document)
    for kind in ("png", "svg"):
        content = storages["private"].open(f"{badge.picture}.{kind}").read()
        answer = client.post("/en/verify/badge/", {"file": SimpleUploadedFile(f"badge.{kind}", content)}).content.decode()
        assert "As issued, unchanged and not revoked." in answer


def test_spaces_and_order_mean_nothing_and_sharing_neither(check):
    badge = make_badge()
    share(badge, False)
    document = json.loads(badge.document)
    assert "As issued, unchanged" in check(json.dumps(dict(reversed(document.items()))))


def test_a_badge_of_ours_is_known_after_a_move_to_another_host(check, settings):
    badge = make_badge()
    settings.BASE_URL = "https://new.example.org"
    assert "As issued, unchanged" in check(badge.document)


def test_a_revoked_badge_says_so_though_its_signature_is_right(check):
    certificate = make_certificate()
    badge = make_badge(certificate)
    revoke(certificate, make_user(), "issued_in_error", "Why.")
    assert "It was issued in error." in check(badge.document)


@pytest.mark.parametrize(
    "members", [{"name": "Another course"}, {"honours": "with distinction"}, {"validUntil": "2099-01-01T00:00:00Z"}]
)
def test_an_altered_badge_of_ours_is_told_from_the_one_we_issued(check, members):
    document = json.loads(make_badge().document) | members
    assert "This file differs from the badge that we issued under this number." in check(document)


def test_a_badge_of_ours_with_another_signature_is_told_so(check):
    document = json.loads(make_badge().document)
    document["proof"][0]["proofValue"] = "z3KeGp"
    assert "its signature is not the one that counts" in check(document)


def test_a_member_that_stands_twice_is_not_read(check):
    document = make_badge().document
    twice = document.replace('"name"', '"name": "Another course", "name"', 1)
    assert "There is no badge of Open Badges 3.0 in it." in check(twice)


@pytest.mark.parametrize("name", ["222222222222222222222.json", "../status/1.json", "", "x" * 300])
def test_a_badge_that_only_claims_to_be_ours_is_unknown(check, name):
    document = json.loads(make_badge().document) | {"id": f"https://learn.example.org/badges/{name}"}
    assert "we have issued none with this address" in check(document)


def test_a_signature_of_somebody_else_is_called_what_it_is(check):
    answer = check(foreign())
    assert "The signature fits: the file is as the holder of that key signed it." in answer
    assert "University of Elsewhere" in answer
    assert "Bookbinding" in answer


def test_a_key_that_is_not_the_named_issuers_proves_nothing_about_them(check):
    assert "It proves nothing about them." in check(foreign(issuer="did:web:university.example"))


def test_a_word_outside_the_signature_is_pointed_at(check):
    assert "not all that stands in the file is covered" in check(foreign() | {"honours": "with distinction"})


def test_a_changed_file_is_not_called_forged(check):
    answer = check(foreign() | {"validFrom": "2025-01-01T00:00:00Z"})
    assert "The signature does not fit" in answer
    assert "forged" not in answer.lower()


@pytest.mark.parametrize(
    ("badge", "sentence"),
    [
        ({"proof": []}, "not signed, or in a way that this site does not check"),
        ({"proof": [{"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}]}, "in a way that this site does not check"),
        ({"@context": [CREDENTIALS, "https://words.example/v1"]}, "a vocabulary that is not kept here: https://words.example/v1"),
    ],
)
def test_what_cannot_be_checked_is_said_to_be_unchecked(check, badge, sentence):
    answer = check(foreign() | badge)
    assert "Not checked" in answer
    assert sentence in answer


def test_a_key_at_an_address_is_not_fetched(check, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    for method in ("did:web:university.example#key-1", "https://127.0.0.1/key", "did:web:127.0.0.1%3A6379#k"):
        assert "The key that signed it could not be fetched" in check(foreign(issuer="did:web:university.example", method=method))


def test_a_token_is_said_to_be_another_form(check):
    assert "It is secured as a JSON Web Token" in check("eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln")


def test_a_document_made_to_take_for_ever_is_given_up(check):
    """Nameless things that all point at one another: their order is a search through every permutation."""
    ring = [f"_:n{number}" for number in range(12)]
    evidence = [
        {"id": here, "type": ["Evidence"], "urn:x:near": [{"id": there} for there in ring if there != here]} for here in ring
    ]
    assert "Its signature could not be computed here." in check(foreign() | {"evidence": evidence})


@pytest.mark.parametrize("text", ["", "hello", "[1]", "[" * 5000, '{"type": "Assertion"}', "<svg/>", '{"type": {"a": 1}}'])
def test_what_is_no_badge_is_refused_in_a_sentence_and_stays_typed(check, text):
    answer = check(text)
    assert "Please look at this again" in answer
    assert text.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")[:50] in answer


@pytest.mark.parametrize(
    "proof", [{"verificationMethod": 7}, {"verificationMethod": "did:key:zzz"}, {"proofValue": ["z1"]}, {"created": {}}]
)
def test_malformed_proofs_crash_nothing(check, proof):
    badge = foreign()
    badge["proof"] = {**badge["proof"][0], **proof}
    assert "verdict__word" in check(badge)


def test_whoever_tries_strange_badges_must_wait(check):
    badge = foreign() | {"proof": []}
    for _ in range(30):
        check(badge)
    assert "Too many unknown badges came from your network." in check(badge)


def test_one_process_judges_one_at_a_time(monkeypatch):
    monkeypatch.setattr(checking, "LONGEST", 0.01)
    with checking._turn:
        assert checking.judge({}) is None
