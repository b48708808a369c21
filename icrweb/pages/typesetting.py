"""Typesetting for a web process, which starts another one for it."""

import json
import subprocess
import sys
from pathlib import Path

from icrweb.accounts.glyphs import FONT_PATHS, LATIN

LONGEST = 20  # seconds; a picture takes a quarter of one


def typeset(template: Path, root: Path, data, **options) -> bytes:
    """What the typesetter makes of a template and data; all words go in as data. Raises SubprocessError or OSError."""
    asked = {"template": str(template), "root": str(root), "fonts": [str(LATIN), *FONT_PATHS], "data": data, "options": options}
    command = [sys.executable, "-I", str(Path(__file__).parent / "drawing.py")]
    done = subprocess.run(  # noqa: S603 - our own program
        command, input=json.dumps(asked).encode(), capture_output=True, timeout=LONGEST, check=True
    )
    return done.stdout
