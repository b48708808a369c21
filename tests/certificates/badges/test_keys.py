"""Changing the key, and withdrawing one that was lost to somebody else."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command

from certificates.badges import keys, making
from certificates.badges.asking import ask_for_badge
from certificates.badges.keys import make_key
from certificates.models import Badge, IssuerKey
from tests.certificates.badges.reading import library_refuses
from tests.factories.badges import make_badge, status_list_of
from tests.factories.certificates import make_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_key(settings, tmp_path):
    """Puts another key in place of the one that signs."""

    def put():
        settings.BADGE_KEY_FILE = str(tmp_path / "next.pem")
        make_key(tmp_path / "next.pem")

    return put


def test_badges_of_an_old_key_go_on_verifying(next_key):
    first = make_badge()
    next_key()
    second = make_badge()
    methods = [json.loads(badge.document)["proof"][0]["verificationMethod"] for badge in (first, second)]
    assert len(set(methods)) == 2
    assert keys.did_document()["assertionMethod"] == methods
    assert [library_refuses(badge.document) for badge in (first, second)] == ["", ""]


def test_a_withdrawn_key_is_published_no_longer_and_its_badges_are_signed_anew(next_key, capsys):
    badge, lost = make_badge(), IssuerKey.objects.get()
    status_list_of(badge)
    next_key()
    other = make_badge()
    call_command("badge_keys")
    assert f"{lost.multikey}  first used" in capsys.readouterr().out
    call_command("badge_keys", withdraw=lost.multikey, why="A backup of the worker was stolen.")
    assert "1 badges are signed anew" in capsys.readouterr().out
    assert lost.multikey not in json.dumps(keys.did_document())
    assert library_refuses(badge.document)
    assert making.make_waiting_badges() == 1
    anew = Badge.objects.get(pk=badge.pk)
    assert library_refuses(anew.document) == ""
    assert (anew.address, anew.index, anew.salt) == (badge.address, badge.index, badge.salt)
    assert lost.multikey not in status_list_of(badge).document
    assert Badge.objects.get(pk=other.pk).document == other.document


@pytest.mark.parametrize("asked", [{"withdraw": "z6Mkunknown", "why": "Lost."}, {"withdraw": "", "why": ""}])
def test_withdrawing_wants_a_key_and_a_reason(asked):
    make_badge()
    asked["withdraw"] = asked["withdraw"] or IssuerKey.objects.get().multikey
    with pytest.raises(CommandError):
        call_command("badge_keys", **asked)
    assert not IssuerKey.objects.exclude(withdrawn_at=None).exists()


def test_nothing_is_signed_with_a_withdrawn_key():
    badge, signer = make_badge(), keys.signer()
    call_command("badge_keys", withdraw=signer.key.multikey, why="Lost.")
    assert making.make_waiting_badges() == 0
    assert not making.record(badge, "{}", "badges/late", signer), "a worker that had begun before comes too late"
    badge.refresh_from_db()
    assert badge.document == ""


def test_a_key_of_another_kind_is_not_used(badge_key):
    other = ec.generate_private_key(ec.SECP256R1())
    Path(badge_key).write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    badge = ask_for_badge(make_certificate())
    assert making.make_waiting_badges() == 0
    badge.refresh_from_db()
    assert "another kind" in badge.last_error
