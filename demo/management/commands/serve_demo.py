"""Serve the demonstration: prepare what is missing, then run the web server and the worker until Ctrl-C."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Prepare the demonstration data where it is missing and serve the site with its worker."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("serve_demo is for the demonstration only. Set ICRWEB_DEMO=1, or read docs/operations.md.")
        self.refuse_a_busy_port()
        started = time.monotonic()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("compile_catalogues", verbosity=0)
        self.migrate()
        self.collect_static()
        call_command("load_demo", stdout=self.stdout)
        self.say(f"Ready in {time.monotonic() - started:.0f} s: {settings.BASE_URL} (Ctrl-C stops it)")
        self.serve()

    def say(self, sentence):
        self.stdout.write(f"  {sentence}")
        self.stdout.flush()

    def refuse_a_busy_port(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} is taken by another program. Stop it, or choose another: ICRWEB_PORT=8001 make run"
                ) from error

    def migrate(self):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.say(f"Preparing the database ({len(plan)} steps) …")
            call_command("migrate", verbosity=0, interactive=False)

    def collect_static(self):
        """Collect and compress only when a file or a package has changed."""
        files = sorted(path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file())
        facts = [f"{path.relative_to(settings.BASE_DIR)} {path.stat().st_mtime_ns}" for path in files]
        facts += [f"{name} {version(name)}" for name in ("wagtail", "wagtail-localize", "django-allauth", "whitenoise")]
        digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
        stamp = settings.DATA_DIR / "static.sha256"
        if not stamp.exists() or stamp.read_text() != digest:
            self.say("Compressing styles and scripts …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            stamp.write_text(digest)

    def serve(self):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "icrweb.settings"}
        web = [sys.executable, "-m", "gunicorn", "icrweb.wsgi", "--bind", f"127.0.0.1:{settings.PORT}"]
        web += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload", "--log-level", "warning"]
        worker = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker", "--pause", "1"]
        processes = [subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) for command in (web, worker)]  # noqa: S603 - our own words
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("The web server or the worker stopped by itself; the lines above say why.")
        except KeyboardInterrupt:
            self.say("Stopped. The data stays in " + str(settings.DATA_DIR))
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()
