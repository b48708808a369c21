"""Private keys that the demonstration makes for itself: written once, readable by their owner alone."""

import contextlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def place(path: Path, content: bytes) -> None:
    """Put a new file there, whole; where several do so at once, threads or processes, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent) as part:
        part.write(content)
        part.flush()
        with contextlib.suppress(FileExistsError):
            os.link(part.name, path)
