"""Question banks, questions and quizzes, as editors make them; each call shows only what the test is about."""

from itertools import count

from wagtail.models import Locale

from courses.choices import QuestionKind
from courses.models import Enrolment, Objective, Question, QuestionBank, QuizPage
from tests.factories.courses import go_live, make_course, make_edition, make_enrolment, quiz_of

_numbers = count(1)
TRUE_FALSE = (("True", True), ("False", False))
SINGLE = (("The right one", True), ("A tempting one", False), ("Another one", False))
MULTIPLE = (("Right, first", True), ("Right, second", True), ("Wrong, first", False), ("Wrong, second", False))
CHOICES = {QuestionKind.SINGLE: SINGLE, QuestionKind.MULTIPLE: MULTIPLE, QuestionKind.TRUE_FALSE: TRUE_FALSE}


def make_bank(questions: int = 0, *, language: str = "en", objective: str = "consent", **fields) -> QuestionBank:
    """A bank; with `questions` live ones of one right answer in it."""
    bank = QuestionBank.objects.create(**{"name": f"Bank {next(_numbers)}", "language": language, **fields})
    for _ in range(questions):
        make_question(bank, objective=objective)
    return bank


def make_objective(
    bank: QuestionBank, slug: str = "consent", words: str = "Run consent", language: str = "", **fields
) -> Objective:
    locale = Locale.objects.get_or_create(language_code=language or bank.language)[0]
    return Objective.objects.create(bank=bank, slug=slug, words=words, locale=locale, **fields)


def make_question(
    bank: QuestionBank | None = None, kind: str = QuestionKind.SINGLE, *, choices=None, live: bool = True, **fields
) -> Question:
    """A question in its bank's language. `choices`: (text, right) or (text, right, feedback)."""
    bank = bank or make_bank()
    number = next(_numbers)
    question = Question(
        **{
            "bank": bank,
            "locale": Locale.objects.get_or_create(language_code=bank.language)[0],
            "name": f"Question {number}",
            "kind": kind,
            "objective": "consent",
            "stem": f"<p>What is right in case {number}?</p>",
            "answer": 32 if kind == QuestionKind.NUMERIC else None,
            "feedback": f"General feedback {number}.",
            "reference": "ICH E6(R3), 2025",
            "live": False,
            **fields,
        }
    )
    question.choices = [_choice(*choice) for choice in (choices if choices is not None else CHOICES.get(kind, ()))]
    question.save()
    if live:
        question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def _choice(text: str, right: bool, feedback: str = "") -> tuple:
    return "choice", {"text": text, "correct": right, "feedback": feedback or f"About “{text}”."}


def translate_question(question: Question, language: str, *, live: bool = True, **words) -> Question:
    """The same question in another language: same choice ids, words of its own, and a key that must not be read."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    translation = Question.objects.get(pk=question.pk).copy_for_translation(locale)
    translation.choices = [
        {
            "type": "choice",
            "id": str(choice.id),
            "value": {**choice.value, "text": f"{choice.value['text']} ({language})", "correct": False},
        }
        for choice in question.choices
    ]
    translation.stem = f"<p>{question.name} ({language})</p>"
    for name, value in words.items():
        setattr(translation, name, value)
    translation.live = False
    translation.save()
    if live:
        translation.save_revision().publish()
    return Question.objects.get(pk=translation.pk)


def make_quiz(*pools: tuple, course=None, **fields) -> QuizPage:
    """The quiz of a course, published, with `pools` of (bank, objective, count)."""
    quiz = quiz_of(course or make_course())
    for name, value in fields.items():
        setattr(quiz, name, value)
    quiz.pools = [
        ("pool", {"bank": bank, "objective": objective, "count": number}) for bank, objective, number in pools
    ] or quiz.pools
    go_live(quiz)
    return QuizPage.objects.get(pk=quiz.pk)


def make_sitting(*, questions: int = 4, bank: QuestionBank | None = None, learner=None, **fields) -> tuple[Enrolment, QuizPage]:
    """A learner enrolled in a course whose quiz draws `questions` from a bank of as many; `fields` are the quiz's."""
    course = make_course()
    bank = bank or make_bank(questions)
    quiz = make_quiz((bank, "", questions), course=course, **fields)
    return make_enrolment(make_edition(course), learner=learner), quiz


def right_answer(attempt, item: str):
    """What earns full credit for an item, in the shape in which it is saved."""
    key = attempt.marking[item]
    if key["kind"] == QuestionKind.NUMERIC:
        return key["answer"]
    return key["right"] if key["kind"] == QuestionKind.MULTIPLE else key["right"][0]


def wrong_answer(attempt, item: str):
    """What earns nothing."""
    key = attempt.marking[item]
    if key["kind"] == QuestionKind.NUMERIC:
        return "99999"
    wrong = [choice for choice in key["choice_feedback"] if choice not in key["right"]]
    return wrong if key["kind"] == QuestionKind.MULTIPLE else wrong[0]
