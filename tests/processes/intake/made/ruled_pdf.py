"""Draws an SOP straight onto PDF pages, with rules and symbols in many manners."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

from tests.processes.intake.made.contents import LABELS, Content, Row

SANS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf")


@dataclass(frozen=True)
class Manner:
    """How a file is laid out."""

    landscape: bool = True
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
    numbers: str = "{}."
    numbered: bool = True  # a column of numbers
    column_row: bool = False  # a row (1) (2) (3) under the heading
    turned: bool = False  # pelaksana written upwards
    repeat: bool = True  # the heading again on each page
    arrows: bool = True
    cell_boxes: bool = False  # rules drawn as a rectangle per cell
    actor_rules: bool = True  # level rules run through the pelaksana columns
    rules: bool = True
    cover: bool = False
    cut_rows: bool = False  # a row may break over pages
    identity: str = "table"  # or "lines"
    answers: bool = True  # "Ya", "Tidak" beside diamonds
    thin_boxes: bool = False  # rules as filled slivers
    remark: bool = True
    caption: str = ""  # a row across the whole table before the third row


class Sheet(FPDF):
    """A document being drawn; points from the upper left."""

    def __init__(self, manner: Manner) -> None:
        super().__init__("L" if manner.landscape else "P", "pt", "A4")
        self.set_auto_page_break(False)
        self.add_font("s", "", str(SANS))
        self.set_font("s", size=8)
        self.manner = manner
        self.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))

    def wrapped(self, text: str, width: float) -> list[str]:
        """The lines a text takes in a width."""
        lines: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in part.split():
                if line and self.get_string_width(f"{line} {word}") > width:
                    lines.append(line)
                    line = word
                else:
                    line = f"{line} {word}".strip()
            lines.append(line)
        return lines

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """One rule in the file's manner."""
        if self.manner.thin_boxes:
            self.set_fill_color(0)
            self.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), "F")
        else:
            self.line(x0, y0, x1, y1)

    def cell_at(
        self, x: float, y: float, w: float, h: float, text: str = "", middle: bool = False, ruled: bool = True
    ) -> None:
        """A cell with its rules and text."""
        if self.manner.rules and ruled:
            if self.manner.cell_boxes:
                self.rect(x, y, w, h)
            else:
                for side in (
                    (x, y, x + w, y),
                    (x, y + h, x + w, y + h),
                    (x, y, x, y + h),
                    (x + w, y, x + w, y + h),
                ):
                    self.rule(*side)
        lines = self.wrapped(text, w - 6) if text else []
        top = y + (h - 10 * len(lines)) / 2 if middle else y + 3
        for place, line in enumerate(lines):
            left = x + (w - self.get_string_width(line)) / 2 if middle else x + 3
            self.text(left, top + 8 + 10 * place, line)


def write(content: Content, manner: Manner, path: Path) -> None:
    """Write the file."""
    sheet = Sheet(manner)
    if manner.cover:
        sheet.add_page()
        sheet.text(200, 200, "STANDAR OPERASIONAL PROSEDUR")
        sheet.text(200, 230, content.title.upper())
        sheet.text(200, 260, "TAHUN 2023")
    sheet.add_page()
    y = _identity(sheet, content) if manner.identity == "table" else _identity_lines(sheet, content)
    if manner.landscape or y > 400:
        sheet.add_page()
        y = 40.0
    _table(sheet, content, y + 20)
    sheet.output(str(path))


