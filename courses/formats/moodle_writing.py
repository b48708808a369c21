"""Moodle XML, out. No Django here."""

import base64
import re
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from typing import BinaryIO
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from courses.asking.written import Written, gettext_noop
from courses.formats.embedded import embed
from courses.formats.foreign import Foreign, Refused, UnheldError, plain, shares, written_each
from courses.formats.moodle import ALL, NEXT

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(questions: Iterable[Foreign], out: BinaryIO) -> list[Refused]:
    """Write the file; what comes back are the questions that Moodle cannot hold."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    refused = written_each(questions, lambda question: out.write("\n".join([*_write(question), ""]).encode()))
    out.write(b"</quiz>\n")
    return refused


def _write(question: Foreign) -> list[str]:
    written = question.written
    if written.kind not in _WRITERS:
        raise UnheldError(gettext_noop("Moodle has no kind of question like “%(kind)s”."), kind=written.kind)
    kind, rest = _WRITERS[written.kind](written)
    stem = embed(written) if written.kind == "cloze" else written.stem
    file = ""
    if question.image:
        name = re.sub(r"[^\w.-]", "_", question.image.name)
        stem += f'<p><img src="@@PLUGINFILE@@/{name}" alt="{escape(written.picture_alt)}"/></p>'
        content = base64.b64encode(question.image.content).decode()
        file = f'<file name={quoteattr(name)} path="/" encoding="base64">{content}</file>'
    facts = {
        "kind": written.kind,
        "objective": question.objective,
        "reference": written.reference,
        "partial": "" if written.partial_credit else "no",
        "percent": plain(written.tolerance) if written.relative else "",
    }
    said = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in facts.items() if value)
    kept = (
        [f"<feedback>{_escaped(part.feedback)}</feedback>" for part in written.parts]
        if kind in ("matching", "ordering", "cloze")
        else []
    )
    feedback = "" if written.kind == "numeric" else written.feedback
    return [
        f'<question type="{kind}">',
        f"<name>{_text(question.name)}</name>",
        f'<questiontext format="html">{_text(stem)}{file}</questiontext>',
        f'<generalfeedback format="plain_text">{_text(feedback)}</generalfeedback>',
        f"<defaultgrade>{plain(written.points)}</defaultgrade>",
        "<penalty>0</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{_escaped(question.id)}</idnumber>",
        *rest,
        f"<tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in question.tags)}</tags>",
        f"<icrweb{said}>{''.join(kept)}</icrweb>",
        "</question>",
    ]


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _escaped(text: str) -> str:
    return escape_xml(_clean(text))


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _answer(share: str, text: str, feedback: str = "", more: str = "", style: str = "plain_text") -> str:
    words = f'<feedback format="plain_text">{_text(feedback)}</feedback>'
    return f'<answer fraction="{share}" format="{style}">{_text(text)}{more}{words}</answer>'


def _write_choices(written: Written) -> tuple[str, list[str]]:
    answers = [_answer(share, part.text, part.feedback) for part, share in zip(written.parts, shares(written), strict=True)]
    if (
        written.kind == "true_false"
        and [part.text for part in written.parts] == ["True", "False"]
        and not any(part.weight for part in written.parts)
    ):
        answers = [
            _answer("100" if part.right else "0", part.text.lower(), part.feedback, style="moodle_auto_format")
            for part in written.parts
        ]
        return "truefalse", answers
    if written.kind == "multiple" and not written.partial_credit and not any(part.weight for part in written.parts):
        answers = [_answer("100" if part.right else "0", part.text, part.feedback) for part in written.parts]
        return "multichoiceset", ["<shuffleanswers>true</shuffleanswers>", "<answernumbering>abc</answernumbering>", *answers]
    single = "false" if written.kind == "multiple" else "true"
    shuffled = "false" if written.kind == "true_false" else "true"
    facts = [f"<single>{single}</single>", f"<shuffleanswers>{shuffled}</shuffleanswers>", "<answernumbering>abc</answernumbering>"]
    return "multichoice", [*facts, *answers]


def _write_matching(written: Written) -> tuple[str, list[str]]:
    pairs = [
        f'<subquestion format="plain_text">{_text(part.text)}<answer>{_text(part.other)}</answer></subquestion>'
        for part in written.parts
    ]
    return "matching", ["<shuffleanswers>true</shuffleanswers>", *pairs]


def _write_ordering(written: Written) -> tuple[str, list[str]]:
    grading = NEXT if written.partial_credit else ALL
    facts = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", "<selectcount>0</selectcount>"]
    steps = [_answer(str(number), part.text) for number, part in enumerate(written.parts, 1)]
    return "ordering", [*facts, f"<gradingtype>{grading}</gradingtype>", "<showgrading>SHOW</showgrading>", *steps]


def _write_number(written: Written) -> tuple[str, list[str]]:
    right, tolerance = Decimal(written.answer or "0"), Decimal(written.tolerance)
    if written.answer is None:
        raise UnheldError(gettext_noop("It has no right number yet."))
    if written.relative:
        tolerance = abs(right) * tolerance / 100
    answers = [_answer("100", plain(right), written.feedback, f"<tolerance>{plain(tolerance)}</tolerance>", "moodle_auto_format")]
    if written.feedback_wrong:
        answers.append(_answer("0", "*", written.feedback_wrong, "<tolerance>0</tolerance>", "moodle_auto_format"))
    unit = f"<units><unit><multiplier>1</multiplier><unit_name>{_escaped(written.unit)}</unit_name></unit></units>"
    graded = [
        "<unitgradingtype>0</unitgradingtype>",
        "<unitpenalty>0</unitpenalty>",
        f"<showunits>{3 if not written.unit else 0}</showunits>",
    ]
    return "numerical", [*answers, *graded, *([unit] if written.unit else [])]


def _write_essay(written: Written) -> tuple[str, list[str]]:
    return "essay", ["<responseformat>plain</responseformat>", "<responserequired>0</responserequired>"]


def _write_gaps(written: Written) -> tuple[str, list[str]]:
    return "cloze", []


_WRITERS = {
    **dict.fromkeys(("single", "multiple", "true_false"), _write_choices),
    "matching": _write_matching,
    "ordering": _write_ordering,
    "numeric": _write_number,
    "short_text": _write_essay,
    "cloze": _write_gaps,
}
