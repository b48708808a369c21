"""A number with a tolerance and a unit. No Django here."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from courses import grading
from courses.asking.kinds import ANSWERED_BY_NOTHING, UNREAD, Kind
from courses.asking.written import AnswerError, Fault, Written, fault, gettext_noop


class Number(Kind):
    name = "numeric"
    template = "number"
    how = gettext_noop("Write a number. A comma or a point may part the decimals.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        if is_source and written.answer is None:
            yield fault("answer", gettext_noop("Give the right number."))
        if is_source and Decimal(written.tolerance) < 0:
            yield fault("tolerance", gettext_noop("Give a tolerance of 0 or more."))

    def worded(self, source, words) -> bool:
        return True

    def marks(self, source, words, ids) -> dict:
        return {"answer": source.answer, "tolerance": source.tolerance, "relative": source.relative, "unit": words.unit}

    def read(self, question, values):
        typed = values[0] if values else ""
        if not isinstance(typed, str):
            raise AnswerError("answer")
        try:
            grading.parse_number(typed, question["unit"])
        except grading.NumberError as problem:
            if problem.code == "empty":
                return None
            if problem.code == "ambiguous":
                raise AnswerError(
                    "ambiguous", typed=typed.strip(), first=problem.readings[0], second=problem.readings[1]
                ) from problem
            raise AnswerError("number") from problem
        return typed.strip()

    def credit(self, marks, answer) -> Fraction:
        try:
            given = Fraction(grading.parse_number(answer, marks.get("unit", "")))
        except grading.NumberError:
            return Fraction(0)
        right, tolerance = Fraction(marks["answer"]), Fraction(marks["tolerance"])
        if marks.get("relative"):
            tolerance = abs(right) * tolerance / 100
        return Fraction(abs(given - right) <= tolerance)

    def right(self, question, marks):
        return marks["answer"]

    def told(self, question, answer) -> list[str]:
        return [f"{answer} {question['unit']}".strip()]

    def labels(self, marks, answer) -> list[str]:
        try:
            return [f"{grading.parse_number(answer, marks.get('unit', '')).normalize():f}"]
        except grading.NumberError:
            return [UNREAD]

    def shown(self, question, answer) -> dict:
        return {"typed": "" if answer in ANSWERED_BY_NOTHING else answer}

    def reviewed(self, question, marks, answer) -> dict:
        return {**self.shown(question, answer), "right_answer": f"{Decimal(marks['answer']).normalize():f}"}
