"""Question banks, questions and quizzes, as editors make them; each call shows only what the test is about."""

from itertools import count

from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from courses import asking
from courses.choices import QuestionKind
from courses.models import Case, Enrolment, Objective, Question, QuestionBank, QuizPage
from icrweb.pages.indexed_once import indexed_once
from icrweb.pages.models import Picture
from tests.factories.courses import go_live, make_course, make_edition, make_enrolment, quiz_of
from tests.factories.recorded import recorded

_numbers = count(1)
TRUE_FALSE = (("True", True), ("False", False))
SINGLE = (("The right one", True), ("A tempting one", False), ("Another one", False))
MULTIPLE = (("Right, first", True), ("Right, second", True), ("Wrong, first", False), ("Wrong, second", False))
CHOICES = {QuestionKind.SINGLE: SINGLE, QuestionKind.MULTIPLE: MULTIPLE, QuestionKind.TRUE_FALSE: TRUE_FALSE}
# A whole question of every other kind: its blocks, by the block's name.
PARTS = {
    QuestionKind.MATCHING: [
        ("pair", {"text": text, "other": other, "feedback": f"About “{text}”."})
        for text, other in (("Phase 1", "Dose"), ("Phase 2", "Signal"), ("Phase 3", "Proof"), ("", "Price"))
    ],
    QuestionKind.ORDERING: [
        ("step", {"text": text, "feedback": f"About “{text}”."}) for text in ("Inform", "Ask", "Sign", "Give a copy")
    ],
    QuestionKind.CLOZE: [
        ("gap", {"options": [{"text": text, "correct": number == 0} for number, text in enumerate(texts)], "feedback": "About it."})
        for texts in (("before", "after"), ("sponsor", "site", "regulator"))
    ],
    QuestionKind.HOT_SPOT: [
        (
            "place",
            {"text": text, "left": left, "top": 10, "width": 20, "height": 20, "correct": right, "feedback": f"About “{text}”."},
        )
        for text, left, right in (("The step", 10, True), ("The tail", 40, False), ("The axis", 70, False))
    ],
    QuestionKind.CONCORDANCE: [
        ("judgement", {"text": f"Judgement {number}", "panel": panel, "feedback": f"Panel on {number}."})
        for number, panel in zip(range(-2, 3), (1, 2, 4, 8, 0), strict=True)
    ],
}
FIELDS = {
    QuestionKind.NUMERIC: {"answer": 32},
    QuestionKind.CLOZE: {"stem": "<p>Consent comes [[1]] any procedure; the [[2]] keeps the form.</p>"},
    QuestionKind.SHORT_TEXT: {"feedback": "A model answer."},
}


def make_bank(questions: int = 0, *, language: str = "en", objective: str = "consent", **fields) -> QuestionBank:
    """A bank; with `questions` live ones of one right answer in it."""
    if not questions:
        return QuestionBank.objects.create(**{"name": f"Bank {next(_numbers)}", "language": language, **fields})
    key = ("bank", questions, language, objective, fields)
    return QuestionBank.objects.get(pk=recorded(key, lambda: _build_bank(questions, language, objective, fields)))


def _build_bank(questions: int, language: str, objective: str, fields: dict) -> int:
    bank = make_bank(language=language, **fields)
    for _ in range(questions):
        make_question(bank, objective=objective)
    return bank.pk


def make_objective(
    bank: QuestionBank, slug: str = "consent", words: str = "Run consent", language: str = "", **fields
) -> Objective:
    locale = Locale.objects.get_or_create(language_code=language or bank.language)[0]
    return Objective.objects.create(bank=bank, slug=slug, words=words, locale=locale, **fields)


@indexed_once()
def make_question(
    bank: QuestionBank | None = None, kind: str = QuestionKind.SINGLE, *, choices=None, live: bool = True, **fields
) -> Question:
    """A question in its bank's language. `choices`: (text, right) or (text, right, feedback); of other kinds its blocks."""
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
            "feedback": f"General feedback {number}.",
            "reference": "ICH E6(R3), 2025",
            "live": False,
            **FIELDS.get(kind, {}),
            **(_picture() if kind == QuestionKind.HOT_SPOT else {}),
            **fields,
        }
    )
    if kind in PARTS:
        question.choices = PARTS[kind] if choices is None else choices
    else:
        question.choices = [_choice(*choice) for choice in (choices if choices is not None else CHOICES.get(kind, ()))]
    question.save()
    if live:
        question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


@indexed_once()
def make_case(bank: QuestionBank | None = None, questions: int = 0, *, live: bool = True, **fields) -> Case:
    """A case in its bank's language; with `questions` live ones of one right answer in it, in their order."""
    bank = bank or make_bank()
    number = next(_numbers)
    case = Case(
        **{
            "bank": bank,
            "locale": Locale.objects.get_or_create(language_code=bank.language)[0],
            "slug": f"case-{number}",
            "title": f"Case {number}",
            "vignette": f"<p>A participant of case {number} wants to stop.</p>",
            "live": False,
            **fields,
        }
    )
    case.save()
    if live:
        case.save_revision().publish()
    for place in range(1, questions + 1):
        make_question(bank, case=case.slug, place_in_case=place)
    return Case.objects.get(pk=case.pk)