def _identity(sheet: Sheet, content: Content) -> float:
    right = sheet.w - 40
    middle = 40 + (right - 40) * 0.5
    fields = (
        ("NOMOR SOP", content.number),
        ("TANGGAL PEMBUATAN", content.dates[0]),
        ("TANGGAL REVISI", content.dates[1]),
        ("TANGGAL EFEKTIF", content.dates[2]),
        ("DISAHKAN OLEH", content.approved),
        ("NAMA SOP", content.title),
    )
    heights = [16, 16, 16, 16, 60, 22]
    sheet.cell_at(40, 40, middle - 40, sum(heights), content.unit, middle=True)
    y = 40.0
    for (label, value), height in zip(fields, heights, strict=True):
        sheet.cell_at(middle, y, 110, height, label)
        sheet.cell_at(middle + 110, y, right - middle - 110, height, f": {value}" if y < 80 else value)
        y += height
    for left, other in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        tall = 0.0
        texts = []
        for name, width in ((left, middle - 40), (other, right - middle)):
            text = "\n".join(f"{n}. {item}" for n, item in enumerate(content.lists[name], 1))
            texts.append(text)
            tall = max(tall, 10 * len(sheet.wrapped(text, width - 6)) + 8)
        sheet.cell_at(40, y, middle - 40, 16, f"{LABELS[left]} :")
        sheet.cell_at(middle, y, right - middle, 16, f"{LABELS[other]} :")
        y += 16
        sheet.cell_at(40, y, middle - 40, tall, texts[0])
        sheet.cell_at(middle, y, right - middle, tall, texts[1])
        y += tall
    return y


def _identity_lines(sheet: Sheet, content: Content) -> float:
    y = 50.0
    sheet.text(40, y, content.unit)
    y += 24
    for label, value in (
        ("Nomor SOP", content.number),
        ("Tanggal Pembuatan", content.dates[0]),
        ("Tanggal Revisi", content.dates[1]),
        ("Tanggal Efektif", content.dates[2]),
        ("Disahkan oleh", content.approved),
        ("Nama SOP", content.title),
    ):
        sheet.text(40, y, label)
        sheet.text(150, y, f": {value}")
        y += 13
    for name, label in LABELS.items():
        y += 6
        sheet.text(40, y, label.title())
        for n, item in enumerate(content.lists[name], 1):
            for line in sheet.wrapped(f"{n}. {item}", sheet.w - 100):
                y += 11
                sheet.text(50, y, line)
        y += 11
    return y


def widths(sheet: Sheet, content: Content) -> tuple[list[float], list[str]]:
    """Widths and headings of the columns."""
    manner, heads = sheet.manner, sheet.manner.heads
    room = sheet.w - 60
    cols = [(26.0, heads[0])] if manner.numbered else []
    cols.append((room * 0.22, heads[1]))
    share = room * 0.36 / len(content.actors)
    cols += [(share, actor) for actor in content.actors]
    rest = room - sum(width for width, _ in cols)
    parts = (0.3, 0.22, 0.25, 0.23) if manner.remark else (0.4, 0.26, 0.34)
    cols += [(rest * part, head) for part, head in zip(parts, heads[4:], strict=False)]
    return [width for width, _ in cols], [head for _, head in cols]


def _table(sheet: Sheet, content: Content, y: float) -> None:
    manner = sheet.manner
    cols, heads = widths(sheet, content)
    first = 2 if manner.numbered else 1
    y = _heading(sheet, cols, heads, first, len(content.actors), y)
    centers: list[tuple[float, float, float, str]] = []
    for place, row in enumerate(content.rows, 1):
        if manner.caption and place == 3:
            sheet.cell_at(30, y, sum(cols), 14, manner.caption)
            y += 14
        texts = _texts(sheet, content, row, place)
        high = max(
            [
                10 * len(sheet.wrapped(text, width - 6)) + 8
                for text, width in zip(texts, cols, strict=True)
                if text
            ]
            + [44.0]
        )
        if y + high > sheet.h - 40:
            sheet.add_page()
            centers = []
            y = _heading(sheet, cols, heads, first, len(content.actors), 40.0) if manner.repeat else 40.0
        x = 30.0
        for n, (text, width) in enumerate(zip(texts, cols, strict=True)):
            is_actor = first <= n < first + len(content.actors)
            if is_actor and not manner.actor_rules:
                sheet.rule(x, y, x, y + high)
                sheet.rule(x + width, y, x + width, y + high)
                if place == len(content.rows):
                    sheet.rule(x, y + high, x + width, y + high)
            else:
                sheet.cell_at(x, y, width, high, text, middle=n < first - 1)
            x += width
        for n, who in enumerate(row.who):
            left = 30 + sum(cols[: first + who])
            centers.append(_symbol(sheet, row.shape if n == 0 else "box", left, y, cols[first + who], high))
        y += high
    if manner.arrows:
        _arrows(sheet, centers)


