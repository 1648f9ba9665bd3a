"""Numbers, names and order of steps, as the newest version that has them says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engine import definitions
from engine.database import Tx
from engine.instances import is_human
from processes.diagram import Activity, Diagram


@dataclass(frozen=True, slots=True)
class StepName:
    """A step's number in its table, its name, and its place among all steps asked for."""

    number: str
    name: str
    place: int


def step_names(tx: Tx, keys: Iterable[str]) -> dict[str, StepName]:
    """The steps of these keys "sop/element": each SOP's in its table's order, one SOP after the other.

    A step no version has any more is left out.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        sop, _, element = key.partition("/")
        wanted[sop].add(element)
    found: dict[str, StepName] = {}
    for sop in sorted(wanted):
        left = set(wanted[sop])
        for line in definitions.versions(tx, sop):
            if not left:
                break
            for activity in _in_table_order(definitions.load(tx, line.id).diagram):
                if activity.id in left:
                    number = activity.step.number if activity.step else ""
                    found[f"{sop}/{activity.id}"] = StepName(number, activity.title, len(found))
                    left.discard(activity.id)
    return found


def _in_table_order(diagram: Diagram) -> list[Activity]:
    rows = [step.id for step in diagram.sop.steps] if diagram.sop else []
    order = {element: index for index, element in enumerate(rows)}
    people = [activity for activity in diagram.activities.values() if is_human(activity.type)]
    return sorted(people, key=lambda activity: order.get(activity.id, len(order)))
