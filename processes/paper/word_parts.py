"""What the Word files made here share: tables with widths, headings that repeat, fields, bytes that never differ."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from processes.paper.texts import drawable

_SHADE = "E1E1E1"


def add_field(line: Any, name: str) -> None:
    """Add a field Word fills in itself, such as PAGE, to a paragraph."""
    run = line.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)


def add_grid(made: Any, rows: int, widths: tuple[float, ...]) -> Any:
    """Add a ruled table of columns as wide as said (mm)."""
    table = made.add_table(rows, len(widths), "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def fill_cell(
    cell: Any, lines: tuple[str, ...], *, bold: bool = False, middle: bool = False, heading: bool = False
) -> None:
    """Write one paragraph per line; `heading` makes the first bold."""
    for place, text in enumerate(lines or ("",)):
        line = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        run = line.add_run(drawable(text))
        run.bold = bold or (heading and place == 0)
        if middle:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if middle:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def head_cell(cell: Any, name: str) -> None:
    """Write a heading into a cell and shade it."""
    fill_cell(cell, (name,), bold=True, middle=True)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)


def repeat_row(row: Any) -> None:
    """Let a row stand on each page its table reaches."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def settled(content: bytes) -> bytes:
    """The same package with a fixed date on every part."""
    goal = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(goal, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return goal.getvalue()
