"""What is kept of each question when an attempt is handed in, and of those handed in before that was kept."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from courses.analysing.recording import keep_outcomes, seconds_to_answer
from courses.asking import labels
from courses.asking.kinds import UNREAD
from courses.choices import QuestionKind
from courses.models import Attempt, ItemOutcome, Question, Response
from courses.quizzes import credits_of, save_response, start_attempt, submit
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_question, make_sitting, right_answer, translate_question, wrong_answer
from tests.factories.regrades import item_of, make_test, sit

pytestmark = pytest.mark.django_db


def hand_in(enrolment, quiz, answers: dict, language="en") -> Attempt:
    """Sit a quiz; `answers`: by question key, block ids or a number as typed."""
    attempt = start_attempt(enrolment, quiz, language, True)
    for number, question in enumerate(attempt.paper, 1):
        key = attempt.marking[question["item"]]
        if (answer := answers.get(key["question_key"])) is not None:
            opaque = {part: shown for shown, part in key["parts"].items()}
            values = [opaque.get(one, one) for one in (answer if isinstance(answer, list) else [answer])]
            save_response(attempt, question["item"], values, number, False)
    return submit(attempt)


def blocks_of(question) -> list[str]:
    return [str(choice.id) for choice in question.choices]


def test_every_question_of_a_paper_gets_a_row_with_its_credit_and_the_rest():
    bank = make_bank()
    several, number, left_out = (make_question(bank, kind) for kind in (QuestionKind.MULTIPLE, QuestionKind.NUMERIC, "single"))
    enrolment, quiz = make_sitting(questions=3, bank=bank)
    right, right_too, wrong, _other = blocks_of(several)
    attempt = hand_in(
        enrolment, quiz, {str(several.translation_key): [right, right_too, wrong], str(number.translation_key): "31.5"}
    )
    rows = {row.question_key: row for row in attempt.outcomes.all()}
    assert rows[several.translation_key].credit == Decimal("0.5")
    assert rows[several.translation_key].rest == 0
    assert rows[number.translation_key].rest == rows[left_out.translation_key].rest == 25
    assert rows[several.translation_key].chosen == sorted([right, right_too, wrong])
    assert rows[number.translation_key].chosen == ["31.5"]
    assert rows[left_out.translation_key].chosen == []
    assert {(row.items, row.is_first, row.language, row.edition_id) for row in rows.values()} == {
        (3, True, "en", enrolment.edition_id)
    }


def test_labels_are_the_same_in_every_language():
    question = make_question()
    translate_question(question, "th")
    answers = {str(question.translation_key): blocks_of(question)[1]}
    for language in ("en", "th"):
        enrolment, quiz = make_sitting(questions=1, bank=question.bank)
        hand_in(enrolment, quiz, answers, language)
    assert [row.chosen for row in ItemOutcome.objects.all()] == [[blocks_of(question)[1]]] * 2
    assert {row.language for row in ItemOutcome.objects.all()} == {"en", "th"}


def test_a_second_attempt_is_no_first_one_and_a_paper_of_one_question_has_no_rest():
    enrolment, quiz = make_sitting(questions=1)
    hand_in(enrolment, quiz, {})
    hand_in(enrolment, quiz, {})
    assert list(ItemOutcome.objects.order_by("pk").values_list("is_first", "rest")) == [(True, None), (False, None)]
    assert ItemOutcome.objects.at_first_attempts().count() == 1


def test_handing_in_twice_keeps_one_row_an_item():
    enrolment, quiz = make_sitting(questions=2)
    attempt = hand_in(enrolment, quiz, {})
    submit(attempt)
    assert ItemOutcome.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "kept"), [("32", ["32"]), ("31,90", ["31.9"]), ("3.2e1", [UNREAD]), ("๔๐", ["40"]), ("1000", ["1000"]), ("", [])]
)
def test_a_number_is_kept_as_it_was_meant(typed, kept):
    assert labels("numeric", {"answer": "32.000000", "tolerance": "0", "unit": ""}, typed) == kept


def test_void_questions_are_in_nobodys_rest_and_the_version_is_kept():
    edition, quiz, questions = make_test(3)
    attempt = sit(edition, quiz, questions[0])
    void = item_of(attempt, questions[1])
    attempt.marking[void]["void"] = True
    responses = list(attempt.responses.all())
    keep_outcomes([(attempt, responses, credits_of(attempt, responses))])
    rows = {row.question_key: row for row in attempt.outcomes.all()}
    wrong, voided, right = (rows[question.translation_key] for question in questions)
    assert [(row.items, row.void, row.rest) for row in (wrong, voided, right)] == [(2, False, 100), (2, True, 50), (2, False, 0)]
    assert [row.revision for row in (wrong, voided, right)] == [question.live_revision_id for question in questions]


class TestSeconds:
    def seconds(self, *kept: float | None) -> list[int | None]:
        """Answers first kept so many seconds after the start."""
        start = timezone.now()
        attempt = Attempt(started_at=start)
        moments = [moment if moment is None else start + timedelta(seconds=moment) for moment in kept]
        rows = [Response(item=f"i{place}", first_saved_at=moment) for place, moment in enumerate(moments)]
        found = seconds_to_answer(attempt, rows)
        return [found.get(row.item) for row in rows]

    def test_each_is_from_the_answer_before_it_in_whatever_order(self):
        assert self.seconds(30, 90, 50) == [30, 40, 20]

    def test_what_was_sent_together_has_none(self):
        assert self.seconds(40, 40.2, 40.9, 60) == [None, None, None, 19]
        assert self.seconds(0.5) == [None]

    def test_what_is_not_known_has_none_and_parts_nobody(self):
        assert self.seconds(None, 30) == [None, 30]

    def test_the_first_answer_counts_and_no_change_of_it(self):
        enrolment, quiz = make_sitting(questions=1)
        attempt = start_attempt(enrolment, quiz, "en", True)
        item = attempt.paper[0]["item"]
        first = save_response(attempt, item, right_answer(attempt, item), 1, False).first_saved_at
        assert save_response(attempt, item, wrong_answer(attempt, item), 2, False).saved_at > first
        Response.objects.update(first_saved_at=attempt.started_at + timedelta(seconds=42))
        submit(attempt)
        assert ItemOutcome.objects.get().seconds == 42


class TestFillingVoidAndVersion:
    """The migration that writes them of outcomes kept before."""

    def test_it_writes_what_handing_in_would_have_written(self):
        edition, quiz, questions = make_test(3)
        attempt = sit(edition, quiz, questions[0])
        attempt.marking[item_of(attempt, questions[1])]["void"] = True
        attempt.save()
        other = sit(edition, quiz)
        fields = ("items", "rest", "void", "revision", "credit", "seconds")
        responses = list(attempt.responses.all())
        keep_outcomes([(attempt, responses, credits_of(attempt, responses))])
        wanted = list(ItemOutcome.objects.order_by("pk").values(*fields))
        ItemOutcome.objects.update(void=False, revision=None)
        ItemOutcome.objects.filter(attempt=attempt).update(items=3, rest=1)
        migration = import_module("courses.migrations.0028_void_and_version_of_outcomes")
        for _again in range(2):
            migration.fill(apps, SimpleNamespace(connection=connection))
            assert list(ItemOutcome.objects.order_by("pk").values(*fields)) == wanted
        assert other.outcomes.filter(void=False, items=3).count() == 3


class TestFilling:
    """The migration that writes the rows of attempts handed in before."""

    fill = staticmethod(import_module("courses.migrations.0020_fill_item_outcomes").fill)

    def run(self):
        self.fill(apps, SimpleNamespace(connection=connection))

    def kept(self) -> list:
        later = {"void", "revision", "seconds"}
        fields = [field.attname for field in ItemOutcome._meta.concrete_fields if not field.primary_key and field.name not in later]
        return sorted(map(str, ItemOutcome.objects.order_by("item").values_list(*fields)))

    def test_it_writes_what_handing_in_would_have_written(self):
        bank = make_bank()
        several, number, single = (make_question(bank, kind) for kind in (QuestionKind.MULTIPLE, QuestionKind.NUMERIC, "single"))
        translate_question(single, "th")
        enrolment, quiz = make_sitting(questions=3, bank=bank)
        right, _right, wrong, _wrong = blocks_of(several)
        answers = {
            str(several.translation_key): [right, wrong],
            str(number.translation_key): "40,5",
            str(single.translation_key): blocks_of(single)[2],
        }
        hand_in(enrolment, quiz, answers)
        hand_in(enrolment, quiz, {})
        wanted = self.kept()
        ItemOutcome.objects.filter(pk__gt=ItemOutcome.objects.order_by("pk")[0].pk).delete()  # stopped after the first attempt's
        ItemOutcome.objects.all().delete()
        for attempt in Attempt.objects.all():
            marking = {item: {name: key[name] for name in key if name != "parts"} for item, key in attempt.marking.items()}
            Attempt.objects.filter(pk=attempt.pk).update(marking=marking)
        self.run()
        assert self.kept() == wanted
        self.run()
        assert self.kept() == wanted

    def test_a_choice_that_was_reworded_since_is_unread_and_results_set_by_staff_have_no_rows(self):
        enrolment, quiz = make_sitting(questions=1)
        attempt = start_attempt(enrolment, quiz, "en", True)
        item = attempt.paper[0]["item"]
        save_response(attempt, item, right_answer(attempt, item), 1, False)
        submit(attempt)
        Attempt.objects.create(
            enrolment=enrolment, quiz_key=quiz.translation_key, number=2, language="en", seed=0, paper=[], marking={}, pass_mark=80,
            submitted_at=attempt.started_at, percent=90, passed=True, set_by=make_user(),
        )  # fmt: skip
        ItemOutcome.objects.all().delete()
        question = Question.objects.get()
        question.choices[0].value["text"] = "Reworded"
        question.save()
        self.run()
        assert [row.chosen for row in ItemOutcome.objects.all()] == [[UNREAD]]
