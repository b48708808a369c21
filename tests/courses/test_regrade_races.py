"""Two workers at one regrade: each paper changes once, with one letter. With a control that fails where the locks are taken away."""

import time

import pytest
from django.db import connection

from courses import regrading
from courses.models import Attempt, Enrolment, Regrade
from courses.regrading import apply, go_on, look
from icrweb.trail.models import AuditEntry, Mail
from tests.at_once import at_once
from tests.factories.people import make_user
from tests.factories.regrades import make_test, sit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def regraded_by_two(wrong: int = 1) -> tuple[list, Regrade]:
    """`wrong`: with one answer wrong people pass by the regrade, with two they do not."""
    edition, quiz, questions = make_test()
    for _ in range(3):
        sit(edition, quiz, *questions[:wrong])
    regrade = look(questions[0], void=True, by=make_user())
    go_on(regrade)
    apply(regrade, by=make_user(), why="It has two right answers.")
    workers = [lambda: go_on(Regrade.objects.get(pk=regrade.pk))] * 2
    return at_once(*workers), Regrade.objects.get(pk=regrade.pk)


def test_two_workers_at_once_change_each_paper_once():
    results, regrade = regraded_by_two()
    assert not [result for result in results if isinstance(result, Exception)]
    assert (regrade.state, regrade.seen) == ("done", 3)
    assert Mail.objects.filter(subject__contains="corrected").count() == 3
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == 3
    assert {(attempt.percent, attempt.passed) for attempt in Attempt.objects.all()} == {(100, True)}


def test_without_the_locks_somebody_is_written_to_twice_or_a_worker_fails(monkeypatch):
    def as_it_is(attempt_pk):
        found = Attempt.objects.select_related("enrolment__edition", "enrolment__learner").get(pk=attempt_pk)
        time.sleep(0.2)
        return found, Enrolment.objects.get(pk=found.enrolment_id)

    monkeypatch.setattr(regrading, "_locked", as_it_is)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    results, _regrade = regraded_by_two()
    letters = Mail.objects.filter(subject__contains="corrected").count()
    assert letters > 3 or any(isinstance(result, Exception) for result in results)


def test_two_workers_at_the_papers_that_change_together_change_each_once():
    results, regrade = regraded_by_two(wrong=2)
    assert not [result for result in results if isinstance(result, Exception)]
    assert (regrade.state, regrade.seen) == ("done", 3)
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == 3
    assert {(attempt.percent, attempt.passed) for attempt in Attempt.objects.all()} == {(75, False)}


def test_without_the_lock_of_a_portion_its_papers_are_written_twice_or_a_worker_fails(monkeypatch):
    def as_they_are(papers):
        found = list(Attempt.objects.select_related("enrolment__learner").prefetch_related("responses").filter(pk__in=papers))
        time.sleep(0.2)
        return found

    monkeypatch.setattr(regrading, "_held", as_they_are)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    results, _regrade = regraded_by_two(wrong=2)
    written = AuditEntry.objects.filter(deed="attempt.regrade").count()
    assert written > 3 or any(isinstance(result, Exception) for result in results)
