"""The whole demonstration site in a folder of its own: prepared, served with its worker, and stopped again.

Journeys, screenshots and the performance table all look at the site through this one. `python -m tools.served FOLDER` prepares it;
with a second word from a database in SQLite that is migrated already.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Served:
    """`with Served(folder) as site:` serves `site.url`; `site.folder` holds its data."""

    def __init__(self, folder: Path, *, workers: int = 1, threads: int = 4, host: str = "127.0.0.1", **environment: str):
        self.folder, self.host = folder, host
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers, self.threads = workers, threads
        self.processes: list[subprocess.Popen] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ICRWEB_")},
            "DJANGO_SETTINGS_MODULE": "icrweb.settings",
            "ICRWEB_DEMO": "1",
            "ICRWEB_DATA_DIR": str(folder),
            "ICRWEB_PORT": str(self.port),
            **environment,
        }

    def manage(self, *words: str) -> str:
        """Run a management command; what it says comes back, and a failure is shown in full."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self, migrated: Path | None = None) -> None:
        """The database with the demonstration in it, and the static files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if migrated:
            shutil.copyfile(migrated, self.folder / "db.sqlite3")
        self.manage("compile_catalogues")
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def __enter__(self) -> "Served":
        web = [sys.executable, "-m", "gunicorn", "icrweb.wsgi", "--bind", f"127.0.0.1:{self.port}", "--preload"]
        web += [
            "--workers",
            str(self.workers),
            "--threads",
            str(self.threads),
            "--worker-class",
            "gthread",
            "--log-level",
            "warning",
        ]
        worker = [sys.executable, str(ROOT / "manage.py"), "worker", "--pause", "0.3"]
        log = (self.folder / "server.log").open("a")
        for command in (web, worker):
            process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            self.processes.append(process)
        self.wait_until_it_answers()
        return self

    def wait_until_it_answers(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.processes[0].poll() is None:
            try:
                question = urllib.request.Request(f"{self.url}/livez", headers={"Host": self.host})  # noqa: S310 - our own address
                with urllib.request.urlopen(question, timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"The site did not start:\n{self.log()}")

    def __exit__(self, *_exception) -> None:
        for process in self.processes:
            for name in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, name)
                    process.wait(timeout=10)
                    break
                except ProcessLookupError:
                    break
                except subprocess.TimeoutExpired:
                    continue
        self.processes.clear()

    def log(self) -> str:
        path = self.folder / "server.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else ""

    def rows(self, sql: str, *values) -> list[dict]:
        """Read from the site's SQLite database, as a test that knows the answers must."""
        with closing(sqlite3.connect(f"file:{self.folder / 'db.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, values)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chromium() -> str | None:
    """The browser that journeys and screenshots use: ICRWEB_CHROMIUM, or Debian's."""
    names = (os.environ.get("ICRWEB_CHROMIUM") or "/usr/bin/chromium", "chromium", "chromium-browser")
    return next((path for name in names if (path := shutil.which(name))), None)


if __name__ == "__main__":
    Served(Path(sys.argv[1])).prepare(*map(Path, sys.argv[2:]))
