"""Regrade and void: counted first, applied with a reason, on record; nobody loses a pass or a certificate by it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from certificates.models import Certificate
from courses import regrading
from courses.models import Attempt, Enrolment, ItemOutcome, Regrade
from courses.progress import complete_lesson
from courses.quizzes import start_attempt, submit
from courses.regrading import Key, apply, go_on, look, regrade_attempt, run_regrades
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.courses import make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import translate_question
from tests.factories.regrades import answer, item_of, make_test, mend, sit

pytestmark = pytest.mark.django_db
WHY = "The second choice is right too."


def study(enrolment):
    for item in enrolment.edition.syllabus:
        if item["kind"] == "lesson":
            complete_lesson(enrolment, item["key"], "en")


def counted(question, *, void=False) -> Regrade:
    regrade = look(question, void=void, by=make_user())
    run_regrades()
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.READY
    return regrade


def applied(question, *, void=False) -> Regrade:
    regrade = apply(counted(question, void=void), by=make_user(), why=WHY)
    run_regrades()
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.DONE
    return regrade


def state_of_all() -> list:
    """Every fact that a regrade may write."""
    return [
        list(Attempt.objects.order_by("pk").values("marking", "percent", "passed")),
        list(ItemOutcome.objects.order_by("pk").values("attempt", "item", "credit", "rest", "chosen", "passed")),
        list(AuditEntry.objects.filter(deed="attempt.regrade").values("pk")),
        list(Mail.objects.values("pk")),
    ]


def test_a_mended_key_is_counted_first_and_changes_nothing():
    edition, quiz, questions = make_test()
    attempt = sit(edition, quiz, questions[0])
    sit(edition, quiz)
    question = mend(questions[0], attempt)
    before = state_of_all()
    regrade = counted(question)
    assert state_of_all() == before
    assert (regrade.papers, regrade.seen) == (2, 2)
    rows = list(regrade.changes.order_by("pk").values_list("percent_before", "percent_after", "passed_before", "reached"))
    assert rows == [(Decimal(75), Decimal(100), False, True), (Decimal(100), Decimal(75), True, False)]
    assert [papers for _revision, _language, papers in regrade.counts["groups"]] == [2]


def test_who_passes_by_it_finishes_the_course_with_a_certificate_and_a_letter_in_their_language():
    edition, quiz, questions = make_test()
    learner = make_user(language="ja")
    attempt = sit(edition, quiz, questions[0], learner=learner)
    study(attempt.enrolment)
    question = mend(questions[0], attempt)
    regrade = applied(question)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    assert Enrolment.objects.get(pk=attempt.enrolment_id).completed_at
    assert Certificate.objects.get(evidence_key=attempt.enrolment.key).recipient == learner
    assert [mail.to for mail in Mail.objects.filter(person=learner)].count(learner.email) >= 1
    item = item_of(attempt, question)
    marks = attempt.marking[item]
    assert marks["corrected"]["why"] == WHY
    assert (marks["feedback"], marks["revision"]) == ("The corrected feedback.", question.live_revision_id)
    assert attempt.responses.get(item=item).credit == 1
    assert ItemOutcome.objects.get(attempt=attempt, item=item).credit == 1
    assert set(ItemOutcome.objects.filter(attempt=attempt).values_list("passed", flat=True)) == {True}
    entry = AuditEntry.objects.get(deed="attempt.regrade")
    assert (entry.person, entry.why, entry.actor) == (learner, WHY, regrade.applied_by)
    assert (entry.old["passed"], entry.new["passed"]) == (False, True)
    assert AuditEntry.objects.get(deed="question.regrade").why == WHY


def test_a_pass_and_its_certificate_stay_where_the_new_key_gives_less():
    edition, quiz, questions = make_test()
    passed = sit(edition, quiz)
    study(passed.enrolment)
    certificate = Certificate.objects.get()
    applied(mend(questions[0], sit(edition, quiz, questions[0])))
    passed.refresh_from_db()
    assert (passed.percent, passed.passed) == (75, True)
    assert Enrolment.objects.get(pk=passed.enrolment_id).completed_at
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert not Mail.objects.filter(person=passed.enrolment.learner, subject__contains="corrected").exists()


def test_a_void_question_gives_the_point_to_everybody_also_to_who_left_it_open():
    edition, quiz, questions = make_test()
    wrong, silent = sit(edition, quiz, questions[0]), submit(start_attempt(make_enrolment(edition), quiz, "en", declared=True))
    applied(questions[0], void=True)
    wrong.refresh_from_db()
    silent.refresh_from_db()
    assert (wrong.percent, wrong.passed, silent.percent, silent.passed) == (100, True, 25, False)


def test_regrading_again_with_the_same_key_changes_nothing():
    edition, quiz, questions = make_test()
    attempt = sit(edition, quiz, questions[0])
    question = mend(questions[0], attempt)
    applied(question)
    before = state_of_all()
    again = applied(question)
    assert state_of_all() == before
    assert not again.changes.exists()


def test_killed_in_the_middle_it_goes_on_and_writes_nobody_twice(monkeypatch):
    monkeypatch.setattr(regrading, "PORTION", 2)
    edition, quiz, questions = make_test()
    attempts = [sit(edition, quiz, questions[0]) for _ in range(5)]
    for_all = counted_in_portions(questions[0])
    apply(for_all, by=make_user(), why=WHY)
    real, calls = regrading.regrade_attempt, []

    def killed_at_the_fourth(*args):
        calls.append(args)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(regrading, "regrade_attempt", killed_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        while run_regrades():
            pass
    monkeypatch.setattr(regrading, "regrade_attempt", real)
    while run_regrades():
        pass
    for_all.refresh_from_db()
    assert (for_all.state, for_all.seen) == ("done", 5)
    assert {(attempt.percent, attempt.passed) for attempt in Attempt.objects.all()} == {(100, True)}
    letters = Mail.objects.filter(subject__contains="corrected").values_list("person", flat=True)
    assert sorted(letters) == sorted(attempt.enrolment.learner_id for attempt in attempts)
    assert AuditEntry.objects.filter(deed="attempt.regrade").count() == 5


def counted_in_portions(question) -> Regrade:
    regrade = look(question, void=True, by=make_user())
    while run_regrades():
        pass
    regrade.refresh_from_db()
    assert (regrade.state, regrade.seen, regrade.changes.count()) == ("ready", 5, 5)
    return regrade


def test_an_open_test_keeps_its_key_until_a_regrade_after_it_was_handed_in():
    edition, quiz, questions = make_test()
    first = sit(edition, quiz, questions[0])
    open_one = start_attempt(make_enrolment(edition), quiz, "en", declared=True)
    question = mend(questions[0], first)
    applied(question)
    assert answer(Attempt.objects.get(pk=open_one.pk)).percent == 100
    applied(question)
    open_one.refresh_from_db()
    assert (open_one.percent, open_one.passed) == (75, True)


def test_words_come_from_the_language_of_the_paper():
    edition, quiz, questions = make_test()
    for question in questions:
        translate_question(question, "ja", feedback="日本語の解説")
    attempt = sit(edition, quiz, questions[0], language="ja")
    question = mend(questions[0], attempt)
    japanese = type(question).objects.get(translation_key=question.translation_key, locale__language_code="ja")
    japanese.feedback = "直した解説"
    japanese.save_revision().publish()
    applied(question)
    attempt.refresh_from_db()
    marks = attempt.marking[item_of(attempt, question)]
    assert (attempt.passed, marks["feedback"]) == (True, "直した解説")
    assert all("(ja)" in choice["text"] for paper in attempt.paper for choice in paper["choices"])


def test_who_left_and_came_back_finishes_by_a_pass_of_the_enrolment_that_was_left():
    edition, quiz, questions = make_test(free_attempts=5)
    attempt = sit(edition, quiz, questions[0])
    learner = attempt.enrolment.learner
    Enrolment.objects.filter(pk=attempt.enrolment_id).update(left_at=attempt.submitted_at)
    again = make_enrolment(edition, learner=learner)
    study(again)
    applied(mend(questions[0], attempt))
    again.refresh_from_db()
    assert again.completed_at


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_applied_without_a_reason(why):
    edition, quiz, questions = make_test()
    sit(edition, quiz, questions[0])
    regrade = counted(questions[0], void=True)
    with pytest.raises(ValidationError) as refusal:
        apply(regrade, by=make_user(), why=why)
    assert refusal.value.code == "why"
    assert run_regrades() == 0


def test_what_was_counted_with_another_key_is_not_applied():
    edition, quiz, questions = make_test()
    attempt = sit(edition, quiz, questions[0])
    regrade = counted(questions[0])
    mend(questions[0], attempt)
    with pytest.raises(ValidationError) as refusal:
        apply(regrade, by=make_user(), why=WHY)
    assert refusal.value.code == "changed"


def test_one_regrade_of_a_question_is_applied_at_a_time_and_each_once():
    edition, quiz, questions = make_test()
    sit(edition, quiz, questions[0])
    first, second = counted(questions[0], void=True), counted(questions[0], void=True)
    apply(first, by=make_user(), why=WHY)
    codes = []
    for regrade in (first, second):
        with pytest.raises(ValidationError) as refusal:
            apply(regrade, by=make_user(), why=WHY)
        codes.append(refusal.value.code)
    assert codes == ["not_ready", "running"]


def test_a_question_that_nobody_handed_in_or_that_is_not_live_is_refused():
    edition, quiz, questions = make_test()
    with pytest.raises(ValidationError) as refusal:
        look(questions[0], void=True, by=make_user())
    assert refusal.value.code == "no_papers"
    sit(edition, quiz)
    questions[0].unpublish()
    questions[0].refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        look(questions[0], void=False, by=make_user())
    assert refusal.value.code == "not_live"
    assert look(questions[0], void=True, by=make_user()).papers == 1


def test_counting_asks_the_database_as_often_for_many_papers_as_for_few():
    edition, quiz, questions = make_test()
    asked = []
    for more in (2, 6):
        for _ in range(more):
            sit(edition, quiz, questions[0])
        regrade = look(questions[0], void=False, by=make_user())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            go_on(regrade)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_applying_asks_the_database_as_often_for_many_papers_as_for_few_where_nobody_passes():
    edition, quiz, questions = make_test()
    asked = []
    for question, more in zip(questions[:2], (2, 6), strict=True):
        for _ in range(more):
            sit(edition, quiz, *questions[:3])
        regrade = apply(counted(question, void=True), by=make_user(), why=WHY)
        with CaptureQueriesContext(connection) as queries:
            go_on(regrade)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert set(Attempt.objects.values_list("percent", "passed")) == {(50, False), (75, False)}


class Property(TestCase):
    """Whatever was answered and whatever key follows: a pass stays, a second time changes nothing, a result is its sum."""

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        wrong=st.lists(st.sets(st.integers(0, 3)), min_size=1, max_size=3),
        keys=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=3),
    )
    def test_no_pass_is_taken_and_twice_is_once(self, wrong, keys):
        edition, quiz, questions = make_test()
        for chosen in wrong:
            sit(edition, quiz, *[questions[number] for number in chosen])
        passed = set(Attempt.objects.filter(passed=True).values_list("pk", flat=True))
        for number, right, void in keys:
            question = questions[number]
            raw = question.choices.get_prep_value()
            for place, block in enumerate(raw):
                block["value"] = {**block["value"], "correct": place == right}
            question.choices = raw
            question.save_revision().publish()
            regrade = applied(question, void=void)
            before = state_of_all()
            key = Key(regrade)
            for attempt in Attempt.objects.all():
                assert not regrade_attempt(regrade, key, attempt.pk, item_of(attempt, question))
            assert state_of_all() == before
            now = set(Attempt.objects.filter(passed=True).values_list("pk", flat=True))
            assert passed <= now
            passed = now
            for attempt in Attempt.objects.all():
                assert attempt.percent == sum(response.credit for response in attempt.responses.all()) * 25
                assert attempt.passed or attempt.percent < attempt.pass_mark
