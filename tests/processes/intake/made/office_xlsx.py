"""Makes SOPs as Excel workbooks, with symbols as drawn shapes or as marks in cells."""

# ruff: noqa: E501 - markup and texts read best in one line

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from tests.processes.intake.made.contents import LABELS, Content

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PRESETS = {"box": "flowChartProcess", "capsule": "flowChartTerminator", "diamond": "flowChartDecision"}


@dataclass(frozen=True)
class Workbook:
    """How a workbook is laid out."""

    marks: str = "shapes"  # or a text put into the cell: "√"
    sheets: bool = False  # identity and table on sheets of their own
    header_deep: int = 2
    column_row: bool = False
    connectors: bool = False
    formulas: bool = False
    dates: bool = False
    groups: bool = False
    unit_in_head: str = ""
    plain_rect: bool = False


def write(content: Content, manner: Workbook, path: Path) -> None:
    """Write the workbook."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    head = book.add_format(
        {"border": 1, "text_wrap": True, "bold": True, "align": "center", "valign": "vcenter"}
    )
    sheet = book.add_worksheet("Identitas" if manner.sheets else "SOP")
    row = _identity(sheet, content, cell, head)
    if manner.sheets:
        sheet = book.add_worksheet("Bagan alir")
        row = 0
    _first, shapes = _table(sheet, content, manner, row + 1, (cell, head))
    for page in book.worksheets():
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    book.close()
    target = "xl/worksheets/sheet2.xml" if manner.sheets else "xl/worksheets/sheet1.xml"
    path.write_bytes(drawn(memory.getvalue(), target, shapes, manner))


def _identity(sheet, content: Content, cell, head) -> int:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 34)
    sheet.merge_range(0, 0, 5, 1, content.unit, head)
    fields = (
        ("Nomor SOP", content.number),
        ("Tanggal Pembuatan", content.dates[0]),
        ("Tanggal Revisi", content.dates[1]),
        ("Tanggal Efektif", content.dates[2]),
        ("Disahkan Oleh", content.approved),
        ("Nama SOP", content.title),
    )
    for row, (label, value) in enumerate(fields):
        sheet.merge_range(row, 2, row, 3, label, cell)
        sheet.merge_range(row, 4, row, 8, value, cell)
    sheet.set_row(4, 40)
    row = 6
    for left, right in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        sheet.merge_range(row, 0, row, 3, LABELS[left].title(), head)
        sheet.merge_range(row, 4, row, 8, LABELS[right].title(), head)
        for name, a, b in ((left, 0, 3), (right, 4, 8)):
            text = "\n".join(f"{n}. {item}" for n, item in enumerate(content.lists[name], 1))
            sheet.merge_range(row + 1, a, row + 1, b, text, cell)
        sheet.set_row(row + 1, 50)
        row += 2
    return row


def _table(sheet, content: Content, manner: Workbook, top: int, formats):
    cell, head = formats
    count = len(content.actors)
    last = 2 + count
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 1 + count, 13)
    sheet.set_column(last, last + 3, 16)
    sheet.merge_range(top, 0, top + 1, 0, "No.", head)
    sheet.merge_range(top, 1, top + 1, 1, "Aktivitas", head)
    sheet.merge_range(top, 2, top, 1 + count, "Pelaksana", head)
    sheet.merge_range(top, last, top, last + 2, "Mutu Baku", head)
    sheet.merge_range(top, last + 3, top + 1, last + 3, "Ket.", head)
    for n, actor in enumerate(content.actors):
        sheet.write(top + 1, 2 + n, actor, head)
    waktu = f"Waktu ({manner.unit_in_head})" if manner.unit_in_head else "Waktu"
    for n, label in enumerate(("Kelengkapan", waktu, "Output")):
        sheet.write(top + 1, last + n, label, head)
    sheet.set_row(top + 1, 34)
    row = top + 2
    if manner.column_row:
        for n in range(last + 4):
            sheet.write_number(row, n, n + 1, head)
        row += 1
    shapes = []
    for place, one in enumerate(content.rows, 1):
        if manner.formulas and place > 1:
            sheet.write_formula(row, 0, f"=A{row}+1", cell, place)
        else:
            sheet.write_number(row, 0, place, cell)
        sheet.write(row, 1, one.activity, cell)
        for n in range(count):
            mark = manner.marks if manner.marks != "shapes" and n in one.who else ""
            sheet.write(row, 2 + n, mark, cell)
        sheet.write(row, last, "\n".join(f"- {need}" for need in one.needs), cell)
        if manner.unit_in_head:
            sheet.write_number(row, last + 1, int(re.search(r"\d+", one.time)[0]), cell)
        else:
            sheet.write(row, last + 1, one.time, cell)
        sheet.write(row, last + 2, "\n".join(one.output), cell)
        sheet.write(row, last + 3, one.remark, cell)
        sheet.set_row(row, 48)
        shapes += [(row, 2 + who, one.shape if n == 0 else "box") for n, who in enumerate(one.who)]
        row += 1
    return top, shapes


def drawn(book: bytes, sheet: str, shapes, manner: Workbook) -> bytes:
    """The workbook with its shapes put in: XlsxWriter draws text boxes only."""
    if manner.marks != "shapes":
        return book
    source = zipfile.ZipFile(io.BytesIO(book))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == sheet:
                text = data.decode()
                if "xmlns:r=" not in text:
                    text = text.replace(
                        "<worksheet ",
                        '<worksheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ',
                        1,
                    )
                data = text.replace("</worksheet>", '<drawing r:id="rId1"/></worksheet>').encode()
            if info.filename == "[Content_Types].xml":
                part = '<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
                data = data.decode().replace("</Types>", part).encode()
            target.writestr(zipfile.ZipInfo(info.filename, (2026, 1, 1, 0, 0, 0)), data)
        rels = f"xl/worksheets/_rels/{sheet.rpartition('/')[2]}.rels"
        target.writestr(
            zipfile.ZipInfo(rels, (2026, 1, 1, 0, 0, 0)),
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        )
        target.writestr(
            zipfile.ZipInfo("xl/drawings/drawing1.xml", (2026, 1, 1, 0, 0, 0)), _drawing(shapes, manner)
        )
    return out.getvalue()


def _drawing(shapes, manner: Workbook) -> str:
    parts = []
    for n, (row, column, shape) in enumerate(shapes, 2):
        preset = "rect" if manner.plain_rect and shape == "box" else PRESETS[shape]
        text = "Mulai" if n == 2 else ""
        parts.append(
            f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>150000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>120000</xdr:rowOff></xdr:from>"
            f"<xdr:to><xdr:col>{column}</xdr:col><xdr:colOff>800000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>420000</xdr:rowOff></xdr:to>"
            f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{n}" name="Shape {n}"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="650000" cy="300000"/></a:xfrm>'
            f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></xdr:spPr>'
            f'<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr sz="700"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>'
        )
        if manner.connectors and n > 2:
            before = shapes[n - 3]
            parts.append(
                f"<xdr:twoCellAnchor><xdr:from><xdr:col>{before[1]}</xdr:col><xdr:colOff>475000</xdr:colOff><xdr:row>{before[0]}</xdr:row><xdr:rowOff>420000</xdr:rowOff></xdr:from>"
                f"<xdr:to><xdr:col>{column}</xdr:col><xdr:colOff>475000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>120000</xdr:rowOff></xdr:to>"
                f'<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="{100 + n}" name="Arrow {n}"/><xdr:cNvCxnSpPr><a:stCxn id="{n - 1}" idx="2"/><a:endCxn id="{n}" idx="0"/></xdr:cNvCxnSpPr></xdr:nvCxnSpPr>'
                f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="300000"/></a:xfrm><a:prstGeom prst="bentConnector3"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:tailEnd type="triangle"/></a:ln></xdr:spPr></xdr:cxnSp><xdr:clientData/></xdr:twoCellAnchor>'
            )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}">{"".join(parts)}</xdr:wsDr>'
