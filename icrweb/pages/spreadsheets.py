"""Tables as files that people open in a spreadsheet."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterable
from typing import BinaryIO

import openpyxl
from defusedcsv import csv
from django.http import HttpResponse

KINDS = ("csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "|", "%")
_NUMBER = re.compile(r"-?[0-9.,]+")


def harmless(cell):
    """Text that a spreadsheet would take for a formula, also after folding (＝, tab, newline), marked as text."""
    if not isinstance(cell, str) or not cell or _NUMBER.fullmatch(cell):
        return cell
    first = unicodedata.normalize("NFKC", cell).lstrip()[:1]
    return f"'{cell}" if first in _FORMULA or cell[0] in "\t\r\n" else cell


def as_file(rows: Iterable[Iterable], name: str, kind: str) -> HttpResponse:
    """The rows as CSV or XLSX to be saved; numbers stay numbers, and no cell is a formula."""
    if kind == "csv":
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        write_csv(rows, answer)
    else:
        answer = HttpResponse(_workbook(rows), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def write_csv(rows: Iterable[Iterable], out: BinaryIO) -> None:
    """The rows as CSV into a file; no cell is a formula. Spreadsheets take UTF-8 for granted only with its mark before it."""
    text = codecs.getwriter("utf-8-sig")(out)
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)


def _workbook(rows: Iterable[Iterable]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("icrweb")
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
