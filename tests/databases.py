"""The test database: migrated once a run, and copied for each process that asks it something.

All migrations take most of a minute, a copy takes a second. Django makes it, as for its own parallel tests. `python -m tests.databases`
makes it beforehand, for runs with `--reuse-db`.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection


class OwnCopy:
    """A copy of the migrated database for one process. `folder` belongs to this run and is shared by its processes.

    With `reuse` the migrated database stays for the next run, which adds the migrations that have come since.
    """

    def __init__(self, folder: Path, process: str, *, reuse: bool):
        self.folder, self.process, self.reuse = folder, process, reuse
        self.in_use = folder / f"{process}.database"

    def take(self, *, anew: bool) -> None:
        """From here on `connection` is one to the copy. The first process of a run migrates; with `anew` from nothing."""
        creation, self.original = connection.creation, connection.settings_dict["NAME"]
        with self.alone():
            if self.used():
                connection.settings_dict["NAME"] = creation._get_test_db_name()
            else:
                creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=self.reuse and not anew)
            self.in_use.touch()
            self.migrated = connection.settings_dict["NAME"]
            self.name = creation.get_test_db_clone_settings(self.process)["NAME"]
            connection.close()
            self.forget_journal()
            creation.clone_test_db(self.process, verbosity=0)
        connection.settings_dict["NAME"] = self.name

    def give_back(self) -> None:
        connection.close()
        with self.alone():
            connection.creation._destroy_test_db(self.name, verbosity=0)
            self.in_use.unlink()
            if not self.reuse and not self.used():
                connection.creation._destroy_test_db(self.migrated, verbosity=0)
        connection.settings_dict["NAME"] = self.original

    def used(self) -> bool:
        return any(self.folder.glob("*.database"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        with (self.folder / "database.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def forget_journal(self) -> None:
        """What a killed run left beside its copy in SQLite would be played into this one."""
        if connection.vendor == "sqlite":
            for name in (f"{self.name}-wal", f"{self.name}-shm"):
                Path(name).unlink(missing_ok=True)


if __name__ == "__main__":
    os.environ.setdefault("ICRWEB_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icrweb.settings")
    django.setup()
    call_command("compile_catalogues", verbosity=0)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=False)
