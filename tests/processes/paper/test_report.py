"""A filed report in its formats: the same cells in each, the same bytes each time, nothing taken for markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pdfplumber
from lxml import etree
from PIL import Image

from processes.paper.report.chart import svg
from processes.paper.report.model import (
    Chart,
    Column,
    Document,
    Entry,
    Note,
    Percent,
    Section,
    Series,
    Signer,
    Table,
    Told,
)
from processes.paper.report.typeset import pdf
from processes.paper.report.word import word
from processes.paper.report.words import said
from processes.paper.report.workbook import workbook
from processes.paper.sheet import Letterhead
from tests.support.read_back import close, expected, holds, of_docx, of_pdf, of_xlsx, texts_of_pdf

HOSTILE = (
    '=HYPERLINK("http://x") #import "y": * $x$ <b>&amp;</b> {{ 7*7 }} @SUM(A1) `raw` \\ ]]> *tebal* _miring_'
)
MADE = datetime(2026, 7, 1, 1, tzinfo=UTC)


def report(text: str = "Biasa", rows: int = 1) -> Document:
    """A report with every kind of cell; `text` in every field that holds one."""
    table = Table(
        (
            Column(text, 2),
            Column("Ya", group=text),
            Column("Tidak", group=text),
            Column("Hari"),
            Column("Isi"),
        ),
        tuple(
            (text, place * 1000, Percent(Decimal("12.5")), date(2026, 4, 9), None) for place in range(rows)
        ),
        (text, Decimal("1234.50"), "", "", Entry("a", text)),
        caption=text,
    )
    chart = Chart(text, (text, "B"), (Series(text, (3, 4)), Series("lain", (Decimal("0.5"), 0))))
    level = Chart("Rata", (text, "B"), (Series("", (Decimal("3.25"), Decimal(4))),), level=True, most=4)
    return Document(
        kind="uji",
        title=text,
        subtitle=text,
        made_at=MADE,
        letterhead=Letterhead(text, text, text, text, text, text, text),
        about=((text, text),),
        sections=(Section(text, (table,), (Note(text), Note(text, Told.ASSUMED)), (chart, level)),),
        signature=(Signer(text), Signer(text, text, text)),
        zone_label="WITA",
    )


def test_numbers_dates_and_nothing_are_said_as_the_office_writes_them() -> None:
    cells = (
        1234567,
        Decimal("1234.50"),
        Percent(Decimal("12.5")),
        date(2026, 4, 9),
        None,
        Entry("a", "b"),
        "",
    )
    assert [said(cell) for cell in cells] == ["1.234.567", "1.234,50", "12,5 %", "9 April 2026", "–", "b", ""]
    assert Percent.of(1, 8) == Percent(Decimal("12.5")) and Percent.of(1, 0) is None
    assert Percent.of(1, 2000) == Percent(Decimal("0.1"))  # 0.05: a half goes up


def test_all_formats_hold_the_same_cells_whatever_they_say() -> None:
    for text in (
        "Biasa",
        HOSTILE,
        "-2+3",
        "+62",
        "@a",
        "\tTab",
        "'",
        "0812",
        "a" * 150,
        "baris 1\nbaris 2\x00",
    ):
        found = report(text)
        lines = expected(found)
        content = pdf(found)
        assert holds(of_pdf(content), lines), text
        assert holds(of_docx(word(found)), lines), text
        assert holds(of_xlsx(workbook(found)), lines), text
        everything = texts_of_pdf(content)
        assert close("Asumsi: " + text.replace("\x00", "")) in everything, text


def test_headings_and_notes_stand_in_each_format() -> None:
    found = report()
    heads = ("Biasa", "Ya", "Tidak", "Hari", "Isi")
    for lines in (of_pdf(pdf(found)), of_docx(word(found)), of_xlsx(workbook(found))):
        said_somewhere = {cell for line in lines for cell in line}
        assert set(heads) <= said_somewhere
    assert "Asumsi:Biasa" in {line[0] for line in of_xlsx(workbook(found)) if line}


def test_the_same_report_gives_the_same_bytes_and_another_one_others() -> None:
    for make in (pdf, word, workbook):
        assert make(report()) == make(report())
        assert make(report()) != make(replace(report(), title="Lain"))


def test_a_long_table_repeats_its_heading_and_pages_are_numbered() -> None:
    content = pdf(report(rows=150))
    assert b"pdfaid:part>3" in content or b'pdfaid:part="3"' in content
    with pdfplumber.open(BytesIO(content)) as made:
        pages = [page.extract_text() or "" for page in made.pages]
        tables = [page.extract_tables()[0][0] for page in made.pages[1:-1]]
    assert len(pages) > 2
    assert all(f"Halaman {number} dari {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert all(table[0] == "Biasa" and table[3] == "Hari" for table in tables)
    xml = ZipFile(BytesIO(word(report(rows=150)))).read("word/document.xml").decode()
    assert xml.count("w:tblHeader") == 2  # both lines of the heading


def test_a_lying_sheet_lies_in_each_format() -> None:
    found = replace(report(), landscape=True)
    with pdfplumber.open(BytesIO(pdf(found))) as made:
        assert made.pages[0].width > made.pages[0].height
    assert b'w:orient="landscape"' in ZipFile(BytesIO(word(found))).read("word/document.xml")
    assert b'orientation="landscape"' in ZipFile(BytesIO(workbook(found))).read("xl/worksheets/sheet1.xml")


def test_the_office_s_logo_stands_over_the_letterhead() -> None:
    kept = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(kept, "PNG")
    found = replace(report(), letterhead=replace(report().letterhead, logo=kept.getvalue()))
    assert "word/media/image1.png" in ZipFile(BytesIO(word(found))).namelist()
    with pdfplumber.open(BytesIO(pdf(found))) as made:
        assert len(made.pages[0].images) == 1
    assert word(found) == word(found)


def test_a_report_of_nothing_is_a_report() -> None:
    bare = Document("uji", "Kosong", "", MADE, sections=(Section("Bagian", notes=(Note("Tidak ada."),)),))
    assert "Tidakada." in texts_of_pdf(pdf(bare))
    assert holds(of_xlsx(workbook(bare)), [("Tidakada.",)])
    assert of_docx(word(bare)) == []


def test_a_chart_draws_its_values_and_only_says_its_texts() -> None:
    chart = report(HOSTILE).sections[0].charts[0]
    drawn = etree.fromstring(svg(chart).encode())
    space = {"s": "http://www.w3.org/2000/svg"}
    assert drawn.xpath("string(s:title)", namespaces=space) == HOSTILE
    texts = [str(one) for one in drawn.xpath("//s:text/text()", namespaces=space)]
    assert "3,5" in texts and "4" in texts and any(one.startswith(HOSTILE[:20]) for one in texts)
    high = [float(one) for one in drawn.xpath("//s:rect[@class='part-1']/@height", namespaces=space)]
    assert round(high[0] / high[1], 2) == 0.75
    nothing = Chart("", ("A",), (Series("", (0,)),))
    assert etree.fromstring(svg(nothing).encode()) is not None
