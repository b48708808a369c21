"""The help desk: for learners, never for oneself or somebody with more rights, always with a reason and on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from courses.quizzes import start_attempt, submit
from helpdesk import dossier, helping
from helpdesk.models import Look
from icrweb.accounts.roles import make_roles
from icrweb.trail import mail
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.courses import make_enrolment
from tests.factories.people import PASSWORD, make_user
from tests.factories.questions import make_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper():
    make_roles()
    return make_user(groups=["helper"])


def test_helpers_help_learners_and_nobody_with_rights_that_they_lack(helper):
    director, editor, learner = make_user(groups=["director"]), make_user(groups=["editor"]), make_user(groups=["learner"])
    assert [helping.may_help(helper, person) for person in (learner, helper, editor, director)] == [True, False, False, False]
    assert helping.may_help(director, helper)
    assert not helping.may_help(learner, director)


def test_people_are_found_by_name_address_and_certificate_number(helper):
    person = make_user("dang@demo.example", latin_name="Đặng Ánh")
    assert [list(dossier.found(words)) for words in ("dang anh", "DANG@demo.example", "nobody", "")] == [[person], [person], [], []]


def test_a_look_is_noted_once_in_a_quarter_of_an_hour(helper, client):
    person = make_user()
    client.force_login(helper)
    for _ in range(2):
        assert client.get(reverse("helpdesk_people:person", args=[person.key])).status_code == 200
    assert AuditEntry.objects.filter(deed="helpdesk.look", person=person, actor=helper).count() == 1


def test_wrong_passwords_are_forgotten_when_the_desk_unlocks(helper, client, client_of):
    person = make_user(password=PASSWORD)
    wrong = {"login": person.email, "password": "not the password"}
    codes = [client.post("/en/accounts/sign-in/", wrong).status_code for _ in range(6)]
    assert codes[-1] == 429
    desk = client_of(helper)
    assert b"Signing in is locked" in desk.get(reverse("helpdesk_people:person", args=[person.key])).content
    desk.post(reverse("helpdesk_people:do", args=[person.key, "unlock"]), {"why": "She called, I know her voice."})
    assert client.post("/en/accounts/sign-in/", {"login": person.email, "password": PASSWORD}).status_code == 302
    assert AuditEntry.objects.get(deed="person.unlock").why == "She called, I know her voice."


@pytest.fixture
def client_of():
    from django.test import Client  # noqa: PLC0415 - a second browser

    def make(user):
        browser = Client()
        browser.force_login(user)
        return browser

    return make


def test_a_result_set_at_the_desk_finishes_the_course(helper, client):
    enrolment, quiz = make_sitting()
    client.force_login(helper)
    for item in enrolment.edition.syllabus:
        deed = "set-lesson" if item["kind"] == "lesson" else "set-result"
        form = {"item": f"{enrolment.pk}:{item['key']}", "why": "Power cut.", "percent": "90"}
        client.post(reverse("helpdesk_people:do", args=[enrolment.learner.key, deed]), form)
    assert Certificate.objects.get().evidence_key == enrolment.key
    page = client.get(reverse("helpdesk_people:person", args=[enrolment.learner.key])).content.decode()
    assert "set by staff" in page


def test_a_reason_is_asked_for_and_what_was_typed_stays(helper, client):
    enrolment, _quiz = make_sitting()
    client.force_login(helper)
    answer = client.post(reverse("helpdesk_people:do", args=[enrolment.learner.key, "set-result"]), {"percent": "91", "why": ""})
    assert b"Write why." in answer.content
    assert b'value="91"' in answer.content
    assert not AuditEntry.objects.filter(deed="quiz.set_result").exists()


def test_the_paper_of_an_attempt_shows_its_key_only_once_it_was_handed_in(helper, client):
    enrolment, quiz = make_sitting()
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    client.force_login(helper)
    address = reverse("helpdesk_people:attempt", args=[enrolment.learner.key, attempt.key])
    assert "Right:" not in client.get(address).content.decode()
    submit(attempt)
    assert "Right:" in client.get(address).content.decode()


def test_a_mail_is_sent_again_to_todays_address_and_a_code_never(helper):
    person = make_user()
    letter, code = (
        mail.put(EmailMessage("Dates", text, "desk@demo.example", ["old@demo.example"]), person=person)[0]
        for text in ("See you.", "123456")
    )
    Mail.objects.update(sent_at=timezone.now())
    again = helping.resend(letter, by=helper, why="It never came.")
    assert (again.to, again.sent_at, again.message_id == letter.message_id) == (person.email, None, False)
    assert f"To: {person.email}".encode() in bytes(again.raw)
    with pytest.raises(ValidationError) as refusal:
        helping.resend(code, by=helper, why="It never came.")
    assert refusal.value.code == "code"


def test_the_site_as_seen_is_read_only_and_closes_by_itself(helper, client):
    enrolment = make_enrolment()
    person, address = enrolment.learner, reverse("helpdesk_people:seen", args=[enrolment.learner.key])
    client.force_login(helper)
    assert client.get(address).status_code == 302
    helping.open_look(person, by=helper, why="He sees no lesson.")
    course = reverse("helpdesk_people:seen_course", args=[person.key, enrolment.key])
    lesson = reverse("helpdesk_people:seen_lesson", args=[person.key, enrolment.key, enrolment.edition.syllabus[0]["key"]])
    assert [client.get(one).status_code for one in (address, course, lesson)] == [200, 200, 200]
    assert [client.post(one).status_code for one in (address, course, lesson)] == [405, 405, 405]
    Look.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 302
    assert AuditEntry.objects.filter(deed="helpdesk.look", person=person).count() == 3
