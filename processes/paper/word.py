"""An SOP as a Word file (DOCX): the identity block and the table in cells, headings repeated, nothing hidden."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from processes.paper.columns import Columns, columns
from processes.paper.document import Paper, foot, title_of
from processes.paper.sheet import Sheet, sheet, texts_of
from processes.paper.texts import approved_lines, drawable, symbol_lines
from processes.paper.word_parts import add_field, add_grid, fill_cell, head_cell, repeat_row, settled

_BOTTOM = 16
_LONG = 900  # letters of a cell whose row may go on on the next page


def word(paper: Paper) -> bytes:
    """The document as DOCX; the same bytes for the same paper."""
    table = sheet(paper.sop)
    layout = columns(paper.size, table)
    made: Any = Document()
    _set_up(made, paper, layout)
    _letterhead(made, paper)
    _identity(made, paper, layout)
    made.add_page_break()
    _table(made, paper, table, layout)
    if paper.is_draft:
        made.add_paragraph("Draf, belum disahkan")
    content = BytesIO()
    made.save(content)
    return settled(content.getvalue())


def _set_up(made: Any, paper: Paper, layout: Columns) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in layout.sheet)
    section.left_margin = section.right_margin = Mm(layout.margin)
    section.top_margin, section.bottom_margin = Mm(14), Mm(_BOTTOM)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(8)
    style.paragraph_format.space_after = Pt(0)
    words = foot(paper)
    line = section.footer.paragraphs[0]
    line.style.font.size = Pt(6.5)
    line.add_run(drawable(f"{words['left']} · {words['hash']} · Halaman "))
    add_field(line, "PAGE")
    line.add_run(" dari ")
    add_field(line, "NUMPAGES")
    about = made.core_properties
    about.title, about.author, about.comments = drawable(title_of(paper)), "", ""
    about.created = about.modified = paper.made_at.replace(tzinfo=None)


def _letterhead(made: Any, paper: Paper) -> None:
    for text in (paper.head.unit, paper.head.address):
        if text:
            line = made.add_paragraph(drawable(text))
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.runs[0].bold = True


def _identity(made: Any, paper: Paper, layout: Columns) -> None:
    block, head = paper.sop.identity, paper.head
    approved = approved_lines(paper.sop, head.signer, head.signer_name, head.signer_number)
    fields = (
        ("Nomor SOP", (block.number,)),
        ("Tanggal Pembuatan", (block.created_on,)),
        ("Tanggal Revisi", (block.revised_on,)),
        ("Tanggal Efektif", (block.effective_on,)),
        ("Disahkan oleh", approved),
        ("Nama SOP", (title_of(paper),)),
    )
    width = layout.sheet[0] - 2 * layout.margin
    table = add_grid(made, len(fields) + 3, (width / 2, width / 6, width / 3))
    unit = table.cell(0, 0).merge(table.cell(len(fields) - 1, 0))
    fill_cell(unit, (block.unit or head.office,), bold=True, middle=True)
    for row, (name, lines) in enumerate(fields):
        fill_cell(table.cell(row, 1), (name,), bold=True)
        fill_cell(table.cell(row, 2), lines)
    pairs = (
        (("Dasar Hukum", block.legal_basis), ("Kualifikasi Pelaksana", block.qualifications)),
        (("Keterkaitan", block.related), ("Peralatan/Perlengkapan", block.equipment)),
        (("Peringatan", block.warnings), ("Pencatatan dan Pendataan", block.records)),
    )
    for row, (left, right) in enumerate(pairs, len(fields)):
        fill_cell(table.cell(row, 0), _listed(*left), heading=True)
        fill_cell(table.cell(row, 1).merge(table.cell(row, 2)), _listed(*right), heading=True)


def _listed(name: str, items: tuple[str, ...]) -> tuple[str, ...]:
    return (name, *(f"{place}. {item}" for place, item in enumerate(items, 1)))


def _table(made: Any, paper: Paper, table: Sheet, layout: Columns) -> None:
    count = layout.count
    widths = (layout.number, layout.activity, *[layout.performer] * count, *layout.rest)
    grid = add_grid(made, 2, widths)
    heads = {0: "No", 1: "Kegiatan", 5 + count: "Keterangan"}
    for column, name in heads.items():
        head_cell(grid.cell(0, column).merge(grid.cell(1, column)), name)
    head_cell(grid.cell(0, 2).merge(grid.cell(0, 1 + count)), "Pelaksana")
    head_cell(grid.cell(0, 2 + count).merge(grid.cell(0, 4 + count)), "Mutu Baku")
    names = (*(table.columns or ("",)), "Kelengkapan", "Waktu", "Output")
    for column, name in enumerate(names, 2):
        head_cell(grid.cell(1, column), name)
    for row in grid.rows:
        repeat_row(row)
    for place, cells in enumerate(table.rows):
        activity, *rest = texts_of(cells)
        row = grid.add_row()
        if max(map(len, texts_of(cells))) < _LONG:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        row_cells = row.cells
        fill_cell(row_cells[0], (cells.number,), middle=True)
        fill_cell(row_cells[1], (activity,))
        fill_cell(row_cells[2 + cells.column], symbol_lines(paper.sop, place), middle=True)
        for cell, text in zip(row_cells[2 + count :], rest, strict=True):
            fill_cell(cell, tuple(text.split("\n")))
