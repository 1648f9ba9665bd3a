"""A small diagram of every form of BPMN element that runs, as data: file, what is done with it, what it then passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from lxml import etree

from processes import names
from processes.names import bpmn
from processes.sample_drawing import draw


@dataclass(frozen=True, slots=True)
class Sample:
    """One form of an element: `form` is "" for the plain one, else its event or loop ("…, beside": not interrupting).

    `does` says in each language what it does. `play` are the acts: {"do": task, "with": answers}, {"wait": days},
    {"tell": message}; `passes` the elements they lead through, in order.
    """

    element: str
    form: str
    does: Mapping[str, str]
    xml: bytes
    play: tuple[Mapping[str, Any], ...]
    passes: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names it in an address: "boundaryEvent-timer-beside"."""
        return "-".join((self.element, *self.form.replace(",", "").split()))

    @property
    def way(self) -> tuple[str, ...]:
        """The names of the elements passed; a symbol for what has none: ○ start, ◉ end, ◇ gateway, ◎ event."""
        root = etree.fromstring(self.xml)
        known = {
            one.get("id"): one.get("name") or _symbol(etree.QName(one).localname) for one in root.iter("{*}*")
        }
        return tuple(known[element] for element in self.passes)


def _symbol(kind: str) -> str:
    marks = {"startEvent": "○", "endEvent": "◉"}
    return marks.get(kind, "◇" if kind.endswith("Gateway") else "◎" if kind.endswith("Event") else "▭")


@cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order of the page."""
    rows = yaml.safe_load(files("bpmn").joinpath("elements.yaml").read_text("utf-8"))
    return tuple(
        Sample(
            row["element"],
            row.get("form", ""),
            row["does"],
            _file(row),
            tuple(row["play"]),
            tuple(row["passes"]),
        )
        for row in rows
    )


def _file(row: Mapping[str, Any]) -> bytes:
    root = etree.Element(
        bpmn("definitions"), nsmap={"bpmn": names.BPMN, "camunda": names.CAMUNDA}, id="contoh"
    )
    root.set("targetNamespace", "https://alur.id/contoh")
    for name in ("berkas", "bayar"):
        _add(root, "message", id=f"pesan_{name}", name=name)
    _add(root, "error", id="gagal", name="gagal", errorCode="gagal")
    process = _process(root, "contoh_sop", row)
    if "called" in row:
        _process(root, "sop_lain", row["called"])
    draw(root, process)
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _process(root: etree._Element, key: str, row: Mapping[str, Any]) -> etree._Element:
    process = _add(root, "process", id=key, name="Contoh", isExecutable="true")
    holders = {"": process}
    places = {}
    for node in row["nodes"]:
        holder = holders[node.get("in", "")]
        element = _node(holder, node)
        places[node["id"]] = holder
        if node["kind"] == "subProcess":
            holders[node["id"]] = element
    for flow in row["flows"]:
        told = {"flow": flow} if isinstance(flow, str) else flow
        source, target = told["flow"].split(" > ")
        drawn = _add(
            places[source], "sequenceFlow", id=f"{source}_{target}", sourceRef=source, targetRef=target
        )
        if "name" in told:
            drawn.set("name", told["name"])
        if "when" in told:
            _add(drawn, "conditionExpression").text = told["when"]
    return process


def _node(holder: etree._Element, node: Mapping[str, Any]) -> etree._Element:
    element = _add(holder, node["kind"], id=node["id"])
    attributes = {"name": "name", "default": "default", "calls": "calledElement", "at": "attachedToRef"}
    for told, attribute in attributes.items():
        if told in node:
            element.set(attribute, str(node[told]))
    if "decision" in node:
        element.set(names.camunda("decisionRef"), node["decision"])
    if node["kind"] == "receiveTask":
        element.set("messageRef", f"pesan_{node['message']}")
    if node.get("beside"):
        element.set("cancelActivity", "false")
    if "event" in node:
        _event(element, node)
    if "loop" in node:
        _loop(element, node)
    return element


def _event(element: etree._Element, node: Mapping[str, Any]) -> None:
    definition = _add(element, f"{node['event']}EventDefinition")
    if node["event"] == "timer":
        _add(definition, "timeDuration").text = node["timer"]
    refers = {"message": f"pesan_{node.get('message')}", "error": "gagal"}
    if node["event"] in refers:
        definition.set(f"{node['event']}Ref", refers[node["event"]])


def _loop(element: etree._Element, node: Mapping[str, Any]) -> None:
    if node["loop"] == "standard":
        loop = _add(element, "standardLoopCharacteristics")
        _add(loop, "loopCondition").text = node["while"]
        return
    loop = _add(element, "multiInstanceLoopCharacteristics")
    loop.set("isSequential", str(node["loop"] == "sequential").lower())
    _add(loop, "loopCardinality").text = str(node["times"])


def _add(holder: etree._Element, kind: str, **attributes: str) -> etree._Element:
    return etree.SubElement(holder, bpmn(kind), attributes)
