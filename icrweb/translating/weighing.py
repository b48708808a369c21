"""What a change of the source means until somebody has classed it. No Django here."""

import html
import re
import unicodedata
from collections import Counter

from icrweb.translating.negators import knows, negations
from icrweb.translating.numbers_in import amounts_of

TYPO, MEANING, CRITICAL = "typo", "meaning", "critical"
_SIGNS = re.compile(r"[<>≤≥±≠]")
_COUNTS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|million|once|twice|half|double|triple)\b",
    re.IGNORECASE,
)


def severity_of(kind: str, old: str, new: str, language: str) -> str:
    """`old` and `new` are strings with inline tags; `kind` is "changed", "added" or "removed"."""
    if kind == "added":
        return MEANING
    if kind == "removed":
        return MEANING if any(_weight(old, language)) else TYPO
    if _weight(old, language) != _weight(new, language):
        return CRITICAL
    return TYPO if _letters(old) == _letters(new) else MEANING


def _weight(string: str, language: str) -> tuple:
    """What must not change unseen: numbers with their units, signs of comparison, and how often something is denied."""
    text = _text(string)
    numbers = Counter((amount.values, amount.unit) for amount in amounts_of(text, language))
    counts = Counter(word.lower() for word in _COUNTS.findall(text)) if language == "en" else Counter()
    return numbers, counts, Counter(_SIGNS.findall(text)), negations(text, language) if knows(language) else 0


def _letters(string: str) -> str:
    """Without case, space and punctuation."""
    return "".join(sign for sign in _text(string).casefold() if unicodedata.category(sign)[0] not in "PZSC")


def _text(string: str) -> str:
    plain = re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", "\n", string))
    return unicodedata.normalize("NFC", html.unescape(plain).replace("\xa0", " "))
