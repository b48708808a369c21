"""Which characters the fonts of the certificate hold, for the check of names.

Usage: .venv/bin/python tools/font_coverage.py

Writes certificates/fonts/coverage.json anew. Run it when a font changes; a test compares the file with the fonts.
"""

import json
import os
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent


def coverage(latin: Path, folders: list[str]) -> dict[str, list[list[int]]]:
    """Ranges of code points: of the serif, in which Latin names are set, and of all fonts together."""
    files = [*sorted(latin.glob("*.ttf")), *(file for folder in folders for file in sorted(Path(folder).glob("*.ttf")))]
    return {"latin": _ranges(_held(latin / "Literata.ttf")), "all": _ranges(set().union(*(_held(file) for file in files)))}


def _held(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


def _ranges(points: set[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icrweb.settings")
    os.environ.setdefault("ICRWEB_DEMO", "1")
    from icrweb.accounts import glyphs  # noqa: PLC0415 - settings are ready only now

    glyphs.COVERAGE.write_text(json.dumps(coverage(glyphs.LATIN, glyphs.FONT_PATHS), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
