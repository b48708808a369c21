"""How each language is set by the typesetter: what it is called there, and which fonts have its own letter forms."""

# By language: what typst calls it, its region, and the fonts for its own letters; those of the others follow, for words from elsewhere.
_SCRIPTS = {
    "ja": ("ja", "JP", "Noto Sans JP"),
    "ko": ("ko", "KR", "Noto Sans KR"),
    "zh-hans": ("zh", "CN", "Noto Sans SC"),
    "zh-hant": ("zh", "TW", "Noto Sans TC"),
    "th": ("th", None, "Noto Sans Thai"),
}
_REST = ["Noto Sans", "Noto Sans Thai", "Noto Sans JP", "Noto Sans SC", "Noto Sans TC", "Noto Sans KR"]


def run(text: str, language: str, letters: str = "") -> dict:
    """Words in one language, with the fonts that have its letter forms first, or those of `letters`."""
    lang, region = _SCRIPTS.get(language, (language, None))[:2]
    first = _SCRIPTS.get(letters or language, ())[2:]
    return {"text": text, "lang": lang, "region": region, "fonts": list(dict.fromkeys([*first, *_REST]))}
