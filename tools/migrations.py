"""Lint every migration of ours: could it run while the site serves, and can it be taken back?

The linter reads the SQL that a migration would run, so it needs a database to speak to (nothing is written): PostgreSQL where it
answers. On SQLite Django rebuilds tables to alter them, which the linter would call dropping: there only new tables are judged.
A migration that moves data has no SQL to read; that it has a reverse is asked for instead.
"""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("ICRWEB_DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icrweb.settings")
django.setup()

from django.db import connection  # noqa: E402
from django_migration_linter import MigrationLinter  # noqa: E402

APPS = [
    "trail",
    "accounts",
    "media",
    "pages",
    "front",
    "courses",
    "certificates",
    "seminars",
    "helpdesk",
    "evaluation",
    "training",
    "translating",
    "demo",
]
REBUILDS_ON_SQLITE = ["DROP_TABLE", "RENAME_TABLE", "NOT_NULL", "ADD_UNIQUE", "ALTER_COLUMN", "DROP_COLUMN", "RENAME_COLUMN"]

# Not safe while an older version serves; docs/operations.md says so. A question's guideline was text and now points at the register:
# its column is renamed, read and dropped within one upgrade. A quiz said whether it is final and now says what it is for. A file of
# questions was brought in while somebody waited and is now the worker's. Offered places count in the rule of one live registration each:
# its index is made anew, beside the old one, on a table of a few thousand rows; what an older version writes fits both. So do
# registrations that wait for the organizer's decision. A seminar asked for one certificate and now asks for several: its column is
# read and dropped within one upgrade. Numbers of arrival are unique among fewer registrations than before (who replaces a nominee takes
# over a number, a team shares one): a weaker index made anew, that fits what an older version writes.
ACCEPTED = [
    "0005_glossary_and_local_notes",
    "0007_drop_the_guideline_text",
    "0017_quiz_purposes",
    "0030_imports_by_the_worker",
    "0009_offers_hold_seats",
    "0011_requests_are_live",
    "0021_drop_the_one_prerequisite",
    "0014_nominations",
    "0026_teams",
]


def main() -> int:
    linter = MigrationLinter(
        str(ROOT),
        include_apps=APPS,
        ignore_name=ACCEPTED,
        no_cache=True,
        # A new unique constraint or index on a table of the same release is safe; the linter cannot see that it is new.
        exclude_migration_tests=REBUILDS_ON_SQLITE if connection.vendor == "sqlite" else [],
        warnings_as_errors_tests=["RUNPYTHON_REVERSIBLE", "RUNSQL_REVERSIBLE"],
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
