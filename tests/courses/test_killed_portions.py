"""The worker is killed in the middle of a portion: the next one goes on from there, and nothing is done by half or twice."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from courses import regrading
from courses.analysing import tallying
from courses.analysing.tallying import begin, run_tallies
from courses.models import Attempt, ItemOutcome, QuestionTally, Regrade, RegradedAttempt, Tally
from courses.regrading import apply, look, run_regrades
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.people import make_user
from tests.factories.regrades import make_test, sit
from tests.killed import die, killed

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PAPERS, PORTION = 5, 3


@pytest.fixture(autouse=True)
def short_portions(monkeypatch):
    monkeypatch.setattr(regrading, "PORTION", PORTION)


def dies_at(monkeypatch, home, name: str, number: int):
    """The worker does this so many times less one, and is killed as soon as it has done it once more."""
    real, done = getattr(home, name), []

    def deed(*args, **more):
        found = real(*args, **more)
        done.append(1)
        if len(done) == number:
            die()
        return found

    monkeypatch.setattr(home, name, deed)


def work(sweep) -> None:
    while sweep():
        pass


def looked_at(wrong: int = 1) -> None:
    """`wrong`: with one answer wrong people pass by the regrade, with two they do not."""
    edition, quiz, questions = make_test()
    for _ in range(PAPERS):
        sit(edition, quiz, *questions[:wrong])
    look(questions[0], void=True, by=make_user())


def wanted(wrong: int = 1) -> None:
    looked_at(wrong)
    work(run_regrades)
    apply(Regrade.objects.get(), by=make_user(), why="It has two right answers.")


def killed_while_applying(monkeypatch, **instead) -> None:
    """At the second paper of the second portion, after its row was written and before its letter."""
    wanted()
    with monkeypatch.context() as patch:
        for name, value in instead.items():
            patch.setattr(regrading, name, value)
        dies_at(patch, regrading, "_record", PORTION + 2)
        assert killed(lambda: work(run_regrades))


def test_counting_who_would_change_goes_on_after_a_kill(monkeypatch):
    looked_at()
    with monkeypatch.context() as patch:
        dies_at(patch, regrading, "_reach", 2)  # the mark is moved, what it stands for is not written yet
        assert killed(lambda: work(run_regrades))
    regrade = Regrade.objects.get()
    assert (regrade.state, regrade.seen, regrade.changes.count()) == ("looking", PORTION, PORTION)
    work(run_regrades)
    regrade.refresh_from_db()
    assert (regrade.state, regrade.seen, regrade.changes.count()) == ("ready", PAPERS, PAPERS)
    assert sum(papers for _revision, _language, papers in regrade.counts["groups"]) == PAPERS


def test_applying_goes_on_after_a_kill_and_each_paper_changes_once(monkeypatch):
    killed_while_applying(monkeypatch)
    regrade = Regrade.objects.get()
    assert (regrade.state, regrade.seen) == ("wanted", PORTION)
    assert Attempt.objects.filter(percent=100).count() == PORTION + 1  # the one that it died at is as it was
    work(run_regrades)
    regrade.refresh_from_db()
    assert (regrade.state, regrade.seen) == ("done", PAPERS)
    assert {(attempt.percent, attempt.passed) for attempt in Attempt.objects.all()} == {(100, True)}
    assert RegradedAttempt.objects.filter(applied_at__isnull=False).count() == PAPERS
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == PAPERS
    assert Mail.objects.filter(subject__contains="corrected").count() == PAPERS


def test_papers_by_which_nobody_passes_change_a_portion_at_a_time(monkeypatch):
    wanted(wrong=2)
    with monkeypatch.context() as patch:
        dies_at(patch, regrading, "_record", 2)  # of the second portion everything is written, nothing is committed
        assert killed(lambda: work(run_regrades))
    assert Attempt.objects.filter(percent=75).count() == PORTION
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == PORTION
    work(run_regrades)
    assert set(Attempt.objects.values_list("percent", "passed")) == {(75, False)}
    assert RegradedAttempt.objects.filter(applied_at__isnull=False).count() == PAPERS
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == PAPERS


def test_without_the_transaction_of_a_paper_somebody_is_never_written_to(monkeypatch):
    def as_they_are(papers):
        found = Attempt.objects.select_related("enrolment__edition", "enrolment__learner").order_by("pk")
        return found.prefetch_related("responses").filter(pk__in=papers)

    def as_it_is(attempt_pk):
        found = as_they_are([attempt_pk]).get()
        return found, found.enrolment

    none = SimpleNamespace(atomic=nullcontext)
    killed_while_applying(monkeypatch, transaction=none, _held=as_they_are, _locked=as_it_is)
    work(run_regrades)
    assert Mail.objects.filter(subject__contains="corrected").count() == PAPERS - 1


def test_counting_a_test_goes_on_after_a_kill_with_the_question_that_it_died_at(monkeypatch):
    edition, quiz, questions = make_test()
    for wrong in questions:
        sit(edition, quiz, wrong)
    begin(quiz.translation_key)
    with monkeypatch.context() as patch:
        dies_at(patch, tallying, "_moved", 3)  # the mark is moved, what it stands for is not written yet
        assert killed(lambda: work(run_tallies))
    tally = Tally.objects.get()
    assert (tally.state, tally.seen, questions_of(tally)) == ("counting", 8, 2)
    work(run_tallies)
    tally.refresh_from_db()
    assert (tally.state, tally.seen, tally.answers, questions_of(tally)) == ("ready", 16, 16, 4)
    assert ItemOutcome.objects.count() == 16


def questions_of(tally: Tally) -> int:
    return QuestionTally.objects.filter(tally=tally, edition=tallying.ALL).values("question_key").distinct().count()
