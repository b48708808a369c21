"""One person in several windows at once, on either database."""

import pytest

from seminars.applications.acceptance import ask_after_acceptance
from seminars.applications.applying import apply, change
from seminars.applications.drafting import keep_file, save_draft
from seminars.models import AcceptanceForm, Answer, ApplicationFile, Draft, Registration
from tests.at_once import at_once
from tests.factories.applications import a_file, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_handing_in_twice_at_once_makes_one_registration_with_one_answer():
    seminar, person = make_seminar(), make_user()
    question = make_question(seminar)
    deeds = [lambda words=words: apply(person, seminar, "en", "", {question.pk: words}) for words in ("One", "Two", "Three")]
    results = at_once(*deeds)
    assert {type(one) for one in results} == {Registration}
    assert Registration.objects.count() == 1
    assert Answer.objects.current().count() == 1
    assert set(Answer.objects.values_list("value", flat=True)) == {"One", "Two", "Three"}


def test_windows_that_save_at_once_keep_one_draft_and_one_file_of_a_question():
    seminar, person = make_seminar(), make_user()
    question = make_question(seminar, kind="file")
    saves = [lambda number=number: save_draft(person, seminar, "sign_up", {"number": [str(number)]}) for number in range(4)]
    files = [lambda: keep_file(person, question, a_file(), "pdf") for _number in range(4)]
    results = at_once(*saves, *files)
    assert not [one for one in results if isinstance(one, Exception)]
    assert (Draft.objects.get().version, ApplicationFile.objects.count()) == (4, 1)


def test_changing_at_once_never_leaves_two_standing_answers():
    seminar = make_seminar()
    question, registration = make_question(seminar), make_registration(seminar)
    results = at_once(*(lambda words=words: change(registration, {question.pk: words}) for words in "abcd"))
    assert not [one for one in results if isinstance(one, Exception)]
    assert (Answer.objects.current().count(), Answer.objects.count()) == (1, 4)


def test_two_workers_ask_once():
    seminar = make_seminar()
    make_question(seminar, part="accepted")
    make_registration(seminar)
    assert sorted(at_once(ask_after_acceptance, ask_after_acceptance)) == [0, 1]
    assert AcceptanceForm.objects.count() == 1
