"""Rows to fill: pairs to match, steps to put in order, gaps to choose for. No Django here."""

import re
from collections.abc import Iterator
from fractions import Fraction

from courses.asking.kinds import Kind, all_worded, known, paired, shuffled
from courses.asking.written import AnswerError, Fault, Written, fault, gettext_noop

GAP = re.compile(r"\[\[(\d{1,2})\]\]")


class Rows(Kind):
    """Every row is given one of some choices; the answer is {row: choice}. Credit is the share of rows that are right."""

    template = "rows"

    def read(self, question, values):
        given = paired(values)
        for row, choice in given.items():
            known(question["rows"], row)
            known(self.choices_of(question, row), choice)
        return given or None

    def typed(self, values):
        return dict(value.split("=", 1) for value in values if "=" in value)

    def choices_of(self, question: dict, row: str) -> list[dict]:
        return question["choices"]

    def sent(self, answer) -> list[str]:
        return [f"{row}={choice}" for row, choice in (answer or {}).items()]

    def credit(self, marks, answer) -> Fraction:
        right = sum(answer.get(row) == choice for row, choice in marks["right"].items())
        return share(right, len(marks["right"]), marks)

    def covers(self, question, marks) -> bool:
        right = marks["right"]
        return all(
            right.get(row["id"]) in [choice["id"] for choice in self.choices_of(question, row["id"])] for row in question["rows"]
        )

    def right(self, question, marks):
        return marks["right"]

    def told(self, question, answer) -> list[str]:
        told = []
        for row in question["rows"]:
            text = {choice["id"]: choice["text"] for choice in self.choices_of(question, row["id"])}
            told.append(f"{row.get('text') or row['number']} → {text.get(answer.get(row['id']), '–')}")
        return told

    def labels(self, marks, answer) -> list[str]:
        parts = marks.get("parts", {})
        return [f"{parts.get(row, '')}={parts.get(choice, '')}" for row, choice in answer.items()]

    def shown(self, question, answer) -> dict:
        answer = answer or {}
        return {
            "rows": [
                {
                    **row,
                    "given": answer.get(row["id"], ""),
                    "choices": [
                        {**choice, "value": f"{row['id']}={choice['id']}", "checked": answer.get(row["id"]) == choice["id"]}
                        for choice in self.choices_of(question, row["id"])
                    ],
                }
                for row in question["rows"]
            ]
        }

    def reviewed(self, question, marks, answer) -> dict:
        shown = self.shown(question, answer)
        for row in shown["rows"]:
            text = {choice["id"]: choice["text"] for choice in row["choices"]}
            row["right_text"] = text[marks["right"][row["id"]]]
            row["given_text"] = text.get(row["given"], "")
            row["right"] = row["given"] == marks["right"][row["id"]]
            row["feedback"] = marks["choice_feedback"].get(row["id"], "")
        return shown


