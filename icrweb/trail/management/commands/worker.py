"""The background worker: looks again and again for rows that lack their result."""

import logging
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send waiting mail, render waiting papers, and do what falls due; run as many as you like."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument("--pause", type=float, default=2.0, help="Seconds between two looks (default 2).")

    def handle(self, *, once, pause, **options):
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        sweeps = [import_string(path) for path in settings.SWEEPS]
        while not stop.is_set():
            done = sum(self.run_one(sweep) for sweep in sweeps)
            close_old_connections()
            if done == 0:
                if once:
                    return
                stop.wait(pause)

    def run_one(self, sweep) -> int:
        """Run one sweep; a fault is logged and met again at the next look, so one bad row never stops the others."""
        try:
            return sweep()
        except OperationalError:
            logger.warning("The database was not there for %s; looking again soon.", sweep.__name__)
        except Exception:
            logger.exception("The sweep %s failed.", sweep.__name__)
        return 0
