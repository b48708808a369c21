"""Run what CI runs, or a part of it, and say plainly what went wrong and what was left out.

Usage: .venv/bin/python tools/check.py check | test | lint | sweep

With CI=true a missing PostgreSQL, Redis, Chromium, Node or Raqm is an error; elsewhere the last line names what was left out.
"""

import hashlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
import redis
from PIL import features
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.served import chromium  # noqa: E402

CI = os.environ.get("CI", "").lower() in ("1", "true")
# Two clones on one machine never share a database.
OWN_DATABASE = f"icrweb_check_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
DATABASE_URL = os.environ.get("ICRWEB_TEST_DATABASE_URL", f"postgresql://postgres@127.0.0.1/{OWN_DATABASE}")
REDIS_URL = os.environ.get("ICRWEB_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
SUMMARY = re.compile(r"\d+ (passed|failed|error|skipped|deselected|xfailed|warning).* in [\d.]+s|no tests ran in [\d.]+s")
PYTEST = [sys.executable, "-m", "pytest", "--verbosity=0", "--durations=5"]
PYTEST += ["-p", "no:cacheprovider", "-o", "faulthandler_timeout=240"]


REFEREE = ROOT / "tests" / "referee"
SQLITE_READY, POSTGRESQL_READY, SITE_READY = "database on SQLite", "database on PostgreSQL", "site of the journeys"


@dataclass
class Step:
    name: str
    command: list
    minutes: float = 5
    environment: dict = field(default_factory=dict)
    quiet: bool = True  # shows its output only when it fails
    beside: bool = False  # goes on beside the steps after it, of which the first ones keep one core busy
    after: tuple[str, ...] = ()  # the steps beside it that it waits for
    lines: list = field(default_factory=list)
    seconds: float = 0
    process: subprocess.Popen | None = None
    verdict: str = ""


@cache
def scratch() -> Path:
    """A folder for all that this run writes; it goes at the end."""
    return Path(tempfile.mkdtemp(prefix="icrweb-check-"))


def postgresql_answers() -> bool:
    server, _slash, _name = DATABASE_URL.rpartition("/")
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def redis_answers() -> bool:
    try:
        return bool(redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping())
    except redis.RedisError:
        return False


def node() -> str:
    """Node, where npm stands beside it; only tests of badges and calendars want it."""
    return shutil.which("node") or "" if shutil.which("npm") else ""


def raqm() -> bool:
    """Whether Pillow shapes scripts, which it does where FriBidi is installed: names on certificates are compared with its drawing."""
    return features.check("raqm")


def lint_steps() -> list[Step]:
    scripts = Path(sys.executable).parent
    return [
        Step("ruff: rules", [scripts / "ruff", "check", "--quiet", "."]),
        Step("ruff: layout", [scripts / "ruff", "format", "--check", "--quiet", "."]),
        Step("import contracts", [scripts / "lint-imports", "--no-cache"]),
        Step("migrations: none missing", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], 5, demo()),
        Step(
            "migrations: safe to run", [sys.executable, "tools/migrations.py"], 5, {**demo(), "ICRWEB_DATABASE_URL": sql_reader()}
        ),
        Step("catalogues", [sys.executable, "tools/catalogues.py", "check"], environment=demo()),
        Step(
            "production set-up",
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            environment={
                "ICRWEB_DEMO": "",
                "ICRWEB_SECRET_KEY": secrets.token_urlsafe(64),
                "ICRWEB_BASE_URL": "https://icrweb.example",
                "ICRWEB_DATA_DIR": tempfile.mkdtemp(dir=scratch()),
                "ICRWEB_DATABASE_URL": "",
                "ICRWEB_REDIS_URL": "",
            },
        ),
    ]


def sql_reader() -> str:
    """A database to which the migration linter may speak; it writes nothing there. SQLite where no server answers."""
    return f"{DATABASE_URL.rpartition('/')[0]}/postgres" if postgresql_answers() else ""


def demo() -> dict:
    return {"ICRWEB_DEMO": "1", "ICRWEB_DATA_DIR": tempfile.mkdtemp(dir=scratch())}


