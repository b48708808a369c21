"""What the pages of a quiz and of an attempt show: put together from records, with nothing that the learner may not see."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import asking, grading
from courses.models import Attempt, Response
from courses.one_way import gate_of, leads_on
from courses.outline import page_words
from courses.pictured import with_pictures
from courses.quizzes import credits_of, in_zone, results_by_objective

TITLE, URL, LANGUAGE = range(3)


def named(attempt: Attempt, language: str, more=()) -> dict:
    """Today's titles and addresses of the quiz and its course, and of `more` pages by key: one query."""
    edition = attempt.enrolment.edition
    words = page_words({attempt.quiz_key, attempt.enrolment.course_key, *more}, language)
    quiz = words.get(str(attempt.quiz_key), ((edition.item(attempt.quiz_key) or {}).get("title", ""), "", edition.language))
    course = words.get(str(attempt.enrolment.course_key), (edition.title, "", edition.language))
    return {"quiz": quiz, "course": course, "pages": words}


def answered(response: Response | None) -> bool:
    return response is not None and response.answer not in asking.ANSWERED_BY_NOTHING


def questions_of(attempt: Attempt, responses: dict[str, Response], here: int = 0) -> list[dict]:
    """The questions of an open attempt with what was answered; `here` is the number of the one in view.

    Of a case with no way back, what was not reached yet is a number and nothing else.
    """
    locked = {item for item, response in responses.items() if response.locked_at}
    numbers = {item["item"]: number for number, item in enumerate(attempt.paper, 1)}
    questions = []
    for question in with_pictures(_questions(attempt, responses, here)):
        item = question["item"]
        if gate := gate_of(attempt.paper, item, locked):
            hidden = {name: question[name] for name in ("item", "case", "number", "total", "here", "answered", "flag")}
            questions.append({**hidden, "gate": numbers[gate], "url": f"?q={numbers[gate]}"})
        else:
            questions.append({**question, "locked": item in locked, "leads_on": leads_on(attempt.paper, item)})
    return _below_their_cases(questions)


def _below_their_cases(questions: list[dict]) -> list[dict]:
    """Each question of a case with its vignette, which may be far above it, and the numbers that share it."""
    cases: dict[str, dict] = {}
    for question in questions:
        if "vignette" in question:
            cases[question["case"]] = {**question["vignette"], "id": question["case"], "first": question["number"]}
        if case := question.get("case"):
            cases[case]["last"] = question["number"]
    return [{**question, "above": cases.get(question.get("case"))} for question in questions]


def _questions(attempt: Attempt, responses: dict[str, Response], here: int = 0) -> list[dict]:
    return [_question(attempt, number, item, responses.get(item["item"]), here) for number, item in enumerate(attempt.paper, 1)]


def _question(attempt: Attempt, number: int, item: dict, response: Response | None, here: int) -> dict:
    return {
        **asking.shown(item, response.answer if response else None),
        "told": asking.told(item, response.answer if response else None),
        "number": number,
        "total": len(attempt.paper),
        "url": f"?q={number}",
        "here": number == here,
        "answered": answered(response),
        "flag": bool(response and response.come_back),
        "sequence": response.sequence if response else 0,
        "saved": _saved(attempt, response) if answered(response) or (response and response.come_back) else "",
    }


def in_view(questions: list[dict], here: int) -> list[dict]:
    """The same with the question `here` in view, and its case if it has one."""
    above = questions[here - 1]["above"]
    return [
        {**question, "here": question["number"] == here, "with_case": bool(above) and question["above"] == above}
        for question in questions
    ]


def with_typed(question: dict, values: list[str], flag: bool) -> dict:
    """The question as the learner left it, although it is not saved."""
    return {**question, **asking.as_typed(question, values), "flag": flag, "saved": ""}


def _saved(attempt: Attempt, response: Response) -> str:
    local = response.saved_at.astimezone(ZoneInfo(attempt.enrolment.learner.time_zone))
    return _("Saved %(clock)s") % {"clock": f"{local:%H:%M}"}


def first_open(questions: list[dict]) -> int:
    """The number of the first question without an answer that can be given; else where to go on, or the last one."""
    unanswered = [question for question in questions if not question["answered"]]
    reached = [question["number"] for question in unanswered if "gate" not in question]
    return (reached or [question["gate"] for question in unanswered] or [len(questions)])[0]


