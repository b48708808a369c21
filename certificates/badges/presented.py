"""A badge as somebody shows it: read out of a file, without believing anything in it."""

import json
from dataclasses import dataclass
from functools import cached_property

from .baking import MOST, NoBadgeError, text_in

_TYPES = {"OpenBadgeCredential", "AchievementCredential"}


@dataclass(frozen=True)
class Presented:
    """What stands in the file; a token that is not JSON has no document."""

    text: str

    @classmethod
    def read(cls, content: bytes) -> "Presented":
        """The badge in a PNG, an SVG, or plain text; NoBadgeError where there is none."""
        text = text_in(content).strip()
        if not text or len(text) > MOST:
            raise NoBadgeError
        presented = cls(text)
        if not presented.is_token and not (_TYPES & set(_strings(presented.document.get("type")))):
            raise NoBadgeError
        return presented

    @property
    def is_token(self) -> bool:
        """Secured as a JSON Web Token, the other form that Open Badges 3.0 allows."""
        parts = self.text.split(".")
        return len(parts) == 3 and self.text.startswith("eyJ") and not any(char.isspace() for char in self.text)

    @cached_property
    def document(self) -> dict:
        try:
            document = json.loads(self.text, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise NoBadgeError from error
        if not isinstance(document, dict):
            raise NoBadgeError
        return document

    @property
    def address(self) -> str:
        return _string(self.document.get("id"))

    @property
    def issuer(self) -> str:
        """The identifier of who is said to have issued it."""
        issuer = self.document.get("issuer")
        return _string(issuer.get("id") if isinstance(issuer, dict) else issuer)

    @property
    def issuer_name(self) -> str:
        issuer = self.document.get("issuer")
        return _string(issuer.get("name")) if isinstance(issuer, dict) else ""

    @property
    def title(self) -> str:
        subject = self.document.get("credentialSubject")
        achievement = subject.get("achievement") if isinstance(subject, dict) else None
        return _string(achievement.get("name")) if isinstance(achievement, dict) else _string(self.document.get("name"))

    @property
    def valid_until(self) -> str:
        return _string(self.document.get("validUntil"))

    def same_as(self, text: str) -> bool:
        """Whether it says the same as this document, whatever its spaces and the order of its members."""
        return _in_order(self.document) == _in_order(json.loads(text))

    def same_but_signature(self, text: str) -> bool:
        unsigned = [{**document, "proof": None} for document in (self.document, json.loads(text))]
        return _in_order(unsigned[0]) == _in_order(unsigned[1])


def _once(pairs: list[tuple]) -> dict:
    """A member that stands there twice would mean one thing to us and another to the next reader."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands there twice")
    return members


def _in_order(document: dict) -> str:
    return json.dumps(document, sort_keys=True)


def _string(value) -> str:
    return value[:500] if isinstance(value, str) else ""


def _strings(value) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
