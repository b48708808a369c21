"""Every address, asked by everyone it is not for, with another person's records in it."""

import re
import uuid
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from wagtail.models import Page, get_page_models

from courses.models.records import EnrolmentQuerySet
from tests.access.roles import ADMIN, ROLES, Row
from tests.access.table import CLOSED, FAMILIES, PAGES, TABLE, VIEWSETS
from tests.access.world import EMAIL, LATIN, NATIVE, World, make_world

pytestmark = pytest.mark.django_db
RECORDS = ("accounts", "certificates", "courses", "evaluation", "helpdesk", "seminars", "trail", "training", "translating")
REFUSALS = (301, 302, 401, 403, 404, 405)


@pytest.fixture
def world():
    return make_world()


def addresses(resolver=None, route="", spaces=()):
    """Every (name, route, converters) of the site; what has no name goes by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from addresses(entry, here, spaces + ((entry.namespace,) if entry.namespace else ()))
        else:
            yield ":".join((*spaces, entry.name)) if entry.name else here, here, entry


def family(name: str) -> str | None:
    return next((start for start in FAMILIES if name.startswith(start)), None)


def path_of(world: World, name: str, route: str) -> str:
    """The address with the owner's records in it; what it does not know, it fills with what looks right."""

    def value(match):
        kind, _colon, argument = match.group(1).rpartition(":")
        space = name.split(":")[0]
        known = world.values.get((space, argument), world.values.get(argument))
        if known is not None:
            return str(known)
        return {"int": "1", "uuid": str(uuid.UUID(int=1)), "slug": "a", "path": "a"}.get(kind, "1")

    path = re.sub(r"<([^>]+)>", value, route)
    path = re.sub(r"\(\?P<\w+>(\([^()]*\)|[^()])*\)", "1", path)  # what is written as a regular expression
    return "/" + re.sub(r"\\[AZdw]\+?|[\^$?*+()]|\\", "", path)


class Writes:
    """Notes every write to a record of ours: whoever an address is not for must not cause one."""

    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        if found := re.match(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "((?:{"|".join(RECORDS)})_\w+)"', sql):
            self.tables.append(found.group(1))
        return execute(sql, params, many, context)


def ask(client: Client, method: str, path: str, form: dict):
    """Ask, and take back whatever that changed."""
    cookies, writes = deepcopy(client.cookies), Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        answer = getattr(client, method)(path, form if method == "post" else None)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies  # signing out is taken back, too
    return answer.status_code, body.decode("utf-8", "replace") + str(answer.headers), writes.tables


def names_the_owner(text: str) -> bool:
    return any(word in text for word in (EMAIL, LATIN, NATIVE, "Zyxcanary"))


def faults_at(world: World, name: str, path: str, row: Row, asked_by=ROLES):
    for role in asked_by:
        for method in ("get", "post"):
            status, text, written = ask(world.clients[role], method, path, world.forms.get(name, {}))
            who = f"{method.upper()} {path} as {role}: {status}"
            if status >= 500:
                yield f"{who}"
            if role not in row.may and status not in REFUSALS:
                yield f"{who}, though it is not for them"
            if role not in row.may and written:
                yield f"{who}, and {', '.join(written)} was written to"
            if role not in row.sees and names_the_owner(text):
                yield f"{who}, and it names the owner"


def never_answers(world: World, name: str, path: str, row: Row):
    """A row whose address nobody at all gets to, not even its owner, tries nothing: it was filled in wrongly."""
    for client in [world.clients["owner"], *(world.clients[role] for role in ROLES if role in row.may)]:
        for method in ("get", "post"):
            status, text, _written = ask(client, method, path, world.forms.get(name, {}))
            if status < 400 and (not row.sees or names_the_owner(text)):
                return
    yield f"{path} gives nobody an answer{' with the owner in it' if row.sees else ''}"


def test_every_address_is_in_the_table():
    names = {name for name, _route, _entry in addresses()}
    assert sorted(name for name in names if name not in TABLE and not family(name)) == []
    assert sorted(set(TABLE) - names) == [], "the table names addresses that are gone"


@pytest.mark.parametrize("part", ["public", "admin"])
def test_nobody_reads_or_changes_what_is_not_for_them(world, part):
    faults = []
    for name, route, _entry in addresses():
        if name in TABLE and route.startswith(("admin/", "^admin/")) == (part == "admin") and name != "wagtail_serve":
            path = path_of(world, name, route)
            faults += faults_at(world, name, path, TABLE[name])
            if name not in CLOSED:
                faults += never_answers(world, name, path, TABLE[name])
    assert not faults, "\n" + "\n".join(faults)


def test_nobody_enters_wagtails_admin_or_our_snippets_without_their_role(world):
    """Asked by those who are not let in; what Wagtail says to its own staff's malformed forms is its own matter."""
    faults = []
    for name, route, _entry in addresses():
        if name not in TABLE and family(name):
            row = VIEWSETS.get(name.split(":")[0], Row(ADMIN))
            faults += faults_at(
                world, name, path_of(world, name, route), row, asked_by=[role for role in ROLES if role not in row.may]
            )
    assert not faults, "\n" + "\n".join(faults)


def test_the_walk_notices_when_the_door_to_other_peoples_records_stands_open(world, monkeypatch):
    """The negative control: were `.for_learner()` to return everybody's enrolments, the walk would say so."""
    monkeypatch.setattr(EnrolmentQuerySet, "for_learner", lambda self, user: self)
    route = next(route for name, route, _entry in addresses() if name == "courses:leave")
    path = path_of(world, "courses:leave", route)
    faults = list(faults_at(world, "courses:leave", path, TABLE["courses:leave"], asked_by=["stranger"]))
    assert [fault.rpartition(", ")[2] for fault in faults] == ["and courses_enrolment was written to"]


def test_every_page_type_is_in_the_table():
    ours = {model._meta.label for model in get_page_models() if model._meta.app_label != "wagtailcore"}
    assert ours == set(PAGES)


def test_no_page_names_the_learner_who_studies_it(world):
    pages = Page.objects.live().filter(alias_of=None, depth__gt=1).specific()
    faults, tried = [], set()
    for page in pages:
        label = page._meta.label
        if label in PAGES and label not in tried:
            tried.add(label)
            faults += faults_at(world, label, page.url, Row(PAGES[label]))
    assert not faults, "\n" + "\n".join(faults)
    assert set(PAGES) - tried <= {"pages.StandardPage", "pages.NetworkPage"}
