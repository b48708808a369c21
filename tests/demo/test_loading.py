"""Loading the whole demonstration, in a process and a folder of its own, as `make run` does."""

import os
import sqlite3
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings

COUNTED = [
    "accounts_user", "accounts_institution", "wagtailcore_page", "courses_question", "courses_edition", "courses_attempt",
    "certificates_certificate", "certificates_paper", "certificates_badge",
    "seminars_seminar", "seminars_registration", "seminars_attendance",
]  # fmt: skip


def manage(folder, *words, check=True):
    environment = {**os.environ, "ICRWEB_DEMO": "1", "ICRWEB_DATA_DIR": str(folder), "ICRWEB_DATABASE_URL": ""}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=check, capture_output=True, text=True)


def ask(folder, question):
    connection = sqlite3.connect(folder / "db.sqlite3")
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def counts(folder):
    return {table: ask(folder, f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}  # noqa: S608 - our own words


# Minutes long: the journeys load the demonstration in every check, this does it three times.
@pytest.mark.sweep
def test_the_demonstration_loads_once_keeps_its_day_and_starts_anew_when_told(tmp_path):
    manage(tmp_path, "migrate", "--verbosity", "0")
    manage(tmp_path, "load_demo")
    first = counts(tmp_path)
    assert first["accounts_user"] == 20
    assert first["accounts_institution"] == 15
    assert first["certificates_certificate"] > 15
    assert ask(tmp_path, "SELECT count(*) FROM seminars_registration WHERE state = 'waiting'") == [(1,)]

    yesterday = date.today() - timedelta(days=1)
    connection = sqlite3.connect(tmp_path / "db.sqlite3")
    with connection:
        connection.execute("UPDATE demo_demoloading SET day = ?, digest = ''", [yesterday.isoformat()])
    connection.close()
    manage(tmp_path, "load_demo")
    assert counts(tmp_path) == first
    assert ask(tmp_path, "SELECT day FROM demo_demoloading") == [(yesterday.isoformat(),)]

    manage(tmp_path, "load_demo", "--reset")
    assert counts(tmp_path) == first
    assert ask(tmp_path, "SELECT day FROM demo_demoloading") == [(date.today().isoformat(),)]


def test_the_demonstration_is_refused_outside_it(tmp_path):
    environment = {"ICRWEB_DEMO": "", "ICRWEB_SECRET_KEY": "x" * 60, "ICRWEB_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    refused = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "ICRWEB_DEMO=1" in refused.stderr
