"""Choices: one right answer, several, true or false. No Django here."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from courses.asking.kinds import UNREAD, WRITE_EVERY_CHOICE, Ids, Kind, all_worded, known, shuffled
from courses.asking.written import Fault, Part, Written, fault, gettext_noop

# Formats write thirds and the like with five digits; the learner is owed the whole third.
_SMALL_DENOMINATORS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20)


def weight_of(text: str) -> Fraction:
    """Percent as written (`-33.33333`) as an exact share of one point: −1/3. Raises ValueError for what is none."""
    try:
        percent = Decimal(text)
    except InvalidOperation as problem:
        raise ValueError(text) from problem
    if not percent.is_finite() or abs(percent) > 100:
        raise ValueError(text)
    exact = Fraction(percent) / 100
    for denominator in _SMALL_DENOMINATORS:
        near = Fraction(round(exact * denominator), denominator)
        if abs(near - exact) < Fraction(1, 10**6):
            return near
    return exact


class Choosing(Kind):
    """One choice among some."""

    block = "choice"
    template = "choices"
    input = "radio"
    how = gettext_noop("Choose one answer.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        yield from all_worded(written.parts, WRITE_EVERY_CHOICE)
        if is_source:
            yield from self.faults_of_key(written.parts)

    def faults_of_key(self, parts: tuple[Part, ...]) -> Iterator[Fault]:
        if len(parts) < 2:
            yield fault("choices", gettext_noop("Write at least two choices."))
        try:
            best = max((earned(part) for part in parts), default=Fraction(0))
        except ValueError:
            yield fault(
                "choices", gettext_noop("Write a weight as a percentage between −100 and 100, for example 50 or -33.33333.")
            )
            return
        if best <= 0:
            yield fault("choices", gettext_noop("Mark the right choice."))
        yield from self.faults_of_number(parts)

    def faults_of_number(self, parts: tuple[Part, ...]) -> Iterator[Fault]:
        if sum(part.right for part in parts) > 1:
            yield fault(
                "choices",
                gettext_noop("Only one choice can be right here. Mark one, or change the kind to “Several right answers”."),
            )

    def seen(self, source, words, ids: Ids, order) -> dict:
        parts = [{"id": ids.of(part.id), "text": words.words(part.id).text} for part in source.parts]
        return {"choices": self.in_order(parts, order)}

    def in_order(self, parts: list, order) -> list:
        return shuffled(parts, order)

    def marks(self, source, words, ids: Ids) -> dict:
        weighed = {ids.of(part.id): part.weight for part in source.parts if part.weight}
        return {
            "right": [ids.of(part.id) for part in source.parts if part.right],
            "choice_feedback": {ids.of(part.id): words.words(part.id).feedback for part in source.parts},
            **({"weights": weighed} if weighed else {}),
        }

    def read(self, question, values):
        return known(question["choices"], values[0]) if values else None

    def credit(self, marks, answer) -> Fraction:
        return worth(marks, answer)

    def right(self, question, marks):
        return max((choice["id"] for choice in question["choices"]), key=lambda choice: worth(marks, choice), default=None)

    def told(self, question, answer) -> list[str]:
        return [choice["text"] for choice in question["choices"] if choice["id"] in self.sent(answer)]

    def labels(self, marks, answer) -> list[str]:
        return [marks.get("parts", {}).get(choice, UNREAD) for choice in self.sent(answer)]

    def shown(self, question, answer) -> dict:
        chosen = self.sent(answer)
        choices = [{**choice, "checked": choice["id"] in chosen} for choice in question["choices"]]
        return {"input": self.input, "choices": choices}

    def reviewed(self, question, marks, answer) -> dict:
        shown = self.shown(question, answer)
        for choice in shown["choices"]:
            right = worth(marks, choice["id"]) > 0
            choice["mark"] = "right" if right else "wrong" if choice["checked"] else ""
            choice["feedback"] = marks["choice_feedback"].get(choice["id"], "")
        return shown


def worth(marks: dict, choice: str) -> Fraction:
    """What one choice is worth: its weight, or all or nothing."""
    weight = marks.get("weights", {}).get(choice)
    return weight_of(weight) if weight else Fraction(choice in marks["right"])


def earned(part: Part) -> Fraction:
    return weight_of(part.weight) if part.weight else Fraction(part.right)


class Single(Choosing):
    name = "single"


class TrueFalse(Choosing):
    name = "true_false"

    def faults_of_key(self, parts):
        if len(parts) != 2:
            yield fault("choices", gettext_noop("True or false has exactly two choices. Write both."))
            return
        yield from super().faults_of_key(parts)

    def in_order(self, parts, order):
        return parts


class Several(Choosing):
    """(right − wrong) ÷ right, never below 0; or all or nothing; or by the weights of the choices."""

    name = "multiple"
    input = "checkbox"
    how = gettext_noop("Choose all that are right.")

    def faults_of_number(self, parts):
        yield from ()

    def read(self, question, values):
        chosen = {known(question["choices"], value) for value in values}
        return [choice["id"] for choice in question["choices"] if choice["id"] in chosen] or None

    def typed(self, values):
        return values

    def sent(self, answer) -> list[str]:
        return answer or []

    def right(self, question, marks):
        return [choice["id"] for choice in question["choices"] if worth(marks, choice["id"]) > 0]

    def credit(self, marks, answer) -> Fraction:
        chosen, right = set(answer), set(marks["right"])
        if "weights" in marks:
            return min(max(sum((worth(marks, choice) for choice in chosen), Fraction(0)), Fraction(0)), Fraction(1))
        if not marks["partial_credit"]:
            return Fraction(chosen == right)
        return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))
