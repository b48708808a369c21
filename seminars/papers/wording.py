"""Which words a letter has: the template of the seminar, else the programme's, else ours in that language."""

from dataclasses import dataclass

from django.utils import translation

from ..models import LetterKind, LetterTemplate, Seminar
from . import house

WORDS = ("letterhead", "addressee", "title", "body", "signatory", "signatory_title")
PICTURES = ("logo", "signature", "seal")


@dataclass(frozen=True)
class Wording:
    """The words with places to fill, and the pictures by hash."""

    title: str
    body: str
    letterhead: str = ""
    addressee: str = ""
    signatory: str = ""
    signatory_title: str = ""
    logo: str = ""
    signature: str = ""
    seal: str = ""

    @property
    def with_places(self) -> str:
        """All that may hold places."""
        return "\n".join((self.addressee, self.title, self.body))


def ours(kind: str, language: str) -> Wording:
    """The house's own words, in the language as far as they are translated."""
    kind = LetterKind(kind)
    with translation.override(language):
        return Wording(title=str(kind.label), body=str(house.BODIES[kind]), addressee=str(house.ADDRESSEES.get(kind, "")))


def wording_for(kind: str, language: str, seminar: Seminar) -> Wording:
    template = LetterTemplate.objects.nearest(kind, language, seminar)
    return wording_of(template) if template else ours(kind, language)


def wording_of(template: LetterTemplate) -> Wording:
    return Wording(**{name: getattr(template, name) for name in (*WORDS, *PICTURES)})
