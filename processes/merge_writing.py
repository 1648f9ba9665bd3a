"""Writes what was decided in a merge into one of the files: facets, elements, lanes, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from processes.merge_facets import Facet, Thing, group, holder, is_drawing, lanes_of, text_of, things
from processes.names import BPMNDI, bpmn

BOTH = "both"
_HEAD = (bpmn("documentation"), bpmn("extensionElements"))


@dataclass(frozen=True, slots=True)
class Written:
    """A place of the file and whose it gets: theirs, or the items of both."""

    element: str
    facet: Facet
    choice: str


def write(
    mine: etree._Element, theirs: etree._Element, base: etree._Element, wanted: Iterable[Written]
) -> bytes:
    """My file with all that is wanted of theirs; neither file given is changed."""
    root = deepcopy(mine)
    others = things(theirs)
    lanes = dict(lanes_of(mine))
    their_lanes, was = lanes_of(theirs), things(base)
    todo = list(wanted)
    for one in todo:
        if one.facet.name == "presence":
            _put(root, others, one.element)
            if one.element in others:
                lanes[one.element] = their_lanes.get(one.element, ())
        elif one.facet.name == "lane":
            lanes[one.element] = their_lanes.get(one.element, ())
    here = things(root)
    for one in todo:
        if one.facet.name not in ("presence", "lane") and one.element in here and one.element in others:
            before = group(was[one.element].node, one.facet) if one.element in was else []
            _say(here[one.element].node, others[one.element].node, one, before)
    _tidy(root, lanes, others)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _put(root: etree._Element, others: Mapping[str, Thing], key: str) -> None:
    """Bring an element in from theirs, or take it out where they have none."""
    here = things(root)
    if key not in others:
        if key in here:
            _take_out(here[key].node)
        return
    if key in here:
        return
    source = others[key].node
    parent = here.get(others[key].parent)
    home = parent.node if parent else root
    _insert(home, deepcopy(source), _before(source))


def _before(node: etree._Element) -> list[etree._Element]:
    """The siblings in front of a node, the nearest first."""
    return list(node.itersiblings(preceding=True))


def _insert(home: etree._Element, new: etree._Element, before: Iterable[etree._Element]) -> None:
    """Put a node behind the nearest of its former neighbours that is there, else at the end."""
    present = {(child.tag, child.get("id"), child.get("bpmnElement")): child for child in home}
    for neighbour in before:
        found = present.get((neighbour.tag, neighbour.get("id"), neighbour.get("bpmnElement")))
        if found is not None:
            new.tail = found.tail
            found.addnext(new)
            return
    home.append(new)


def _take_out(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = node.tail
        parent.remove(node)


def _say(mine: etree._Element, theirs: etree._Element, one: Written, before: list[etree._Element]) -> None:
    """Give an element what theirs says in a facet."""
    home = _home(mine, theirs, one.facet.path)
    source = holder(theirs, one.facet.path)
    if one.facet.is_attribute:
        name = one.facet.name[1:]
        value = source.get(name) if source is not None else None
        if value is not None:
            home.set(name, value)
        elif name in home.attrib:
            del home.attrib[name]
        return
    old, new = group(mine, one.facet), group(theirs, one.facet)
    if one.choice == BOTH:
        known = {text_of(node) for node in (*old, *before)}
        new = [node for node in new if text_of(node) not in known]
        anchor = old[-1] if old else None
    else:
        anchor = old[0].getprevious() if old else None
        for node in old:
            _take_out(node)
    for node in new:
        copy = deepcopy(node)
        if anchor is not None:
            copy.tail = anchor.tail
            anchor.addnext(copy)
        else:
            _insert_first(home, copy, node, had=bool(old))
        anchor = copy


def _insert_first(home: etree._Element, new: etree._Element, source: etree._Element, *, had: bool) -> None:
    if had:
        home.insert(0, new)
        return
    tags = [sibling.tag for sibling in _before(source)]
    place = max((home.index(child) + 1 for child in home if child.tag in tags), default=0)
    home.insert(place, new)


def _home(mine: etree._Element, theirs: etree._Element, path: tuple[str, ...]) -> etree._Element:
    """The container of a facet in my element; made where it has none, as theirs has it."""
    home = mine
    for depth, tag in enumerate(path):
        found = home.find(tag)
        if found is None:
            source = holder(theirs, path[: depth + 1])
            found = etree.Element(tag, nsmap=dict(source.nsmap) if source is not None else None)  # type: ignore[arg-type]
            home.insert(sum(child.tag == _HEAD[0] for child in home) if tag == _HEAD[1] else len(home), found)
        home = found
    return home


def _tidy(root: etree._Element, lanes: Mapping[str, tuple[str, ...]], others: Mapping[str, Thing]) -> None:
    """Write anew what follows: who lies in which lane, what comes in and goes out, and the drawing of all there is."""
    _drop_loose_flows(root)
    here = things(root)
    _lanes(root, {node: where for node, where in lanes.items() if node in here})
    _ways(root)
    for key, thing in here.items():
        if is_drawing(key) and thing.node.get("bpmnElement", key) not in (*here, key):
            _take_out(thing.node)
    drawn = {node.get("bpmnElement") for node in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")}
    plane = next(root.iter(f"{{{BPMNDI}}}BPMNPlane"), None)
    for key, thing in others.items():
        element = thing.node.get("bpmnElement", "")
        missing = is_drawing(key) and element in here and element not in drawn
        if plane is not None and missing and thing.node.tag != plane.tag:
            plane.append(deepcopy(thing.node))


def _drop_loose_flows(root: etree._Element) -> None:
    """Take out the arrows that lead from or to nothing any more; lint tells of the element that lost its way."""
    known = {node.get("id") for node in root.iter(etree.Element)}
    for flow in list(root.iter(bpmn("sequenceFlow"))):
        if flow.get("sourceRef") not in known or flow.get("targetRef") not in known:
            _take_out(flow)


def _lanes(root: etree._Element, lanes: Mapping[str, tuple[str, ...]]) -> None:
    for lane in root.iter(bpmn("lane")):
        refs = {(ref.text or "").strip(): ref for ref in lane.findall(bpmn("flowNodeRef"))}
        for node, ref in refs.items():
            if lane.get("id", "") not in lanes.get(node, ()):
                _take_out(ref)
        missing = [node for node, where in lanes.items() if lane.get("id", "") in where and node not in refs]
        for node in missing:
            _append_ref(lane, "flowNodeRef", node)


def _ways(root: etree._Element) -> None:
    """Make incoming and outgoing of each node those of the flows there are."""
    flows = list(root.iter(bpmn("sequenceFlow")))
    found: dict[tuple[str, str], list[str]] = {}
    for flow in flows:
        found.setdefault((flow.get("sourceRef", ""), "outgoing"), []).append(flow.get("id", ""))
        found.setdefault((flow.get("targetRef", ""), "incoming"), []).append(flow.get("id", ""))
    ends = {node for node, _ in found}
    for node in list(root.iter(etree.Element)):
        ident = node.get("id", "")
        if ident not in ends and node.find(bpmn("incoming")) is None and node.find(bpmn("outgoing")) is None:
            continue
        for kind in ("incoming", "outgoing"):
            _refs(node, kind, found.get((ident, kind), []))


def _refs(node: etree._Element, kind: str, wanted: list[str]) -> None:
    refs = {(ref.text or "").strip(): ref for ref in node.findall(bpmn(kind))}
    for name, ref in refs.items():
        if name not in wanted:
            _take_out(ref)
    for name in wanted:
        if name not in refs:
            _append_ref(node, kind, name)


def _append_ref(node: etree._Element, kind: str, text: str) -> None:
    """Add a reference behind those of its kind, else where the standard has it: behind the head and what comes in."""
    new = etree.Element(bpmn(kind))
    new.text = text
    ahead = (
        *_HEAD,
        bpmn("incoming"),
        *((bpmn("outgoing"),) if kind != "incoming" else ()),
        bpmn("flowNodeRef"),
    )
    last = [child for child in node if child.tag in ahead]
    if last:
        new.tail = last[-1].tail
        last[-1].addnext(new)
    else:
        node.insert(0, new)
