"""Under which letter a word stands in a glossary, in the scripts of this region. Plain Python, no Django."""

import unicodedata

_KANA_ROWS = (
    ("あ", "あ-お"),
    ("か", "か-ご"),
    ("さ", "さ-ぞ"),
    ("た", "た-ど"),
    ("な", "な-の"),
    ("は", "は-ぽ"),
    ("ま", "ま-も"),
    ("や", "ゃ-よ"),
    ("ら", "ら-ろ"),
    ("わ", "ゎ-ん"),
)
_THAI_LEADING_VOWELS = "เแโใไ"
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def letter_of(word: str) -> str:
    """The heading: a capital letter (Đ stands for itself), a kana row, a Thai consonant, a Hangul initial, the Han sign, or #."""
    text = unicodedata.normalize("NFC", word.strip())
    if not text:
        return "#"
    first = text[0]
    if first in "đĐ":
        return "Đ"
    if first in _THAI_LEADING_VOWELS and len(text) > 1:
        return text[1]
    if "가" <= first <= "힣":
        return _INITIALS[(ord(first) - ord("가")) // 588]
    kana = _hiragana(first)
    if "ぁ" <= kana <= "ん":
        return next(row for row, span in _KANA_ROWS if kana <= span[-1])
    plain = unicodedata.normalize("NFKD", first)[0].upper()
    return plain if plain.isalpha() else "#"


def sorting_key(word: str) -> str:
    """What an alphabetical list sorts by: case, marks and kana kind do not count, and a Thai word begins with its consonant."""
    text = "".join(_hiragana(char) for char in unicodedata.normalize("NFC", word.strip()).casefold())
    if len(text) > 1 and text[0] in _THAI_LEADING_VOWELS:
        text = text[1] + text[0] + text[2:]
    # A letter with a stroke stands right after the plain one.
    text = text.replace("đ", "d\u007f")
    return "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char) or "\u0e00" <= char <= "\u0e7f"
    )


def _hiragana(char: str) -> str:
    return chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char
