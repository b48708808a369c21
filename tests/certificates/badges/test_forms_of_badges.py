"""Keys, lists and pictures as text and bytes: what others read is what was written."""

import hashlib
import io
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as others
from PIL import Image

from certificates.badges import baking, bitstring, linked_data, multikey, vocabulary

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue()


@given(st.binary(max_size=80))
def test_base58_comes_back(content):
    assert multikey.read_multibase(multikey.write_multibase(content)) == content


def test_base58_as_its_draft_shows_it():
    assert multikey.write_multibase(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multikey.write_multibase(bytes.fromhex("0000287fb4cd")) == "z11233QC4"


@pytest.mark.parametrize("text", ["", "u2NE", "z0OIl", "z" + "1" * 300, None])
def test_what_is_no_base58_is_refused(text):
    with pytest.raises(ValueError, match="base58"):
        multikey.read_multibase(text)


@pytest.mark.parametrize("did", ["did:web:other.example", "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "did:key:"])
def test_only_ed25519_keys_are_read_from_their_names(did):
    with pytest.raises(ValueError, match="."):
        multikey.key_of_did(did)


@given(st.sets(st.integers(0, bitstring.SIZE - 1), max_size=20))
def test_the_same_bits_give_the_same_list(indexes):
    assert bitstring.encode(indexes) == bitstring.encode(sorted(indexes, reverse=True))


TEXT = '{"name": "安全 < & > ]]> \\"x\\""}'


def test_a_baked_picture_is_still_a_picture_and_others_read_the_badge():
    baked = baking.bake_png(png(), TEXT)
    Image.open(io.BytesIO(baked)).verify()
    assert baking.text_in(baked) == others.extract_png(baked, keyword=others.ITXT_KEYWORD_OB3) == TEXT
    drawn = baking.bake_svg(SVG, TEXT)
    assert baking.text_in(drawn) == others.extract_svg(drawn, element=others.SVG_ELEMENT_OB3, text_fallback=True) == TEXT


def test_what_others_baked_is_read():
    assert baking.text_in(others.bake_png(png(), TEXT, keyword=others.ITXT_KEYWORD_OB3)) == TEXT
    theirs = others.bake_svg(SVG, TEXT, element=others.SVG_ELEMENT_OB3, namespace=others.SVG_NS_OB3, as_text=True)
    assert baking.text_in(theirs) == TEXT


def compressed(text: bytes) -> bytes:
    chunk = b"openbadgecredential\0\1\0\0\0" + zlib.compress(text)
    body = b"iTXt" + chunk
    return png()[:8] + len(chunk).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big") + png()[8:]


def test_a_compressed_badge_is_read_and_a_bomb_is_not():
    assert baking.text_in(compressed(TEXT.encode())) == TEXT
    with pytest.raises(baking.NoBadgeError):
        baking.text_in(compressed(b"0" * 50_000_000))


@pytest.mark.parametrize(
    "content",
    [
        png(),
        png()[:20],
        SVG,
        b"<svg",
        b"\xff\xfe",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        b"<openbadges:credential>&a;</openbadges:credential></svg>",
    ],
)
def test_files_without_a_badge_hold_none(content):
    with pytest.raises(baking.NoBadgeError):
        baking.text_in(content)


def test_contexts_are_the_published_ones_byte_for_byte():
    rows = re.findall(r"\| `([\w.-]+\.json)` \| `(\S+)` \| `([0-9a-f]{64})`", (vocabulary.HERE / "README.md").read_text())
    assert {address: name for name, address, _digest in rows} == vocabulary.CONTEXTS
    for name, _address, digest in rows:
        assert hashlib.sha256((vocabulary.HERE / name).read_bytes()).hexdigest() == digest


def test_no_vocabulary_is_ever_fetched(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    document = {"@context": [vocabulary.CREDENTIALS, "https://words.example/context"], "type": "VerifiableCredential"}
    with pytest.raises(vocabulary.UnknownContextError):
        linked_data.canonical(document)


def test_a_document_says_all_or_not():
    known = {"@context": [vocabulary.CREDENTIALS], "id": "urn:x:1", "type": ["VerifiableCredential"], "name": "A"}
    assert linked_data.states_all(known)
    assert not linked_data.states_all({**known, "colour": "green"})