def translate_case(case: Case, language: str, *, live: bool = True, questions: bool = True) -> Case:
    """The same case in another language, with its questions."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    translation = case.copy_for_translation(locale)
    translation.vignette, translation.live = f"<p>{case.title} ({language})</p>", False
    translation.save()
    if live:
        translation.save_revision().publish()
    for question in case.asked() if questions else []:
        translate_question(question, language)
    return Case.objects.get(pk=translation.pk)


def _picture() -> dict:
    picture = Picture.objects.create(title="A curve", file=get_test_image_file(size=(400, 300)))
    return {"picture": picture, "picture_alt": "A survival curve with three marked places."}


def _choice(text: str, right: bool, feedback: str = "") -> tuple:
    return "choice", {"text": text, "correct": right, "feedback": feedback or f"About “{text}”."}


@indexed_once()
def translate_question(question: Question, language: str, *, live: bool = True, **words) -> Question:
    """The same question in another language: same choice ids, words of its own, and a key that must not be read."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    translation = Question.objects.get(pk=question.pk).copy_for_translation(locale)
    translation.choices = [_translated(part, language) for part in question.choices.get_prep_value()]
    if question.kind != QuestionKind.CLOZE:  # its gaps stand in the text
        translation.stem = f"<p>{question.name} ({language})</p>"
    for name, value in words.items():
        setattr(translation, name, value)
    translation.live = False
    translation.save()
    if live:
        translation.save_revision().publish()
    return Question.objects.get(pk=translation.pk)


def _translated(part: dict, language: str) -> dict:
    """The same ids with words of the other language, and no key."""
    value = {**part["value"]}
    for name in ("text", "other"):
        if value.get(name):
            value[name] = f"{value[name]} ({language})"
    for name in ("correct", "panel"):
        if name in value:
            value[name] = type(value[name])()
    if "options" in value:
        value["options"] = [
            {**option, "value": {"text": f"{option['value']['text']} ({language})", "correct": False}}
            for option in value["options"]
        ]
    return {**part, "value": value}


def make_quiz(*pools: tuple, course=None, **fields) -> QuizPage:
    """The quiz of a course, published, with `pools` of (bank, objective, count)."""
    quiz = quiz_of(course or make_course())
    key = ("quiz", quiz.pk, [(bank.pk, objective, number) for bank, objective, number in pools], fields)
    return QuizPage.objects.get(pk=recorded(key, lambda: _build_quiz(quiz, pools, fields)))


def _build_quiz(quiz: QuizPage, pools: tuple, fields: dict) -> int:
    for name, value in fields.items():
        setattr(quiz, name, value)
    quiz.pools = [
        ("pool", {"bank": bank, "objective": objective, "count": number}) for bank, objective, number in pools
    ] or quiz.pools
    go_live(quiz)
    return quiz.pk


def make_sitting(*, questions: int = 4, bank: QuestionBank | None = None, learner=None, **fields) -> tuple[Enrolment, QuizPage]:
    """A learner enrolled in a course whose quiz draws `questions` from a bank of as many; `fields` are the quiz's.

    A course whose only test is voluntary gives no certificate.
    """
    course = make_course(gives_certificate=fields.get("purpose") not in ("pre", "formative"))
    bank = bank or make_bank(questions)
    quiz = make_quiz((bank, "", questions), course=course, **fields)
    return make_enrolment(make_edition(course), learner=learner), quiz


def right_answer(attempt, item: str) -> list[str]:
    """What a form sends that earns full credit for an item."""
    question = _asked(attempt, item)
    return asking.sent(question, asking.right(question, attempt.marking[item]))


def wrong_answer(attempt, item: str) -> list[str]:
    """What a form sends that earns nothing."""
    question, key = _asked(attempt, item), attempt.marking[item]
    if question["kind"] == QuestionKind.NUMERIC:
        return ["99999"]
    if question["kind"] == QuestionKind.SHORT_TEXT:
        return ["My own words."]
    if question["kind"] == QuestionKind.ORDERING:
        return [f"{row}={place}" for place, row in enumerate(reversed(key["right"]), 1)]
    if "rows" in question:
        return [_wrong_choice(row, row.get("choices", question["choices"]), key["right"]) for row in question["rows"]]
    wrong = [choice["id"] for choice in question["choices"] if not asking.credit(question["kind"], key, choice["id"])]
    return wrong if question["kind"] == QuestionKind.MULTIPLE else wrong[:1]


def _wrong_choice(row: dict, choices: list[dict], right: dict) -> str:
    return next(f"{row['id']}={choice['id']}" for choice in choices if choice["id"] != right[row["id"]])


def _asked(attempt, item: str) -> dict:
    return next(question for question in attempt.paper if question["item"] == item)
