"""A question as it was written in one language, in plain values, and what is wrong with it. No Django here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A choice, pair, step, gap, place or judgement. `id` is that of its block, the same in all languages."""

    id: str
    text: str = ""
    feedback: str = ""
    right: bool = False
    other: str = ""  # what belongs to `text` in a pair
    weight: str = ""  # percent of the point, where it is not plainly right or wrong
    options: tuple["Part", ...] = ()  # of a gap
    place: tuple[str, ...] = ()  # left, top, width, height in percent of the picture
    number: int = 0  # of the panel who chose it


@dataclass(frozen=True)
class Written:
    """One row of a question. What decides is taken from the source language's, words from that of the learner's language."""

    kind: str
    stem: str = ""
    parts: tuple[Part, ...] = ()
    unit: str = ""
    feedback: str = ""
    feedback_wrong: str = ""
    answer: str | None = None
    tolerance: str = "0"
    relative: bool = False  # the tolerance is in percent of the answer
    partial_credit: bool = True
    points: str = "1"
    reference: str = ""
    picture: int | None = None
    picture_alt: str = ""

    def words(self, part_id: str) -> Part:
        """The part with this id; KeyError where it is missing."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(part_id)


@dataclass(frozen=True)
class Vignette:
    """One row of a case: what stands above each of its questions, and whether they lead one way only."""

    words: str = ""
    picture: int | None = None
    picture_alt: str = ""
    one_way: bool = False


@dataclass(frozen=True)
class Fault:
    """Why a question cannot be set: the field, and a sentence (English, marked for translation) with its values."""

    field: str
    sentence: str
    values: dict


def fault(field: str, sentence: str, **values) -> Fault:
    return Fault(field, sentence, values)


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translators; it is translated where it is shown."""
    return sentence


class AnswerError(ValueError):
    """What was sent is no answer to this question. `code`: "answer" (not of this paper), "number", "ambiguous" or "order"."""

    def __init__(self, code: str, **values):
        super().__init__(code)
        self.code = code
        self.values = values
