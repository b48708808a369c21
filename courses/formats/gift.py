"""GIFT, in and out. No Django here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import BinaryIO

from courses.asking.written import Part, Written, gettext_noop
from courses.formats import rich
from courses.formats.foreign import (
    Foreign,
    Refused,
    UnheldError,
    attempted,
    choices,
    decimal,
    few_enough,
    not_too_many,
    plain,
    shares,
    tags_of,
    text_of,
    written_each,
)

_SIGNS = "~=#{}:"
_KEPT = {sign: chr(0xE000 + number) for number, sign in enumerate("\\" + _SIGNS)}  # while the text is taken apart
_BACK = {ord(kept): sign for sign, kept in _KEPT.items()}
_ANSWER = re.compile(r"[=~](?:[^=~]*)")
_STYLE = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_FEEDBACK = re.compile(r"#(?!#)")


@dataclass
class _Block:
    line: int
    lines: list[str]
    path: str
    id: str = ""
    tags: tuple[str, ...] = ()


def read(content: bytes) -> list[Foreign | Refused]:
    found = []
    for block in few_enough(_blocks(text_of(content))):
        text = _hidden("\n".join(block.lines))
        title = re.match(r"\s*::(.*?)::", text, re.DOTALL)
        name = rich.one_line(_shown(title[1])) if title else ""
        body = text[title.end() :] if title else text
        shown = name or rich.one_line(_shown(body))[:60]
        found.append(attempted(shown, block.line, lambda block=block, name=name, body=body: _question(block, name, body)))
    return found


def _blocks(text: str) -> list[_Block]:
    """An empty line parts questions; comments may hold an id and tags."""
    blocks: list[_Block] = []
    path, said, fresh = "", [], True
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("//"):
            said.append(line)
        elif line.startswith("$CATEGORY:"):
            path, fresh = line.removeprefix("$CATEGORY:").strip(), True
        elif not line.strip():
            fresh = True
        else:
            if fresh:
                comment = "\n".join(said)
                number_of = re.search(r"\[id:((?:\\.|[^\\\]])+)\]|question:\s*(\d+)", comment)
                tags = re.findall(r"\[tag:((?:\\.|[^\\\]])+)\]", comment)
                named = (number_of[1] or number_of[2]) if number_of else ""
                blocks.append(_Block(number, [], path, _plainly(named), tuple(_plainly(tag)[:100] for tag in tags)))
                said = []
            fresh = False
            blocks[-1].lines.append(line)
    return blocks


def _plainly(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _hidden(text: str) -> str:
    """With what a backslash protects out of the way."""
    return re.sub(r"\\([\\~=#{}:n])", lambda match: "\n" if match[1] == "n" else _KEPT[match[1]], text)


def _shown(text: str) -> str:
    return text.translate(_BACK).strip()


def _question(block: _Block, name: str, body: str) -> Foreign:
    match = re.search(r"\{([^{}]*)\}", body, re.DOTALL)
    if match is None or re.search(r"[{}]", body[: match.start()] + body[match.end() :]):
        raise UnheldError(gettext_noop("It has no answers between braces, or more than one pair of braces."))
    before, after = body[: match.start()], body[match.end() :]
    style = _STYLE.match(before)
    kind = style[1] if style else "moodle"
    before = before[style.end() :] if style else before
    stem = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    asked = rich.rich(_shown(stem)) if kind in ("html", "moodle") else rich.Rich(rich.of_plain(_shown(stem)))
    if kind == "moodle" and "<" not in stem:
        asked = rich.Rich(rich.of_plain(_shown(stem)))
    if asked.images:
        raise UnheldError(gettext_noop("It shows a picture, which no GIFT file holds."))
    inside, general = (part.strip() for part in (*match[1].split("####", 1), "")[:2])
    written = replace(_answers(inside, kind), stem=asked.html)
    general = _words(general, kind)
    if general and written.feedback:
        general = f"{written.feedback}\n{general}"
    written = replace(written, feedback=general or written.feedback)
    return Foreign(
        name,
        written,
        block.id,
        tuple(dict.fromkeys([*tags_of(block.path), *block.tags])),
        line=block.line,
        notes=asked.notes,
    )


def _words(text: str, style: str) -> str:
    own = _STYLE.match(text)
    style = own[1] if own else style
    text = _shown(text[own.end() :] if own else text)
    return rich.words(text) if style in ("html", "moodle") and re.search(r"[<&]", text) else text


def _answers(inside: str, style: str) -> Written:
    if not inside:
        return Written("short_text")
    if inside.startswith("#"):
        return _number(inside[1:], style)
    said = re.fullmatch(r"(TRUE|T|FALSE|F)\s*(?:#(.*?))?(?:#(.*))?", inside, re.DOTALL)
    if said:
        return _true_false(said, style)
    answers = _ANSWER.findall(inside)
    not_too_many(answers)
    if not answers or not inside.startswith(("=", "~")):
        raise UnheldError(gettext_noop("Its answers begin with neither “=” nor “~”."))
    if all(answer.startswith("=") and "->" in answer for answer in answers):
        pairs = [answer[1:].split("->", 1) for answer in answers]
        return Written(
            "matching",
            parts=tuple(
                Part(str(number), rich.one_line(_words(row, style)), other=rich.one_line(_words(other, style)))
                for number, (row, other) in enumerate(pairs)
            ),
        )
    if all(answer.startswith("=") for answer in answers):
        raise UnheldError(gettext_noop("Its answer is typed as words. Ours are chosen, or marked by nobody."))
    several = not any(answer.startswith("=") for answer in answers)
    return choices("multiple" if several else "single", [_choice(number, answer, style) for number, answer in enumerate(answers)])


def _choice(number: int, answer: str, style: str) -> Part:
    weight = re.match(r"[=~]\s*%(-?[\d.]+)%", answer)
    share = weight[1] if weight else "100" if answer.startswith("=") else "0"
    text, _hash, feedback = (answer[weight.end() :] if weight else answer[1:]).partition("#")
    return Part(str(number), rich.one_line(_words(text, style)), _words(feedback, style), weight=share)


def _true_false(said: re.Match, style: str) -> Written:
    true = said[1].startswith("T")
    when_wrong, when_right = _words(said[2] or "", style), _words(said[3] or "", style)
    parts = (
        Part("0", "True", when_right if true else when_wrong, true),
        Part("1", "False", when_wrong if true else when_right, not true),
    )
    return Written("true_false", parts=parts)


def _number(inside: str, style: str) -> Written:
    answers = re.findall(r"[=~][^=~]*", inside) if inside.lstrip().startswith(("=", "~")) else [f"={inside}"]
    right = [answer for answer in answers if answer.startswith("=")]
    wrong = [answer for answer in answers if answer.startswith("~")]
    if len(right) != 1 or len(wrong) > 1 or any(answer[1:].partition("#")[0].strip() for answer in wrong) or "%" in right[0]:
        raise UnheldError(gettext_noop("It has several right numbers, or numbers that earn a part. Ours have one right number."))
    text, _hash, feedback = right[0][1:].partition("#")
    if ".." in text:
        least, most = (decimal(number) for number in text.split("..", 1))
        answer, tolerance = (least + most) / 2, abs(most - least) / 2
    else:
        number, _colon, near = text.partition(":")
        answer, tolerance = decimal(number), decimal(near or "0")
    otherwise = wrong[0][1:].partition("#")[2] if wrong else ""
    return Written(
        "numeric",
        answer=plain(answer),
        tolerance=plain(tolerance),
        feedback=_words(feedback, style),
        feedback_wrong=_words(otherwise, style),
    )


def write(questions: Iterable[Foreign], out: BinaryIO) -> list[Refused]:
    """Write the file; what comes back are the questions that GIFT cannot hold."""
    return written_each(questions, lambda question: out.write(f"{_write(question)}\n".encode()))


def _write(question: Foreign) -> str:
    written = question.written
    if written.kind not in _WRITERS:
        raise UnheldError(gettext_noop("GIFT has no kind of question like “%(kind)s”."), kind=written.kind)
    if question.image:
        raise UnheldError(gettext_noop("GIFT has no place for its picture. Export it as Moodle XML."))
    if plain(written.points) != "1":
        raise UnheldError(gettext_noop("GIFT has no place for its points. Export it as Moodle XML."))
    facts = [f"[id:{_bracketed(question.id)}]"] if question.id else []
    facts += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    comment = f"// {' '.join(facts)}\n" if facts else ""
    stem = re.sub(r"\n\s*", " ", written.stem)
    general = f"####[plain]{_escaped(written.feedback)}" if written.feedback and written.kind != "numeric" else ""
    answers = _WRITERS[written.kind](written)
    return f"{comment}::{_escaped(rich.one_line(question.name))}::[html]{_escaped(stem)}{{{answers}{general}}}\n"


def _bracketed(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", rich.one_line(text))


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def _write_choices(written: Written) -> str:
    lines = []
    for part, share in zip(written.parts, shares(written), strict=True):
        sign = (
            "="
            if share == "100" and written.kind != "multiple"
            else f"~%{share}%"
            if share != "0" or written.kind == "multiple"
            else "~"
        )
        feedback = f"#[plain]{_escaped(part.feedback)}" if part.feedback else ""
        lines.append(f"{sign}[plain]{_escaped(part.text)}{feedback}")
    return "\n" + "\n".join(lines) + "\n"


def _write_several(written: Written) -> str:
    if not written.partial_credit and not any(part.weight for part in written.parts):
        raise UnheldError(gettext_noop("GIFT cannot say “all or nothing”. Export it as Moodle XML."))
    return _write_choices(written)


def _write_true_false(written: Written) -> str:
    if [part.text for part in written.parts] != ["True", "False"] or any(part.weight for part in written.parts):
        raise UnheldError(gettext_noop("In GIFT the two choices are “True” and “False”, in this order. Export it as Moodle XML."))
    right, wrong = sorted(written.parts, key=lambda part: not part.right)
    feedback = f"#[plain]{_escaped(wrong.feedback)}#[plain]{_escaped(right.feedback)}" if wrong.feedback or right.feedback else ""
    return f"{'TRUE' if written.parts[0].right else 'FALSE'}{feedback}"


def _write_matching(written: Written) -> str:
    if not written.partial_credit or any(part.feedback for part in written.parts):
        raise UnheldError(gettext_noop("GIFT has no place for feedback to pairs, or “all or nothing”. Export it as Moodle XML."))
    return "\n" + "".join(f"=[plain]{_paired(part.text)} -> {_paired(part.other)}\n" for part in written.parts)


def _paired(text: str) -> str:
    if "->" in text:
        raise UnheldError(gettext_noop("In GIFT “->” parts the halves of a pair. Write it otherwise, or export as Moodle XML."))
    return _escaped(text)


def _write_number(written: Written) -> str:
    if written.answer is None:
        raise UnheldError(gettext_noop("It has no right number yet."))
    if written.relative or written.unit:
        raise UnheldError(gettext_noop("GIFT has no place for units, or a tolerance in percent. Export it as Moodle XML."))
    right = f"{plain(Decimal(written.answer))}:{plain(written.tolerance)}"
    feedback = f"#[plain]{_escaped(written.feedback)}" if written.feedback else ""
    wrong = f"\n~#[plain]{_escaped(written.feedback_wrong)}" if written.feedback_wrong else ""
    return f"#\n={right}{feedback}{wrong}\n"


def _write_essay(written: Written) -> str:
    return ""


_WRITERS = {
    "single": _write_choices,
    "multiple": _write_several,
    "true_false": _write_true_false,
    "matching": _write_matching,
    "numeric": _write_number,
    "short_text": _write_essay,
}
