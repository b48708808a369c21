"""Two verifiers that had no part in issuing accept a fresh badge without a network, and refuse every altered one."""

import json
import re
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from certificates.badges import keys, proofs
from certificates.badges.multikey import write_key
from certificates.issuing import revoke, supersede
from tests.certificates.badges.reading import NODE, bit, library_refuses, referee_says
from tests.factories.badges import make_badge, status_list_of
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
with_node = pytest.mark.skipif(not NODE, reason="Node and the packages of tests/referee are not here")

# One byte after each of these is changed: what was earned, who says so, for how long, for whom, its status, how it was signed.
PLACES = (
    '"name": "Good Clin',
    '"name": "icrweb demon',
    '"id": "did:web:learn.exam',
    '"validFrom": "202',
    '"validUntil": "203',
    '"identityHash": "sha256$',
    '"salt": "',
    '"narrative": "Comp',
    '"targetName": "ICH E6(R',
    '"statusListIndex": "',
    '"statusPurpose": "rev',
    '"created": "202',
    '"proofValue": "z',
    '"type": [\n  "VerifiableCredent',
)


def altered(text: str, place: str) -> str:
    at = text.index(place) + len(place)
    other = next(char for char in ("1", "2", "a", "b") if char != text[at])
    return text[:at] + other + text[at + 1 :]


@pytest.fixture
def badge():
    return make_badge(valid_until=date(2039, 1, 31))


def test_the_library_accepts_a_fresh_badge_and_refuses_altered_ones(badge):
    assert library_refuses(badge.document) == ""
    for place in PLACES:
        assert library_refuses(altered(badge.document, place)), place


@with_node
def test_the_packages_accept_a_fresh_badge_and_refuse_altered_ones(badge):
    status_list = json.loads(status_list_of(badge).document)
    changed = [json.loads(altered(badge.document, place)) for place in PLACES]
    fresh, *others = referee_says([json.loads(badge.document), *changed], status_list)
    assert fresh == {"verified": True, "status": False, "errors": []}
    assert [place for place, answer in zip(PLACES, others, strict=True) if answer["verified"]] == []


def test_a_word_that_no_context_knows_is_not_smuggled_in(badge):
    document = json.loads(badge.document) | {"honours": "with distinction"}
    assert library_refuses(json.dumps(document))


def test_a_badge_signed_by_another_key_or_for_another_issuer_is_refused(badge):
    document = {name: member for name, member in json.loads(badge.document).items() if name != "proof"}
    stranger = Ed25519PrivateKey.generate()
    own = keys.signer()
    method = f"{keys.issuer()}#{write_key(stranger.public_key())}"
    swapped = proofs.sign(document, stranger, method, timezone.now())
    assert library_refuses(json.dumps(swapped))
    as_ours = proofs.sign(document, stranger, own.method, timezone.now())
    assert library_refuses(json.dumps(as_ours))
    elsewhere = proofs.sign(document | {"issuer": "did:web:other.example"}, own.private, own.method, timezone.now())
    assert library_refuses(json.dumps(elsewhere))


@with_node
@pytest.mark.parametrize("deed", ["revoke", "supersede"])
def test_both_ways_of_taking_back_are_seen_by_all(deed):
    certificate = make_certificate()
    badge, standing = make_badge(certificate), make_badge()
    entry = json.loads(badge.document)["credentialStatus"]
    assert bit(json.loads(status_list_of(badge).document), entry) == 0
    if deed == "revoke":
        revoke(certificate, make_user(), "leaked_test", "The paper was sold.")
    else:
        supersede(certificate, make_user(), "Misspelt.", latin_name="Another Name")
    status_list = json.loads(status_list_of(badge).document)
    assert bit(status_list, entry) == 1
    assert bit(status_list, json.loads(standing.document)["credentialStatus"]) == 0
    answers = referee_says([json.loads(badge.document), json.loads(standing.document)], status_list)
    # The signature stays right; what counts is the status.
    assert [(answer["verified"], answer["status"]) for answer in answers] == [(True, True), (True, False)]


@with_node
def test_a_status_list_that_somebody_else_wrote_is_not_believed(badge):
    status_list = json.loads(status_list_of(badge).document)
    status_list["credentialSubject"]["encodedList"] = re.sub("A", "B", status_list["credentialSubject"]["encodedList"], count=1)
    (answer,) = referee_says([json.loads(badge.document)], status_list)
    assert not answer["verified"]
