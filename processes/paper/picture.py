"""The diagram of a BPMN file as SVG, and as PNG; drawn from the file's own places, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from processes.paper.drawing import Bounds, Edge, Picture, Shape, Spot, read_picture
from processes.paper.icons import draw_mark, draw_task_mark
from processes.paper.measure import MM_PER_POINT, wrap
from processes.paper.sheet import Words
from processes.paper.typesetting import Job

SVG = "http://www.w3.org/2000/svg"
_FONT = "'Source Sans Pro', Arial, Helvetica, sans-serif"
_TYPE = 12.0
_LINE = 14.0
_PAD = 20.0
_LARGEST = 12_000  # pixels of a side of the PNG
_FOOT_MARKS = ("loop", "parallel", "sequential", "collapsed")
_RINGED = ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
_CONTAINERS = ("participant", "lane", "group")


def svg(xml: bytes, words: Words = str) -> bytes:
    """The diagram as SVG, white behind it, its texts in the office's `words`. Raises BadXml."""
    picture = read_picture(xml, words)
    left, top, width, height = _extent(picture)
    root = etree.fromstring(f'<svg xmlns="{SVG}"/>')
    root.set("viewBox", f"{_n(left)} {_n(top)} {_n(width)} {_n(height)}")
    root.set("width", _n(width))
    root.set("height", _n(height))
    _add(root, "rect", x=_n(left), y=_n(top), width=_n(width), height=_n(height), fill="#fff")
    holder = _add(root, "g", fill="#fff", stroke="#111", **{"stroke-width": "1.5"})
    inner = [one for one in picture.shapes if one.kind not in _CONTAINERS]
    for shape in picture.shapes:
        if shape.kind in _CONTAINERS:
            _container(holder, shape)
    for shape in inner:
        if _is_open(shape):  # what lies within it is drawn over it
            _activity(holder, shape)
    for edge in picture.edges:
        _edge(holder, edge)
    for shape in sorted(
        (one for one in inner if not _is_open(one)), key=lambda one: one.kind == "boundaryEvent"
    ):
        _node(holder, shape)
    labelled: list[Shape | Edge] = [*inner, *picture.edges]
    for one in labelled:
        _label(holder, one)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def png(xml: bytes, scale: float = 2.0, words: Words = str) -> bytes:
    """The diagram as PNG, `scale` pixels to a pixel of the drawing, less where it grew too large. Raises BadXml."""
    _, _, width, height = _extent(read_picture(xml))
    scale = min(scale, _LARGEST / max(width, height))
    job = Job("picture.typ", {"picture.svg": svg(xml, words)})
    return job.pictures({"width": width, "height": height}, 72 * scale)[0]


def _extent(picture: Picture) -> Bounds:
    boxes = [one.bounds for one in picture.shapes]
    boxes += [one.label for one in picture.shapes if one.label]
    boxes += [one.label for one in picture.edges if one.label]
    spots = [spot for edge in picture.edges for spot in edge.way]
    spots += [spot for x, y, w, h in boxes for spot in ((x, y), (x + w, y + h))]
    xs, ys = [x for x, _ in spots] or [0.0], [y for _, y in spots] or [0.0]
    return (
        min(xs) - _PAD,
        min(ys) - _PAD,
        max(xs) - min(xs) + 2 * _PAD,
        max(ys) - min(ys) + 2 * _PAD,
    )


def _container(parent: etree._Element, shape: Shape) -> None:
    x, y, width, height = shape.bounds
    box = _add(parent, "rect", x=_n(x), y=_n(y), width=_n(width), height=_n(height))
    if shape.kind == "group":
        box.attrib.update({"fill": "none", "stroke-dasharray": "8 4", "rx": "8"})
        return
    strip = 30.0
    if "upright" in shape.marks:
        _add(parent, "path", d=f"M{_n(x)} {_n(y + strip)}H{_n(x + width)}", fill="none")
        _text(parent, shape.name, (x, y, width, strip))
    else:
        _add(parent, "path", d=f"M{_n(x + strip)} {_n(y)}V{_n(y + height)}", fill="none")
        middle = f"rotate(-90 {_n(x + strip / 2)} {_n(y + height / 2)})"
        turned = (x + strip / 2 - height / 2, y + height / 2 - strip / 2, height, strip)
        _text(_add(parent, "g", transform=middle), shape.name, turned)


def _node(parent: etree._Element, shape: Shape) -> None:
    x, y, width, height = shape.bounds
    if shape.kind.endswith("Event"):
        _event(parent, shape)
    elif shape.kind.endswith("Gateway"):
        middle, low = (x + width / 2, y + height / 2), (x + width, y + height)
        corners = ((middle[0], y), (low[0], middle[1]), (middle[0], low[1]), (x, middle[1]))
        _add(parent, "polygon", points=" ".join(f"{_n(a)},{_n(b)}" for a, b in corners))
        draw_mark(parent, shape.kind, middle, min(width, height) / 2)
    elif shape.kind == "textAnnotation":
        way = f"M{_n(x + 10)} {_n(y)}H{_n(x)}V{_n(y + height)}H{_n(x + 10)}"
        _add(parent, "path", d=way, fill="none")
        _text(parent, shape.name, (x + 4, y, width - 4, height), to_left=True)
    elif shape.kind in ("dataObjectReference", "dataStoreReference"):
        fold = min(width, height) / 3
        way = f"M{_n(x)} {_n(y)}h{_n(width - fold)}l{_n(fold)} {_n(fold)}v{_n(height - fold)}h{_n(-width)}z"
        _add(parent, "path", d=way)
    else:
        _activity(parent, shape)


