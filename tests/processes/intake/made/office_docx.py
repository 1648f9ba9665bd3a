"""Makes SOPs as Word documents: tables with merged cells, symbols as DrawingML or VML shapes or as marks."""

# ruff: noqa: E501 - markup and texts read best in one line

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.shared import Pt
from docx.table import _Cell

from tests.processes.intake.made.contents import LABELS, Content

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
PRESETS = {"box": "flowChartProcess", "capsule": "flowChartTerminator", "diamond": "flowChartDecision"}
VML = {"box": "_x0000_t109", "capsule": "_x0000_t116", "diamond": "_x0000_t110"}


@dataclass(frozen=True)
class Letter:
    """How a document is laid out."""

    landscape: bool = True
    shapes: str = "anchor"  # inline, vml, mark, names
    heads: tuple[str, ...] = (
        "No",
        "Kegiatan",
        "Pelaksana",
        "Mutu Baku",
        "Kelengkapan",
        "Waktu",
        "Output",
        "Keterangan",
    )
    identity: str = "table"  # lines
    three_rows: bool = False
    column_row: bool = False
    lists: bool = False  # Word's own numbering in the identity block
    cover: bool = False
    far: bool = False  # every symbol anchored in the kegiatan cell, placed by its offset
    caption: str = ""


def write(content: Content, manner: Letter, path: Path) -> None:
    """Write the document."""
    document = Document()
    stamp = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    document.core_properties.created = document.core_properties.modified = stamp
    section = document.sections[0]
    if manner.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Pt(40))
    document.styles["Normal"].font.size = Pt(8)
    if manner.cover:
        document.add_paragraph("STANDAR OPERASIONAL PROSEDUR")
        document.add_paragraph(content.title.upper())
        document.add_page_break()
    (_identity if manner.identity == "table" else _lines)(document, content, manner)
    document.add_page_break()
    _table(document, content, manner, (section.page_width - Pt(80)) / 12700)
    document.save(str(path))


def _fill(cell: _Cell, text: str) -> None:
    parts = text.split("\n")
    cell.paragraphs[0].text = parts[0]
    for part in parts[1:]:
        cell.add_paragraph(part)
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)


def _identity(document, content: Content, manner: Letter) -> None:
    table = document.add_table(rows=12, cols=4)
    table.style = "Table Grid"
    unit = table.cell(0, 0).merge(table.cell(5, 1))
    _fill(unit, content.unit)
    fields = (
        ("NOMOR SOP", content.number),
        ("TGL. PEMBUATAN", content.dates[0]),
        ("TGL. REVISI", content.dates[1]),
        ("TGL. EFEKTIF", content.dates[2]),
        ("DISAHKAN OLEH", content.approved),
        ("NAMA SOP", content.title),
    )
    for row, (label, value) in enumerate(fields):
        _fill(table.cell(row, 2), label)
        _fill(table.cell(row, 3), f": {value}" if manner.cover else value)
    row = 6
    for left, right in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        for name, a, b in ((left, 0, 1), (right, 2, 3)):
            _fill(table.cell(row, a).merge(table.cell(row, b)), f"{LABELS[name]}:")
            below = table.cell(row + 1, a).merge(table.cell(row + 1, b))
            if manner.lists:
                below.paragraphs[0].text = content.lists[name][0]
                below.paragraphs[0].style = document.styles["List Number"]
                for item in content.lists[name][1:]:
                    below.add_paragraph(item, style="List Number")
            else:
                _fill(below, "\n".join(f"{n}. {item}" for n, item in enumerate(content.lists[name], 1)))
        row += 2


def _lines(document, content: Content, _manner: Letter) -> None:
    document.add_paragraph(content.unit)
    for label, value in (
        ("Nomor SOP", content.number),
        ("Tanggal Pembuatan", content.dates[0]),
        ("Tanggal Revisi", content.dates[1]),
        ("Tanggal Efektif", content.dates[2]),
        ("Disahkan oleh", content.approved),
        ("Nama SOP", content.title),
    ):
        document.add_paragraph(f"{label}\t: {value}")
    for name, label in LABELS.items():
        document.add_paragraph(f"{label.title()} :")
        for n, item in enumerate(content.lists[name], 1):
            document.add_paragraph(f"{n}. {item}")


