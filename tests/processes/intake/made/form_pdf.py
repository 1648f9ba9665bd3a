"""Draws SOPs as office programs print them: rules as slivers, filled symbols, list numbers in cells of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from fpdf import FPDF

from tests.processes.intake.made.contents import LABELS, Content, Row

SANS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf")


@dataclass(frozen=True)
class Form:
    """How a file is laid out."""

    row_rules: bool = True  # level rules between the rows
    split_rows: bool = False  # a row may go on on the next page
    on_its_side: bool = False  # the flow table turned by a quarter on an upright page
    colour: tuple[int, int, int] | None = (79, 129, 189)
    numbers: str = "{}"
    title: str = "NAMA SOP"
    groups: tuple[tuple[str, int], ...] = ()  # headings over some pelaksana
    footer: bool = True
    answers: bool = True
    one_page: bool = False  # identity and table on one page
    rotate_flag: bool = False
    letters: float = 7.5


class Pen(FPDF):
    """A page being drawn."""

    def __init__(self, form: Form) -> None:
        super().__init__("P" if form.on_its_side or form.one_page else "L", "pt", "A4")
        self.set_auto_page_break(False)
        self.add_font("s", "", str(SANS))
        self.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
        self.form = form
        self.turned = False

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sheet, which may lie on its side."""
        return (y, self.h - x) if self.turned else (x, y)

    def sliver(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A rule, as a filled rectangle half a point thick."""
        (a, b), (c, d) = self.at(x0, y0), self.at(x1, y1)
        self.set_fill_color(0)
        self.rect(min(a, c) - 0.24, min(b, d) - 0.24, abs(c - a) + 0.48, abs(d - b) + 0.48, "F")

    def words(self, x: float, y: float, text: str) -> None:
        """A line of text."""
        a, b = self.at(x, y)
        if self.turned:
            with self.rotation(90, a, b):
                self.text(a, b, text)
        else:
            self.text(a, b, text)

    def lines(self, text: str, width: float) -> list[str]:
        """Text broken to a width, words too where they must."""
        found: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in part.split():
                while self.get_string_width(word) > width:
                    cut = max(n for n in range(1, len(word)) if self.get_string_width(word[:n]) <= width)
                    if line:
                        found.append(line)
                        line = ""
                    found.append(word[:cut])
                    word = word[cut:]
                if line and self.get_string_width(f"{line} {word}") > width:
                    found.append(line)
                    line = word
                else:
                    line = f"{line} {word}".strip()
            found.append(line)
        return [line for line in found if line]

    def cell(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        text: str = "",
        sides: str = "tblr",
        middle: bool = False,
    ) -> None:  # type: ignore[override]
        """A cell with some of its rules."""
        for side, rule in zip(
            "tblr",
            ((x, y, x + w, y), (x, y + h, x + w, y + h), (x, y, x, y + h), (x + w, y, x + w, y + h)),
            strict=True,
        ):
            if side in sides:
                self.sliver(*rule)
        self.put(x, y, w, h, self.lines(text, w - 6) if text else [], middle)

    def put(self, x: float, y: float, w: float, h: float, lines: list[str], middle: bool) -> None:
        """Lines in a cell."""
        step = self.form.letters + 2
        top = y + (h - step * len(lines)) / 2 if middle else y + 2
        for n, line in enumerate(lines):
            left = x + (w - self.get_string_width(line)) / 2 if middle else x + 3
            self.words(left, top + step * (n + 0.8), line)

    def symbol(self, shape: str, x: float, y: float, w: float, h: float) -> None:
        """A symbol: filled first, then outlined, as word processors do."""
        corners = {
            "box": ((x, y), (x + w, y), (x + w, y + h), (x, y + h)),
            "diamond": ((x + w / 2, y - 3), (x + w, y + h / 2), (x + w / 2, y + h + 3), (x, y + h / 2)),
        }
        self.set_draw_color(30, 60, 110)
        self.set_fill_color(*(self.form.colour or (255, 255, 255)))
        for style in ("F", "D"):
            if shape == "capsule" and not self.turned:
                self.rect(x, y, w, h, style, round_corners=True, corner_radius=h / 2)
            else:
                self.polygon(
                    [self.at(*point) for point in corners["box" if shape == "capsule" else shape]], style
                )
        self.set_draw_color(0)


def write(content: Content, form: Form, path: Path) -> None:
    """Write the file."""
    pen = Pen(form)
    pen.set_font("s", size=form.letters)
    pen.add_page()
    y = _identity(pen, content)
    if not form.one_page:
        _footer(pen, 1)
        pen.add_page()
        pen.turned = form.on_its_side
        y = 36.0
    _table(pen, content, y + 14)
    pen.output(str(path))


def _footer(pen: Pen, page: int) -> None:
    if pen.form.footer and not pen.turned:
        pen.words(pen.w / 2 - 30, pen.h - 14, f"Halaman {page}")


def _identity(pen: Pen, content: Content) -> float:
    right, half = pen.w - 36, pen.w / 2
    fields = (
        ("NOMOR SOP", content.number),
        ("TANGGAL PEMBUATAN", content.dates[0]),
        ("TANGGAL REVISI", content.dates[1]),
        ("TANGGAL EFEKTIF", content.dates[2]),
        ("DISAHKAN OLEH", content.approved),
        (pen.form.title, content.title),
    )
    heights = [14.0, 14.0, 14.0, 14.0, 56.0, 26.0]
    pen.cell(36, 36, half - 36, sum(heights), content.unit, middle=True)
    y = 36.0
    for (label, value), high in zip(fields, heights, strict=True):
        pen.cell(half, y, 96, high, label)
        pen.cell(half + 96, y, 10, high, ":", sides="tb")
        pen.cell(half + 106, y, right - half - 106, high, value, sides="tbr")
        y += high
    for names in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        for name, left in zip(names, (36.0, half), strict=True):
            pen.cell(left, y, half - 36, 14, LABELS[name])
        y += 14
        tall = [
            [len(pen.lines(item, half - 66)) * (pen.form.letters + 2) + 4 for item in content.lists[name]]
            for name in names
        ]
        high = max(sum(one) for one in tall)
        for name, left, own in zip(names, (36.0, half), tall, strict=True):
            top = y
            for n, (item, part) in enumerate(zip(content.lists[name], own, strict=True), 1):
                last = n == len(own)
                part = y + high - top if last else part
                pen.cell(left, top, 20, part, f"{n}.", sides="l" + ("b" if last else ""))
                pen.cell(left + 20, top, half - 56, part, item, sides="r" + ("b" if last else ""))
                top += part
        y += high
    return y


def _table(pen: Pen, content: Content, y: float) -> None:
    form = pen.form
    wide, deep = (pen.h, pen.w) if pen.turned else (pen.w, pen.h)
    room, count = wide - 60, len(content.actors)
    cols = [
        22.0,
        room * 0.24,
        *[room * 0.36 / count] * count,
        *(room * 0.38 * part for part in (0.34, 0.2, 0.26, 0.2)),
    ]
    y = _heading(pen, content, cols, y)
    page = 2
    last: list[tuple[float, float]] = []
    for n, row in enumerate(content.rows, 1):
        texts = _texts(form, content, row, n)
        lines = [pen.lines(text, width - 6) for text, width in zip(texts, cols, strict=True)]
        high = max(max(map(len, lines)) * (form.letters + 2) + 6, 34.0)
        left = deep - 34 - y
        if high > left:
            page += 1
            if form.split_rows and left > 20:
                fit = int((left - 4) // (form.letters + 2))
                _row(pen, cols, y, left, [one[:fit] for one in lines], row, True, n == len(content.rows))
                lines, high = (
                    [one[fit:] for one in lines],
                    max(max(len(one[fit:]) for one in lines) * (form.letters + 2) + 6, 12.0),
                )
                pen.add_page()
                y = 40.0
                _row(pen, cols, y, high, lines, row, False, True)
                y += high
                continue
            pen.add_page()
            _footer(pen, page)
            y = _heading(pen, content, cols, 40.0)
            last = []
        places = _row(pen, cols, y, high, lines, row, True, n == len(content.rows))
        for before, here in pairwise([*last[-1:], *places[:1]]):
            pen.line(*pen.at(before[0], before[1] + 18), *pen.at(before[0], here[1] - 5))
            pen.line(*pen.at(before[0], here[1] - 5), *pen.at(here[0], here[1] - 5))
        last = places
        y += high


def _row(
    pen: Pen,
    cols: list[float],
    y: float,
    high: float,
    lines: list[list[str]],
    row: Row,
    drawn: bool,
    end: bool,
) -> list[tuple[float, float]]:
    x, places = 30.0, []
    sides = "tblr" if pen.form.row_rules else "lr" + ("b" if end else "")
    for n, (text, width) in enumerate(zip(lines, cols, strict=True)):
        pen.cell(x, y, width, high, "", sides)
        pen.put(x, y, width, high, text, n == 0)
        if drawn and n - 2 in row.who:
            size = min(width - 6, 34)
            first = n - 2 == row.who[0]
            pen.symbol(row.shape if first else "box", x + (width - size) / 2, y + 8, size, 14)
            places.append((x + width / 2, y + 8))
            if row.shape == "diamond" and pen.form.answers:
                pen.words(x + width / 2 + 8, y + 30, "Y")
                pen.words(x + 2, y + 12, "T")
        x += width
    return places


def _texts(form: Form, content: Content, row: Row, n: int) -> list[str]:
    needs = (
        "\n".join(f"{m}. {need}" for m, need in enumerate(row.needs, 1))
        if len(row.needs) > 1
        else row.needs[0]
    )
    return [
        form.numbers.format(n),
        row.activity,
        *[""] * len(content.actors),
        needs,
        row.time,
        "\n".join(row.output),
        row.remark,
    ]


def _heading(pen: Pen, content: Content, cols: list[float], y: float) -> float:
    count, deep = len(content.actors), 3 if pen.form.groups else 2
    high = [14.0] * (deep - 1) + [34.0]
    whole, x = sum(high), 30.0
    for n, (head, width) in enumerate(
        zip(
            ["NO", "AKTIVITAS", *content.actors, "KELENGKAPAN", "WAKTU", "OUTPUT", "KETERANGAN"],
            cols,
            strict=True,
        )
    ):
        if 2 <= n < 2 + count:
            pen.cell(x, y + whole - 34, width, 34, head, middle=True)
        elif 2 + count <= n < 5 + count:
            pen.cell(x, y + 14, width, whole - 14, head, middle=True)
        else:
            pen.cell(x, y, width, whole, head, middle=True)
        x += width
    left = 30 + sum(cols[:2])
    pen.cell(left, y, sum(cols[2 : 2 + count]), 14, "PELAKSANA", middle=True)
    start = left
    for label, span in pen.form.groups:
        pen.cell(start, y + 14, cols[2] * span, 14, label, middle=True)
        start += cols[2] * span
    pen.cell(
        left + sum(cols[2 : 2 + count]), y, sum(cols[2 + count : 5 + count]), 14, "MUTU BAKU", middle=True
    )
    return y + whole
