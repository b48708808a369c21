"""What badges are written with: the vocabularies, kept here as files since what a signature covers depends on them, and moments."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
}


class UnknownContextError(Exception):
    """The document uses a vocabulary that is not kept here."""


@lru_cache
def context(address: str) -> dict:
    if address not in CONTEXTS:
        raise UnknownContextError(address)
    return json.loads((HERE / CONTEXTS[address]).read_text(encoding="utf-8"))


def stamp(at: datetime) -> str:
    """2027-01-15T07:20:00Z, of a moment in UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
