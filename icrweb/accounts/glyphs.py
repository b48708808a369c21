"""Whether a name can be printed: the fonts of the certificate, and the characters they hold."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont


def _package(name: str) -> Path:
    return Path(find_spec(name).submodule_search_locations[0])


_CJK = _package("justmytype_intl_cjk") / "fonts" / "ofl"
# Latin with Vietnamese is cut and kept with the certificates; the other scripts come from wheels.
LATIN = settings.BASE_DIR / "certificates" / "fonts"
FONT_PATHS = [str(_CJK / f"notosans{region}") for region in ("jp", "sc", "tc", "kr")]
FONT_PATHS += [str(_package("fontpkg_noto_sans_thai") / "files")]


def printable(text: str) -> list[str]:
    """The characters of `text` that no font of the certificate holds, each once, in order; an empty list is good."""
    known = characters()
    text = unicodedata.normalize("NFC", text)
    return [char for char in dict.fromkeys(text) if ord(char) not in known and not char.isspace()]


def latin_printable(text: str) -> list[str]:
    """The same for a name in Latin letters, which is set in the serif."""
    known = _characters_of(str(LATIN / "Literata.ttf"))
    text = unicodedata.normalize("NFC", text)
    return [char for char in dict.fromkeys(text) if ord(char) not in known and not char.isspace()]


@cache
def characters() -> frozenset[int]:
    """Every code point that some font of the certificate holds; read from the fonts once a process."""
    files = [LATIN / "Literata.ttf", LATIN / "NotoSans.ttf"]
    files += [file for folder in FONT_PATHS for file in sorted(Path(folder).glob("*.ttf"))]
    return frozenset().union(*(_characters_of(str(file)) for file in files))


@cache
def _characters_of(file: str) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
