"""Reading the participants' reports of Zoom, Microsoft Teams, Webex and Google Meet: who joined an online meeting, and when they left.

A report is known by the names of its columns, whatever stands above them; it comes in UTF-8 or UTF-16, with commas, semicolons or tabs.
A row is one connection: who lost theirs and came back has several. Knows no Django.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ..wall_time import NoSuchTimeError, TwiceThatTimeError, to_instant

MOST_LINES = 20_000
JOINED = ("join time", "time joined", "first join", "joined at")
LEFT = ("leave time", "time exited", "last leave", "left at")
NAMES = ("name (original name)", "user name (original name)", "full name", "display name", "participant", "name")
EMAILS = ("user email", "attendee email", "email address", "email", "e-mail", "participant id (upn)")
ALL_IN_ALL = "first join"  # Teams lists people once, from their first joining to their last leaving, and below each connection
ZOOM, TEAMS, WEBEX, MEET, OTHER = "zoom", "teams", "webex", "meet", "other"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?\s*(?P<half>[ap]\.?m\.?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})[T ,]+{_CLOCK}\s*(?P<offset>z|[+-]\d\d:?\d\d)?", re.I
)
_NUMBERS = re.compile(rf"(?P<first>\d{{1,2}})[-/.](?P<second_number>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}})[ ,]+{_CLOCK}", re.I)
_NAMED = re.compile(rf"(?P<name>[a-z]{{3}})[a-z]*\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {_CLOCK}", re.I)
_ALONE = re.compile(_CLOCK, re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class UnreadableError(ValueError):
    """Not a report: `code` says why ("encoding", "columns", "long")."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Line:
    """One connection: the line of the file it stands on, name and address as written there, and two instants."""

    number: int
    name: str
    email: str
    joined_at: datetime
    left_at: datetime


@dataclass(frozen=True)
class Fault:
    """A line that says nothing usable: `code` is "time", "clock", "order", "day" or "who"."""

    number: int
    code: str
    value: str = ""


@dataclass
class Report:
    kind: str
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, zone: str, days: Collection[date]) -> Report:
    """The connections in a report whose clock is that of `zone`. `days`: those on which the seminar has sittings, in that zone or a
    neighbouring day; they tell 3/4 from 4/3, and stand in where a report gives no date. Raises UnreadableError."""
    kind, rows = _table(_text(content))
    near = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    day_first = _day_first([text for _number, row in rows for text in (row["joined"], row["left"])], near)
    report = Report(kind)
    for number, row in rows:
        try:
            joined, left = (_instant(row[name], zone, day_first, days) for name in ("joined", "left"))
        except _Fault as fault:
            report.faults.append(Fault(number, *fault.args))
            continue
        if left < joined:
            report.faults.append(Fault(number, "order", f"{row['joined']} – {row['left']}"))
        elif near and joined.date() not in near and left.date() not in near:
            report.faults.append(Fault(number, "day", row["joined"]))
        elif not row["name"] and not row["email"]:
            report.faults.append(Fault(number, "who"))
        else:
            report.lines.append(Line(number, row["name"], row["email"].lower(), joined, left))
    return report


