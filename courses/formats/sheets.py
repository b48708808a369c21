"""Rows of a table (CSV), in and out: the columns are told in docs/question-formats.md. No Django here."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace

from courses.asking.written import Part, Written, gettext_noop
from courses.formats import rich
from courses.formats.foreign import (
    MOST_PARTS,
    BrokenFileError,
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
    text_of,
    written_each,
)

FACTS = ("id", "name", "kind", "tags", "objective", "points", "question", "partial")
NUMBER = ("number", "tolerance", "percent", "unit", "feedback", "feedback_wrong", "reference")
PART = ("part", "other", "weight", "feedback")
HELD = ("single", "multiple", "true_false", "matching", "ordering", "numeric", "cloze", "short_text")


def read(content: bytes) -> list[Foreign | Refused]:
    text = text_of(content)
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(_numbered(csv.reader(io.StringIO(text), delimiter=separator, strict=True)))
    except csv.Error as error:
        raise BrokenFileError(gettext_noop("This is no table that can be read. Save it as CSV in UTF-8.")) from error
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    known = {*FACTS, *NUMBER, *(f"{name}_{number}" for name in PART for number in range(1, MOST_PARTS + 1))}
    if not {"kind", "question"} <= set(names) or len(set(names)) < len(names):
        raise BrokenFileError(gettext_noop("The first line names the columns, each once; “kind” and “question” are among them."), 1)
    if unknown := next((name for name in names if name not in known), ""):
        raise BrokenFileError(gettext_noop("Nobody knows the column “%(name)s”."), 1, name=unknown[:40])
    found: list[Foreign | Refused] = []
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(names, map(_unmarked, cells), strict=False))
        name = rich.one_line(row.get("name", "")) or rich.to_plain(row.get("question", ""))[:80]
        wide = len(cells) > len(names)
        found.append(attempted(name, line, lambda row=row, line=line, wide=wide: _question(row, line, wide=wide)))
    return few_enough(found)


def _numbered(reader):
    """Every row with the line on which it begins: cells may hold several lines."""
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _unmarked(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from running it."""
    cell = cell.strip()
    return cell[1:].replace("\\|", "|") if re.match(r"'[\s=+\-@|%＝＋－＠]", cell) else cell


def _question(row: dict[str, str], line: int, *, wide: bool) -> Foreign:
    if wide:
        raise UnheldError(gettext_noop("This row has more cells than the first line has names."))
    kind = row.get("kind", "")
    if kind not in HELD:
        raise UnheldError(gettext_noop("“%(kind)s” is no kind of question that a table can hold."), kind=kind[:40])
    stem = row.get("question", "")
    asked = rich.rich(stem) if re.search(r"<(?:p|ul|ol|b|i|br)\b", stem) else rich.Rich(rich.of_plain(stem))
    if asked.images:
        raise UnheldError(gettext_noop("A table has no place for pictures. Use Moodle XML."))
    partial = row.get("partial", "").lower()
    if partial not in ("", "yes", "no"):
        raise UnheldError(gettext_noop("Write “yes” or “no” into the column “%(name)s”."), name="partial")
    written = replace(
        _parts(kind, row),
        stem=asked.html,
        points=plain(decimal(row.get("points") or "1")),
        unit=row.get("unit", ""),
        feedback=row.get("feedback", ""),
        feedback_wrong=row.get("feedback_wrong", ""),
        reference=row.get("reference", ""),
        partial_credit=partial != "no",
    )
    if kind == "numeric":
        percent = row.get("percent", "")
        written = replace(
            written,
            answer=plain(decimal(row.get("number", ""))),
            tolerance=plain(decimal(percent or row.get("tolerance") or "0")),
            relative=bool(percent),
        )
    tags = [tag.strip()[:100] for tag in row.get("tags", "").split("\n")]
    return Foreign(
        rich.one_line(row.get("name", "")),
        written,
        row.get("id", ""),
        tuple(dict.fromkeys(filter(None, tags))),
        row.get("objective", ""),
        line=line,
        notes=asked.notes,
    )


def _parts(kind: str, row: dict[str, str]) -> Written:
    parts = []
    for number in range(1, MOST_PARTS + 1):
        text, other, weight, feedback = (row.get(f"{name}_{number}", "") for name in PART)
        if kind == "cloze" and text:
            parts.append(Part(str(len(parts)), feedback=feedback, options=_options(len(parts), text)))
        elif text or other or weight or feedback:
            parts.append(
                Part(str(len(parts)), rich.one_line(text), feedback, other=rich.one_line(other), weight=weight.rstrip("% "))
            )
    if kind in ("single", "multiple", "true_false"):
        return replace(choices(kind, parts), kind=kind)
    return Written(kind, parts=tuple(parts))


def _options(gap: int, text: str) -> tuple[Part, ...]:
    """A choice a line; a star marks the right one."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return tuple(
        Part(f"{gap}.{number}", re.sub(r"\A(?:\*|\\(?=[*\\]))", "", line).strip(), right=line.startswith("*"))
        for number, line in enumerate(lines)
    )


def rows(questions: Iterable[Foreign]) -> tuple[list[list[str]], list[Refused]]:
    """The table with its names, and the questions that it cannot hold."""
    held: list[tuple[list[str], list[list[str]]]] = []
    refused = written_each(questions, lambda question: held.append(_row(question)))
    most = max((len(parts) for _facts, parts in held), default=0)
    names = [*FACTS, *NUMBER, *(f"{name}_{number}" for number in range(1, most + 1) for name in PART)]
    empty = [""] * len(PART)
    table = [[*facts, *(cell for part in (*parts, *[empty] * (most - len(parts))) for cell in part)] for facts, parts in held]
    return [names, *table], refused


def _row(question: Foreign) -> tuple[list[str], list[list[str]]]:
    written = question.written
    if written.kind not in HELD:
        raise UnheldError(gettext_noop("A table has no place for a question of the kind “%(kind)s”."), kind=written.kind)
    if question.image:
        raise UnheldError(gettext_noop("A table has no place for pictures. Use Moodle XML."))
    not_too_many(written.parts)
    partial = "" if written.partial_credit else "no"
    facts = [question.id, question.name, written.kind, "\n".join(question.tags), question.objective, plain(written.points)]
    near = ["", plain(written.tolerance)] if written.relative else [plain(written.tolerance), ""]
    number = [plain(written.answer), *near] if written.answer is not None else ["", "", ""]
    words = [written.unit, written.feedback, written.feedback_wrong, written.reference]
    weights = shares(written) if written.kind in ("single", "multiple", "true_false") else [""] * len(written.parts)
    parts = [
        [_offered(part) if part.options else part.text, part.other, weight, part.feedback]
        for part, weight in zip(written.parts, weights, strict=True)
    ]
    return [*facts, written.stem, partial, *number, *words], parts


def _offered(part: Part) -> str:
    return "\n".join(f"{'*' if one.right else _star(one.text)}{one.text}" for one in part.options)


def _star(text: str) -> str:
    return "\\" if text.startswith(("*", "\\")) else ""
