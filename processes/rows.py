"""Reads the rows of the table back from a diagram: cells from the activities, order and branches from the flows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from processes.cells import Cells
from processes.diagram import Element, Flow
from processes.model import RETURN, Decision, FormField, Outcome, Skip, Step, StepKind
from processes.parts import day_variable
from processes.words import slug


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the rows are read from; `called` maps call activities to process ids, `timers` events to FEEL."""

    elements: Mapping[str, Element]
    flows: tuple[Flow, ...]
    cells: Mapping[str, Cells]
    forms: Mapping[str, tuple[FormField, ...]]
    called: Mapping[str, str]
    timers: Mapping[str, str]

    def after(self, element: str) -> tuple[Flow, ...]:
        """Flows that leave an element."""
        return tuple(flow for flow in self.flows if flow.source == element)

    def before(self, element: str) -> tuple[Flow, ...]:
        """Flows that enter an element."""
        return tuple(flow for flow in self.flows if flow.target == element)

    def type_of(self, element: str) -> str:
        """BPMN type of an element, "" when it does not exist."""
        found = self.elements.get(element)
        return found.type if found else ""


def read_rows(sheet: Sheet) -> dict[str, Step]:
    """Activity id -> its row, for every activity that carries cells."""
    return {element: _row(sheet, element, cells) for element, cells in sheet.cells.items()}


def in_table_order(sheet: Sheet, rows: Mapping[str, Step]) -> tuple[Step, ...]:
    """The rows by their place in the table; rows without one follow in document order."""
    places = {element: place for place, element in enumerate(sheet.elements)}

    def key(element: str) -> tuple[float, int]:
        row = sheet.cells[element].row
        return (float("inf") if row is None else row, places.get(element, 0))

    found = [rows[element] for element in sorted(rows, key=key)]
    # A row that calls another SOP stands in the diagram once for each row that raises it.
    seen = [(row.number, row.id) for row in found]
    return tuple(row for place, row in enumerate(found) if seen.index((row.number, row.id)) == place)


def question_after(sheet: Sheet, element: str) -> str | None:
    """Id of the exclusive gateway right behind an element whose conditions ask `<element>.keputusan`."""
    flows = sheet.after(element)
    if len(flows) != 1 or sheet.type_of(flows[0].target) != "exclusiveGateway":
        return None
    gateway = flows[0].target
    asked = f"{element}.keputusan"
    return gateway if any(asked in (flow.condition or "") for flow in sheet.after(gateway)) else None


def _row(sheet: Sheet, element: str, cells: Cells) -> Step:
    found = sheet.elements[element]
    decision, onward = _branch(sheet, element, cells)
    outcomes = _outcomes(sheet, element)
    asks = bool(outcomes) and cells.kind is StepKind.CALL
    return Step(
        number=cells.number,
        id=_row_id(sheet, element, outcomes) if asks else element,
        kind=cells.kind,
        activity=found.name,
        performer=replace(cells.performer, role=found.lane or ""),
        requirements=cells.requirements,
        time=cells.time,
        outputs=cells.outputs,
        remark=cells.remark,
        decision=decision,
        next=onward,
        sources=cells.sources,
        assumption=cells.assumption,
        ocr_text=cells.ocr_text,
        checklist_ref=cells.checklist_ref,
        after=_reported(sheet, element) if cells.kind is StepKind.REPORT else None,
        form=sheet.forms.get(element, ()),
        calls=sheet.called.get(element) if cells.kind is StepKind.CALL else None,
        outcomes=outcomes if asks else (),
        outcome_question=sheet.elements[sheet.after(element)[0].target].name if asks else "",
        raises=cells.raises,
        skip=_skip(sheet, element),
        opens_on=_day_before(sheet, element),
        closes_on=next((day for day in map(day_variable, _limits(sheet, element)) if day), None),
    )


def _branch(sheet: Sheet, element: str, cells: Cells) -> tuple[Decision | None, str | None]:
    """(decision, next) of a row: one of them, or neither where the flows say nothing a table can hold."""
    if cells.kind is StepKind.SUBPROCESS:
        return _after_calls(sheet, element)
    if cells.kind is StepKind.REPORT:
        return None, None
    gateway = question_after(sheet, element)
    if gateway:
        return _decision(sheet, gateway, None), None
    onward = _next(sheet, element)
    late = _late(sheet, element) if cells.question else None
    if late and onward:
        return Decision(cells.question or "", onward, late), None
    return None, onward


def _decision(sheet: Sheet, gateway: str, origin: str | None) -> Decision | None:
    """The two-way question of a gateway; a flow back to `origin` is RETURN."""
    flows = sheet.after(gateway)
    if len(flows) != 2:
        return None
    by_name = {slug(flow.name): flow for flow in flows}
    yes, no = by_name.get("ya", flows[0]), by_name.get("tidak", flows[1])
    goals = [_goal_from(sheet, origin, flow.target) for flow in (yes, no)]
    if goals[0] is None or goals[1] is None:
        return None
    return Decision(sheet.elements[gateway].name, goals[0], goals[1])


