"""The stem of a word, in the languages whose words change their form: reports, reported; melaporkan, laporan.

English, and Indonesian with Malay, whose prefixes and suffixes are the same few. Of Filipino, which no kept library knows, only the
linker goes (malubhang → malubha). Where words do not change (Vietnamese, Thai, Chinese), or are found by pairs of characters (Japanese,
Korean), a word is its own stem.
"""

import re
import threading
from functools import lru_cache

import snowballstemmer

_ALGORITHMS = {"en": "english", "id": "indonesian", "ms": "indonesian"}
STEMMED = {*_ALGORITHMS, "fil"}
_WORD = re.compile("[a-z]{4,}")
_LINKER = re.compile("(?<=[a-z]{3}[aeiou])ng$")
_SPELT_TWO_WAYS = [  # as in Britain, and as in America
    (re.compile("is(?=(e[drs]?|ers|ing|ations?)$)"), "iz"),
    (re.compile("(?<=[a-z]{2})our(?=(s|ed|ing)?$)"), "or"),
    (re.compile("(?<=[a-z])[ao]e(?=[a-z]{2})"), "e"),
]
_own = threading.local()  # a stemmer keeps the word it works on


def stem(language: str, token: str) -> str:
    """The stem of one folded word; the word itself where it has none or is too short to lose anything."""
    return _stem(language, token) if language in STEMMED and _WORD.fullmatch(token) else token


def with_stems(language: str, tokens: str) -> str:
    """Folded words, followed by the stems that are not among them."""
    if language not in STEMMED:
        return tokens
    words = dict.fromkeys(tokens.split())
    more = dict.fromkeys(stem(language, token) for token in words)
    return " ".join([tokens, *(token for token in more if token not in words)])


@lru_cache(maxsize=50_000)
def _stem(language: str, token: str) -> str:
    if language == "fil":
        return _LINKER.sub("", token)
    if language == "en":
        for british, american in _SPELT_TWO_WAYS:
            token = british.sub(american, token)
    found = _stemmer(_ALGORITHMS[language]).stemWord(token)
    return found if len(found) >= 3 else token


def _stemmer(algorithm: str):
    stemmers = _own.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    return stemmers[algorithm]
