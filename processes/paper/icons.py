"""The marks inside BPMN shapes: what an event waits for, how a gateway branches, what kind a task is."""

from __future__ import annotations

from lxml import etree

from processes.paper.drawing import Spot

SVG = "http://www.w3.org/2000/svg"
_PERSON = "M4 17v-3c0-3 2-4 4-4h2c2 0 4 1 4 4v3z M9 9a3.4 3.4 0 1 0-.01 0z"
_ENVELOPE = "M2 5h14v10h-14z M2 5l7 6l7-6"
_TABLE = "M2 4h15v12h-15z M2 8h15 M7 4v12"
_SHEET = "M4 3h9c-3 5 3 8 0 14h-9c3-6-3-9 0-14z M5.5 7h5 M6.5 10h5 M6 13h5"
_WHEEL = "M9 4v12 M3 10h12 M5 6l8 8 M13 6l-8 8 M9 14a4 4 0 1 0-.01 0z"
_HAND = "M3 8h7l-2-3l8 5c0 3-2 6-5 6h-4l-4-2z"
_TASKS = {
    "userTask": _PERSON,
    "receiveTask": _ENVELOPE,
    "sendTask": _ENVELOPE,
    "businessRuleTask": _TABLE,
    "scriptTask": _SHEET,
    "serviceTask": _WHEEL,
    "manualTask": _HAND,
}
_RING = "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0z"
_SMALL_RING = "M.55 0A.55 .55 0 1 1 -.55 0A.55 .55 0 1 1 .55 0z"
_PLUS = "M-.6 0H.6 M0 -.6V.6"
_TIMES = "M-.5 -.5L.5 .5 M.5 -.5L-.5 .5"
_PENTAGON = "M0 -.35L.33 -.11L.21 .28H-.21L-.33 -.11z"
# Ways between -1 and 1, and the width of their line in pixels.
_MARKS: dict[str, tuple[str, float]] = {
    "exclusiveGateway": (_TIMES, 3),
    "parallelGateway": (_PLUS, 3),
    "inclusiveGateway": (_SMALL_RING, 2.5),
    "complexGateway": (f"{_PLUS} {_TIMES}", 2.5),
    "eventBasedGateway": (f"{_SMALL_RING} {_PENTAGON}", 1.2),
    "timer": (f"{_RING} M0 -.7V0H.5", 1.2),
    "message": ("M-1 -.7H1V.7H-1z M-1 -.7L0 .2L1 -.7", 1.2),
    "signal": ("M0 -1L.9 .7H-.9z", 1.2),
    "escalation": ("M0 -1L.7 .9L0 .2L-.7 .9z", 1.2),
    "compensate": ("M0 -.7V.7L-.9 0z M.9 -.7V.7L0 0z", 1.2),
    "error": ("M-.9 .8L-.3 -.8L.3 .3L.9 -.8", 1.5),
    "conditional": ("M-.6 -.8H.6V.8H-.6z M-.3 -.3H.3 M-.3 .2H.3", 1.2),
    "link": ("M-.9 -.3H.2V-.8L1 0L.2 .8V.3H-.9z", 1.2),
    "cancel": (_TIMES, 3),
    "terminate": (_RING, 1),
    "parallel": ("M-.6 -.9V.9 M0 -.9V.9 M.6 -.9V.9", 2),
    "sequential": ("M-.9 -.6H.9 M-.9 0H.9 M-.9 .6H.9", 2),
    "loop": ("M-.4 .8A.9 .9 0 1 1 .4 .8 M-.9 .8H-.4V.3", 1.5),
    "collapsed": (f"M-1 -1H1V1H-1z {_PLUS}", 1.2),
}


def draw_task_mark(parent: etree._Element, kind: str, corner: Spot) -> None:
    """The mark in the upper left corner of a task; none for kinds without one."""
    if kind in _TASKS:
        place = f"translate({corner[0] + 3:g} {corner[1] + 2:g})"
        _path(parent, _TASKS[kind], {"transform": place, "stroke-width": "1"})


def draw_mark(parent: etree._Element, kind: str, middle: Spot, size: float) -> None:
    """The mark of an event or gateway, or at the foot of an activity; none for kinds without one."""
    if kind not in _MARKS or size <= 0:
        return
    way, width = _MARKS[kind]
    place = f"translate({middle[0]:g} {middle[1]:g}) scale({size:g})"
    filled = {"fill": "#111"} if kind == "terminate" else {}
    _path(parent, way, {"transform": place, "stroke-width": f"{width / size:.3g}", **filled})


def _path(parent: etree._Element, way: str, attributes: dict[str, str]) -> None:
    etree.SubElement(parent, f"{{{SVG}}}path", {"d": way, "fill": "none", "stroke": "#111", **attributes})
