"""Files of questions in the admin: a dry run by the worker, read by a person, then brought in."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses import incoming
from courses.exchange import sending
from courses.exchange.sending import run_question_imports, send_questions
from courses.formats import MOST_BYTES
from courses.incoming import Telling, progress_of
from courses.models import Question, QuestionImport
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TWO = b"What?\nA. one\nB. two\nANSWER: B\n\nWho?\nANSWER: A\n"


def send(client, bank, content: bytes, name: str = "q.txt", **fields):
    said = {"bank": bank.pk, "file": SimpleUploadedFile(name, content), "objective": "reports", **fields}
    return client.post(reverse("courses_questions_import"), said)


def test_an_editor_sends_a_file_reads_the_report_and_brings_it_in(bank, editor, client):
    client.force_login(editor)
    report = send(client, bank, TWO).url
    page = client.get(report).content.decode()
    assert "is being looked at" in page and 'http-equiv="refresh"' in page
    assert run_question_imports() == 1
    page = client.get(report).content.decode()
    assert "1 new" in page and "1 refused" in page and "line 6" in page and not Question.objects.exists()
    client.post(report)
    assert "are being brought in" in client.get(report).content.decode()
    run_question_imports()
    assert "were brought in" in client.get(report).content.decode()
    assert Question.objects.get().name == "What?"
    client.post(report)
    assert run_question_imports() == 0
    assert Question.objects.count() == 1
    assert list(AuditEntry.objects.filter(deed__contains="question").order_by("pk").values_list("deed", flat=True)) == [
        "question_import.send",
        "question_import.want",
        "questions.import",
    ]


def test_a_report_tells_changes_in_words(bank, editor, client):
    client.force_login(editor)
    for content in (b"// [id:q]\n::Q::What?{=one ~two}", b"// [id:q]\n::Q::What then?{~%100%one ~%-100%two}"):
        report = send(client, bank, content).url
        run_question_imports()
        page = client.get(report).content.decode()
        client.post(report)
        run_question_imports()
    assert "<del>What?</del> → <ins>What then?</ins>" in page
    assert "<del>One right answer</del> → <ins>Several right answers</ins>" in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("q.xml", b"<quiz>\n<question>", "Line 2"),
        ("q.xml", b'<!DOCTYPE quiz [<!ENTITY e SYSTEM "file:///etc/passwd">]><quiz>&e;</quiz>', "declares a document type"),
        ("q.zip", b"PK\x03\x04", "not a zip file"),
        ("q.txt", b"\n", "No question was found"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_the_worker(bank, editor, client, name, content, sentence):
    client.force_login(editor)
    report = send(client, bank, content, name).url
    run_question_imports()
    assert sentence in client.get(report).content.decode()
    client.post(report)
    run_question_imports()
    assert QuestionImport.objects.get().state == "refused"


class Unread(SimpleUploadedFile):
    """A file that nobody may read."""

    def read(self, *args):
        raise AssertionError("The size is asked first.")

    def chunks(self, *args):
        raise AssertionError("The size is asked first.")


def test_a_file_that_is_too_large_is_refused_before_anybody_reads_it(bank, editor):
    upload = Unread("q.xml", b"")
    upload.size = MOST_BYTES + 1
    with pytest.raises(ValidationError) as refusal:
        send_questions(upload, bank=bank, kind="", objective="", by=editor)
    assert "20 MB" in refusal.value.messages[0]
    assert not QuestionImport.objects.exists()


def test_a_killed_workers_import_is_found_again_and_done_once(bank, editor, client, monkeypatch):
    client.force_login(editor)
    report = send(client, bank, TWO).url
    run_question_imports()
    client.post(report)

    def kill(*args, **more):
        bring_in(*args, **more)
        raise KeyboardInterrupt

    bring_in = sending.import_questions
    monkeypatch.setattr(sending, "import_questions", kill)
    with pytest.raises(KeyboardInterrupt):
        run_question_imports()
    monkeypatch.undo()
    assert not Question.objects.exists()
    assert run_question_imports() == 0  # somebody else may still be at it
    QuestionImport.objects.update(next_try_at=timezone.now())
    assert run_question_imports() == 1
    assert (QuestionImport.objects.get().state, Question.objects.count()) == ("done", 1)
    assert QuestionImport.objects.get().report["lines"][0]["status"] == "new"


def test_two_workers_never_do_the_same(bank, editor, client):
    client.force_login(editor)
    send(client, bank, TWO)
    sent = QuestionImport.objects.get()
    QuestionImport.objects.update(next_try_at=timezone.now() + datetime.timedelta(minutes=5))
    assert incoming._run(sent, None) is False


def test_while_the_worker_is_at_it_the_page_says_how_far(bank, editor, client):
    client.force_login(editor)
    report = send(client, bank, TWO).url
    sent = QuestionImport.objects.get()
    assert "<progress" not in client.get(report).content.decode()
    Telling(sent)(3, 9)
    assert "Item 3 of 9" in client.get(report).content.decode()
    run_question_imports()
    assert progress_of(sent) is None


def test_files_are_thrown_away_after_a_week_and_reports_stay(bank, editor, client):
    client.force_login(editor)
    report = send(client, bank, TWO).url
    run_question_imports()
    QuestionImport.objects.update(sent_at=timezone.now() - datetime.timedelta(days=8))
    run_question_imports()
    assert not QuestionImport.objects.get().file
    client.post(report)
    assert "no longer kept" in client.get(report).content.decode()
    assert QuestionImport.objects.get().state == "ready"


@pytest.mark.parametrize("name", ["courses_questions_import", "courses_questions_export"])
def test_only_who_may_write_questions_may_exchange_them(bank, client, name):
    client.force_login(make_user())
    assert client.get(reverse(name)).status_code in (302, 403)
