"""Tables as files that people open in a spreadsheet."""

import io
import re
import unicodedata
from collections.abc import Iterable

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
    rows = [[harmless(cell) for cell in row] for row in rows]
    if kind == "csv":
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer.write("\ufeff")  # spreadsheets take UTF-8 for granted only with this mark
        csv.writer(answer).writerows(rows)
    else:
        answer = HttpResponse(_workbook(rows), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _workbook(rows: list[list]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("icrweb")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
