"""Many at once: one certificate per piece of evidence, one successor, one paper. Each with its negative control."""

import threading
import uuid
from contextlib import contextmanager, suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection

from certificates import issuing, printing
from certificates.issuing import issue_certificate, supersede
from certificates.models import Certificate, Paper
from icrweb.accounts.models import User
from tests.at_once import at_once
from tests.factories.certificates import make_achievement, make_certificate, make_facts
from tests.factories.people import make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 8


@contextmanager
def without_constraint(model, name):
    (constraint,) = (one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def transactions_that_begin_late():
    """SQLite as it is without IMMEDIATE: the write lock is asked for only when something is written."""
    if connection.vendor != "sqlite":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    before = options.get("transaction_mode")
    options["transaction_mode"] = "DEFERRED"
    try:
        yield
    finally:
        options["transaction_mode"] = before


def slowed(look):
    """Wait after looking, so that everyone has looked before anyone writes."""
    gate = threading.Barrier(MANY)

    def slow(*arguments, **fields):
        found = look(*arguments, **fields)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=2)
        return found

    return slow


def test_twenty_completions_at_once_issue_one_certificate():
    person, achievement, evidence = make_user(), make_achievement(), uuid.uuid4()
    answers = at_once(*[lambda: issue_certificate(person, achievement, evidence, make_facts())] * 20)
    assert len({answer.pk for answer in answers}) == 1
    assert Certificate.objects.count() == 1
    assert Paper.objects.count() == 1
    assert User.objects.get(pk=person.pk).names_locked_at is not None


def test_many_owed_ones_issued_at_once_are_issued_once():
    person, achievement, evidence = make_user(latin_name=""), make_achievement(), uuid.uuid4()
    issue_certificate(person, achievement, evidence, make_facts())
    User.objects.filter(pk=person.pk).update(latin_name="Sutrisno")
    answers = at_once(*[issuing.issue_owed_certificates] * MANY)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answers) == 1
    assert Certificate.objects.count() == 1


def test_many_corrections_at_once_give_one_successor():
    certificate, staff = make_certificate(), make_user()
    answers = at_once(*[lambda: supersede(certificate, staff, "why", latin_name=f"Name {threading.get_ident()}")] * MANY)
    made = [answer for answer in answers if isinstance(answer, Certificate)]
    refused = [answer.code for answer in answers if isinstance(answer, ValidationError)]
    assert (len(made), refused) == (1, ["superseded"] * (MANY - 1))
    assert Certificate.objects.count() == 2


def test_revoking_and_correcting_at_once_never_both_happen():
    certificate, staff = make_certificate(), make_user()
    turns = iter(range(MANY))

    def deed():
        if next(turns) % 2:
            return issuing.revoke(certificate, staff, "misconduct", "why")
        return supersede(certificate, staff, "why", latin_name="Corrected")

    answers = at_once(*[deed] * MANY)
    assert sum(isinstance(answer, Certificate) for answer in answers) == 1
    certificate.refresh_from_db()
    assert (certificate.revoked_at is None) != (certificate.superseded_by_id is None)


def test_many_workers_record_one_paper():
    certificate = make_certificate()
    paper = certificate.papers.get()
    contents = iter(f"bytes {number}".encode() for number in range(MANY))
    lock = threading.Lock()

    def deed():
        with lock:
            content = next(contents)
        return printing.record(paper, content, printing.store(content))

    answers = at_once(*[deed] * MANY)
    assert sum(answers) == 1
    paper.refresh_from_db()
    assert paper.name == f"papers/{paper.sha256}.pdf"


def test_many_workers_take_a_row_once():
    make_certificate()
    paper = Paper.objects.get()
    assert sum(at_once(*[lambda: printing.take(paper)] * MANY)) == 1


# Negative controls: the same races with the guard taken away go wrong, so the tests above can fail.


def test_control_without_lock_and_constraint_evidence_is_certified_twice():
    person, achievement, evidence = make_user(), make_achievement(), uuid.uuid4()
    look = slowed(lambda: Certificate.objects.filter(evidence_key=evidence, superseded_by=None).exists())

    def unguarded():
        if not look():
            issuing._write(person, achievement, evidence, make_facts())

    with without_constraint(Certificate, "one_certificate_per_evidence"):
        at_once(*[unguarded] * MANY)
        assert Certificate.objects.count() == MANY
        Certificate.objects.all()._raw_delete("default")  # the constraint comes back


def test_control_without_the_row_lock_corrections_collide(monkeypatch):
    certificate, staff = make_certificate(), make_user()
    monkeypatch.setattr(issuing, "_locked", slowed(lambda one: Certificate.objects.get(pk=one.pk)))
    with transactions_that_begin_late():
        answers = at_once(*[lambda: supersede(certificate, staff, "why", latin_name=f"Name {threading.get_ident()}")] * MANY)
    refused = [answer.code for answer in answers if isinstance(answer, ValidationError)]
    # On PostgreSQL the constraints still refuse, but as a crash; on SQLite the database says it is locked.
    assert refused != ["superseded"] * (MANY - 1)
    assert any(isinstance(answer, (IntegrityError, OperationalError)) for answer in answers)


def test_control_without_its_condition_the_last_bytes_would_win():
    paper = make_certificate().papers.get()

    def deed():
        content = str(threading.get_ident()).encode()
        return Paper.objects.filter(pk=paper.pk).update(sha256=content.decode(), name=printing.store(content))

    assert sum(at_once(*[deed] * MANY)) == MANY
