"""Compile the gettext catalogues without gettext."""

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile every .po below LOCALE_PATHS whose .mo is missing or older."

    def handle(self, *, verbosity, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                    polib.pofile(str(source)).save_as_mofile(str(target))
                    if verbosity:
                        self.stdout.write(f"compiled {target.parent.parent.name}")
