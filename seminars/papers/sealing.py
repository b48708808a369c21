"""Encrypting what only a few may read: Fernet (AES-128-CBC with HMAC-SHA256), with the keys of the environment.

The first key encrypts, all of them decrypt: a new key is put before the old one, which may go when what it encrypted is purged.
"""

import json
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from certificates.key_files import place


def is_ready() -> bool:
    """Whether the operator gave a key; without one nothing is asked for."""
    return bool(settings.PASSPORT_KEYS or settings.PASSPORT_KEY_FILE)


def seal(values: dict) -> str:
    return seal_bytes(json.dumps(values, ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> dict:
    """The values again. Raises `cryptography.fernet.InvalidToken` when no key fits."""
    return json.loads(unseal_bytes(sealed.encode()))


def seal_bytes(content: bytes) -> bytes:
    return _box().encrypt(content)


def unseal_bytes(content: bytes) -> bytes:
    return _box().decrypt(content)


def _box() -> MultiFernet:
    keys = settings.PASSPORT_KEYS
    if not keys:
        path = Path(settings.PASSPORT_KEY_FILE)
        if not path.exists():
            place(path, Fernet.generate_key())
        keys = [path.read_text()]
    return MultiFernet([Fernet(key) for key in keys])
