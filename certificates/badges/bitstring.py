"""One bit a badge: the Bitstring Status List of the W3C, v1.0. Badges share long lists: who asks for one tells nobody which is meant."""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta

from .vocabulary import CREDENTIALS, stamp

SIZE = 131_072  # bits, the least that the specification allows
HOLDS_FOR = timedelta(days=7)  # so that nobody can show an old list for ever
READ_ANEW = timedelta(minutes=1)


def encode(taken_back: Iterable[int]) -> str:
    """The list with these bits set; the same bits give the same text."""
    bits = bytearray(SIZE // 8)
    for index in taken_back:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def entry(address: str, index: int) -> dict:
    """Where a badge says that its status is found."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def as_credential(address: str, issuer: str, encoded: str, at: datetime) -> dict:
    """The list as a credential, to be signed like a badge."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(at),
        "validUntil": stamp(at + HOLDS_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            "ttl": int(READ_ANEW.total_seconds() * 1000),
        },
    }