def _activity(parent: etree._Element, shape: Shape) -> None:
    x, y, width, height = shape.bounds
    box = _add(parent, "rect", x=_n(x), y=_n(y), width=_n(width), height=_n(height), rx="10")
    if shape.kind == "callActivity":
        box.set("stroke-width", "4")
    draw_task_mark(parent, shape.kind, (x, y))
    _text(parent, shape.name, (x + 5, y + 2, width - 10, 24.0 if _is_open(shape) else height - 4))
    marks = [mark for mark in _FOOT_MARKS if mark in shape.marks]
    for place, mark in enumerate(marks):
        draw_mark(parent, mark, (x + width / 2 + 18 * (place - (len(marks) - 1) / 2), y + height - 10), 7)


def _is_open(shape: Shape) -> bool:
    """Whether it is a subprocess that shows what is within."""
    return shape.kind in ("subProcess", "transaction", "adHocSubProcess") and "collapsed" not in shape.marks


def _event(parent: etree._Element, shape: Shape) -> None:
    x, y, width, height = shape.bounds
    middle, radius = (x + width / 2, y + height / 2), min(width, height) / 2
    thick = "4" if shape.kind == "endEvent" else "1.5"
    lines = {"stroke-width": thick} | ({"stroke-dasharray": "5 3"} if "dashed" in shape.marks else {})
    rings = (radius, radius - 3) if shape.kind in _RINGED else (radius,)
    for ring in rings:
        _add(parent, "circle", cx=_n(middle[0]), cy=_n(middle[1]), r=_n(ring), **lines)
    for mark in sorted(shape.marks - {"dashed", "upright", "collapsed"}):
        draw_mark(parent, mark, middle, radius * 0.55)


def _edge(parent: etree._Element, edge: Edge) -> None:
    dashes = {"messageFlow": "10 6", "association": "2 4"}.get(edge.kind)
    way = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in edge.way)
    line = _add(parent, "path", d=way, fill="none")
    line.set("stroke-linejoin", "round")
    if dashes:
        line.set("stroke-dasharray", dashes)
    if edge.kind in ("sequenceFlow", "messageFlow", "dataInputAssociation", "dataOutputAssociation"):
        fill = "#111" if edge.kind == "sequenceFlow" else "#fff"
        _add(parent, "polygon", points=_head(edge.way), fill=fill)
    if edge.is_default:
        (x, y), (x2, y2) = edge.way[:2]
        step = max(abs(x2 - x), abs(y2 - y)) or 1.0
        cx, cy = x + (x2 - x) / step * 12, y + (y2 - y) / step * 12
        _add(parent, "path", d=f"M{_n(cx - 5)} {_n(cy + 5)}L{_n(cx + 5)} {_n(cy - 5)}")


def _head(way: tuple[Spot, ...]) -> str:
    """The arrow's head at the end of a way, along its last part that has a length."""
    x, y = way[-1]
    before = next(((a, b) for (a, b), _ in reversed(list(pairwise(way))) if (a, b) != (x, y)), (x - 1, y))
    length = ((x - before[0]) ** 2 + (y - before[1]) ** 2) ** 0.5
    dx, dy = (x - before[0]) / length, (y - before[1]) / length
    back, side = (x - 10 * dx, y - 10 * dy), (-dy * 4.5, dx * 4.5)
    spots = ((x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
    return " ".join(f"{_n(a)},{_n(b)}" for a, b in spots)


def _label(parent: etree._Element, one: Shape | Edge) -> None:
    """The name outside of a shape, or beside a flow, where the file places it."""
    inside = isinstance(one, Shape) and not one.kind.endswith(("Event", "Gateway", "Reference"))
    if not one.name or inside:
        return
    bounds = one.label
    if bounds is None and isinstance(one, Shape):
        x, y, width, height = one.bounds
        bounds = (x + width / 2 - 45, y + height + 4, 90.0, 28.0)
    elif bounds is None and isinstance(one, Edge):
        (x, y), (x2, y2) = one.way[:2]
        bounds = ((x + x2) / 2 - 20, (y + y2) / 2 - 18, 40.0, 14.0)
    if bounds is not None:
        _text(parent, one.name, (bounds[0], bounds[1], max(bounds[2], 30.0), bounds[3]), loose=True)


def _text(
    parent: etree._Element, text: str, box: Bounds, *, to_left: bool = False, loose: bool = False
) -> None:
    """A text broken into lines in the middle of a box; type grows smaller where it does not fit."""
    x, y, width, height = box
    lines, size = _broken(text, width + (8 if loose else 0), height, loose)
    step = size * _LINE / _TYPE
    first = y + height / 2 - step * (len(lines) - 1) / 2 + size * 0.33
    element = _add(parent, "text", fill="#111", stroke="none")
    element.attrib.update(
        {"font-family": _FONT, "font-size": _n(size), "text-anchor": "start" if to_left else "middle"}
    )
    for place, line in enumerate(lines):
        at = x + 4 if to_left else x + width / 2
        _add(element, "tspan", x=_n(at), y=_n(first + place * step)).text = line


def _broken(text: str, width: float, height: float, loose: bool) -> tuple[tuple[str, ...], float]:
    for size in (_TYPE, 11.0, 10.0, 9.0, 8.0):
        lines = wrap(text, width * MM_PER_POINT, size)
        if loose or len(lines) * size * _LINE / _TYPE <= height:
            break
    return lines, size


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{SVG}}}{name}", attributes)


def _n(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < 1e6 else "0"


def names_in(picture: bytes) -> Iterator[str]:
    """The texts of an SVG made here, each with its lines joined."""
    root = etree.fromstring(picture)
    for element in root.iter(f"{{{SVG}}}text"):
        yield " ".join(line.text or "" for line in element)
