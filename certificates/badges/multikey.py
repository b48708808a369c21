"""Ed25519 keys as text: Multikey of the W3C's Controlled Identifiers, and did:key, whose name is the key itself."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58 as Bitcoin writes it
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_ED25519 = b"\xed\x01"  # the multicodec of an Ed25519 public key
_LONGEST = 200  # characters; a key has 48, a signature 88


def write_multibase(content: bytes) -> str:
    """Bytes in base58, behind the letter that says so."""
    number, text = int.from_bytes(content, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    zeros = len(content) - len(content.lstrip(b"\0"))
    return f"z{_ALPHABET[0] * zeros}{text}"


def read_multibase(text: str) -> bytes:
    """The bytes again; ValueError for anything else."""
    if (
        not isinstance(text, str)
        or not text.startswith("z")
        or len(text) > _LONGEST
        or any(char not in _VALUES for char in text[1:])
    ):
        raise ValueError("not base58 multibase")
    number = 0
    for char in text[1:]:
        number = number * 58 + _VALUES[char]
    body = text[1:].lstrip(_ALPHABET[0])
    return bytes(len(text) - 1 - len(body)) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def write_key(key: Ed25519PublicKey) -> str:
    return write_multibase(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def read_key(text: str) -> Ed25519PublicKey:
    """The public key; ValueError where it is none, or one of another kind."""
    content = read_multibase(text)
    if not content.startswith(_ED25519) or len(content) != len(_ED25519) + 32:
        raise ValueError("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(content[len(_ED25519) :])


def key_of_did(did: str) -> Ed25519PublicKey:
    """The key that a did:key names; ValueError for every other identifier."""
    if not did.startswith("did:key:"):
        raise ValueError("not a did:key")
    return read_key(did.removeprefix("did:key:"))
