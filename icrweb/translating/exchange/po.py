"""Segments as a PO file (GNU gettext): the id as context, what else is to be known as extracted comments. No Django here."""

import re

import polib

from icrweb.translating.exchange.units import MOST_UNITS, BrokenFileError, Head, Unit, gettext_noop

_FACTS = re.compile(r"^(id|path|state|seen|note): ?(.*)$")
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # besides \\n: polib would end a line there
_SYNTAX = re.compile(r"line (\d+)")
_LINE = re.compile(r"""(?:#.*|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(?:[^"\\]|\\.)*"\s*|\s*)""")


def write(head: Head, units: list[Unit]) -> str:
    """As text. A draft and what is outdated is `fuzzy`, so that tools ask for another look."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": _one_line(head.name),
        "Language": head.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": head.source_language,
        "X-Icrweb-Key": head.key,
    }
    for unit in units:
        facts = [("id", unit.id), ("path", unit.path), ("state", unit.state), ("seen", unit.seen), ("note", unit.note)]
        comment = "\n".join(f"{name}: {_one_line(value)}" for name, value in facts if value)
        flags = ["fuzzy"] if unit.target and unit.state in ("draft", "outdated") else []
        file.append(
            polib.POEntry(
                msgctxt=unit.id, msgid=_in_a_row(unit.source), msgstr=_in_a_row(unit.target), comment=comment, flags=flags
            )
        )
    return str(file) + "\n"


def read(text: str) -> tuple[Head, list[Unit]]:
    """What the file says, a unit for each entry that has not been taken out. Raises BrokenFileError with the line."""
    if text.count("\nmsgid") > MOST_UNITS:
        raise BrokenFileError(gettext_noop("This file has more than %(most)s passages. Split it."), most=MOST_UNITS)
    if not re.search(r"^msgid ", text, re.MULTILINE):  # polib would take anything else for the name of a file
        raise BrokenFileError(gettext_noop("This is no PO file: there is no line “msgid”."), 1)
    for number, line in enumerate(
        text.lstrip("\ufeff").splitlines(), 1
    ):  # polib drops the last letter where a quotation mark is missing
        if not _LINE.fullmatch(line):
            raise BrokenFileError(gettext_noop("This PO file breaks off here."), number)
    try:
        file = polib.pofile(text.lstrip("\ufeff") + "\n", check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        found = _SYNTAX.search(str(error))
        raise BrokenFileError(gettext_noop("This PO file breaks off here."), int(found.group(1)) if found else 0) from error
    said = file.metadata
    head = Head(
        said.get("Project-Id-Version", ""),
        said.get("X-Icrweb-Key", ""),
        said.get("X-Source-Language", ""),
        said.get("Language", ""),
    )
    return head, [_unit(entry, number) for number, entry in enumerate(entry for entry in file if not entry.obsolete)]


def _unit(entry: polib.POEntry, number: int) -> Unit:
    facts = dict(match.groups() for line in entry.comment.splitlines() if (match := _FACTS.match(line)))
    state = facts.get("state", "")
    if entry.fuzzy or not entry.msgstr:
        state = "draft"
    elif state in ("", "draft", "outdated"):  # somebody has taken the mark “fuzzy” away
        state = "translated"
    return Unit(
        id=entry.msgctxt or facts.get("id", ""),
        path=facts.get("path", ""),
        order=number,
        source=entry.msgid,
        target=entry.msgstr,
        state=state,
        note=facts.get("note", ""),
        seen=facts.get("seen", ""),
        line=entry.linenum or 0,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _in_a_row(text: str) -> str:
    return _LINE_ENDS.sub(" ", text)