def _text(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content[:200]:
        return _decoded(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    return _decoded(content, "utf-8")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding") from error


def _table(text: str) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """The kind of report and its rows with their lines; of several tables, those that list each connection."""
    if text.count("\n") > MOST_LINES:
        raise UnreadableError("long")
    tables = max(
        (_tables(text, delimiter) for delimiter in "\t,;"), key=lambda found: sum(len(rows) for _head, rows in found) + len(found)
    )
    if not tables:
        raise UnreadableError("columns")
    each = [one for one in tables if ALL_IN_ALL not in one[0]] or tables
    return _kind(each[0][0]), [row for _head, rows in each for row in rows]


def _tables(text: str, delimiter: str) -> list[tuple[list[str], list[tuple[int, dict]]]]:
    found, columns = [], None
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for row in reader:
            cells = [_clean(cell) for cell in row]
            head = [" ".join(cell.casefold().split()) for cell in cells]
            if columns_here := _columns(head):
                columns = columns_here
                found.append((head, []))
            elif len([cell for cell in cells if cell]) < 2:
                columns = None  # an empty line, or the title of the next part
            elif columns:
                found[-1][1].append((reader.line_num, {name: _cell(cells, places) for name, places in columns.items()}))
    except csv.Error:
        return []
    return found


def _columns(head: list[str]) -> dict[str, list[int]] | None:
    """Where each thing stands; first and last name are one thing in two columns."""

    def places(names) -> list[int]:
        return next(([head.index(name)] for name in names if name in head), [])

    names = [head.index(name) for name in ("first name", "last name") if name in head]
    columns = {"joined": places(JOINED), "left": places(LEFT), "email": places(EMAILS), "name": places(NAMES) or names}
    return columns if columns["joined"] and columns["left"] and (columns["email"] or columns["name"]) else None


def _cell(cells: list[str], places: list[int]) -> str:
    return " ".join(cells[place] for place in places if place < len(cells) and cells[place])


def _clean(cell: str) -> str:
    """Without what spreadsheets are told, `="…"`, and with plain spaces."""
    text = unicodedata.normalize("NFKC", cell).strip().lstrip("\ufeff")
    return text[2:-1].strip() if text.startswith('="') and text.endswith('"') else text


def _kind(head: list[str]) -> str:
    if "time joined" in head:
        return MEET
    if "attendee email" in head:
        return WEBEX
    if "name (original name)" in head or "user name (original name)" in head or "user email" in head:
        return ZOOM
    return TEAMS if "role" in head or ALL_IN_ALL in head else OTHER


class _Fault(Exception):  # noqa: N818 - it never leaves this module
    pass


def _instant(text: str, zone: str, day_first: bool, days: Collection[date]) -> datetime:
    if found := _ISO.fullmatch(text):
        day, offset = _day(found["year"], found["month"], found["day"], text), found["offset"]
        if offset:
            return _with_offset(day, _time(found, text), offset)
    elif found := _NUMBERS.fullmatch(text):
        first, second = found["first"], found["second_number"]
        month, number = (second, first) if day_first else (first, second)
        day = _day(found["year"], month, number, text)
    elif (found := _NAMED.fullmatch(text)) and found["name"].casefold() in _MONTHS:
        day = _day(found["year"], _MONTHS.index(found["name"].casefold()) + 1, found["day"], text)
    elif (found := _ALONE.fullmatch(text)) and len(days) == 1:
        day = next(iter(days))
    else:
        raise _Fault("time", text)
    try:
        return to_instant(day, _time(found, text), zone)
    except (NoSuchTimeError, TwiceThatTimeError) as error:
        raise _Fault("clock", text) from error


def _day(year, month, day, text: str) -> date:
    try:
        return date(int(year) + (2000 if int(year) < 100 else 0), int(month), int(day))
    except ValueError as error:
        raise _Fault("time", text) from error


def _time(found: re.Match, text: str) -> time:
    hour, half = int(found["hour"]), (found["half"] or "").casefold()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError as error:
        raise _Fault("time", text) from error


def _with_offset(day: date, at: time, offset: str) -> datetime:
    shift = timedelta()
    if offset.casefold() != "z":
        digits = offset.replace(":", "")
        shift = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5])) * (-1 if digits[0] == "-" else 1)
    return datetime.combine(day, at, UTC) - shift


def _day_first(texts: list[str], near: Collection[date]) -> bool:
    """Whether 3/4/2027 is the third of April: what brings more of a report onto days of the seminar."""
    hits = {True: 0, False: 0}
    for found in filter(None, map(_NUMBERS.fullmatch, texts)):
        for day_first in hits:
            first, second = found["first"], found["second_number"]
            month, day = (second, first) if day_first else (first, second)
            try:
                hits[day_first] += _day(found["year"], month, day, "") in near
            except _Fault:
                continue
    return hits[True] > hits[False]
