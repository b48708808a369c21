"""Back up everything that cannot be made again, and prove that the copy is whole."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

MANIFEST = "manifest.json"


class Command(BaseCommand):
    help = "Copy the database and the files into a new folder and verify the copy; or verify a folder made earlier."

    def add_arguments(self, parser):
        parser.add_argument("--into", type=Path, help="The folder that holds the backups (default: backups beside the data).")
        parser.add_argument("--verify", type=Path, metavar="FOLDER", help="Only verify this backup.")

    def handle(self, *, into, verify, **options):
        if verify:
            facts = read_verified(verify)
            return f"Whole: {facts['rows']} rows, {len(facts['files'])} files, taken {facts['taken_at']}."
        target = (into or settings.DATA_DIR / "backups") / f"{timezone.now():%Y%m%dT%H%M%SZ}"
        # Until it is verified it has another name: nobody mistakes half a copy for a backup.
        unfinished = target.with_name(f"unfinished-{target.name}")
        unfinished.mkdir(parents=True)
        try:
            facts = take(unfinished)
            (unfinished / MANIFEST).write_text(json.dumps(facts, indent=1))
            read_verified(unfinished)
        except BaseException:
            shutil.rmtree(unfinished)
            raise
        unfinished.rename(target)
        _sync(target.parent)
        return f"Backed up {facts['rows']} rows and {len(facts['files'])} files: {target}"


def take(folder: Path) -> dict:
    """Copy the database first: files are only ever added, so each file that a copied row names is there afterwards."""
    taken_at = timezone.now().isoformat()
    tables = _copy_sqlite(folder / "db.sqlite3") if connection.vendor == "sqlite" else _dump_postgresql(folder / "db.dump")
    for name in ("media", "private"):
        source = settings.DATA_DIR / name
        if not settings.S3_BUCKET and source.exists():
            shutil.copytree(source, folder / name)
    files = {str(path.relative_to(folder)): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        "taken_at": taken_at,
        "engine": connection.vendor,
        "rows": sum(tables.values()),
        "tables": tables,
        "files": files,
        "bucket": settings.S3_BUCKET,
    }


def read_verified(folder: Path) -> dict:
    """The manifest of a backup whose every byte is as it was when it was taken; a CommandError otherwise."""
    try:
        facts = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{folder} is no whole backup: its {MANIFEST} cannot be read.") from error
    for name, digest in facts["files"].items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            raise CommandError(f"{folder} is no whole backup: {name} is missing or has changed. Do not restore it.")
    if facts["engine"] == "sqlite":
        _check_sqlite(folder / "db.sqlite3", facts["tables"])
    else:
        _run(["pg_restore", "--list", str(folder / "db.dump")])
    return facts


def _copy_sqlite(path: Path) -> dict[str, int]:
    """SQLite's own backup of the live database: a copied file would miss what still stands in the log beside it."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        tables = _count(copy.execute, connection.introspection.table_names())
    _sync(path)
    return tables


def _check_sqlite(path: Path, tables: dict[str, int]) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise CommandError(f"{path} is damaged. Do not restore it.")
        if _count(copy.execute, tables) != tables:
            raise CommandError(f"{path} does not hold the rows that its manifest counts. Do not restore it.")


def _dump_postgresql(path: Path) -> dict[str, int]:
    """A dump and a count of the same moment: both read one exported snapshot."""
    facts = connection.settings_dict
    address = {"--host": facts["HOST"], "--port": facts["PORT"], "--username": facts["USER"]}
    words = [f"{option}={value}" for option, value in address.items() if value]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        tables = _count(lambda sql: cursor.execute(sql) or cursor, connection.introspection.table_names(cursor))
        _run(
            ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}", *words, facts["NAME"]],
            {"PGPASSWORD": facts["PASSWORD"] or ""},
        )
    _sync(path)
    return tables


def _count(execute, tables) -> dict[str, int]:
    name = connection.ops.quote_name
    return {table: execute(f"SELECT COUNT(*) FROM {name(table)}").fetchone()[0] for table in sorted(tables)}  # noqa: S608 - our own tables


def _run(command: list[str], environment: dict | None = None) -> None:
    try:
        done = subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise CommandError(f"{command[0]} is not here. Install PostgreSQL's client programs.") from error
    if done.returncode:
        raise CommandError(f"{command[0]} failed: {done.stderr.strip()}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Ask the disk to keep what was written."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
