"""Many clicks at once: one attempt, one grading, no answer lost. Each with a control that fails where the lock is taken away."""

import time
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.functions import Now

from certificates.models import Certificate, OwedCertificate
from courses import quizzes
from courses.models import Attempt, Enrolment, Response
from courses.progress import complete_lesson
from courses.quizzes import save_response, start_attempt, submit
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.questions import make_bank, make_quiz, make_sitting, right_answer, wrong_answer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 30


@pytest.fixture
def without_locks(monkeypatch):
    """No row is held, and on SQLite no transaction begins by taking the write lock; whoever looked waits before writing."""

    def attempt_as_it_is(attempt):
        found = Attempt.objects.select_related("enrolment").annotate(asked_at=Now()).get(pk=attempt.pk)
        time.sleep(0.2)
        return found

    class StateAsItIs:
        """Of tests without a time limit."""

        @staticmethod
        def rows(pk):
            found = Attempt.objects.values_list("submitted_at", flat=True).get(pk=pk)
            time.sleep(0.2)
            return [(found, False)]

    def enrolment_as_it_is(enrolment):
        return Enrolment.objects.select_related("edition", "learner").annotate(asked_at=Now()).get(pk=enrolment.pk)

    monkeypatch.setattr(quizzes, "_lock_attempt", attempt_as_it_is)
    monkeypatch.setattr(quizzes, "STATE", StateAsItIs)
    monkeypatch.setattr(quizzes, "lock_row", enrolment_as_it_is)
    monkeypatch.setattr(quizzes, "hold_row", lambda pk: None)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")


def start_often() -> list:
    enrolment, quiz = make_sitting()
    return at_once(*[lambda: start_attempt(enrolment, quiz, "en", True).pk] * MANY)


def test_thirty_starts_at_once_are_one_attempt():
    results = start_often()
    assert results == [Attempt.objects.get().pk] * MANY


def test_without_the_lock_somebody_who_starts_sees_an_error(without_locks, monkeypatch):
    real = quizzes.standing
    monkeypatch.setattr(quizzes, "standing", lambda *args: (real(*args), time.sleep(0.2))[0])
    assert any(isinstance(result, Exception) for result in start_often())


def finished_but_for_the_test():
    course = make_course()
    quiz = make_quiz((make_bank(4), "", 4), course=course)
    enrolment = make_enrolment(make_edition(course))
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    return start_attempt(enrolment, quiz, "en", True)


def gradings_at_once(monkeypatch) -> tuple[list, int]:
    attempt = finished_but_for_the_test()
    for question in attempt.paper:
        save_response(attempt, question["item"], right_answer(attempt, question["item"]), 1, False)
    graded, real = [], quizzes.credits_of
    monkeypatch.setattr(quizzes, "credits_of", lambda *args: (graded.append(1), real(*args))[1])
    results = at_once(*[lambda: submit(attempt)] * MANY)
    return results, len(graded)


def test_thirty_submits_at_once_are_graded_once_with_one_certificate(monkeypatch):
    results, graded = gradings_at_once(monkeypatch)
    stored = Attempt.objects.get()
    assert {(result.pk, result.submitted_at, result.percent, result.passed) for result in results} == {
        (stored.pk, stored.submitted_at, stored.percent, True)
    }
    assert graded == 1
    assert Certificate.objects.count() + OwedCertificate.objects.count() == 1


def test_without_the_lock_it_is_graded_more_than_once(without_locks, monkeypatch):
    results, graded = gradings_at_once(monkeypatch)
    assert graded > 1 or any(isinstance(result, Exception) for result in results)


def answers_in_disorder() -> tuple[list, Response]:
    enrolment, quiz = make_sitting(questions=1)
    attempt = start_attempt(enrolment, quiz, "en", True)
    question = attempt.paper[0]
    ids = [choice["id"] for choice in question["choices"]]

    def save(sequence):
        return lambda: save_response(attempt, question["item"], [ids[sequence % len(ids)]], sequence, False).sequence

    results = at_once(*[save(sequence) for sequence in (7, 3, 12, 1, 9, 4, 11, 2, 10, 5, 8, 6)])
    response = Response.objects.get() if Response.objects.count() == 1 else None
    assert response is None or response.answer == ids[response.sequence % len(ids)]
    return results, response


def test_answers_at_once_end_with_the_highest_number_and_nobody_sees_an_error():
    results, response = answers_in_disorder()
    assert not any(isinstance(result, Exception) for result in results)
    assert response.sequence == 12


def test_without_the_lock_an_answer_is_lost_or_refused(without_locks, monkeypatch):
    """Everyone has looked before anyone writes."""
    real = Response.save
    monkeypatch.setattr(Response, "save", lambda self, **kwargs: (time.sleep(0.3), real(self, **kwargs))[1])
    results, response = answers_in_disorder()
    assert any(isinstance(result, Exception) for result in results) or response.sequence != 12


def handing_in_while_answering() -> tuple[list, Attempt, Response]:
    """One question answered rightly; handing in and a wrong answer arrive together."""
    enrolment, quiz = make_sitting(questions=1)
    attempt = start_attempt(enrolment, quiz, "en", True)
    item = attempt.paper[0]["item"]
    save_response(attempt, item, right_answer(attempt, item), 1, False)
    results = at_once(lambda: submit(attempt), lambda: save_response(attempt, item, wrong_answer(attempt, item), 2, False))
    return results, Attempt.objects.get(), Response.objects.get()


def test_an_answer_and_handing_in_wait_for_each_other():
    for _round in range(5):
        Response.objects.all().delete()
        Attempt.objects.all().delete()
        results, attempt, response = handing_in_while_answering()
        late = isinstance(results[1], ValidationError)
        assert not late or results[1].code == "closed"
        # What was graded is what is stored: the late answer was refused, or counted.
        assert attempt.passed == late == (response.answer in attempt.marking[response.item]["right"])
        assert (response.credit == 1) == attempt.passed


def test_without_the_lock_what_is_graded_and_what_is_stored_differ(without_locks, monkeypatch):
    """The answer looks before handing in writes, and writes after it."""
    if connection.vendor == "sqlite":
        results, _attempt, _response = handing_in_while_answering()
        assert any(isinstance(result, Exception) for result in results)
        return
    graded = Barrier(2)
    real = Response.save
    monkeypatch.setattr(Response, "save", lambda self, **kwargs: (self.sequence == 2 and graded.wait(10), real(self, **kwargs)))
    real_submit = quizzes.submit

    def submit_first(attempt):
        result = real_submit(attempt)
        graded.wait(10)
        return result

    monkeypatch.setattr(f"{__name__}.submit", submit_first)
    results, attempt, response = handing_in_while_answering()
    assert not any(isinstance(result, Exception) for result in results)
    assert attempt.passed
    assert response.answer not in attempt.marking[response.item]["right"]
