"""What a drawn shape of Word or Excel is, by the name of its outline."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.intake.paper import SymbolKind

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
EMU = 12700  # of one point
_KINDS = {
    "flowChartTerminator": SymbolKind.CAPSULE,
    "ellipse": SymbolKind.CAPSULE,
    "flowChartConnector": SymbolKind.PENTAGON,
    "flowChartOffpageConnector": SymbolKind.PENTAGON,
    "homePlate": SymbolKind.PENTAGON,
    "pentagon": SymbolKind.PENTAGON,
    "flowChartDecision": SymbolKind.DIAMOND,
    "diamond": SymbolKind.DIAMOND,
}
_LINES = ("line", "straightConnector", "bentConnector", "curvedConnector", "bracket", "brace", "arc")
_ARROWS = (
    "rightArrow",
    "leftArrow",
    "upArrow",
    "downArrow",
    "bentArrow",
    "bentUpArrow",
    "notchedRightArrow",
    "chevron",
)


def kind_of(outline: str) -> SymbolKind | None:
    """The symbol of a preset outline ("flowChartDecision"); None for lines and block arrows."""
    if any(word.lower() in outline.lower() for word in _LINES) or outline in _ARROWS:
        return None
    return _KINDS.get(outline, SymbolKind.BOX)


def outline_of(properties: etree._Element | None) -> str:
    """The preset outline in shape properties ("rect" where the shape is drawn freely)."""
    if properties is None:
        return "rect"
    preset = properties.find(f"{A}prstGeom")
    if preset is not None:
        return preset.get("prst", "rect")
    return _free_outline(properties.find(f"{A}custGeom"))


def _free_outline(drawn: etree._Element | None) -> str:
    if drawn is None:
        return "rect"
    closed = next(drawn.iter(f"{A}close"), None) is not None
    return "rect" if closed else "line"


def is_drawn(properties: etree._Element | None) -> bool:
    """Whether a shape shows: it has an outline or a filling (a bare text box has neither)."""
    if properties is None:
        return True
    line = properties.find(f"{A}ln")
    bare = line is not None and line.find(f"{A}noFill") is not None
    return not (
        bare and (properties.find(f"{A}noFill") is not None or properties.find(f"{A}solidFill") is None)
    )


def text_of(shape: etree._Element) -> str:
    """All text in a drawn shape."""
    parts = [node.text or "" for node in shape.iter(f"{A}t")]
    return " ".join(" ".join(parts).split())


def chosen(element: etree._Element) -> Iterator[etree._Element]:
    """The element's children, with the first choice put in the place of alternatives (never both)."""
    for child in element:
        if child.tag == f"{MC}AlternateContent":
            choice = child.find(f"{MC}Choice")
            fallback = child.find(f"{MC}Fallback")
            taken = choice if choice is not None and len(choice) else fallback
            if taken is not None:
                yield from chosen(taken)
        elif isinstance(child.tag, str):
            yield child
