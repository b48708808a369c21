"""Papers that were handed in, and a key that is mended afterwards."""

from courses.models import Attempt, Question
from courses.quizzes import save_response, start_attempt, submit
from tests.factories.courses import make_course, make_edition, make_enrolment
from tests.factories.questions import make_bank, make_quiz, right_answer, wrong_answer


def make_test(questions: int = 4, **fields):
    """An edition whose test asks every question of a bank, and those questions."""
    course = make_course()
    bank = make_bank(questions)
    quiz = make_quiz((bank, "", questions), course=course, **fields)
    return make_edition(course), quiz, list(Question.objects.filter(bank=bank).order_by("pk"))


def sit(edition, quiz, *wrong: Question, language: str = "en", learner=None) -> Attempt:
    """A person hands in with everything right but these."""
    enrolment = make_enrolment(edition, learner=learner)
    return answer(start_attempt(enrolment, quiz, language, declared=True), *wrong)


def answer(attempt: Attempt, *wrong: Question) -> Attempt:
    keys = {str(question.translation_key) for question in wrong}
    for item, marks in attempt.marking.items():
        given = wrong_answer(attempt, item) if marks["question_key"] in keys else right_answer(attempt, item)
        save_response(attempt, item, given, None, False)
    return submit(attempt)


def mend(question: Question, attempt: Attempt) -> Question:
    """What was answered in this attempt becomes the right choice, with another feedback."""
    item = item_of(attempt, question)
    chosen = attempt.marking[item]["parts"][attempt.responses.get(item=item).answer]
    raw = question.choices.get_prep_value()
    for block in raw:
        block["value"] = {**block["value"], "correct": block["id"] == chosen}
    question.choices = raw
    question.feedback = "The corrected feedback."
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def item_of(attempt: Attempt, question: Question) -> str:
    return next(item for item, marks in attempt.marking.items() if marks["question_key"] == str(question.translation_key))
