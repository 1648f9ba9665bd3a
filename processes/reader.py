"""Reads a BPMN file into a Diagram, and its SOP table into a Sop."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from lxml import etree

from processes.cells import Cells, read_cells
from processes.diagram import DEFAULT_PRIORITY, Activity, Diagram, Element, Flow, Option
from processes.form_xml import read_form
from processes.heading import read_heading
from processes.model import End, FormField, Role, Sop, Step, StepKind
from processes.names import bpmn, camunda, sop
from processes.read_elements import (
    Lane,
    lanes_of,
    read_elements,
    read_expressions,
    read_flows,
    read_lanes,
    read_messages,
)
from processes.rows import Sheet, in_table_order, question_after, read_rows
from processes.source import ACTIVITIES, all_nodes, fact, kind_of, line_of, processes_of, zeebe_fact
from processes.words import slug
from processes.xml import parse


def read_bpmn(xml: bytes) -> Diagram:
    """What a BPMN file says. Raises BadXml for bytes that may not be parsed, BadCell for unreadable cells.

    Reading is not judging: a file that lint refuses is still read as far as it goes.
    """
    root = parse(xml)
    sheet = _sheet(root)
    rows = read_rows(sheet)
    main = main_process(root)
    activities = {
        node.get("id", ""): _activity(node, process, lanes, sheet, rows)
        for process in processes_of(root)
        for lanes in (read_lanes(process),)
        for node in all_nodes(process)
        if kind_of(node) in ACTIVITIES
    }
    return Diagram(
        key="" if main is None else main.get("id", ""),
        name="" if main is None else main.get("name", ""),
        version_tag=None if main is None else _version_tag(main),
        xml_hash=sha256(xml).hexdigest(),
        processes=tuple(process.get("id", "") for process in processes_of(root)),
        activities=activities,
        elements=sheet.elements,
        flows=sheet.flows,
        messages=read_messages(root),
        sop=None if main is None else _sop(main, sheet, rows),
        start_fields=() if main is None else _start_fields(main),
        expressions=read_expressions(root),
    )


def read_sop(xml: bytes) -> Sop:
    """The SOP table of a BPMN file. Raises BadXml, BadCell, and NoSop when the file carries no sop:identity."""
    table = read_bpmn(xml).sop
    if table is None:
        raise NoSop
    return table


class NoSop(ValueError):
    """The BPMN file carries no SOP identity block."""


def main_process(root: etree._Element) -> etree._Element | None:
    """The process a case starts with: executable, not called in the same file, with an identity if any has one."""
    processes = processes_of(root)
    called = {called_element(node) for process in processes for node in all_nodes(process)}
    free = [process for process in processes if process.get("id") not in called]
    executable = [process for process in free if is_executable(process)]
    titled = [process for process in executable if has_identity(process)]
    return next(iter(titled or executable or free or processes), None)


def is_executable(process: etree._Element) -> bool:
    """Whether a process is marked to run (isExecutable, an xs:boolean)."""
    return process.get("isExecutable") in ("true", "1")


def has_identity(process: etree._Element) -> bool:
    """Whether a process carries the SOP's identity block."""
    return process.find(f"{bpmn('extensionElements')}/{sop('identity')}") is not None


def called_element(node: etree._Element) -> str | None:
    """The process id a call activity calls; None for other nodes."""
    if kind_of(node) != "callActivity":
        return None
    return node.get("calledElement") or zeebe_fact(node, "calledElement", "processId")


def step_element(node: etree._Element) -> etree._Element | None:
    """The <sop:step> of an activity."""
    return node.find(f"{bpmn('extensionElements')}/{sop('step')}")


def _sheet(root: etree._Element) -> Sheet:
    nodes = [node for process in processes_of(root) for node in all_nodes(process)]
    cells: dict[str, Cells] = {}
    for node in nodes:
        element = step_element(node)
        if element is not None:
            cells[node.get("id", "")] = read_cells(element)
    return Sheet(
        elements=read_elements(root, read_messages(root)),
        flows=read_flows(root),
        cells=cells,
        forms={node.get("id", ""): read_form(node.find(bpmn("extensionElements"))) for node in nodes},
        called={node.get("id", ""): called for node in nodes if (called := called_element(node))},
        timers={one.element: one.text for one in read_expressions(root) if one.purpose == "timer"},
    )