class Matching(Rows):
    """Pairs. A pair without its first half is one more choice to be wrong with."""

    name = "matching"
    block = "pair"
    how = gettext_noop("Choose for every row what belongs to it. A choice may serve several rows, or none.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        if any(not part.other.strip() for part in written.parts):
            yield fault("choices", gettext_noop("Write what belongs to every row, or delete the empty pair."))
        if is_source and len([part for part in written.parts if part.text.strip()]) < 2:
            yield fault("choices", gettext_noop("Write at least two pairs. One without its first half is a choice too many."))

    def worded(self, source, words) -> bool:
        found = {part.id: part for part in words.parts}
        return all(part.id in found and bool(found[part.id].text.strip()) >= bool(part.text.strip()) for part in source.parts)

    def known(self, question, parts, source, words) -> dict[str, str]:
        """Second halves by their words: who mends a pair writes another second half beside the first."""
        there = {_plain(choice["text"]): choice["id"] for choice in question["choices"]}
        rows = {part: opaque for opaque, part in parts.items() if opaque in {row["id"] for row in question["rows"]}}
        found = {part.id: there.get(_plain(part.other)) for part in words.parts}
        return rows | {f"{part}.other": choice for part, choice in found.items() if choice}

    def seen(self, source, words, ids, order) -> dict:
        rows = [{"id": ids.of(part.id), "text": words.words(part.id).text} for part in source.parts if part.text.strip()]
        choices = [
            {"id": ids.of(f"{part_id}.other"), "text": words.words(part_id).other}
            for part_id in dict.fromkeys(_firsts(source).values())
        ]
        return {"rows": shuffled(rows, order), "choices": shuffled(choices, order)}

    def marks(self, source, words, ids) -> dict:
        firsts = _firsts(source)
        rows = [part for part in source.parts if part.text.strip()]
        return {
            "right": {ids.of(part.id): ids.of(f"{firsts[part.id]}.other") for part in rows},
            "choice_feedback": {ids.of(part.id): words.words(part.id).feedback for part in rows},
        }


def _firsts(source: Written) -> dict[str, str]:
    """By the id of a pair the first pair with the same second half: what stands twice is one choice."""
    first: dict[str, str] = {}
    return {part.id: first.setdefault(_plain(part.other), part.id) for part in source.parts}


def _plain(text: str) -> str:
    return " ".join(text.split())


class Gaps(Rows):
    """A text with drop-downs: `[[1]]` in the stem stands for the first gap."""

    name = "cloze"
    block = "gap"
    template = "gaps"
    how = gettext_noop("Choose for every gap what completes the text.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        named = [int(number) for number in GAP.findall(written.stem)]
        if not written.parts:
            yield fault("choices", gettext_noop("Add a gap, and write [[1]] into the question where it stands."))
        elif sorted(named) != list(range(1, len(written.parts) + 1)):
            yield fault(
                "stem",
                gettext_noop("Write each gap once into the question: [[1]] to [[%(last)s]]."),
                last=len(written.parts),
            )
        for number, gap in enumerate(written.parts, 1):
            if any(not option.text.strip() for option in gap.options):
                yield fault("choices", gettext_noop("Write words for every choice of gap %(number)s."), number=number)
            if is_source and (len(gap.options) < 2 or sum(option.right for option in gap.options) != 1):
                yield fault(
                    "choices",
                    gettext_noop("Gap %(number)s needs at least two choices, one of them marked as right."),
                    number=number,
                )

    def worded(self, source, words) -> bool:
        found = {part.id: {option.id for option in part.options} for part in words.parts}
        return all({option.id for option in part.options} <= found.get(part.id, set()) for part in source.parts)

    def seen(self, source, words, ids, order) -> dict:
        rows = []
        for number, part in enumerate(source.parts, 1):
            texts = {option.id: option.text for option in words.words(part.id).options}
            options = [{"id": ids.of(option.id), "text": texts[option.id]} for option in part.options]
            rows.append({"id": ids.of(part.id), "number": number, "choices": shuffled(options, order)})
        return {"rows": rows}

    def marks(self, source, words, ids) -> dict:
        return {
            "right": {ids.of(part.id): ids.of(option.id) for part in source.parts for option in part.options if option.right},
            "choice_feedback": {ids.of(part.id): words.words(part.id).feedback for part in source.parts},
        }

    def choices_of(self, question, row):
        return next(found["choices"] for found in question["rows"] if found["id"] == row)

    def shown(self, question, answer) -> dict:
        shown = super().shown(question, answer)
        gaps = {row["number"]: row for row in shown["rows"]}
        pieces = GAP.split(question["stem"])
        return {**shown, "pieces": [gaps.get(int(piece)) if odd % 2 else piece for odd, piece in enumerate(pieces)]}


class Ordering(Kind):
    """Steps; the answer is {step: place from 1}. Credit is the share of neighbours that follow each other as they should."""

    name = "ordering"
    block = "step"
    template = "order"
    how = gettext_noop("Give every step its place.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        yield from all_worded(written.parts, gettext_noop("Write words for every step, or delete the empty one."))
        if is_source and len(written.parts) < 3:
            yield fault("choices", gettext_noop("Write at least three steps, in their right order."))

    def seen(self, source, words, ids, order) -> dict:
        rows = [{"id": ids.of(part.id), "text": words.words(part.id).text} for part in source.parts]
        mixed = shuffled(rows, order)
        # What stands in its right order from the start would be answered by not answering.
        return {"rows": mixed[1:] + mixed[:1] if mixed == rows else mixed}

    def marks(self, source, words, ids) -> dict:
        return {
            "right": [ids.of(part.id) for part in source.parts],
            "choice_feedback": {ids.of(part.id): words.words(part.id).feedback for part in source.parts},
        }

    def read(self, question, values):
        given = {}
        for row, place in paired(values).items():
            known(question["rows"], row)
            if not (place.isascii() and place.isdigit() and 1 <= int(place[:4]) <= len(question["rows"])):
                raise AnswerError("answer")
            given[row] = int(place)
        if len(set(given.values())) < len(given):
            taken = sorted(given.values())
            raise AnswerError("order", place=next(place for place, after in zip(taken, taken[1:], strict=False) if place == after))
        return given or None

    def typed(self, values):
        given = dict(value.split("=", 1) for value in values if "=" in value)
        return {row: int(place) for row, place in given.items() if place.isascii() and place.isdigit() and len(place) < 5}

    def sent(self, answer) -> list[str]:
        return [f"{row}={place}" for row, place in (answer or {}).items()]

    def credit(self, marks, answer) -> Fraction:
        right = marks["right"]
        followed = sum(answer[b] - answer[a] == 1 for a, b in zip(right, right[1:], strict=False) if a in answer and b in answer)
        return share(followed, len(right) - 1, marks)

    def covers(self, question, marks) -> bool:
        return {row["id"] for row in question["rows"]} == set(marks["right"])

    def right(self, question, marks):
        return {row: place for place, row in enumerate(marks["right"], 1)}

    def told(self, question, answer) -> list[str]:
        text = {row["id"]: row["text"] for row in question["rows"]}
        return [f"{place}. {text[row]}" for row, place in sorted(answer.items(), key=lambda pair: pair[1])]

    def labels(self, marks, answer) -> list[str]:
        parts = marks.get("parts", {})
        return [f"{parts.get(row, '')}={place}" for row, place in answer.items()]

    def shown(self, question, answer) -> dict:
        answer = answer or {}
        last = len(question["rows"])
        rows = [
            {
                **row,
                "given": answer.get(row["id"], ""),
                "places": [
                    {"place": place, "value": f"{row['id']}={place}", "checked": answer.get(row["id"]) == place}
                    for place in range(1, last + 1)
                ],
            }
            for row in question["rows"]
        ]
        return {"rows": sorted(rows, key=lambda row: row["given"] or last + 1)}

    def reviewed(self, question, marks, answer) -> dict:
        rows = {row["id"]: row for row in self.shown(question, answer)["rows"]}
        return {
            "rows": [
                {
                    **rows[step],
                    "place": place,
                    "right": rows[step]["given"] == place,
                    "feedback": marks["choice_feedback"].get(step, ""),
                }
                for place, step in enumerate(marks["right"], 1)
            ]
        }


def share(right: int, all_of: int, marks: dict) -> Fraction:
    """Right of all; nothing but all where the question gives no partial credit."""
    return Fraction(right, all_of) if marks["partial_credit"] else Fraction(right == all_of)
