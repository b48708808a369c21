"""Reading a message back from the bytes in the outbox."""

import email
import email.policy


def text_of(raw: bytes) -> str:
    """The plain text of a message, as its reader sees it."""
    message = email.message_from_bytes(bytes(raw), policy=email.policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    return part.get_content().strip() if part else ""


def header(raw: bytes, name: str) -> str:
    return str(email.message_from_bytes(bytes(raw), policy=email.policy.default).get(name, ""))