def _activity(
    node: etree._Element,
    process: etree._Element,
    lanes: Mapping[str, Lane],
    sheet: Sheet,
    rows: Mapping[str, Step],
) -> Activity:
    element = node.get("id", "")
    lane = lanes.get(element)
    gateway = question_after(sheet, element)
    groups = _names(
        fact(node, "candidateGroups") or zeebe_fact(node, "assignmentDefinition", "candidateGroups")
    )
    return Activity(
        id=element,
        type=kind_of(node),
        name=node.get("name", "").strip(),
        process_id=process.get("id", ""),
        line=line_of(node),
        lane=lane.role if lane else None,
        lane_name=lane.name if lane else None,
        step=rows.get(element),
        assignee=fact(node, "assignee") or zeebe_fact(node, "assignmentDefinition", "assignee"),
        candidate_users=_names(
            fact(node, "candidateUsers") or zeebe_fact(node, "assignmentDefinition", "candidateUsers")
        ),
        candidate_groups=groups or ((lane.role,) if lane else ()),
        priority=_priority(fact(node, "priority") or zeebe_fact(node, "priorityDefinition", "priority")),
        follow_up=fact(node, "followUpDate") or zeebe_fact(node, "taskSchedule", "followUpDate"),
        form_fields=sheet.forms.get(element, ()),
        options=tuple(map(_option, sheet.after(gateway))) if gateway else (),
        question=sheet.elements[gateway].name if gateway else None,
        called=called_element(node),
        decision=(node.get(camunda("decisionRef")) or "").strip() or None,
    )


def _option(flow: Flow) -> Option:
    return Option(slug(flow.name), flow.name, flow.id)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _priority(text: str | None) -> int:
    return min(100, int(text)) if text and text.isdigit() else DEFAULT_PRIORITY


def _version_tag(process: etree._Element) -> str | None:
    return fact(process, "versionTag") or zeebe_fact(process, "versionTag", "value")


def _start_fields(process: etree._Element) -> tuple[FormField, ...]:
    start = process.find(bpmn("startEvent"))
    return () if start is None else read_form(start.find(bpmn("extensionElements")))


def _sop(process: etree._Element, sheet: Sheet, rows: Mapping[str, Step]) -> Sop | None:
    extension = process.find(bpmn("extensionElements"))
    if extension is None or not has_identity(process):
        return None
    heading = read_heading(extension)
    return Sop(
        id=process.get("id", ""),
        name=process.get("name", ""),
        identity=heading.identity,
        roles=_roles(heading.roles, lanes_of(process)),
        steps=in_table_order(sheet, rows),
        ends=_ends(process, sheet),
        status=heading.status,
        sources=heading.sources,
        prerequisites=heading.prerequisites,
        admin_requirements=heading.admin_requirements,
        service_standards=heading.service_standards,
        ocr_doubts=heading.ocr_doubts,
        start_form=_start_fields(process),
        begun_by=heading.begun_by,
        summary=heading.summary,
        facts=heading.facts,
    )


def _roles(declared: tuple[Role, ...], lanes: tuple[Lane, ...]) -> tuple[Role, ...]:
    """The declared pelaksana, marked where they hold a lane, and the lanes drawn without being declared."""
    drawn = {lane.role: lane.name for lane in lanes}
    known = tuple(Role(role.id, role.label, role.id in drawn) for role in declared)
    ids = {role.id for role in known}
    return (*known, *(Role(role, name) for role, name in drawn.items() if role not in ids))


def _ends(process: etree._Element, sheet: Sheet) -> tuple[End, ...]:
    """The ends of the main process in document order; the end of a report beside the service is none of them."""
    return tuple(
        End(element.id, element.name)
        for element in sheet.elements.values()
        if element.type == "endEvent" and element.process_id == process.get("id")
        if not _ends_report(sheet, element)
    )


def _ends_report(sheet: Sheet, element: Element) -> bool:
    kinds = {
        sheet.cells[flow.source].kind if flow.source in sheet.cells else None
        for flow in sheet.before(element.id)
    }
    return kinds == {StepKind.REPORT}