def summary_of(questions: list[dict]) -> dict:
    """What is answered, what is open and what to come back to, for the overview and its dialog."""
    unanswered = [question for question in questions if not question["answered"]]
    flagged = [question for question in questions if question["flag"]]
    first = (unanswered or flagged or questions)[0]
    first = questions[first.get("gate", first["number"]) - 1]
    if unanswered:
        title = ngettext("Hand in with %(number)d question open?", "Hand in with %(number)d questions open?", len(unanswered)) % {
            "number": len(unanswered)
        }
        numbers = ", ".join(str(question["number"]) for question in unanswered)
        text = ngettext(
            "Question %(numbers)s has no answer. After handing in you cannot change this attempt.",
            "Questions %(numbers)s have no answer. After handing in you cannot change this attempt.",
            len(unanswered),
        ) % {"numbers": numbers}
        back = _("Go back to question %(number)d") % {"number": first["number"]}
        hand_in = ngettext("Hand in with %(number)d open", "Hand in with %(number)d open", len(unanswered)) % {
            "number": len(unanswered)
        }
    else:
        title = _("Hand in your answers?")
        text = _("All questions are answered. After handing in you cannot change this attempt.")
        back, hand_in = _("Keep looking"), _("Hand in")
    return {
        "unanswered": unanswered,
        "flagged": flagged,
        "done": len(questions) - len(unanswered),
        "first": first,
        "dialog_title": title,
        "dialog_text": text,
        "dialog_back": back,
        "hand_in": hand_in,
    }


def state_words(questions: list[dict]) -> str:
    """ "6 answered · 14 left" """
    done = sum(question["answered"] for question in questions)
    return _("%(done)d answered · %(left)d left") % {"done": done, "left": len(questions) - done}


def result_of(attempt: Attempt, language: str, *, keys_shown: bool) -> dict:
    """The result: verdict and objectives; the questions with their key and feedback only where `keys_shown`."""
    prefetch_related_objects([attempt], "responses")
    responses = list(attempt.responses.all())
    earned = credits_of(attempt, responses)
    objectives = results_by_objective(attempt)
    names = named(attempt, language, {row["lesson_key"] for row in objectives if row["lesson_key"]})
    return {
        "names": names,
        "percent": _shown(attempt.percent),
        "right": sum(credit == 1 for credit in earned.values()),
        "total": sum(credit is not None for credit in earned.values()),
        "counted": sum(answered(response) for response in responses),
        "at": in_zone(attempt.submitted_at, attempt.enrolment.learner.time_zone),
        "objectives": [_objective(row, attempt.pass_mark, names["pages"]) for row in objectives],
        "corrected": _corrected(attempt),
        "look_again": sum(row["below"] for row in objectives),
        "review": _review(attempt, responses, earned) if keys_shown else [],
    }


def _corrected(attempt: Attempt) -> list[dict]:
    """The questions that were regraded after handing in: number, and when."""
    return [
        {"number": number, **note}
        for number, item in enumerate(attempt.paper, 1)
        if (note := _note(attempt, attempt.marking[item["item"]]))
    ]


def _note(attempt: Attempt, marks: dict) -> dict | None:
    note = marks.get("corrected")
    if not note:
        return None
    local = datetime.fromisoformat(note["at"]).astimezone(ZoneInfo(attempt.enrolment.learner.time_zone))
    return {"day": date_format(local, "DATE_FORMAT"), "why": note["why"]}


def _shown(percent: Decimal) -> int:
    """Whole percent, rounded down: what missed the pass mark is never shown as having reached it."""
    return int(percent)


def _objective(row: dict, pass_mark: int, pages: dict) -> dict:
    lesson = pages.get(row["lesson_key"] or "")
    place = f"#block-{row['paragraph']}" if row["paragraph"] else ""
    return {
        "words": row["words"],
        "right": _number(row["right"]),
        "total": row["total"],
        "mark": row["total"] * pass_mark / 100,
        "below": row["below"],
        "url": f"{lesson[URL]}{place}" if lesson and row["below"] else "",
        "link": _("Reread: %(title)s") % {"title": lesson[TITLE]} if lesson else "",
    }


def _number(credit: Fraction) -> int | Decimal:
    return int(credit) if credit.denominator == 1 else grading.floor_percent(credit).normalize()


def _review(attempt: Attempt, responses: list[Response], earned: dict[str, Fraction | None]) -> list[dict]:
    """Every question with what was right, what was answered, and why."""
    by_item = {response.item: response for response in responses}
    rows = [
        {"corrected": _note(attempt, attempt.marking[question["item"]])}
        | _reviewed(question, attempt.marking[question["item"]], by_item.get(question["item"]), earned[question["item"]])
        for question in _questions(attempt, by_item)
    ]
    return _below_their_cases(with_pictures(rows))


def review_of(attempt: Attempt, responses: list[Response]) -> list[dict]:
    """Every question of a paper whose key may be shown."""
    return _review(attempt, responses, credits_of(attempt, responses))


def _reviewed(question: dict, marks: dict, response: Response | None, credit: Fraction | None) -> dict:
    right = credit == 1
    wrong_number = not right and marks["feedback_wrong"]
    return {
        **question,
        **asking.reviewed(question, marks, response.answer if response else None),
        "told_right": asking.told(question, asking.right(question, marks)),
        "right": right,
        "credit": _number(credit or Fraction(0)),
        "feedback": marks["feedback_wrong"] if wrong_number else marks["feedback"],
        "reference": marks["reference"],
    }
