"""A rehearsal of a quiz asks questions as their newest drafts have them, says so, and leaves learners' tests as they are."""

from collections import Counter
from random import Random

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses import trying
from courses.candidates import candidates, in_stock
from courses.choices import QuestionKind, QuizPurpose
from courses.drawing import draw, pools_of
from courses.models import Attempt, Response
from icrweb.accounts.roles import EDITOR
from tests.factories.courses import make_edition
from tests.factories.people import make_user
from tests.factories.questions import PARTS, make_bank, make_question, make_quiz, translate_question

pytestmark = pytest.mark.django_db
DRAFT = "Draft: not published in these words"


def rewritten(question, **fields):
    """A newer draft of a question; what is published stays."""
    for name, value in fields.items():
        setattr(question, name, value)
    question.save_revision()


def stems(state):
    return [question["stem"] for question in state["paper"]]


def test_a_question_that_was_never_published_is_asked_and_marked():
    bank = make_bank(1)
    make_question(bank, live=False, stem="<p>Never published?</p>").save_revision()
    state = trying.begin(make_quiz((bank, "", 2)), drafts=True)
    assert [question.get("draft", False) for question in sorted(state["paper"], key=lambda one: "Never" in one["stem"])] == [
        False,
        True,
    ]


def test_of_a_published_question_the_newest_draft_is_asked():
    bank = make_bank()
    rewritten(make_question(bank), stem="<p>Newer words?</p>")
    quiz = make_quiz((bank, "", 1))
    assert stems(trying.begin(quiz, drafts=True)) == ["<p>Newer words?</p>"]
    assert "Newer words" not in stems(trying.begin(quiz, drafts=False))[0]


def test_learners_meet_no_draft():
    bank = make_bank()
    rewritten(make_question(bank), stem="<p>Newer words?</p>")
    make_question(bank, live=False).save_revision()
    pools = pools_of(make_quiz((bank, "", 1)), "en")
    papers = [draw(pools, "en", seed, Counter())[0] for seed in range(6)]
    assert not any("Newer" in question["stem"] or "draft" in question for paper in papers for question in paper)
    assert in_stock([(bank, "", 2)], "en")[bank.pk, ""] == {1: 1}


def test_the_objective_and_the_kind_are_those_of_the_draft():
    bank = make_bank()
    rewritten(make_question(bank, objective="consent"), objective="safety")
    assert in_stock([(bank, "safety", 1), (bank, "consent", 1)], "en", drafts=True) == {
        (bank.pk, "safety"): {1: 1},
        (bank.pk, "consent"): {1: 0},
        (bank.pk, ""): {1: 1},
    }
    assert len(candidates([(bank, "safety")], "en", Random(1), drafts=True)[bank.pk, "safety"]) == 1
    rewritten(bank.questions.get(), kind=QuestionKind.CONCORDANCE, choices=PARTS[QuestionKind.CONCORDANCE])
    assert trying.begin(make_quiz((bank, "", 1), purpose=QuizPurpose.FORMATIVE), drafts=True)["paper"]
    with pytest.raises(ValidationError, match="cannot be asked yet"):
        trying.begin(make_quiz((bank, "", 1)), drafts=True)


def test_a_draft_with_faults_is_left_out_and_said_to_be_so():
    bank = make_bank()
    make_question(bank, live=False, choices=[("Only one", True)]).save_revision()
    quiz = make_quiz((bank, "", 1))
    with pytest.raises(ValidationError, match="complete what is missing"):
        trying.begin(quiz, drafts=True)


def test_a_translation_is_asked_from_its_draft():
    bank = make_bank()
    rewritten(translate_question(make_question(bank), "th", live=False), stem="<p>คำถามฉบับร่าง</p>")
    quiz = make_quiz((bank, "", 1))
    drawn = draw(pools_of(quiz, "en"), "th", 1, Counter(), drafts=True)
    assert [(question["stem"], question["draft"]) for question in drawn[0]] == [("<p>คำถามฉบับร่าง</p>", True)]


def test_an_editor_is_told_of_drafts_and_nothing_is_recorded(client):
    bank = make_bank()
    make_question(bank, live=False).save_revision()
    quiz = make_quiz((bank, "", 1))
    make_edition(quiz.get_parent().get_parent().specific)
    client.force_login(make_user(groups=[EDITOR]))
    address = reverse("courses_try", args=[quiz.pk])
    assert "may be drawn too" in client.get(address).content.decode()
    client.post(address, {"go": "begin"})
    assert DRAFT in client.get(address).content.decode()
    client.post(address, {"go": "hand_in"})
    assert DRAFT in client.get(address).content.decode()
    assert not Attempt.objects.exists()
    assert not Response.objects.exists()


def test_who_may_edit_pages_but_no_questions_gets_published_ones_only(client):
    bank = make_bank()
    make_question(bank, live=False).save_revision()
    quiz = make_quiz((bank, "", 1))
    editor = make_user(groups=[EDITOR])
    Group.objects.get(name=EDITOR).permissions.remove(Permission.objects.get(codename="change_question"))
    client.force_login(editor)
    page = client.post(reverse("courses_try", args=[quiz.pk]), {"go": "begin"}, follow=True).content.decode()
    assert "asks for 1 question and 0 can be drawn" in page
    assert DRAFT not in page
