"""Rules on the SOP's cells: every task has its lane, its waktu, its output; errors in an SOP, warnings elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.cells import BadCell, Cells, read_cells
from processes.documents import catalogue
from processes.findings import ERROR, WARNING, Finding
from processes.lint.source import Source, finding
from processes.model import StepKind, TimeKind, TimeUnit
from processes.names import sop
from processes.read_elements import read_lanes
from processes.reader import called_element, has_identity, step_element
from processes.source import fact, kind_of, processes_of, zeebe_fact
from processes.time_text import states_no_standard

_WORKED = ("userTask", "manualTask", "receiveTask")
_ASSIGNED = ("assignee", "candidateUsers", "candidateGroups")
_UNITS = {
    TimeKind.SERVICE: {TimeUnit.MINUTE, TimeUnit.HOUR},
    TimeKind.WORKING_TIME: {TimeUnit.MINUTE, TimeUnit.HOUR},
    TimeKind.WORKING_DAYS: {TimeUnit.WORKING_DAY},
    TimeKind.ELAPSED: {TimeUnit.MINUTE, TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH},
}


def missing_lanes(source: Source) -> Iterator[Finding]:
    """A task stands in a lane, or says otherwise who does it."""
    lanes = {key: lane for process in processes_of(source.root) for key, lane in read_lanes(process).items()}
    for node in source.of_kind(*_WORKED, "callActivity"):
        if node.get("id", "") not in lanes and not _is_assigned(node):
            yield finding("missing_lanes", "no_lane", node, _severity(source))


def missing_cells(source: Source) -> Iterator[Finding]:
    """A task of an SOP carries its row; editors without our descriptor drop it on copy."""
    for node in source.of_kind(*_WORKED):
        if step_element(node) is None:
            yield finding("missing_cells", "no_cells", node, _severity(source))


def unreadable_cells(source: Source) -> Iterator[Finding]:
    """A cell with a word outside its enumeration."""
    for node in source.nodes.values():
        element = step_element(node)
        if element is None:
            continue
        try:
            read_cells(element)
        except BadCell as bad:
            yield finding("unreadable_cells", "bad_cell", node, attribute=bad.attribute, value=bad.value[:60])


def missing_times(source: Source) -> Iterator[Finding]:
    """A row states its waktu, in words that can be reckoned with."""
    for node, cells in _rows(source):
        time = cells.time
        if not cells.has_time:
            yield finding("missing_times", "no_time", node, _severity(source))
        elif time.kind is TimeKind.NONE:
            if not states_no_standard(time.text):
                yield finding("missing_times", "time_not_understood", node, WARNING, text=time.text[:80])
        elif time.amount is None or time.unit is None:
            yield finding("missing_times", "time_without_amount", node, text=time.text[:80])
        elif time.unit not in _UNITS[time.kind]:
            yield finding("missing_times", "time_unit", node, unit=time.unit, time_kind=time.kind)


def missing_outputs(source: Source) -> Iterator[Finding]:
    """An official row yields something."""
    for node, cells in _rows(source):
        if cells.kind in (StepKind.TASK, StepKind.REPORT) and not any(item.text for item in cells.outputs):
            yield finding("missing_outputs", "no_output", node, _severity(source))


def step_numbers(source: Source) -> Iterator[Finding]:
    """Every row has its own number; one that calls another SOP is drawn once for each row that raises it."""
    seen: dict[str, str] = {}
    calling: dict[str, str | None] = {}
    for node, cells in _rows(source):
        if not cells.number.strip():
            yield finding("step_numbers", "no_number", node, _severity(source))
        elif (
            cells.number in seen
            and cells.kind is StepKind.CALL
            and calling.get(cells.number) == called_element(node)
        ):
            continue
        elif cells.number in seen:
            yield finding("step_numbers", "same_number", node, number=cells.number, other=seen[cells.number])
        else:
            seen[cells.number] = node.get("name", "") or node.get("id", "")
            calling[cells.number] = called_element(node)


def document_codes(source: Source) -> Iterator[Finding]:
    """A requirement's code is in the document catalogue."""
    documents = catalogue().documents
    for node, cells in _rows(source):
        for item in cells.requirements:
            if item.code and item.code not in documents:
                yield finding("document_codes", "unknown_document", node, WARNING, code=item.code)


def misplaced_cells(source: Source) -> Iterator[Finding]:
    """Cells belong to activities; an identity block belongs to a process."""
    for element in source.root.iter(sop("step")):
        owner = _owner(element)
        if owner is not None and not (kind_of(owner).endswith("Task") or kind_of(owner) == "callActivity"):
            yield finding("misplaced_cells", "cells_misplaced", owner)


def titles(source: Source) -> Iterator[Finding]:
    """The identity block names the SOP; the process has a name."""
    for process in processes_of(source.root):
        if has_identity(process) and not process.get("name", "").strip():
            yield finding("titles", "sop_unnamed", process)


def task_names(source: Source) -> Iterator[Finding]:
    """A task's name is its kegiatan."""
    for node in source.of_kind(*_WORKED, "callActivity"):
        if not node.get("name", "").strip():
            yield finding("task_names", "task_unnamed", node, _severity(source))


def _rows(source: Source) -> Iterator[tuple[etree._Element, Cells]]:
    """Nodes with readable cells; the others are another rule's."""
    for node in source.nodes.values():
        element = step_element(node)
        if element is not None:
            try:
                yield node, read_cells(element)
            except BadCell:
                continue


def _severity(source: Source) -> str:
    return ERROR if source.is_sop else WARNING


def _is_assigned(node: etree._Element) -> bool:
    return any(fact(node, name) or zeebe_fact(node, "assignmentDefinition", name) for name in _ASSIGNED)


def _owner(element: etree._Element) -> etree._Element | None:
    extension = element.getparent()
    return None if extension is None else extension.getparent()


RULES = (
    missing_lanes,
    missing_cells,
    unreadable_cells,
    missing_times,
    missing_outputs,
    step_numbers,
    document_codes,
    misplaced_cells,
    titles,
    task_names,
)