def test_steps(marks: str, *, minutes: float, present: dict[str, bool]) -> list[Step]:
    """The tests on each database that answers; tests of the production set-up find the servers by these variables."""
    found = {
        "ICRWEB_FOUND_POSTGRESQL": DATABASE_URL if present["PostgreSQL"] else "",
        "ICRWEB_FOUND_REDIS": REDIS_URL if present["Redis"] else "",
        "ICRWEB_FOUND_NODE": node() if present["Node"] else "",
    }
    command = [*PYTEST, "-n", "2", "--reuse-db", "-m", marks]
    steps = [Step("tests on SQLite", command, minutes, {**on_sqlite(), **found}, quiet=False, after=(SQLITE_READY,))]
    if present["PostgreSQL"]:
        # What asks no database has run already, and so has who may open what: that is the same on either.
        command = [*command, "--with-database", "--ignore=tests/test_access.py"]
        environment = {**on_postgresql(), **found}
        steps.append(Step("tests on PostgreSQL", command, minutes, environment, quiet=False, after=(POSTGRESQL_READY,)))
    return steps


def on_sqlite() -> dict:
    return {"ICRWEB_DATABASE_URL": "", "ICRWEB_DATA_DIR": str(scratch() / "tests")}


def on_postgresql() -> dict:
    """Tests ask what is stored, not what outlives a power cut: waiting for the disk would double their time."""
    return {
        "ICRWEB_DATABASE_URL": DATABASE_URL,
        "ICRWEB_DATA_DIR": str(scratch() / "tests-on-postgresql"),
        "PGOPTIONS": "-c synchronous_commit=off",
    }


def database_steps(present: dict[str, bool]) -> list[Step]:
    """The databases that tests copy, migrated beside the first steps, for nothing else could use the second core meanwhile."""
    command = [sys.executable, "-m", "tests.databases"]
    steps = [Step(SQLITE_READY, command, 10, on_sqlite(), beside=True)]
    if present["PostgreSQL"]:
        steps.append(Step(POSTGRESQL_READY, command, 10, on_postgresql(), beside=True))
    return steps


def drop_tests_database() -> None:
    """What `database_steps` made on the server; the one in SQLite goes with the folder of this run."""
    server, _slash, name = DATABASE_URL.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(f"test_{name}")))


def referee_steps(present: dict[str, bool]) -> list[Step]:
    """The verifiers of badges and the reader of calendars from npm, as the lock file pins them; none of their scripts is run."""
    installed, wanted = REFEREE / "node_modules" / ".package-lock.json", REFEREE / "package-lock.json"
    if not present["Node"] or (installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime):
        return []
    return [
        Step(
            "verifiers of badges, reader of calendars",
            ["npm", "ci", "--prefix", REFEREE, "--ignore-scripts", "--no-audit", "--no-fund"],
        )
    ]


def prepared() -> Path:
    return scratch() / "demonstration"


def site_steps(present: dict[str, bool]) -> list[Step]:
    """The demonstration that journeys copy."""
    if not present["Chromium"]:
        return []
    command = [sys.executable, "-m", "tools.served", prepared(), scratch() / "tests" / "test.sqlite3"]
    return [Step(SITE_READY, command, 15, beside=True, after=(SQLITE_READY,))]


def journey_steps(marks: str, *, minutes: float, present: dict[str, bool]) -> list[Step]:
    if not present["Chromium"]:
        return []
    environment = {"ICRWEB_CHROMIUM": chromium(), "ICRWEB_DATABASE_URL": "", "ICRWEB_JOURNEYS_FROM": str(prepared())}
    command = [*PYTEST, "-n", "0", "-m", marks, "tests/journeys"]
    return [Step("browser journeys", command, minutes, environment, quiet=False, after=(SITE_READY,))]


def plan(what: str, present: dict[str, bool]) -> list[Step]:
    if what == "lint":
        return lint_steps()
    if what == "sweep":
        return [
            *database_steps(present),
            *site_steps(present),
            *test_steps("sweep and not journey", minutes=60, present=present),
            *journey_steps("sweep and journey", minutes=90, present=present),
        ]
    if what == "test":
        return [*database_steps(present), *site_steps(present), *tests_of_check(present)]
    return [*database_steps(present), *site_steps(present), *lint_steps(), *tests_of_check(present)]


