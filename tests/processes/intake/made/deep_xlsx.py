"""Makes SOPs as offices with a ruler make them in Excel: several sheet rows to a step, lists one entry per row."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from tests.processes.intake.made.contents import LABELS, Content
from tests.processes.intake.made.office_xlsx import Workbook, drawn


@dataclass(frozen=True)
class Deep:
    """How a workbook is laid out."""

    rows: int = 3  # sheet rows per step
    head: tuple[str, ...] = (
        "NO",
        "KEGIATAN",
        "PELAKSANA",
        "MUTU BAKU",
        "KELENGKAPAN",
        "WAKTU",
        "OUTPUT",
        "KET",
    )
    colon: bool = True
    turned: bool = True


def write(content: Content, manner: Deep, path: Path) -> None:
    """Write the workbook."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet("SOP")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    look = {
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
        "head": book.add_format(
            {"border": 1, "text_wrap": True, "bold": True, "align": "center", "valign": "vcenter"}
        ),
        "turned": book.add_format({"border": 1, "text_wrap": True, "rotation": 90, "align": "center"}),
        "open": book.add_format({"left": 1, "right": 1, "text_wrap": True}),
        "last": book.add_format({"left": 1, "right": 1, "bottom": 1, "text_wrap": True}),
    }
    row = _identity(sheet, content, manner, look)
    shapes = _table(sheet, content, manner, row + 1, look)
    book.close()
    path.write_bytes(drawn(memory.getvalue(), "xl/worksheets/sheet1.xml", shapes, Workbook()))


def _identity(sheet, content: Content, manner: Deep, look) -> int:
    last = 5 + len(content.actors)
    sheet.merge_range(0, 0, 5, 3, content.unit, look["head"])
    fields = zip(
        ("NOMOR SOP", "TGL PEMBUATAN", "TGL REVISI", "TGL EFEKTIF", "DISAHKAN OLEH", "JUDUL SOP"),
        (content.number, *content.dates, content.approved, content.title),
        strict=True,
    )
    for row, (label, value) in enumerate(fields):
        sheet.merge_range(row, 4, row, 5, label, look["cell"])
        sheet.write(row, 6, ":" if manner.colon else "", look["cell"])
        sheet.merge_range(row, 7, row, last, value, look["cell"])
    sheet.set_row(4, 36)
    row = 6
    for names in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        sheet.merge_range(row, 0, row, 3, f"{LABELS[names[0]]} :", look["head"])
        sheet.merge_range(row, 4, row, last, f"{LABELS[names[1]]} :", look["head"])
        row += 1
        many = max(len(content.lists[name]) for name in names)
        for n in range(many):
            for name, a, b in ((names[0], 0, 3), (names[1], 4, last)):
                item = content.lists[name][n] if n < len(content.lists[name]) else ""
                sheet.write(row, a, n + 1 if item else "", look["open"])
                sheet.merge_range(row, a + 1, row, b, item, look["open"])
            sheet.set_row(row, 26)
            row += 1
    return row


def _table(sheet, content: Content, manner: Deep, top: int, look):
    count, head, deep = len(content.actors), manner.head, manner.rows
    last = 2 + count
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 36)
    sheet.set_column(2, 1 + count, 11)
    sheet.set_column(last, last + 3, 17)
    for n, label in ((0, head[0]), (1, head[1]), (last + 3, head[7])):
        sheet.merge_range(top, n, top + 1, n, label, look["head"])
    sheet.merge_range(top, 2, top, 1 + count, head[2], look["head"])
    sheet.merge_range(top, last, top, last + 2, head[3], look["head"])
    sheet.set_row(top + 1, 110 if manner.turned else 34)
    for n, actor in enumerate(content.actors):
        sheet.write(top + 1, 2 + n, actor, look["turned" if manner.turned else "head"])
    for n in range(3):
        sheet.write(top + 1, last + n, head[4 + n], look["head"])
    row, shapes = top + 2, []
    for place, one in enumerate(content.rows, 1):
        end = row + deep - 1
        for n, text in (
            (0, place),
            (1, one.activity),
            (last + 1, one.time),
            (last + 2, "\n".join(one.output)),
            (last + 3, one.remark),
        ):
            sheet.merge_range(row, n, end, n, text, look["cell"])
        for m in range(deep):
            for n in range(count):
                sheet.write(row + m, 2 + n, "", look["last" if m == deep - 1 else "open"])
            need = one.needs[m] if m < len(one.needs) else ""
            sheet.write(
                row + m,
                last,
                f"- {need}" if need and len(one.needs) > 1 else need,
                look["last" if m == deep - 1 else "open"],
            )
            sheet.set_row(row + m, 34)
        shapes += [
            (row + deep // 2, 2 + who, one.shape if n == 0 else "box") for n, who in enumerate(one.who)
        ]
        row = end + 1
    return shapes
