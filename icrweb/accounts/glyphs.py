"""Whether a name can be printed: which characters the fonts of the certificate hold.

Reading that from 50 MB of fonts takes a second, so it stands in a small file, which `tools/font_coverage.py` writes and a test
compares with the fonts.
"""

import json
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings


def _package(name: str) -> Path:
    return Path(find_spec(name).submodule_search_locations[0])


_CJK = _package("justmytype_intl_cjk") / "fonts" / "ofl"
# Latin with Vietnamese is cut and kept with the certificates; the other scripts come from wheels.
LATIN = settings.BASE_DIR / "certificates" / "fonts"
FONT_PATHS = [str(_CJK / f"notosans{region}") for region in ("jp", "sc", "tc", "kr")]
FONT_PATHS += [str(_package("fontpkg_noto_sans_thai") / "files")]
COVERAGE = LATIN / "coverage.json"


def printable(text: str) -> list[str]:
    """The characters of `text` that no font of the certificate holds, each once, in order; an empty list is good."""
    return _missing(text, "all")


def latin_printable(text: str) -> list[str]:
    """The same for a name in Latin letters, which is set in the serif."""
    return _missing(text, "latin")


def _missing(text: str, which: str) -> list[str]:
    firsts, lasts = _ranges()[which]
    missing = []
    for char in dict.fromkeys(unicodedata.normalize("NFC", text)):
        place = bisect_right(firsts, ord(char)) - 1
        if place < 0 or ord(char) > lasts[place]:
            missing.append(char)
    return missing


@cache
def _ranges() -> dict[str, tuple[list[int], list[int]]]:
    """First and last code points of what is held, by font."""
    return {which: tuple(zip(*ranges, strict=True)) for which, ranges in json.loads(COVERAGE.read_text()).items()}
