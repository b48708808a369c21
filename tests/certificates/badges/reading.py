"""Reading badges with others' eyes: a decoder of status lists of the tests' own, and two verifiers that had no part in issuing."""

import base64
import json
import os
import subprocess
import zlib
from pathlib import Path

from openbadgeslib.ob3.ldp import OB3LdpVerifier

from certificates.badges import keys, vocabulary

REFEREE = Path(__file__).parents[2] / "referee"
NODE = os.environ.get("ICRWEB_FOUND_NODE", "")


def bit(status_list: dict, entry: dict) -> int:
    """The bit of a badge, by the letter of Bitstring Status List v1.0: multibase u, base64url, gzip, first bit at the left."""
    encoded = status_list["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
    bits = "".join(f"{byte:08b}" for byte in zlib.decompress(packed, wbits=31))
    assert len(bits) >= 131_072
    return int(bits[int(entry["statusListIndex"])])


def library_refuses(text: str, did_document: dict | None = None) -> str:
    """What openbadgeslib has against a badge; empty where it verifies."""
    published = json.dumps(did_document or keys.did_document()).encode()
    try:
        OB3LdpVerifier().verify(text, download=lambda address: published)
    except Exception as refusal:  # noqa: BLE001 - whatever it says
        return str(refusal) or type(refusal).__name__
    return ""


def referee_says(credentials: list[dict], *documents: dict) -> list[dict]:
    """What Digital Bazaar's verifier says about each, given our DID document and these others by their id."""
    given = {address: json.loads((vocabulary.HERE / name).read_text()) for address, name in vocabulary.CONTEXTS.items()}
    given |= {document["id"]: document for document in (keys.did_document(), *documents)}
    asked = json.dumps({"documents": given, "credentials": credentials})
    done = subprocess.run([NODE, REFEREE / "verify.mjs"], input=asked, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)
