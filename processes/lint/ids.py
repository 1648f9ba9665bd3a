"""Rules on ids and references: each id once, each reference to something of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes.findings import WARNING, Finding
from processes.lint.source import Source, finding
from processes.names import BPMN, bpmn
from processes.source import FLOW_NODES, all_nodes, kind_of, line_of, processes_of, text_of
from processes.words import slug

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,127}")
MAX_NAME = 300  # of a step it is the title of every task; the longest of the four SOPs has 113 characters
_NO_DATA_KEY = re.compile(r"[.-]")
_REFERENCES = {  # attribute -> kinds it may point to
    "attachedToRef": FLOW_NODES,
    "messageRef": {"message"},
    "errorRef": {"error"},
    "escalationRef": {"escalation"},
    "signalRef": {"signal"},
    "processRef": {"process"},
    "default": {"sequenceFlow"},
    "dataObjectRef": {"dataObject"},
}


def duplicate_ids(source: Source) -> Iterator[Finding]:
    """An id used twice: whatever refers to it is ambiguous."""
    seen: dict[str, int] = {}
    for element in source.root.iter():
        key = element.get("id")
        if key is None or etree.QName(element).namespace != BPMN:
            continue
        if key in seen:
            yield finding("duplicate_ids", "duplicate_id", element, id=key, first=str(seen[key]))
        else:
            seen[key] = line_of(element)


def missing_ids(source: Source) -> Iterator[Finding]:
    """A process, node or flow without an id, or with one that cannot be a key."""
    for process in processes_of(source.root):
        for element in (process, *all_nodes(process), *process.iter(bpmn("sequenceFlow"))):
            key = element.get("id", "")
            if not _NAME.fullmatch(key):
                yield finding("missing_ids", "bad_id", element, id=key[:60])


def long_names(source: Source) -> Iterator[Finding]:
    """A name longer than anybody reads would be stored with every task and shown in every list."""
    for element in source.root.iter():
        if len(element.get("name", "")) > MAX_NAME:
            yield finding("long_names", "name_too_long", element, limit=str(MAX_NAME))


def data_keys(source: Source) -> Iterator[Finding]:
    """The id of an activity is the key of its data in expressions: a dot or hyphen would be read as an operator."""
    for node in source.nodes.values():
        if kind_of(node).endswith("Task") and _NO_DATA_KEY.search(node.get("id", "")):
            yield finding("data_keys", "id_not_a_name", node, WARNING, id=node.get("id", ""))


def dangling_references(source: Source) -> Iterator[Finding]:
    """A reference to nothing, or to something of another kind."""
    kinds = {element.get("id"): kind_of(element) for element in source.root.iter() if element.get("id")}
    for element in source.root.iter():
        if etree.QName(element).namespace != BPMN:
            continue
        for attribute, allowed in _REFERENCES.items():
            key = element.get(attribute)
            if key is not None and kinds.get(key) not in allowed:
                yield finding("dangling_references", "dangling", element, attribute=attribute, ref=key[:60])


def flow_ends(source: Source) -> Iterator[Finding]:
    """A flow must join two nodes of the same process or subprocess."""
    for flow in source.flows:
        ends = [source.nodes.get(flow.get(name, "")) for name in ("sourceRef", "targetRef")]
        for name, node in zip(("sourceRef", "targetRef"), ends, strict=True):
            if node is None:
                yield finding("flow_ends", "dangling", flow, attribute=name, ref=flow.get(name, "")[:60])
        if None not in ends and len({id(node.getparent()) for node in (*ends, flow) if node is not None}) > 1:
            yield finding("flow_ends", "flow_leaves_scope", flow)


def lane_references(source: Source) -> Iterator[Finding]:
    """A lane must name its nodes exactly: space around the id loses the lane, two lanes make two owners."""
    for process in processes_of(source.root):
        owners: dict[str, str] = {}
        for lane in process.iter(bpmn("lane")):
            for ref in lane.iterfind(bpmn("flowNodeRef")):
                raw, key = ref.text or "", text_of(ref)
                if raw != key:
                    yield finding("lane_references", "lane_space", lane, ref=key)
                if key not in source.nodes:
                    yield finding("lane_references", "dangling", lane, attribute="flowNodeRef", ref=key[:60])
                elif owners.setdefault(key, lane.get("id", "")) != lane.get("id", "") and not _nested(lane):
                    yield finding("lane_references", "two_lanes", source.nodes[key])


def lane_names(source: Source) -> Iterator[Finding]:
    """A lane is a pelaksana; without a name nobody is."""
    for process in processes_of(source.root):
        for lane in process.iter(bpmn("lane")):
            if not lane.get("name", "").strip():
                yield finding("lane_names", "lane_unnamed", lane)
            elif slug(lane.get("name", "")) in _RIGHTS:
                yield finding("lane_names", "lane_is_a_right", lane)


# Roles of the product and their short names: a lane called so would give its tasks to auditors or administrators.
_RIGHTS = frozenset(
    {
        *("supervisor", "process_owner", "auditor", "administrator", "all_lanes", "system"),
        *("admin", "owner", "pemilik", "inspector", "data_protection"),
    }
)


def _nested(lane: etree._Element) -> bool:
    parent = lane.getparent()
    return parent is not None and kind_of(parent) == "childLaneSet"


RULES = (
    duplicate_ids,
    missing_ids,
    long_names,
    data_keys,
    dangling_references,
    flow_ends,
    lane_references,
    lane_names,
)
