"""Takes a BPMN file of another tool over into an SOP's draft: nothing is lost, what was changed is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes import names
from processes.expressions import BadExpression, to_feel
from processes.names import BPMN, BPMNDI, CAMUNDA, FLOWABLE, SOP, ZEEBE, bpmn, camunda, sop
from processes.sample_drawing import draw
from processes.source import kind_of
from processes.xml import parse

_HUMAN = ("userTask", "manualTask", "task", "receiveTask")
_RIGHTS = ("assignee", "candidateUsers", "candidateGroups")
_TOOLS = (("zeebe", "Camunda 8"), ("flowable", "Flowable"), ("signavio", "Signavio"), ("bizagi", "Bizagi"))
_OURS = {BPMN, BPMNDI, names.DC, names.DI, names.XSI, SOP, CAMUNDA}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was changed or could not be: its text key, the element's name, and what the text needs."""

    key: str
    element: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The file as a draft takes it, the tool that made it ("" where it does not say), its name, and the notes."""

    xml: bytes
    tool: str
    title: str
    notes: tuple[Note, ...]


def adopt(xml: bytes, key: str) -> Adopted:
    """The file with its main process called `key`, and with the rows of an SOP at its human tasks.

    Conditions in another tool's language become FEEL where their meaning is plain. What is not known is kept as it is.
    Raises BadXml for a file that may not be read; a file without a process comes back with one note, unchanged.
    """
    root = parse(xml)
    processes = root.findall(bpmn("process"))
    if not processes:
        return Adopted(xml, "", "", (Note("no_process"),))
    main = _largest(processes)
    tool, title = _tool(root), _title(root, main)
    notes = [
        *_rename(root, main, key),
        *_executable(main),
        *_rights(main),
        *_conditions(main),
        *_rows(main),
        *_drawing(root, main),
        *_kept(root),
    ]
    return Adopted(etree.tostring(root, encoding="utf-8", xml_declaration=True), tool, title, tuple(notes))


def title_of(xml: bytes) -> str:
    """The name a file gives its main process, "" without one. Raises BadXml."""
    root = parse(xml)
    processes = root.findall(bpmn("process"))
    return _title(root, _largest(processes)) if processes else ""


def _largest(processes: list[etree._Element]) -> etree._Element:
    """The process with the most in it: other pools are often drawn empty."""
    return max(processes, key=lambda one: sum(1 for _ in one.iter()))


def _title(root: etree._Element, main: etree._Element) -> str:
    return str(main.get("name") or _pool(root, main) or main.get("id", ""))


def _tool(root: etree._Element) -> str:
    told = f"{root.get('exporter', '')} {' '.join(str(one) for one in root.nsmap.values())}".lower()
    found = next((name for sign, name in _TOOLS if sign in told), "")
    return found or ("Camunda 7" if CAMUNDA in root.nsmap.values() else root.get("exporter", ""))


def _pool(root: etree._Element, main: etree._Element) -> str:
    pools = root.iter(bpmn("participant"))
    return next((one.get("name", "") for one in pools if one.get("processRef") == main.get("id")), "")


def _rename(root: etree._Element, main: etree._Element, key: str) -> Iterator[Note]:
    old = main.get("id", "")
    if old == key:
        return
    main.set("id", key)
    for element in root.iter():
        for attribute in ("processRef", "calledElement", "bpmnElement"):
            if element.get(attribute) == old:
                element.set(attribute, key)
    yield Note("renamed", was=old, now=key)


def _executable(main: etree._Element) -> Iterator[Note]:
    if main.get("isExecutable") != "true":
        main.set("isExecutable", "true")
        yield Note("executable")
    if main.find(f"{bpmn('extensionElements')}/{sop('identity')}") is None:
        identity = etree.SubElement(_extensions(main), sop("identity"))
        identity.set("title", _name(main))


def _rights(main: etree._Element) -> Iterator[Note]:
    """Whose work a task is, from the attributes of Flowable and the definition of Camunda 8."""
    for task in _humans(main):
        given = {name: task.get(f"{{{FLOWABLE}}}{name}") for name in _RIGHTS}
        for definition in task.iter(f"{{{ZEEBE}}}assignmentDefinition"):
            given |= {name: definition.get(name) for name in _RIGHTS if definition.get(name)}
        for name, value in given.items():
            plain = (value or "").strip().removeprefix("=").strip().strip('"')
            if plain and task.get(camunda(name)) is None:
                task.set(camunda(name), plain)
                yield Note("rights", _name(task), now=plain)


def _conditions(main: etree._Element) -> Iterator[Note]:
    for condition in main.iter(bpmn("conditionExpression")):
        was = (condition.text or "").strip()
        flow = condition.getparent()
        where = "" if flow is None else _name(flow)
        try:
            now = to_feel(was)
        except BadExpression:
            yield Note("condition_kept", where, was)
            continue
        if now != was:
            condition.text = now
            yield Note("condition", where, was, now)


def _rows(main: etree._Element) -> Iterator[Note]:
    """A row of the SOP's table at every task somebody does, numbered in the order in which they are reached."""
    lacking = [
        task for task in _in_order(main) if task.find(f"{bpmn('extensionElements')}/{sop('step')}") is None
    ]
    for number, task in enumerate(lacking, 1):
        step = etree.SubElement(_extensions(task), sop("step"))
        step.set("number", str(number))
        step.set("kind", "wait" if kind_of(task) == "receiveTask" else "task")
    if lacking:
        yield Note("rows", now=str(len(lacking)))


def _drawing(root: etree._Element, main: etree._Element) -> Iterator[Note]:
    if root.find(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane/*") is None:
        for empty in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
            root.remove(empty)
        draw(root, main)
        yield Note("drawn")


def _kept(root: etree._Element) -> Iterator[Note]:
    """Vocabularies of other tools, kept word for word."""
    found = {etree.QName(one).namespace for one in root.iter("{*}*")}
    found |= {
        etree.QName(name).namespace for one in root.iter("{*}*") for name in one.attrib if "}" in str(name)
    }
    for namespace in sorted(one for one in found if one and one not in _OURS):
        yield Note("kept", was=namespace)


def _humans(main: etree._Element) -> list[etree._Element]:
    return [one for one in main.iter() if kind_of(one) in _HUMAN]


def _in_order(main: etree._Element) -> list[etree._Element]:
    """Human tasks in the order in which the flows reach them; those no flow reaches come last."""
    onward: dict[str, list[str]] = {}
    for flow in main.iter(bpmn("sequenceFlow")):
        onward.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    queue = [one.get("id", "") for one in main.iter(bpmn("startEvent"))]
    reached: dict[str, int] = {}
    while queue:
        at = queue.pop(0)
        if at not in reached:
            reached[at] = len(reached)
            queue += onward.get(at, [])
    return sorted(_humans(main), key=lambda one: reached.get(one.get("id", ""), len(reached)))


def _extensions(element: etree._Element) -> etree._Element:
    """The element's extensions, made where BPMN wants them: behind its documentation."""
    found = element.find(bpmn("extensionElements"))
    if found is None:
        found = etree.Element(bpmn("extensionElements"))
        element.insert(len(element.findall(bpmn("documentation"))), found)
    return found


def _name(element: etree._Element) -> str:
    return re.sub(r"\s+", " ", str(element.get("name") or element.get("id", "")))
