"""Signing a credential and checking the signature: Data Integrity with the suite eddsa-rdfc-2022 (W3C, vc-di-eddsa)."""

import hashlib
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .linked_data import canonical, states_all
from .multikey import read_multibase, write_multibase
from .vocabulary import stamp

SUITE = "eddsa-rdfc-2022"


def sign(document: dict, key: Ed25519PrivateKey, method: str, at: datetime) -> dict:
    """The same document with its proof, an array of one: the schema of Open Badges wants an array."""
    if not states_all(document):
        raise ValueError("Some of this document would not be covered by its signature.")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": stamp(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": [{**proof, "proofValue": write_multibase(key.sign(_signed(document, proof)))}]}


def fits(document: dict, proof: dict, key: Ed25519PublicKey) -> bool:
    """Whether this key made this proof of this very document."""
    try:
        key.verify(read_multibase(proof.get("proofValue")), _signed(document, proof))
    except (InvalidSignature, ValueError):
        return False
    return True


def proofs_of(document: dict) -> list[dict]:
    found = document.get("proof", [])
    return [proof for proof in (found if isinstance(found, list) else [found]) if isinstance(proof, dict)]


def _signed(document: dict, proof: dict) -> bytes:
    """What is signed: two fingerprints, of how it was signed and of what."""
    unsigned = {name: member for name, member in document.items() if name != "proof"}
    how = {name: member for name, member in proof.items() if name != "proofValue"} | {"@context": document.get("@context")}
    return hashlib.sha256(canonical(how)).digest() + hashlib.sha256(canonical(unsigned)).digest()
