"""Make the virtual environment and install pinned, hashed requirements; nothing happens when they have not changed.

Usage: python3 tools/environment.py requirements.txt [more.txt …]. Uses only the standard library.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def main(names: list[str]) -> int:
    if sys.version_info < (3, 11):
        return _refuse(f"icrweb needs Python 3.11 or newer, and this is {sys.version.split()[0]}. Run: make PYTHON=python3.11 run")
    if importlib.util.find_spec("ensurepip") is None:
        return _refuse("This Python cannot make virtual environments. Install its venv package (Debian: apt install python3-venv).")
    if not (VENV / "bin" / "python").exists():
        _say("Making a virtual environment in .venv")
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            return _refuse("The virtual environment could not be made; the lines above say why.")
    for name in names:
        if not _install(name):
            return _refuse(f"{name} could not be installed. Check the network and run the same command again.")
    return 0


def _install(name: str) -> bool:
    requirements = ROOT / name
    stamp = VENV / f"{name}.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return True
    _say(f"Installing {name} (about a minute the first time)")
    command = [
        VENV / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        requirements,
    ]
    if subprocess.run([str(word) for word in command], check=False).returncode:
        return False
    stamp.write_text(digest)
    return True


def _say(sentence: str) -> None:
    sys.stdout.write(f"  {sentence} …\n")
    sys.stdout.flush()


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"\n{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
