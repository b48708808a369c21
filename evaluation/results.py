"""What the page of the check shows: the questions, and once handed in what was right and why."""

from decimal import Decimal

from courses.choices import QuestionKind
from evaluation.checking import credits_of
from evaluation.models import LaterCheck


def questions_of(check: LaterCheck) -> list[dict]:
    return [_question(number, item, check) for number, item in enumerate(check.paper, 1)]


def _question(number: int, item: dict, check: LaterCheck) -> dict:
    answer = check.answers.get(item["item"])
    chosen = answer if isinstance(answer, list) else [answer]
    return {
        **item,
        "number": number,
        "total": len(check.paper),
        "numeric": item["kind"] == QuestionKind.NUMERIC,
        "input": "checkbox" if item["kind"] == QuestionKind.MULTIPLE else "radio",
        "typed": answer if item["kind"] == QuestionKind.NUMERIC else "",
        "choices": [{**choice, "checked": choice["id"] in chosen} for choice in item["choices"]],
    }


def reviewed(check: LaterCheck) -> list[dict]:
    """Every question with its key and feedback: the check is over, and nothing hangs on it."""
    earned = credits_of(check)
    rows = []
    for question in questions_of(check):
        key = check.marking[question["item"]]
        right = earned[question["item"]] == 1
        rows.append(
            {
                **question,
                "right": right,
                "choices": [
                    {
                        **choice,
                        "mark": "right" if choice["id"] in key["right"] else "wrong" if choice["checked"] else "",
                        "feedback": key["choice_feedback"].get(choice["id"], ""),
                    }
                    for choice in question["choices"]
                ],
                "answer": f"{Decimal(key['answer']).normalize():f}" if question["numeric"] else "",
                "feedback": key["feedback"],
                "reference": key["reference"],
            }
        )
    return rows