def _after_calls(sheet: Sheet, element: str) -> tuple[Decision | None, str | None]:
    """A subprocess row's way on, which stands behind the call in the calling process."""
    process = sheet.elements[element].process_id
    call = next((call for call, called in sheet.called.items() if called == process), None)
    if call is None:
        return None, None
    flows = sheet.after(call)
    if flows and sheet.type_of(flows[0].target) == "exclusiveGateway":
        return _decision(sheet, flows[0].target, _raiser(sheet, call)), None
    return None, _next(sheet, call)


_ENDED = re.compile(r'(\w+)\.akhir = "([^"]+)"')


def _outcomes(sheet: Sheet, element: str) -> tuple[Outcome, ...]:
    """Where the ends of a called SOP lead, by the gateway right behind the call."""
    flows = sheet.after(element)
    if len(flows) != 1 or sheet.type_of(flows[0].target) != "exclusiveGateway":
        return ()
    origin = _raiser(sheet, element)
    found = []
    for flow in sheet.after(flows[0].target):
        asked = _ENDED.fullmatch(flow.condition or "")
        goal = _goal_from(sheet, origin, flow.target)
        if asked and asked[1] == element and goal:
            found.append(Outcome(asked[2], flow.name, goal))
    return tuple(found)


def _row_id(sheet: Sheet, call: str, outcomes: tuple[Outcome, ...]) -> str:
    """A call that returns to the row that raised it bears that row's number behind its own row's id."""
    raiser = _raiser(sheet, call)
    if raiser is None or not any(outcome.goal == RETURN for outcome in outcomes):
        return call
    return call.removesuffix(f"_{sheet.cells[raiser].number}")


def _goal_from(sheet: Sheet, origin: str | None, target: str) -> str | None:
    """As `_goal`; the way back to `origin` is RETURN."""
    goal = _goal(sheet, target)
    return RETURN if origin is not None and goal == sheet.cells[origin].number else goal


def _skip(sheet: Sheet, element: str) -> Skip | None:
    """The gateway before a row that passes it over: the row is its default, the other way has a condition."""
    for flow in sheet.before(_first(sheet, element)):
        ways = sheet.after(flow.source)
        if flow.is_default and sheet.type_of(flow.source) == "exclusiveGateway" and len(ways) == 2:
            other = next(way for way in ways if way is not flow)
            goal = _goal(sheet, other.target)
            if other.condition and goal:
                return Skip(sheet.elements[flow.source].name, other.condition, goal)
    return None


def _first(sheet: Sheet, element: str) -> str:
    """The event that waits for a row's day, or the row's own element."""
    flows = sheet.before(element)
    timed = len(flows) == 1 and day_variable(sheet.timers.get(flows[0].source, ""))
    return flows[0].source if timed else element


def _day_before(sheet: Sheet, element: str) -> str | None:
    return day_variable(sheet.timers.get(_first(sheet, element), ""))


def _limits(sheet: Sheet, element: str) -> list[str]:
    """The FEEL timers on an activity."""
    on = [one.id for one in sheet.elements.values() if one.attached_to == element]
    return [sheet.timers[one] for one in on if one in sheet.timers]


def _raiser(sheet: Sheet, call: str) -> str | None:
    """The activity that raised a call: right before it, or before the gateway before it."""
    for flow in sheet.before(call):
        if flow.source in sheet.cells:
            return flow.source
        for earlier in sheet.before(flow.source):
            if earlier.source in sheet.cells:
                return earlier.source
    return None


def _late(sheet: Sheet, element: str) -> str | None:
    """Where the interrupting timer on a wait leads."""
    for boundary in sheet.elements.values():
        if boundary.attached_to == element and boundary.event == "timer":
            return _next(sheet, boundary.id)
    return None


def _next(sheet: Sheet, element: str) -> str | None:
    """Where the way on leads, past gateways that ask nothing; a report beside it is not the way on."""
    targets = [flow.target for flow in sheet.after(element)]
    goals = [_goal(sheet, target) for target in targets if not _is_report(sheet, target)]
    return goals[0] if len(goals) == 1 else None


def _goal(sheet: Sheet, target: str) -> str | None:
    """What the table calls an element: a row's number or an end's id."""
    if target in sheet.cells:
        return sheet.cells[target].number
    kind = sheet.type_of(target)
    if kind == "endEvent":
        return target
    if kind == "callActivity":
        inside = (row for row in sheet.cells if sheet.elements[row].process_id == sheet.called.get(target))
        return next((sheet.cells[row].number for row in inside), None)
    if kind == "intermediateCatchEvent":
        return _next(sheet, target)
    default = next((flow.target for flow in sheet.after(target) if flow.is_default), None)
    if kind == "exclusiveGateway" and default is not None:
        return _goal(sheet, default)
    if kind.endswith("Gateway"):
        others = [flow.target for flow in sheet.after(target) if not _is_report(sheet, flow.target)]
        return _goal(sheet, others[0]) if len(others) == 1 and others[0] != target else None
    return None


def _is_report(sheet: Sheet, element: str) -> bool:
    return element in sheet.cells and sheet.cells[element].kind is StepKind.REPORT


def _reported(sheet: Sheet, element: str) -> str | None:
    """Number of the row a report follows."""
    raiser = _raiser(sheet, element)
    return sheet.cells[raiser].number if raiser else None
