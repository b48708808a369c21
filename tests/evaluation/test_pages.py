"""The pages of an evaluation, and what its report gives to whom."""

import io
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment
from evaluation.giving import evaluate
from evaluation.inviting import invite
from evaluation.models import Evaluation, LaterCheck, NoMoreMail
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.courses import make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import make_sitting, right_answer

pytestmark = pytest.mark.django_db


def finished(enrolment: Enrolment) -> Enrolment:
    enrolment.completed_at = timezone.now()
    enrolment.save()
    return enrolment


def test_the_three_questions_are_answered_and_seen_again(client):
    enrolment = finished(make_enrolment())
    client.force_login(enrolment.learner)
    address = f"/en/my/evaluation/{enrolment.key}/"
    client.post(address, {"useful": "4", "words": "An example was missing."})
    assert (Evaluation.objects.get().useful, Evaluation.objects.get().clear) == (4, None)
    assert "An example was missing." in client.get(address).content.decode()
    assert "Answer at least one question" in client.post(address, {"useful": ""}).content.decode()


def test_the_check_is_drawn_by_a_click_and_told_afterwards(client):
    enrolment, _quiz = make_sitting(questions=6)
    check = invite(finished(enrolment))
    client.force_login(enrolment.learner)
    address = f"/en/my/evaluation/{check.key}/check/"
    client.get(address)
    assert LaterCheck.objects.get().paper == []
    assert "Tempting" not in client.post(address).content.decode()
    check.refresh_from_db()
    answers = {f"answer-{item['item']}": right_answer(check, item["item"]) for item in check.paper}
    page = client.post(address, {"hand_in": "1", **answers}).content.decode()
    assert "5 of 5 right." in page


def test_the_mails_are_stopped_without_signing_in_and_not_by_following_the_link(client):
    check = invite(finished(make_enrolment()))
    letter = message_from_bytes(bytes(Mail.objects.get().raw), policy=policy.default)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(letter["List-Unsubscribe"].strip(" <>")).path
    client.get(address)
    assert not NoMoreMail.objects.exists()
    Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert NoMoreMail.objects.get().person == check.enrolment.learner


def test_the_report_shows_numbers_and_words_without_names_and_its_files_hold_no_formula(client):
    make_roles()
    edition = make_edition()
    for number in range(5):
        enrolment = finished(make_enrolment(edition, make_user(latin_name=f"Canary {'abcde'[number]}")))
        evaluate(enrolment, "after", {"useful": 5, "words": "=1+1"}, "en")
    editor = make_user(groups=["editor"])
    client.force_login(editor)
    page = client.get(f"/admin/courses-at-work/{edition.course_key}/").content.decode()
    assert "5 answers · mean 5.0" in " ".join(page.split())
    assert "Canary" not in page
    answer = client.post(f"/admin/courses-at-work/{edition.course_key}/xlsx/")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert ("When the course is finished", "In own words", "'=1+1", None) in [tuple(cell or None for cell in row) for row in rows]
    assert AuditEntry.objects.get(deed="evaluation.export").actor == editor
