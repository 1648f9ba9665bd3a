"""Symbols drawn in a paragraph of a Word document: DrawingML (Word 2010 and later), VML (before, and LibreOffice)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.intake.office_shapes import EMU, MC, A, is_drawn, kind_of, outline_of
from processes.intake.paper import Box, Symbol, SymbolKind

V = "{urn:schemas-microsoft-com:vml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
WPC = "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIZES = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}
_STYLE = re.compile(r"(?P<name>[\w-]+)\s*:\s*(?P<value>-?[\d.]+)(?P<unit>pt|in|cm|mm|px|)")
_VML_TYPES = {  # numbers of the shape types of Office before 2007
    "4": SymbolKind.DIAMOND,
    "110": SymbolKind.DIAMOND,
    "116": SymbolKind.CAPSULE,
    "3": SymbolKind.CAPSULE,
    "120": SymbolKind.PENTAGON,
    "177": SymbolKind.PENTAGON,
    "15": SymbolKind.PENTAGON,
    "56": SymbolKind.PENTAGON,
    "32": None,
    "33": None,
    "34": None,
    "20": None,
    "13": None,
    "202": None,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A symbol and how far it stands from the upper left of its paragraph (points; None: in the text)."""

    kind: SymbolKind
    text: str
    x: float | None
    y: float
    width: float
    height: float

    def placed(self, cell: Box) -> Symbol:
        """The symbol, given its paragraph's part of a row; how high rows will be printed is not known, so one that
        stands near stays in its row."""
        x, y = cell.center
        if self.x is not None:
            x = cell.x0 + 5.4 + self.x + self.width / 2
            low = cell.top + self.y + self.height / 2
            y = low if low > cell.top + max(1.5 * cell.height, 70) else y
        wide, high = self.width / 2, min(self.height, cell.height) / 2
        return Symbol(self.kind, Box(x - wide, y - high, x + wide, y + high), self.text)


def shapes_in(paragraph: etree._Element) -> Iterator[Drawn]:
    """The symbols drawn in a paragraph, each once."""
    for node in paragraph.iter(f"{WP}anchor", f"{WP}inline"):
        if not _in_fallback(node, paragraph):
            yield from _drawing(node)
    for node in paragraph.iter(f"{W}pict", f"{W}object"):
        if not _beside_choice(node, paragraph):
            yield from _vml(node)


def _in_fallback(node: etree._Element, top: etree._Element) -> bool:
    return any(parent.tag == f"{MC}Fallback" for parent in _between(node, top))


def _beside_choice(node: etree._Element, top: etree._Element) -> bool:
    """Whether the VML only repeats a DrawingML choice."""
    for parent in _between(node, top):
        if parent.tag == f"{MC}Fallback":
            around = parent.getparent()
            choice = None if around is None else around.find(f"{MC}Choice")
            return choice is not None and next(choice.iter(f"{WP}anchor", f"{WP}inline"), None) is not None
    return False


def _between(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


def _drawing(node: etree._Element) -> Iterator[Drawn]:
    size = node.find(f"{WP}extent")
    width = 0.0 if size is None else int(size.get("cx", "0")) / EMU
    height = 0.0 if size is None else int(size.get("cy", "0")) / EMU
    x = None if node.tag == f"{WP}inline" else _offset(node, "positionH")
    y = _offset(node, "positionV") or 0.0
    shapes = list(node.iter(f"{WPS}wsp"))
    if (
        not shapes
        and next(node.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"), None) is not None
    ):
        if width < 120 and height < 90:
            yield Drawn(SymbolKind.MARK, "", x, y, width, height)
        return
    for shape in shapes:
        properties = shape.find(f"{WPS}spPr")
        kind = kind_of(outline_of(properties))
        if kind is None or not is_drawn(properties):
            continue
        if len(shapes) > 1:
            yield _in_group(shape, kind, node, x or 0.0, y)
        elif width >= 5 and height >= 4:
            yield Drawn(kind, _text(shape), x, y, width, height)


def _in_group(shape: etree._Element, kind: SymbolKind, node: etree._Element, x: float, y: float) -> Drawn:
    frame = shape.find(f"{WPS}spPr/{A}xfrm")
    off = None if frame is None else frame.find(f"{A}off")
    ext = None if frame is None else frame.find(f"{A}ext")
    left = 0 if off is None else int(off.get("x", "0"))
    upper = 0 if off is None else int(off.get("y", "0"))
    base = next(node.iter(f"{A}chOff"), None)
    if base is not None:
        left, upper = left - int(base.get("x", "0")), upper - int(base.get("y", "0"))
    width = 20.0 if ext is None else int(ext.get("cx", "0")) / EMU
    height = 12.0 if ext is None else int(ext.get("cy", "0")) / EMU
    return Drawn(kind, _text(shape), x + left / EMU, y + upper / EMU, width, height)


def _offset(node: etree._Element, name: str) -> float | None:
    place = node.find(f"{WP}{name}")
    offset = None if place is None else place.findtext(f"{WP}posOffset")
    return None if offset is None else int(offset) / EMU


def _text(shape: etree._Element) -> str:
    return " ".join("".join(node.text or "" for node in shape.iter(f"{W}t")).split())


def _vml(node: etree._Element) -> Iterator[Drawn]:
    for shape in node.iter(f"{V}shape", f"{V}rect", f"{V}roundrect", f"{V}oval"):
        kind = _vml_kind(shape)
        style = {
            found["name"]: float(found["value"]) * _SIZES[found["unit"]]
            for found in _STYLE.finditer(shape.get("style", ""))
        }
        width, height = style.get("width", 0.0), style.get("height", 0.0)
        if kind is None or width < 5 or height < 4 or shape.get("stroked") == "f":
            continue
        floating = "position:absolute" in shape.get("style", "").replace(" ", "")
        x = style.get("margin-left", style.get("left", 0.0)) if floating else None
        yield Drawn(kind, _text(shape), x, style.get("margin-top", 0.0), width, height)


def _vml_kind(shape: etree._Element) -> SymbolKind | None:
    name = etree.QName(shape).localname
    if name in ("rect", "roundrect"):
        return SymbolKind.BOX
    if name == "oval":
        return SymbolKind.CAPSULE
    number = re.search(r"_t(\d+)", shape.get("type", ""))
    if number is None:
        return SymbolKind.MARK if shape.find(f"{V}imagedata") is not None else SymbolKind.BOX
    return _VML_TYPES.get(number[1], SymbolKind.BOX)
