import json
import sqlite3
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from icrweb.accounts.models import User
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    (settings.DATA_DIR / "private" / "papers").mkdir(parents=True)
    (settings.DATA_DIR / "private" / "papers" / "one.pdf").write_bytes(b"%PDF-1.7 one")
    (settings.DATA_DIR / "media" / "images").mkdir(parents=True)
    (settings.DATA_DIR / "media" / "images" / "one.png").write_bytes(b"\x89PNG one")
    (settings.DATA_DIR / "secret_key").write_text("never leaves this machine")
    return settings.DATA_DIR


def take_backup(data_dir):
    call_command("backup")
    (folder,) = (data_dir / "backups").iterdir()
    return folder


def people_in(folder):
    """The addresses in a backup: read from SQLite's file, or from PostgreSQL's dump."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "db.sqlite3")) as copy:
            return {row[0] for row in copy.execute("SELECT email FROM accounts_user")}
    command = ["pg_restore", "--data-only", "--table=accounts_user", "--file=-", folder / "db.dump"]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {word for line in dump.splitlines() for word in line.split("\t") if word.endswith("@demo.example") and " " not in word}


def test_a_backup_holds_the_database_and_the_files_but_no_secret(data_dir):
    make_user("anna@demo.example")
    make_user("bima@demo.example")
    folder = take_backup(data_dir)
    assert people_in(folder) == {"anna@demo.example", "bima@demo.example"}
    assert (folder / "private" / "papers" / "one.pdf").read_bytes() == b"%PDF-1.7 one"
    assert (folder / "media" / "images" / "one.png").read_bytes() == b"\x89PNG one"
    assert not list(folder.rglob("secret_key"))
    facts = json.loads((folder / "manifest.json").read_text())
    assert facts["tables"]["accounts_user"] == 2


@pytest.mark.parametrize("name", ["private/papers/one.pdf", "database"])
def test_one_changed_byte_is_noticed(data_dir, name):
    folder = take_backup(data_dir)
    call_command("backup", verify=folder)
    path = next(folder.glob("db.*")) if name == "database" else folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError, match="missing or has changed"):
        call_command("backup", verify=folder)


def test_a_folder_without_its_manifest_is_no_backup(data_dir):
    folder = take_backup(data_dir)
    (folder / "manifest.json").unlink()
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("backup", verify=folder)


def test_what_fails_half_way_leaves_nothing_that_looks_like_a_backup(data_dir, settings):
    (data_dir / "private" / "papers" / "gone.pdf").symlink_to(data_dir / "nowhere")
    with pytest.raises(OSError, match="gone.pdf"):
        call_command("backup")
    assert list((data_dir / "backups").iterdir()) == []


@pytest.mark.race
def test_a_backup_under_writes_holds_every_row_that_was_there_before_it(data_dir):
    stop = threading.Event()

    def keep_writing():
        try:
            while not stop.is_set():
                make_user()
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        writer = threads.submit(keep_writing)
        try:
            for number in range(3):
                before = set(User.objects.values_list("email", flat=True))
                call_command("backup", into=data_dir / f"round-{number}")
                (folder,) = (data_dir / f"round-{number}").iterdir()
                assert before <= people_in(folder)
        finally:
            stop.set()
        writer.result(timeout=30)
    assert User.objects.count() > 3
