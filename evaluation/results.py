"""What the page of the check shows: the questions, and once handed in what was right and why."""

from courses import asking
from courses.pictured import with_pictures
from evaluation.checking import credits_of
from evaluation.models import LaterCheck


def questions_of(check: LaterCheck) -> list[dict]:
    questions = [
        {**asking.shown(item, check.answers.get(item["item"])), "number": number, "total": len(check.paper)}
        for number, item in enumerate(check.paper, 1)
    ]
    return with_pictures(questions)


def reviewed(check: LaterCheck) -> list[dict]:
    """Every question with its key and feedback: the check is over, and nothing hangs on it."""
    earned = credits_of(check)
    return [
        {
            **question,
            **asking.reviewed(question, check.marking[question["item"]], check.answers.get(question["item"])),
            "right": earned[question["item"]] == 1,
            "feedback": check.marking[question["item"]]["feedback"],
            "reference": check.marking[question["item"]]["reference"],
        }
        for question in questions_of(check)
    ]
