"""Files for spreadsheets: numbers stay numbers, and no cell is a formula."""

import io

import openpyxl
import pytest

from icrweb.pages.spreadsheets import as_file, harmless

EVIL = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "|calc", "%0A"]


@pytest.mark.parametrize("evil", EVIL)
def test_no_cell_is_a_formula(evil):
    assert harmless(evil) == f"'{evil}"
    sheet = openpyxl.load_workbook(io.BytesIO(as_file([[evil]], "x", "xlsx").content)).active
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value.startswith("'")
    assert as_file([[evil]], "x", "csv").content.decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("kept", ["Delegation", "", None, -0.25, 3, "-0.25", "1,5", "กนกวรรณ", "a=b"])
def test_everything_else_stays_as_it_is(kept):
    assert harmless(kept) == kept


def test_numbers_stay_numbers():
    sheet = openpyxl.load_workbook(io.BytesIO(as_file([["p", -0.25]], "figures", "xlsx").content)).active
    assert sheet["B1"].value == -0.25
    answer = as_file([["p", -0.25]], "figures", "csv")
    assert answer.content.decode("utf-8-sig") == "p,-0.25\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="figures.csv"'
