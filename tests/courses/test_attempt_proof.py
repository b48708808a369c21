"""What an attempt promises when everything happens at once, and when the server is killed under it."""

import http.client
import json
import os
import random
import signal
import threading
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from courses import quizzes
from courses.closing import close_expired_attempts
from courses.deadlines import GRACE
from courses.models import Attempt, Response
from courses.quizzes import save_response, start_attempt, submit
from tests.at_once import at_once
from tests.factories.questions import make_sitting, right_answer, wrong_answer
from tools.bench import children_of
from tools.scale import session_of
from tools.served import Served

pytestmark = pytest.mark.django_db(transaction=True)
MANY, KILLS = 30, 20
CSRF = "a1B2c3D4" * 4


def begun(**fields) -> Attempt:
    enrolment, quiz = make_sitting(**fields)
    return start_attempt(enrolment, quiz, "en", declared=True)


def counted(monkeypatch) -> list:
    """One entry for each time that something is graded."""
    graded, real = [], quizzes.credits_of
    monkeypatch.setattr(quizzes, "credits_of", lambda *args: (graded.append(1), real(*args))[1])
    return graded


@pytest.mark.race
def test_thirty_submissions_with_other_answers_at_the_same_moment_give_one_result(monkeypatch):
    attempt = begun(questions=2)
    graded = counted(monkeypatch)
    item = attempt.paper[0]["item"]

    def answer_and_submit(number: int):
        def deed():
            give = right_answer if number % 2 else wrong_answer
            try:
                save_response(attempt, item, give(attempt, item), number + 1, False)
            except ValidationError as refusal:
                assert refusal.code == "closed"
            return submit(attempt)

        return deed

    results = at_once(*[answer_and_submit(number) for number in range(MANY)])
    assert not [result for result in results if isinstance(result, Exception)]
    assert len({(result.submitted_at, result.percent, result.passed) for result in results}) == 1
    assert len(graded) == 1
    stored, response = Attempt.objects.get(), Response.objects.get()
    assert (response.credit == 1) == (stored.percent == 50)


@pytest.mark.race
def test_the_sweep_and_handing_in_at_the_same_moment_give_one_result(monkeypatch):
    attempt = begun(time_limit=30)
    item = attempt.paper[0]["item"]
    save_response(attempt, item, right_answer(attempt, item), 1, False)
    Attempt.objects.update(deadline=timezone.now() - GRACE - timedelta(seconds=1))
    graded = counted(monkeypatch)
    results = at_once(*[close_expired_attempts, lambda: submit(attempt)] * 8)
    assert not [result for result in results if isinstance(result, Exception)]
    stored = Attempt.objects.get()
    assert len(graded) == 1
    assert (stored.ran_out, stored.submitted_at, stored.percent) == (True, stored.deadline + GRACE, 25)


@pytest.fixture
def served(tmp_path):
    """The site in processes of its own, on the database of this test."""
    facts = connection.settings_dict
    database = ""
    if connection.vendor == "sqlite":
        (tmp_path / "db.sqlite3").symlink_to(facts["NAME"])
    else:
        database = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    with Served(tmp_path, workers=2, ICRWEB_DATABASE_URL=database, ICRWEB_SECRET_KEY=settings.SECRET_KEY) as served:
        yield served


class Learner(threading.Thread):
    """Answers one question again and again until told to stop, and notes what was acknowledged."""

    def __init__(self, served: Served, session: str, attempt: Attempt, question: dict, stop: threading.Event):
        super().__init__()
        self.served, self.attempt, self.question, self.stop = served, attempt, question, stop
        self.cookies = f"csrftoken={CSRF}; sessionid={session}"
        self.sent: dict[int, str] = {}
        self.acknowledged = 0

    def run(self) -> None:
        choices = [choice["id"] for choice in self.question["choices"]]
        sequence = 0
        while not self.stop.is_set():
            sequence += 1
            self.sent[sequence] = choices[sequence % len(choices)]
            if self.post(sequence):
                self.acknowledged = sequence

    def post(self, sequence: int) -> bool:
        form = {"item": self.question["item"], "sequence": sequence, "answer": self.sent[sequence], "csrfmiddlewaretoken": CSRF}
        talk = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=20)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            talk.request("POST", f"/en/learn/attempts/{self.attempt.key}/answers/", body=urlencode(form), headers=headers)
            answer = talk.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return False
        finally:
            talk.close()
        assert answer.status == 200
        return told["sequence"] == sequence


def kill(served: Served, everything: bool) -> None:
    """Without a warning: the processes that answer, or with them the one that starts new ones."""
    if everything:
        os.killpg(served.processes[0].pid, signal.SIGKILL)
        served.processes[0].wait()
        served.__exit__()
        served.__enter__()
        return
    for worker in children_of(served.processes[0].pid):
        os.kill(worker, signal.SIGKILL)


@pytest.mark.sweep
def test_no_acknowledged_answer_is_lost_when_the_server_is_killed_twenty_times(served):
    attempt = begun(questions=4)
    session, stop = session_of(attempt.enrolment.learner), threading.Event()
    learners = [Learner(served, session, attempt, question, stop) for question in attempt.paper]
    for learner in learners:
        learner.start()
    try:
        kill_often(served, learners)
    finally:
        stop.set()
    for learner in learners:
        learner.join(60)
    stored = {response.item: response for response in Response.objects.all()}
    assert sum(learner.acknowledged > 0 for learner in learners) == 4
    for learner in learners:
        kept = stored[learner.question["item"]]
        assert kept.sequence >= learner.acknowledged
        assert kept.answer == learner.sent[kept.sequence]


def kill_often(served: Served, learners: list[Learner]) -> None:
    """Each time only after two more answers were acknowledged; every tenth time the whole server."""
    for number in range(KILLS):
        before, until = sum(learner.acknowledged for learner in learners), time.monotonic() + 120
        while sum(learner.acknowledged for learner in learners) < before + 2:
            assert all(learner.is_alive() for learner in learners)
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(random.random() * 0.5)
        kill(served, everything=number % 10 == 9)
