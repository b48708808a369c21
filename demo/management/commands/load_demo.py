"""Load the demonstration network. Loading again changes only what the files have changed; dates stay those of the first day."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from demo import loading
from demo.models import DemoLoading
from icrweb.pages.indexed_once import indexed_once


class Command(BaseCommand):
    help = "Load the demonstration network: institutions, people, pages, courses, seminars, certificates."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="Throw away all data first and start anew, with dates from today.")

    def handle(self, *, reset, **options):
        if not settings.DEMO:
            raise CommandError("load_demo writes invented people and certificates. It runs only with ICRWEB_DEMO=1.")
        if reset:
            self.say("Throwing away all data …")
            self.empty()
        found, _made = DemoLoading.objects.get_or_create(pk=1, defaults={"day": timezone.now().date()})
        digest = self.digest()
        if found.digest == digest:
            self.say(f"The demonstration is loaded already; its first day is {found.day}.")
            return
        for sentence, load in loading.STEPS:
            self.say(f"{sentence} …")
            with indexed_once():
                load(found.day)
        found.digest = digest
        found.save()

    def empty(self):
        """Tables, papers and mails go as a whole: the audit trail refuses to be emptied row by row."""
        if connection.vendor == "sqlite":
            path = Path(connection.settings_dict["NAME"])
            connection.close()
            for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                name.unlink(missing_ok=True)
        else:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        for folder in ("private", "media", "outbox"):
            shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)
        call_command("migrate", interactive=False, verbosity=0)

    def say(self, sentence):
        self.stdout.write(f"  {sentence}")
        self.stdout.flush()

    def digest(self) -> str:
        """What the content files say now."""
        total = hashlib.sha256()
        for path in sorted(loading.CONTENT.rglob("*")):
            if path.is_file():
                total.update(str(path.relative_to(loading.CONTENT)).encode() + b"\0" + path.read_bytes())
        return total.hexdigest()
