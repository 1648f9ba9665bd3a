"""A report as a Word file (DOCX): the same cells in tables whose headings repeat, nothing hidden."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from processes.paper.document import logo_name
from processes.paper.report.model import Cell, Document, Section, Signer, Table
from processes.paper.report.words import foot, noted, said, stands
from processes.paper.texts import drawable
from processes.paper.word_parts import add_field, add_grid, fill_cell, head_cell, repeat_row, settled

_SHEET = (210.0, 297.0)
_MARGIN = 16.0
_DOTS = "." * 40
_STANDS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def word(document: Document) -> bytes:
    """The report as DOCX; the same bytes for the same report."""
    made: Any = docx.Document()
    width = _set_up(made, document)
    _head(made, document)
    if document.about:
        _about(made, document, width)
    for section in document.sections:
        _section(made, section, width)
    if document.signature:
        _signatures(made, document, width)
    content = BytesIO()
    made.save(content)
    return settled(content.getvalue())


def _set_up(made: Any, document: Document) -> float:
    """Sheet, type, foot and properties; the width of the text in mm."""
    across, down = reversed(_SHEET) if document.landscape else _SHEET
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(down)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(15)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(8.5)
    style.paragraph_format.space_after = Pt(0)
    line = section.footer.paragraphs[0]
    line.style.font.size = Pt(7)
    line.add_run(f"{foot(document)} · Halaman ")
    add_field(line, "PAGE")
    line.add_run(" dari ")
    add_field(line, "NUMPAGES")
    about = made.core_properties
    about.title = drawable(f"{document.title} {document.subtitle}".strip())[:255]
    about.author, about.comments = drawable(document.letterhead.office)[:255], ""
    about.created = about.modified = document.made_at.replace(tzinfo=None)
    return across - 2 * _MARGIN


def _head(made: Any, document: Document) -> None:
    head = document.letterhead
    if logo_name(head.logo) in ("logo.png", "logo.jpg"):  # Word takes no SVG
        made.add_paragraph().add_run().add_picture(BytesIO(head.logo), height=Mm(18))
        made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, size in ((head.unit.upper(), 11), (head.office.upper(), 11), (head.address, 8.5)):
        if text:
            _line(made, text, size=size, bold=size > 9, middle=True)
    made.add_paragraph()
    _line(made, document.title.upper(), size=13, bold=True, middle=True)
    if document.subtitle:
        _line(made, document.subtitle, size=10.5, middle=True)
    made.add_paragraph()


def _about(made: Any, document: Document, width: float) -> None:
    table = made.add_table(0, 2)
    table.autofit = False
    for column, share in zip(table.columns, (0.2, 0.8), strict=True):
        column.width = Mm(width * share)
    for name, value in document.about:
        cells = table.add_row().cells
        fill_cell(cells[0], (name,))
        fill_cell(cells[1], (f": {value}",))
        cells[0].width, cells[1].width = Mm(width * 0.2), Mm(width * 0.8)


def _section(made: Any, section: Section, width: float) -> None:
    if section.heading:
        made.add_paragraph()
        _line(made, section.heading, size=10.5, bold=True).paragraph_format.keep_with_next = True
    for table in section.tables:
        if table.caption:
            _line(made, table.caption, bold=True).paragraph_format.keep_with_next = True
        _table(made, table, width)
    for note in section.notes:
        _line(made, noted(note), size=7.5)


def _table(made: Any, table: Table, width: float) -> None:
    shares = [column.width for column in table.columns]
    widths = tuple(share * width / sum(shares) for share in shares)
    grid = add_grid(made, 2 if table.grouped else 1, widths)
    _headings(grid, table)
    for row in grid.rows:
        repeat_row(row)
    for cells in table.lines:
        made_row = grid.add_row()
        made_row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, told) in enumerate(zip(made_row.cells, cells, strict=True)):
            cell.width = Mm(widths[place])
            _fill(cell, told, bold=cells is table.total)


def _headings(grid: Any, table: Table) -> None:
    place = 0
    for text, span, whole in table.heads:
        first = grid.cell(0, place)
        if span > 1:
            head_cell(first.merge(grid.cell(0, place + span - 1)), text)
        elif table.grouped and whole:
            head_cell(first.merge(grid.cell(1, place)), text)
        else:
            head_cell(first, text)
        place += span
    for number, column in enumerate(table.columns):
        if column.group:
            head_cell(grid.cell(1, number), column.title)


def _fill(cell: Any, told: Cell, *, bold: bool) -> None:
    fill_cell(cell, tuple(said(told).split("\n")), bold=bold)
    for line in cell.paragraphs:
        line.alignment = _STANDS[stands(told)]


def _signatures(made: Any, document: Document, width: float) -> None:
    made.add_paragraph()
    count = max(len(document.signature), 2)
    table = made.add_table(1, count)
    first = count - len(document.signature)  # a single signature stands at the right
    for place, signer in enumerate(document.signature, first):
        dated = place == count - 1
        fill_cell(table.cell(0, place), _signed(document, signer, dated=dated), middle=True)
        table.cell(0, place).width = Mm(width / count)


def _signed(document: Document, signer: Signer, *, dated: bool) -> tuple[str, ...]:
    city = document.letterhead.city
    where = f"{city}, {_DOTS[:20]}" if city else _DOTS[:20]
    name, number = signer.name or _DOTS, signer.number or _DOTS[:30]
    return (where if dated else "", signer.title, "", "", "", name, f"NIP {number}")


def _line(made: Any, text: str, *, size: float = 8.5, bold: bool = False, middle: bool = False) -> Any:
    line = made.add_paragraph()
    run = line.add_run(drawable(text))
    run.bold, run.font.size = bold, Pt(size)
    if middle:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return line
