"""Folding text so that a word is found in any script, with or without its marks.

Latin: case and marks go (Đặng → dang). Scripts written without spaces become overlapping pairs of characters, spelled as
ASCII tokens that the full-text engines of SQLite and PostgreSQL both keep whole.
"""

import re
import unicodedata

# Thai, Lao, Myanmar, Khmer, kana, Han (with extensions), Hangul.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f]+"
)
_D_WITH_STROKE = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Return the tokens of `text`, spaced; use it for what is indexed and for what is asked, alike."""
    text = unicodedata.normalize("NFKC", text).translate(_D_WITH_STROKE).casefold()
    text = _UNSPACED.sub(lambda run: f" {_pairs(run.group())} ", text)
    marks_gone = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[\w.]+", marks_gone))


def runs(text: str) -> list[str]:
    """The words of `text`, taken apart where a script without spaces begins or ends: SUSARとは is two."""
    return [run for word in text.split() for run in _UNSPACED.sub(lambda run: f" {run.group()} ", word).split()]


def _pairs(run: str) -> str:
    if len(run) == 1:
        return f"x{ord(run):x}x"
    return " ".join(f"x{ord(first):x}x{ord(second):x}x" for first, second in zip(run, run[1:], strict=False))
