"""Moodle XML, in. No Django here.

What Moodle has no place for (the objective, a tolerance in percent, feedback for a pair) stands in an element `icrweb`, over which
Moodle reads.
"""

import base64
import binascii
import re
from dataclasses import replace
from decimal import Decimal

from courses.asking.written import Part, Written, gettext_noop
from courses.formats import pictures, rich
from courses.formats.embedded import embedded
from courses.formats.foreign import (
    Foreign,
    Refused,
    UnheldError,
    attempted,
    choices,
    decimal,
    few_enough,
    plain,
    tags_of,
)
from courses.formats.tree import Node, read_tree

LEFT_OUT = gettext_noop("Hints and the feedback for whole answers were left out.")
_BESIDE = "@@PLUGINFILE@@/"
NEXT, ALL = "RELATIVE_NEXT_EXCLUDE_LAST", "ALL_OR_NOTHING"


def read(content: bytes) -> list[Foreign | Refused]:
    top = read_tree(content)
    found: list[Foreign | Refused] = []
    path = ""
    if top.name != "quiz":
        return [
            Refused(
                top.name, top.line, gettext_noop("This is no file of questions from Moodle: it does not begin with “quiz”."), {}
            )
        ]
    for node in top.all("question"):
        kind = node.attributes.get("type", "")
        if kind == "category":
            path = node.said("category", "text")
            continue
        name = node.said("name", "text")
        found.append(attempted(name or kind, node.line, lambda node=node, kind=kind, path=path: _question(node, kind, path)))
    return few_enough(found)


def _question(node: Node, kind: str, path: str) -> Foreign:
    if kind not in _READERS:
        raise UnheldError(gettext_noop("Our questions have no kind like “%(kind)s” of Moodle."), kind=kind)
    text = node.said("questiontext", "text")
    gaps: tuple[Part, ...] = ()
    if kind == "cloze":
        text, gaps = embedded(text)
    asked, notes = _html(node.first("questiontext"), text)
    ours = node.first("icrweb")
    said = ours.attributes if ours else {}
    general = _plain(node.first("generalfeedback"))
    written = _READERS[kind](node, asked.html, general)
    written = replace(written, parts=gaps) if gaps else written
    if ours and said.get("kind") == "true_false" and written.kind == "single":
        written = replace(written, kind="true_false")
    if ours and ours.all("feedback"):
        feedback = [one.text.strip() for one in ours.all("feedback")]
        if len(feedback) == len(written.parts):
            pairs = zip(written.parts, feedback, strict=True)
            written = replace(written, parts=tuple(replace(part, feedback=words) for part, words in pairs))
    if written.kind == "numeric" and said.get("percent"):
        written = replace(written, tolerance=plain(decimal(said["percent"])), relative=True)
    if said.get("partial") == "no":
        written = replace(written, partial_credit=False)
    image, alternative = pictures.the_one(asked.images, lambda address: _file(node, address))
    written = replace(
        written,
        points=plain(decimal(node.said("defaultgrade") or "1")),
        reference=said.get("reference", ""),
        picture_alt=alternative,
        feedback=written.feedback or general,
    )
    if node.all("hint") or any(_plain(node.first(name)) for name in ("partiallycorrectfeedback", "incorrectfeedback")):
        notes = (*notes, LEFT_OUT)
    number = re.search(r"question:\s*(\d+)", node.comment)
    tags = [tag.said("text") for tag in (node.first("tags").all("tag") if node.first("tags") else [])]
    return Foreign(
        name=node.said("name", "text"),
        written=written,
        id=node.said("idnumber") or (number[1] if number and number[1] != "0" else ""),
        tags=tuple(dict.fromkeys([*tags_of(path), *(tag[:100] for tag in tags if tag)])),
        objective=said.get("objective", ""),
        image=image,
        line=node.line,
        notes=notes,
    )


def _html(node: Node | None, text: str) -> tuple[rich.Rich, tuple[str, ...]]:
    style = node.attributes.get("format", "html") if node else "html"
    if style in ("plain_text", "markdown", "moodle_auto_format") and not (style == "moodle_auto_format" and "<" in text):
        return rich.Rich(rich.of_plain(text)), ()
    asked = rich.rich(text)
    return asked, asked.notes


def _plain(node: Node | None) -> str:
    """The words of a choice or of feedback."""
    if node is None:
        return ""
    text = node.said("text")
    if node.attributes.get("format", "html") in ("plain_text", "markdown"):
        return text
    return rich.words(text)


def _line(node: Node | None) -> str:
    return rich.one_line(_plain(node))


def _choices(node: Node, kind: str) -> Written:
    parts = [
        Part(str(number), _line(answer), _plain(answer.first("feedback")), weight=_fraction(answer))
        for number, answer in enumerate(node.all("answer"))
    ]
    return choices(kind, parts)


def _fraction(answer: Node) -> str:
    return plain(decimal(answer.attributes.get("fraction", "0")))


def _multichoice(node: Node, stem: str, general: str) -> Written:
    single = node.said("single", default="true") in ("true", "1")
    return replace(_choices(node, "single" if single else "multiple"), stem=stem)


