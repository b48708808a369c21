"""Names as people write them: tidied, never split; what a certificate can print; and a form for searching."""

import re
import unicodedata

# Besides letters and their marks: o'Brien, Seo-yeon, a/p, Jr., "Tan Wei Ling, Grace".
LATIN_SIGNS = frozenset(" '’ʼ‘-‐‑/.,")

# What the typefaces of the certificate hold, as first and last code points.
PRINTABLE_RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin with marks
    (0x02BC, 0x02BC),  # modifier apostrophe
    (0x0300, 0x036F),  # combining marks
    (0x0E01, 0x0E5B),  # Thai
    (0x1100, 0x11FF),  # Hangul Jamo
    (0x1E00, 0x1EFF),  # Vietnamese and other Latin
    (0x2010, 0x2019),  # hyphens and apostrophes
    (0x3005, 0x3007),  # 々〆〇
    (0x3041, 0x30FF),  # kana, with ・ and ー
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xAC00, 0xD7A3),  # Hangul
    (0xF900, 0xFAFF),  # Han, compatibility: 﨑, 德
    (0x20000, 0x2FA1F),  # Han, extensions B to F: 𠮷
)

_OTHERS = str.maketrans({"đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ß": "ss", "æ": "ae", "Æ": "ae", "ı": "i"})


def tidy(name: str) -> str:
    """NFC, one space between words, none at the ends, no invisible characters."""
    name = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) != "Cf")
    return " ".join(name.split())


def not_latin(name: str) -> list[str]:
    """The characters that do not belong in a name in Latin letters, each once, in order."""
    return [char for char in dict.fromkeys(tidy(name)) if not _is_latin(char)]


def has_a_letter(name: str) -> bool:
    return any(unicodedata.category(char).startswith("L") for char in name)


def unprintable(name: str) -> list[str]:
    """The characters that the certificate's typefaces do not hold, each once, in order."""
    return [char for char in dict.fromkeys(tidy(name)) if not any(first <= ord(char) <= last for first, last in PRINTABLE_RANGES)]


def fold(text: str) -> str:
    """Lower case without marks, so that "dang" finds Đặng; scripts other than Latin keep their marks, which are letters there."""
    text = unicodedata.normalize("NFKC", text).translate(_OTHERS).casefold()
    folded = []
    for char in text:
        base = unicodedata.normalize("NFD", char)
        folded.append(base[0] if base[0].isascii() else char)
    return re.sub(r"\s+", " ", "".join(folded)).strip()


def initials(name: str) -> str:
    """One or two letters that stand for a person in small places."""
    words = [word for word in re.split(r"[\s,]+", name) if word and word[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _is_latin(char: str) -> bool:
    if char in LATIN_SIGNS:
        return True
    category = unicodedata.category(char)
    return (
        category == "Mn" and 0x300 <= ord(char) <= 0x36F or category in ("Ll", "Lu", "Lt") and "LATIN" in unicodedata.name(char, "")
    )
