"""Names as people write them: tidied, never split; and a form for searching. What a certificate can print: `glyphs`."""

import re
import unicodedata

# Besides letters and their marks: o'Brien, Seo-yeon, a/p, Jr., "Tan Wei Ling, Grace".
LATIN_SIGNS = frozenset(" '’ʼ‘-‐‑/.,")

_HAN_BY_COUNTRY = {"JP": "ja", "KR": "ko", "TW": "zh-hant", "HK": "zh-hant", "MO": "zh-hant"}
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


def fold(text: str) -> str:
    """Lower case without marks, so that "dang" finds Đặng; scripts other than Latin keep their marks, which are letters there."""
    text = unicodedata.normalize("NFKC", text).translate(_OTHERS).casefold()
    folded = []
    for char in text:
        base = unicodedata.normalize("NFD", char)
        folded.append(base[0] if base[0].isascii() else char)
    return re.sub(r"\s+", " ", "".join(folded)).strip()


def language_of_name(name: str, country: str, language: str) -> str:
    """The language whose letter forms a name in its own script wants: Han differs between Japan, China, Taiwan and Korea."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in name if char.isalpha()}
    if "THAI" in scripts:
        return "th"
    if scripts & {"HIRAGANA", "KATAKANA"}:
        return "ja"
    if "HANGUL" in scripts:
        return "ko"
    if "CJK" in scripts:
        return _HAN_BY_COUNTRY.get(country) or (language if language in ("ja", "ko", "zh-hant") else "zh-hans")
    return "vi" if country == "VN" else ""


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
