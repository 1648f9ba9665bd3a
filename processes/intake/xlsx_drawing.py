"""Symbols and arrows drawn over a worksheet, placed by the cells they are anchored to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.intake.office_shapes import EMU, A, chosen, is_drawn, kind_of, outline_of, text_of
from processes.intake.paper import Arrow, Box, Symbol, SymbolKind

XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the columns and rows of a sheet begin, in points; one more than there are."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def box(self, col0: int, row0: int, col1: int, row1: int) -> Box:
        """The box of cells from (col0, row0) to (col1, row1), both counted from 0 and within."""
        return Box(_at(self.xs, col0), _at(self.ys, row0), _at(self.xs, col1 + 1), _at(self.ys, row1 + 1))


def _at(starts: tuple[float, ...], place: int) -> float:
    if place < len(starts):
        return starts[max(place, 0)]
    return starts[-1] + (place - len(starts) + 1) * 15.0


def read_drawing(root: etree._Element, ruler: Ruler) -> tuple[list[Symbol], list[Arrow]]:
    """(symbols, arrows) of a drawing part."""
    symbols: list[Symbol] = []
    arrows: list[Arrow] = []
    for anchor in root:
        box = _anchored(anchor, ruler)
        if box is None:
            continue
        for shape, place in _shapes(anchor, box):
            kind = etree.QName(shape).localname
            if kind == "cxnSp":
                arrows += _arrow(shape)
            elif (symbol := _symbol(shape, place)) is not None:
                symbols.append(symbol)
    return symbols, arrows


def _anchored(anchor: etree._Element, ruler: Ruler) -> Box | None:
    start = anchor.find(f"{XDR}from")
    if start is None:
        place, size = anchor.find(f"{XDR}pos"), anchor.find(f"{XDR}ext")
        if place is None or size is None:
            return None
        x, y = _number(place.get("x")), _number(place.get("y"))
        return Box(x, y, x + _number(size.get("cx")), y + _number(size.get("cy")))
    x0, y0 = _corner(start, ruler)
    end, size = anchor.find(f"{XDR}to"), anchor.find(f"{XDR}ext")
    if end is not None:
        x1, y1 = _corner(end, ruler)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if size is None:
        return None
    return Box(x0, y0, x0 + _number(size.get("cx")), y0 + _number(size.get("cy")))


def _corner(mark: etree._Element, ruler: Ruler) -> tuple[float, float]:
    col, row = int(mark.findtext(f"{XDR}col", "0")), int(mark.findtext(f"{XDR}row", "0"))
    x = _at(ruler.xs, col) + _number(mark.findtext(f"{XDR}colOff"))
    y = _at(ruler.ys, row) + _number(mark.findtext(f"{XDR}rowOff"))
    return min(x, _at(ruler.xs, col + 1)), min(y, _at(ruler.ys, row + 1))


def _number(text: str | None) -> float:
    return int(text or 0) / EMU


def _shapes(holder: etree._Element, box: Box) -> Iterator[tuple[etree._Element, Box]]:
    """The single shapes of an anchor, those of groups placed within the group's box."""
    for shape in chosen(holder):
        name = etree.QName(shape).localname
        if name in ("sp", "cxnSp", "pic"):
            yield shape, box
        elif name == "grpSp":
            yield from _grouped(shape, box)


def _grouped(group: etree._Element, box: Box) -> Iterator[tuple[etree._Element, Box]]:
    frame = group.find(f"{XDR}grpSpPr/{A}xfrm")
    inner = _frame(frame, "chOff", "chExt")
    for shape in chosen(group):
        name = etree.QName(shape).localname
        if name not in ("sp", "cxnSp", "pic", "grpSp"):
            continue
        own = _frame(shape.find(f"{XDR}{'grpSpPr' if name == 'grpSp' else 'spPr'}/{A}xfrm"), "off", "ext")
        place = _within(box, inner, own)
        if name == "grpSp":
            yield from _grouped(shape, place)
        else:
            yield shape, place


def _frame(frame: etree._Element | None, offset: str, extent: str) -> Box | None:
    if frame is None:
        return None
    off, ext = frame.find(f"{A}{offset}"), frame.find(f"{A}{extent}")
    if off is None or ext is None:
        return None
    x, y = _number(off.get("x")), _number(off.get("y"))
    return Box(x, y, x + _number(ext.get("cx")), y + _number(ext.get("cy")))


def _within(box: Box, inner: Box | None, own: Box | None) -> Box:
    if inner is None or own is None or not inner.width or not inner.height:
        return box
    sx, sy = box.width / inner.width, box.height / inner.height
    return Box(
        box.x0 + (own.x0 - inner.x0) * sx,
        box.top + (own.top - inner.top) * sy,
        box.x0 + (own.x1 - inner.x0) * sx,
        box.top + (own.bottom - inner.top) * sy,
    )


def _symbol(shape: etree._Element, box: Box) -> Symbol | None:
    if etree.QName(shape).localname == "pic":
        return Symbol(SymbolKind.MARK, box) if box.width < 150 and box.height < 120 else None
    properties = shape.find(f"{XDR}spPr")
    kind = kind_of(outline_of(properties))
    if kind is None or not is_drawn(properties) or box.width < 5 or box.height < 4:
        return None
    named = shape.find(f"{XDR}nvSpPr/{XDR}cNvPr")
    return Symbol(kind, box, text_of(shape), "" if named is None else named.get("id", ""))


def _arrow(shape: etree._Element) -> list[Arrow]:
    ends = shape.find(f"{XDR}nvCxnSpPr/{XDR}cNvCxnSpPr")
    if ends is None:
        return []
    start, end = ends.find(f"{A}stCxn"), ends.find(f"{A}endCxn")
    if start is None or end is None:
        return []
    source, target = start.get("id", ""), end.get("id", "")
    line = shape.find(f"{XDR}spPr/{A}ln")
    if _points(line, "headEnd") and not _points(line, "tailEnd"):
        source, target = target, source
    return [Arrow(source, target)]


def _points(line: etree._Element | None, end: str) -> bool:
    """Whether a line has an arrow head at an end."""
    mark = None if line is None else line.find(f"{A}{end}")
    return mark is not None and mark.get("type", "none") != "none"
