"""The report as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

from lxml import etree

from tasks.voice import sheets
from tasks.voice.satisfaction import Line, Satisfaction

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NINES = tuple(Decimal(f"3.0{n}") for n in range(9))


def _found(answers: int = 7) -> Satisfaction:
    line = Line("micin_darurat", date(2026, 4, 1), answers, _NINES, _NINES, Decimal("76.61"), "B")
    total = Line("", None, answers, _NINES, _NINES, Decimal("76.61"), "B") if answers else Line("", None, 0)
    return Satisfaction(total, (), (), (line,) if answers else (), (), 0)


def _words(name: str) -> str:
    return "=1+1" if name == "sop:micin_darurat" else name


def test_the_csv_has_a_line_per_cell_and_one_for_all_and_no_formula() -> None:
    text = sheets.as_csv(_found(), _words).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == list(sheets.HEADINGS)
    assert rows[1][:4] == ["2026-04", "'=1+1", "7", "3.00"]
    assert rows[2][:3] == ["total", "", "7"]
    assert rows[1][-2:] == rows[2][-2:] == ["76.61", "B"]


def test_the_workbook_holds_numbers_as_numbers_and_texts_as_texts() -> None:
    with zipfile.ZipFile(io.BytesIO(sheets.as_xlsx(_found(), _words))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = etree.fromstring(book.read("xl/sharedStrings.xml"))
        assert "xl/charts/chart1.xml" in book.namelist()
    texts = ["".join(item.itertext()) for item in strings.iter(f"{_SHEET}si")]
    assert "=1+1" in texts and sheet.find(f".//{_SHEET}f") is None
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{_SHEET}c")}
    assert cells["C2"].findtext(f"{_SHEET}v") == "7" and cells["C2"].get("t") is None
    assert cells["M2"].findtext(f"{_SHEET}v") == "76.61"


def test_an_empty_report_can_be_taken_out_too() -> None:
    assert len(sheets.as_csv(_found(0), _words).splitlines()) == 2
    assert zipfile.is_zipfile(io.BytesIO(sheets.as_xlsx(_found(0), _words)))
