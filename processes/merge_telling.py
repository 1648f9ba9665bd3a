"""Conflicts of a merge as an SOP tells them: which row, which cell, and the cell's text before and on each side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from processes.merge_facets import Facet, group, lanes_of, things
from processes.merging import LANE, PRESENCE, Conflict, Merge
from processes.names import bpmn, sop

_STEP = f"{bpmn('extensionElements')}/{sop('step')}"
_ENDS = ("@sourceRef", "@targetRef")
_CELLS = {
    "requirement": "requirement",
    "output": "output",
    "remark": "remark",
    "time": "time",
    "formField": "field",
    "serviceStandard": "standard",
    "conditionExpression": "drawn.condition",
    "timeDuration": "drawn.timer",
    "timeDate": "drawn.timer",
    "timeCycle": "drawn.timer",
    "@default": "drawn.default",
    "@decisionRef": "drawn.rules",
    "@assignee": "drawn.assignee",
    "@candidateGroups": "drawn.groups",
    "@candidateUsers": "drawn.users",
    "@priority": "drawn.priority",
    "@calledElement": "drawn.called_process",
    "@sourceRef": "from",
    "@targetRef": "next",
    "@number": "number",
    "@kind": "kind",
    "role": "role",
    "adminRequirement": "admin_requirements",
    "prerequisite": "prerequisites",
    "@summary": "summary",
    "@status": "status",
}
_IDENTITY = {"@unit", "@number", "@title", "equipment", "warnings", "records", "legalBasis"}


@dataclass(frozen=True, slots=True)
class Told:
    """A conflict: the row's number and name ("" and the arrow's two ends where it is no row), the cell's code as
    changes have it, and the texts. None says that the side took the thing away."""

    conflict: Conflict
    step: str
    name: str
    what: str
    before: str
    mine: str | None
    theirs: str | None


def told(found: Merge) -> tuple[Told, ...]:
    """Every conflict of a merge, in order."""
    base, mine, theirs = found.sides
    names = {**_names(base), **_names(theirs), **_names(mine)}
    return tuple(_told(one, found, names) for one in found.conflicts)


def _told(one: Conflict, found: Merge, names: Mapping[str, str]) -> Told:
    base, mine, theirs = found.sides
    node = _node(mine, one.element) if one.mine is not None else _node(theirs, one.element)
    step = node.find(_STEP) if node is not None else None
    said = [_text(side, one, names) for side in (base, mine, theirs)]
    if said[1] == said[2]:  # the words are the same: what differs is what stands behind them
        said = [_text(side, one, names, whole=True) for side in (base, mine, theirs)]
    return Told(
        one,
        step.get("number", "") if step is not None else "",
        names.get(one.element, one.element),
        _what(one.facet, is_step=step is not None),
        said[0],
        None if one.mine is None else said[1],
        None if one.theirs is None else said[2],
    )


def _what(facet: Facet, *, is_step: bool) -> str:
    name = facet.name.split("}")[-1]
    if facet == PRESENCE:
        return "presence"
    if facet == LANE:
        return "performer"
    if sop("identity") in facet.path and name in _IDENTITY:
        return f"identity.{name.removeprefix('@')}"
    if facet.name == "@name":
        return "activity" if is_step else "label"
    return _CELLS.get(name, name.removeprefix("@"))


def _text(root: etree._Element, one: Conflict, names: Mapping[str, str], *, whole: bool = False) -> str:
    """What a side says in the facet of a conflict, in words."""
    node = _node(root, one.element)
    if node is None:
        return ""
    if one.facet == PRESENCE:
        return node.get("name", "")
    if one.facet == LANE:
        return ", ".join(names.get(lane, lane) for lane in lanes_of(root).get(one.element, ()))
    if one.facet.is_attribute:
        value = things(root)[one.element].facets.get(one.facet, ("",))[0]
        return names.get(value, value) if one.facet.name in (*_ENDS, "@default") else value
    return "; ".join(_said(child, whole=whole) for child in group(node, one.facet))


def _said(node: etree._Element, *, whole: bool) -> str:
    words = " ".join("".join(map(str, node.itertext())).split()) or node.get("label", "")
    beside = ", ".join(f"{name!s}: {value!s}" for name, value in sorted(node.attrib.items()))
    if not words:
        return beside
    return f"{words} ({beside})" if whole and beside else words


def _node(root: etree._Element, element: str) -> etree._Element | None:
    found = things(root).get(element)
    return found.node if found else None


def _names(root: etree._Element) -> dict[str, str]:
    """What elements are called: by name, an arrow by the ends it joins."""
    nodes = {key: thing.node for key, thing in things(root).items()}
    named = {key: node.get("name", "") for key, node in nodes.items() if node.get("name")}
    for key, node in nodes.items():
        if node.tag == bpmn("sequenceFlow"):
            ends = [node.get(end, "") for end in ("sourceRef", "targetRef")]
            named[key] = " → ".join(named.get(end, end) for end in ends)
    return named