def _texts(sheet: Sheet, content: Content, row: Row, place: int) -> list[str]:
    manner = sheet.manner
    number = manner.numbers.format(place)
    texts = (
        [number, row.activity]
        if manner.numbered
        else [f"{place}. {row.activity}" if "{" in manner.numbers else row.activity]
    )
    texts += [""] * len(content.actors)
    texts += [
        "\n".join(f"- {need}" for need in row.needs) if len(row.needs) > 1 else row.needs[0],
        row.time,
        "\n".join(row.output),
    ]
    return texts + ([row.remark] if manner.remark else [])


def _heading(sheet: Sheet, cols: list[float], heads: list[str], first: int, actors: int, y: float) -> float:
    manner = sheet.manner
    tall = 90.0 if manner.turned else 40.0
    x = 30.0
    for n, (head, width) in enumerate(zip(heads, cols, strict=True)):
        grouped = first <= n < first + actors + 3
        if not grouped:
            sheet.cell_at(x, y, width, 18 + tall, head, middle=True)
        elif first <= n < first + actors and manner.turned:
            sheet.cell_at(x, y + 18, width, tall)
            with sheet.rotation(90, x + width / 2 + 3, y + 14 + tall):
                sheet.text(x + width / 2 + 3, y + 14 + tall, head)
        else:
            sheet.cell_at(x, y + 18, width, tall, head, middle=True)
        x += width
    left = 30 + sum(cols[:first])
    sheet.cell_at(left, y, sum(cols[first : first + actors]), 18, manner.heads[2], middle=True)
    left += sum(cols[first : first + actors])
    sheet.cell_at(left, y, sum(cols[first + actors : first + actors + 3]), 18, manner.heads[3], middle=True)
    y += 18 + tall
    if manner.column_row:
        x = 30.0
        for n, width in enumerate(cols, 1):
            sheet.cell_at(x, y, width, 14, str(n), middle=True)
            x += width
        y += 14
    return y


def _symbol(
    sheet: Sheet, shape: str, x: float, y: float, w: float, h: float
) -> tuple[float, float, float, str]:
    wide, high = min(w - 8, 40), 18.0
    left, top = x + (w - wide) / 2, y + (h - high) / 2
    sheet.set_fill_color(255)
    if shape == "box":
        sheet.rect(left, top, wide, high, "DF")
    elif shape == "capsule":
        sheet.rect(left, top, wide, high, "DF", round_corners=True, corner_radius=9)
    else:
        top, high = top - 3, high + 6
        points = (
            (left + wide / 2, top),
            (left + wide, top + high / 2),
            (left + wide / 2, top + high),
            (left, top + high / 2),
        )
        sheet.polygon(points, "DF")
        if sheet.manner.answers:
            sheet.set_font_size(5)
            sheet.text(left + wide, top + high / 2 - 2, "Tidak")
            sheet.text(left + wide / 2 + 2, top + high + 6, "Ya")
            sheet.set_font_size(8)
    return x + w / 2, top, top + high, shape


def _arrows(sheet: Sheet, centers: list[tuple[float, float, float, str]]) -> None:
    for (x0, _, bottom, _), (x1, top, _, _) in itertools.pairwise(centers):
        if top <= bottom:
            continue
        if abs(x0 - x1) < 1:
            sheet.line(x0, bottom, x1, top)
        else:
            turn = bottom + 4
            sheet.line(x0, bottom, x0, turn)
            sheet.line(x0, turn, x1, turn)
            sheet.line(x1, turn, x1, top)
        sheet.set_fill_color(0)
        sheet.polygon(((x1 - 2, top - 4), (x1 + 2, top - 4), (x1, top)), "F")
