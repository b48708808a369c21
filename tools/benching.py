"""What every measurement needs: one that asks pages and notes what they cost, a table, the machine's name, a scratch database."""

import http.client
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tools.served import Served

CSRF = "a1B2c3D4" * 4


class Visitor:
    """One connection that is kept, one session; counts what its answers say they cost."""

    def __init__(self, served: Served, session: str = ""):
        self.talk = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        self.cookies = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
        self.seconds: list[float] = []
        self.queries: list[int] = []

    def ask(self, path: str, form: list | None = None, expect: int = 200) -> tuple[str, str]:
        """The body and the Location of an answer; another status than expected stops the measurement."""
        headers = {"Cookie": self.cookies} if len(self.cookies) > 50 or form is not None else {}
        body = None
        if form is not None:
            body = urlencode([*form, ("csrfmiddlewaretoken", CSRF)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            self.talk.request("GET" if form is None else "POST", path, body=body, headers=headers)
            answer = self.talk.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # gunicorn closes a connection that waited; a new one asks again.
            self.talk.close()
            self.talk.request("GET" if form is None else "POST", path, body=body, headers=headers)
            answer = self.talk.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.seconds.append(time.perf_counter() - started)
        self.queries.append(int(answer.headers.get("X-Queries") or 0))
        if answer.status != expect:
            raise SystemExit(f"{path} answered {answer.status} instead of {expect}:\n{text[:500]}")
        return text, answer.headers.get("Location") or ""


def table(heads: list[str], lines: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in [heads, *lines]) for column in range(len(heads))]
    rows = [heads, ["-" * width for width in widths], *lines]
    return "\n".join(
        "  ".join(
            word.ljust(width) if not column else word.rjust(width)
            for column, (word, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def machine(engine: str) -> str:
    model = next(
        (row.split(":")[1].strip() for row in Path("/proc/cpuinfo").read_text().splitlines() if row.startswith("model name")), "?"
    )
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} × {model} · Python {platform.python_version()} · {engine}"


def own_database(url: str) -> None:
    """A database for this run alone, made anew."""
    server, _slash, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')


def drop_database(url: str) -> None:
    server, _slash, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
