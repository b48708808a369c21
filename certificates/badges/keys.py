"""The issuer's name as did:web, the key that signs badges, and the document that tells the world which keys are ours.

The private key stands in one PEM file named by ICRWEB_BADGE_KEY_FILE and nowhere else. Its public part is recorded when it first
signs, and stays published after another key has taken its place: what it signed goes on verifying.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from certificates.key_files import place
from certificates.models import IssuerKey

from .multikey import write_key


@dataclass(frozen=True)
class Signer:
    private: Ed25519PrivateKey
    key: IssuerKey

    @property
    def method(self) -> str:
        return method_of(self.key)


def issuer() -> str:
    """did:web:learn.example.org; a port's colon is written as %3A."""
    return f"did:web:{quote(urlsplit(settings.BASE_URL).netloc, safe='')}"


def method_of(key: IssuerKey) -> str:
    return f"{issuer()}#{key.multikey}"


def signer() -> Signer:
    """The key that signs from now on; RuntimeError while there is none that may."""
    if not settings.BADGE_KEY_FILE:
        raise RuntimeError("ICRWEB_BADGE_KEY_FILE is not set.")
    path = Path(settings.BADGE_KEY_FILE)
    if settings.DEMO and not path.exists():
        make_key(path)
    private = _read(path, path.stat().st_mtime_ns)
    key, _made = IssuerKey.objects.get_or_create(multikey=write_key(private.public_key()))
    if key.withdrawn_at:
        raise RuntimeError("The key in ICRWEB_BADGE_KEY_FILE was withdrawn. Put a new one in its place.")
    return Signer(private, key)


def did_document() -> dict | None:
    """Every key of ours that was not withdrawn; None before the first badge."""
    keys = list(IssuerKey.objects.filter(withdrawn_at=None))
    if not keys:
        return None
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer(),
        "verificationMethod": [
            {"id": method_of(key), "type": "Multikey", "controller": issuer(), "publicKeyMultibase": key.multikey} for key in keys
        ],
        "assertionMethod": [method_of(key) for key in keys],
    }


def make_key(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    place(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@lru_cache(maxsize=2)
def _read(path: Path, _changed_at: int) -> Ed25519PrivateKey:
    """The key in the file as it is now: a new one is used without a restart."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise RuntimeError("ICRWEB_BADGE_KEY_FILE holds a key of another kind than Ed25519.")
    return key