def tests_of_check(present: dict[str, bool]) -> list[Step]:
    return [
        *referee_steps(present),
        *test_steps("not journey and not sweep", minutes=45, present=present),
        *journey_steps("journey and not sweep", minutes=30, present=present),
    ]


def run(step: Step, number: int, total: int) -> None:
    """Run one step in a process group of its own; when its time is over the whole group ends."""
    say(f"[{number}/{total}] {step.name} …")
    started = time.monotonic()
    step.process = process = subprocess.Popen(
        [str(word) for word in step.command],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **step.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    reader = threading.Thread(target=read, args=(process, step), daemon=True)
    reader.start()
    try:
        code = process.wait(timeout=step.minutes * 60)
        step.verdict = "ok" if code == 0 else "no test ran" if code == 5 and "pytest" in step.command else f"failed (exit {code})"
    except subprocess.TimeoutExpired:
        step.verdict = f"stopped after {step.minutes:g} min"
    finally:
        end(process)
    reader.join(timeout=5)
    step.seconds = time.monotonic() - started
    if step.quiet and step.verdict != "ok":
        sys.stdout.writelines(step.lines)
    say(f"[{number}/{total}] {step.name}: {step.verdict}, {step.seconds:.0f} s")


def read(process: subprocess.Popen, step: Step) -> None:
    for line in process.stdout:
        step.lines.append(line)
        if not step.quiet:
            sys.stdout.write(line)
            sys.stdout.flush()


def end(process: subprocess.Popen) -> None:
    """End what is left of the step's own group: servers and browsers that a killed test could not stop."""
    for name in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, name)
        except ProcessLookupError:
            break
        time.sleep(0.5)
    process.wait()


def run_all(steps: list[Step]) -> None:
    beside: dict[str, threading.Thread] = {}
    stopped = threading.Event()

    def in_turn(step: Step, number: int) -> None:
        for name in step.after:
            beside[name].join()
        if not stopped.is_set():
            run(step, number, len(steps))

    try:
        for number, step in enumerate(steps, 1):
            if step.beside:
                beside[step.name] = threading.Thread(target=in_turn, args=(step, number), daemon=True)
                beside[step.name].start()
            else:
                in_turn(step, number)
    except KeyboardInterrupt:
        stopped.set()
        for step in steps:
            if step.process:
                end(step.process)
        raise
    finally:
        shutil.rmtree(scratch(), ignore_errors=True)
        if POSTGRESQL_READY in beside:
            drop_tests_database()


def closing(steps: list[Step], left_out: list[str], seconds: float) -> int:
    """The closing lines: each step, pytest's own summaries, what was left out."""
    say("")
    for step in steps:
        say(f"  {step.name:26} {step.verdict:20} {step.seconds:6.0f} s")
    for step in steps:
        summaries = [line.strip() for line in step.lines if SUMMARY.search(line)]
        if summaries:
            say(f"{step.name}:\n{summaries[-1]}")
    failed = [step.name for step in steps if step.verdict != "ok"]
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    else:
        say(f"All {len(steps)} steps passed in {seconds:.0f} s.")
    if left_out:
        say(f"Left out, because it is not here: {', '.join(left_out)}.")
    return 1 if failed or (left_out and CI) else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(what: str) -> int:
    looks: dict[str, Callable] = {"PostgreSQL": postgresql_answers, "Redis": redis_answers, "Chromium": chromium, "Node": node}
    looks["Raqm (Debian: libfribidi0)"] = raqm
    present = {name: bool(look()) for name, look in looks.items()} if what != "lint" else {}
    left_out = [name for name, here in present.items() if not here]
    if left_out and CI:
        say(f"CI=true, and this machine lacks: {', '.join(left_out)}. .ci/run installs and starts them.")
        return 1
    steps = plan(what, present)
    started = time.monotonic()
    run_all(steps)
    return closing(steps, left_out, time.monotonic() - started)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "test", "lint", "sweep"):
        sys.exit("Usage: tools/check.py check | test | lint | sweep")
    sys.exit(main(sys.argv[1]))
