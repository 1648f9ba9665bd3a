"""A BPMN file as things that can be merged one by one: elements by id, and what each says in facets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.names import BPMN, BPMNDI, CAMUNDA, SOP, bpmn, sop

_INSIDE = frozenset((bpmn("extensionElements"), sop("step"), sop("identity"), f"{{{CAMUNDA}}}formData"))
"""Elements without an id that hold things which are told apart: each of their parts is a facet of its own."""

_KEYED = frozenset((f"{{{CAMUNDA}}}formField",))
_DERIVED = frozenset((bpmn("incoming"), bpmn("outgoing"), bpmn("flowNodeRef")))
"""What follows from the flows and lanes; written anew after a merge."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Where something is said within an element: the containers on the way, an attribute ("@name") or a group of
    children of one tag; `part` tells apart those of a tag that bear ids of their own (form fields)."""

    path: tuple[str, ...]
    name: str
    part: str = ""

    @property
    def is_attribute(self) -> bool:
        """Whether it is an attribute and no group of children."""
        return self.name.startswith("@")


@dataclass(frozen=True, slots=True)
class Thing:
    """An element with an id: itself, its parent's key, and what it says by facet."""

    node: etree._Element
    parent: str
    facets: Mapping[Facet, tuple[str, ...]]


def things(root: etree._Element) -> dict[str, Thing]:
    """Everything in a file that bears an id, by key: a shape or edge of the drawing by what it draws."""
    return {
        key: Thing(node, _key_of_parent(node), dict(_facets(node, ())))
        for node in root.iter(etree.Element)
        if (key := key_of(node))
    }


def key_of(node: etree._Element) -> str:
    """The key of an element, empty where it has none: extensions use ids of their own."""
    namespace = etree.QName(node).namespace
    if namespace == BPMNDI:
        kind = etree.QName(node).localname
        drawn = node.get("id" if kind == "BPMNDiagram" else "bpmnElement")
        return f"di:{kind}:{drawn}" if drawn else ""
    return node.get("id", "") if namespace == BPMN else ""


def is_drawing(key: str) -> bool:
    """Whether a key is that of a shape or edge."""
    return key.startswith("di:")


def lanes_of(root: etree._Element) -> dict[str, tuple[str, ...]]:
    """The lanes each node lies in, by its id."""
    found: dict[str, tuple[str, ...]] = {}
    for lane in root.iter(bpmn("lane")):
        for ref in lane.findall(bpmn("flowNodeRef")):
            node = (ref.text or "").strip()
            found[node] = (*found.get(node, ()), lane.get("id", ""))
    return found


def text_of(node: etree._Element) -> str:
    """An element with all in it in one fixed spelling, its indentation left out."""
    parts = [node.tag, *(f"{name!s}={value!s}" for name, value in sorted(node.attrib.items()))]
    if node.text and node.text.strip():
        parts.append(node.text.strip())
    return "\x1f".join((*map(str, parts), *(f"\x1e{text_of(child)}\x1e" for child in node)))


def holder(node: etree._Element, path: tuple[str, ...]) -> etree._Element | None:
    """The container of a facet within an element."""
    found: etree._Element | None = node
    for tag in path:
        found = found.find(tag) if found is not None else None
    return found


def group(node: etree._Element, facet: Facet) -> list[etree._Element]:
    """The children that a facet is about."""
    container = holder(node, facet.path)
    if container is None or facet.is_attribute:
        return []
    return [one for one in container.findall(facet.name) if not facet.part or one.get("id", "") == facet.part]


def _facets(node: etree._Element, path: tuple[str, ...]) -> Iterator[tuple[Facet, tuple[str, ...]]]:
    for name, value in node.attrib.items():
        if not (path == () and str(name) == "id"):
            yield Facet(path, "@" + str(name)), (str(value),)
    groups: dict[tuple[str, str], list[etree._Element]] = {}
    for child in node:
        tag = str(child.tag)
        if tag in _DERIVED or key_of(child):
            continue
        if tag in _INSIDE:
            yield from _facets(child, (*path, tag))
        else:
            part = child.get("id", "") if tag in _KEYED else ""
            groups.setdefault((tag, part), []).append(child)
    for (tag, part), children in groups.items():
        yield Facet(path, tag, part), tuple(map(text_of, children))


def _key_of_parent(node: etree._Element) -> str:
    parent = node.getparent()
    while parent is not None and not key_of(parent):
        parent = parent.getparent()
    return key_of(parent) if parent is not None else ""


SOP_GATHERED = frozenset((sop("source"), sop("assumption"), f"{{{SOP}}}fact"))
"""Notes of where a cell comes from: those of both sides are kept without asking."""