def _table(document, content: Content, manner: Letter, room: float) -> None:
    names = manner.shapes == "names"
    count = 1 if names else len(content.actors)
    deep = 3 if manner.three_rows else 2
    table = document.add_table(rows=deep, cols=6 + count)
    table.style = "Table Grid"
    table.autofit = False
    widths = [24.0, room * 0.22, *[room * 0.36 / count] * count]
    rest = room - sum(widths)
    widths += [rest * 0.3, rest * 0.22, rest * 0.25, rest * 0.23]
    for n, width in enumerate(widths):
        table.columns[n].width = Pt(width)
    last = 2 + count
    for n, head in ((0, manner.heads[0]), (1, manner.heads[1]), (last + 3, manner.heads[7])):
        _fill(table.cell(0, n).merge(table.cell(deep - 1, n)), head)
    _fill(
        table.cell(0, 2).merge(table.cell(0, 1 + count))
        if not names
        else table.cell(0, 2).merge(table.cell(deep - 1, 2)),
        manner.heads[2],
    )
    _fill(table.cell(0, last).merge(table.cell(0, last + 2)), manner.heads[3])
    if not names:
        for n, actor in enumerate(content.actors):
            cell = table.cell(deep - 1, 2 + n)
            _fill(cell, actor)
        if manner.three_rows:
            _fill(table.cell(1, 2).merge(table.cell(1, 1 + count)), "Unit Kerja")
    for n in range(3):
        cell = table.cell(1, last + n)
        if deep == 3:
            cell = cell.merge(table.cell(2, last + n))
        _fill(cell, manner.heads[4 + n])
    if manner.column_row:
        for n, cell in enumerate(table.add_row().cells, 1):
            _fill(cell, f"({n})")
    for place, row in enumerate(content.rows, 1):
        if manner.caption and place == 3:
            cells = table.add_row().cells
            _fill(cells[0].merge(cells[-1]), manner.caption)
        cells = table.add_row().cells
        texts = [
            f"{place}.",
            row.activity,
            *[""] * count,
            "\n".join(f"{n}. {one}" for n, one in enumerate(row.needs, 1))
            if len(row.needs) > 1
            else row.needs[0],
            row.time,
            "\n".join(row.output),
            row.remark,
        ]
        for cell, text in zip(cells, texts, strict=True):
            _fill(cell, text)
        if names:
            _fill(cells[2], content.actors[row.who[0]])
            continue
        for n, who in enumerate(row.who):
            shape = row.shape if n == 0 else "box"
            if manner.shapes == "mark":
                _fill(cells[2 + who], "√")
            elif manner.far:
                offset = widths[1] + sum(widths[2 : 2 + who]) + widths[2] / 2 - 20
                _draw(cells[1], shape, manner, place * 10 + n, offset)
            else:
                _draw(cells[2 + who], shape, manner, place * 10 + n, widths[2] / 2 - 24)
    for row in table.rows:
        for n, cell in enumerate(row.cells):
            cell.width = Pt(widths[n])


def _draw(cell: _Cell, shape: str, manner: Letter, number: int, x: float) -> None:
    run = cell.paragraphs[0].add_run()
    xml = _vml(shape, number, x) if manner.shapes == "vml" else _drawing(shape, manner, number, x)
    run._r.append(parse_xml(xml))


def _drawing(shape: str, manner: Letter, number: int, x: float) -> str:
    wide, high = (36 * 12700), (18 * 12700)
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="{PRESETS[shape]}"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
    )
    named = f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
    ident = f'<wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>'
    if manner.shapes == "inline":
        return f'<w:drawing {NS}><wp:inline distT="0" distB="0" distL="0" distR="0">{named}{ident}{graphic}</wp:inline></w:drawing>'
    return (
        f'<w:drawing {NS}><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>{int(x * 12700)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>38100</wp:posOffset></wp:positionV>{named}<wp:wrapNone/>{ident}{graphic}</wp:anchor></w:drawing>'
    )


def _vml(shape: str, number: int, x: float) -> str:
    tag = "v:rect" if shape == "box" else "v:shape"
    kind = "" if shape == "box" else f' type="#{VML[shape]}"'
    types = "".join(
        f'<v:shapetype id="{name}" coordsize="21600,21600" o:spt="{name[9:]}" path="{path}"><v:stroke joinstyle="miter"/></v:shapetype>'
        for name, path in (
            ("_x0000_t116", "m3475,qx,10800,3475,21600l18125,21600qx21600,10800,18125,xe"),
            ("_x0000_t110", "m10800,l,10800,10800,21600,21600,10800xe"),
        )
    )
    return (
        f'<w:pict {NS}>{types}<{tag} id="s{number}"{kind} style="position:absolute;margin-left:{x:.1f}pt;margin-top:3pt;width:36pt;height:18pt;z-index:{number}" '
        'fillcolor="white" strokecolor="black"/></w:pict>'
    )