def _all_or_nothing(node: Node, stem: str, general: str) -> Written:
    written = _choices(node, "multiple")
    parts = tuple(
        replace(part, right=bool(Decimal(_fraction(answer)) > 0), weight="")
        for part, answer in zip(written.parts, node.all("answer"), strict=True)
    )
    return replace(written, stem=stem, parts=parts, partial_credit=False)


def _true_false(node: Node, stem: str, general: str) -> Written:
    answers = sorted(node.all("answer"), key=lambda answer: answer.said("text").lower() != "true")
    parts = [
        Part(str(number), answer.said("text").capitalize(), _plain(answer.first("feedback")), Decimal(_fraction(answer)) > 0)
        for number, answer in enumerate(answers)
    ]
    return Written("true_false", stem, tuple(parts))


def _matching(node: Node, stem: str, general: str) -> Written:
    pairs = [
        Part(str(number), _line(pair), other=rich.one_line(pair.said("answer", "text")))
        for number, pair in enumerate(node.all("subquestion"))
    ]
    return Written("matching", stem, tuple(pairs))


def _ordering(node: Node, stem: str, general: str) -> Written:
    grading = node.said("gradingtype")
    if grading not in (NEXT, ALL):
        raise UnheldError(
            gettext_noop(
                "It is graded by “%(grading)s”; ours by neighbours (%(next)s), or all or nothing. Change it in Moodle first."
            ),
            grading=grading or "ABSOLUTE_POSITION",
            next=NEXT,
        )
    if node.said("selecttype") not in ("", "ALL", "0"):
        raise UnheldError(gettext_noop("It draws some of its steps only. Ours ask for all of them."))
    steps = tuple(Part(str(number), _line(answer)) for number, answer in enumerate(node.all("answer")))
    return Written("ordering", stem, steps, partial_credit=grading == NEXT)


def _number(node: Node, stem: str, general: str) -> Written:
    answers = [(answer, answer.said("text"), Decimal(_fraction(answer))) for answer in node.all("answer")]
    right = [(answer, text) for answer, text, share in answers if share == 100]
    others = [answer for answer, text, share in answers if text == "*" and not share]
    if len(right) != 1 or len(right) + len(others) != len(answers) or right[0][1] == "*":
        raise UnheldError(gettext_noop("It has several right numbers, or numbers that earn a part. Ours have one right number."))
    units = [unit for group in node.all("units") for unit in group.all("unit")]
    if len(units) > 1 or any(decimal(unit.said("multiplier", default="1")) != 1 for unit in units):
        raise UnheldError(gettext_noop("It takes answers in several units. Ours have one."))
    if node.said("unitgradingtype", default="0") != "0":
        raise UnheldError(gettext_noop("It takes marks off for a wrong unit. Ours do not."))
    answer, text = right[0]
    return Written(
        "numeric",
        stem,
        unit=units[0].said("unit_name") if units else "",
        feedback=_joined(_plain(answer.first("feedback")), general),
        feedback_wrong=_joined(_plain(others[0].first("feedback")) if others else "", general),
        answer=plain(decimal(text)),
        tolerance=plain(decimal(answer.said("tolerance") or "0")),
    )


def _joined(*texts: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _essay(node: Node, stem: str, general: str) -> Written:
    return Written("short_text", stem, feedback=general or _plain(node.first("graderinfo")))


def _embedded(node: Node, stem: str, general: str) -> Written:
    return Written("cloze", stem, feedback=general)  # its gaps were taken out of the text before it was cleaned


def _select(node: Node, stem: str, general: str) -> Written:
    """`[[3]]` names the right choice; the others of its group stand beside it."""
    offered = [
        (rich.one_line(_plain(one)), one.said("group", default="1")) for one in node.all("selectoption") + node.all("dragbox")
    ]
    gaps: list[Part] = []

    def gap(match) -> str:
        right = int(match[1]) - 1
        if not 0 <= right < len(offered):
            raise UnheldError(gettext_noop("Gap %(number)s has no choice of this number."), number=match[1])
        options = [
            Part(f"{len(gaps)}.{number}", text, right=number == right)
            for number, (text, group) in enumerate(offered)
            if group == offered[right][1]
        ]
        gaps.append(Part(str(len(gaps)), options=tuple(options)))
        return f"[[{len(gaps)}]]"

    return Written("cloze", re.sub(r"\[\[(\d{1,3})\]\]", gap, stem), tuple(gaps))


_READERS = {
    "multichoice": _multichoice,
    "multichoiceset": _all_or_nothing,
    "truefalse": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "numerical": _number,
    "essay": _essay,
    "cloze": _embedded,
    "gapselect": _select,
    "ddwordtos": _select,
}


def _file(node: Node, address: str) -> bytes | None:
    """The bytes of a file that stands beside the question's text."""
    if not address.startswith(_BESIDE):
        return None
    name = address.removeprefix(_BESIDE)
    for file in node.first("questiontext").all("file"):
        if file.attributes.get("name") in (name, pictures.unquoted(name)):
            try:
                return base64.b64decode("".join(file.text.split()), validate=True)
            except (binascii.Error, ValueError) as error:
                raise UnheldError(gettext_noop("Its picture “%(name)s” cannot be read."), name=name[:60]) from error
    return None
