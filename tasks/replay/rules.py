"""What another version asks of the steps that were done: which row is whose, its limit, and from when it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.diagram import Diagram
from processes.diff import pairs
from processes.model import Step, TimeStandard
from tasks import anchors, clocks, moves

Limit = tuple[TimeStandard, str]
"""A limit and the words it counts from (tasks.anchors), steps named by the elements of the version that was run."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A version's demands, told in the elements of the version a case ran on.

    `limits` has every element done then that has a row now; None where that row sets no limit. `stops` are the
    elements while which the whole case stands still.
    """

    old: Diagram
    new: Diagram
    rows: Mapping[str, Step]  # element then -> row now
    limits: Mapping[str, Limit | None]
    stops: frozenset[str]
    stopped: frozenset[str]  # as `stops`, by the version the case ran on


def between(old: Diagram, new: Diagram) -> Rules:
    """The demands of `new` on cases that ran on `old`; rows belong together as in "what changed"."""
    rows = _rows(old, new)
    back = {row.id: element for element, row in rows.items()}
    limits = {
        element: _told(limit, back) if (limit := clocks.limit_of(row, new.sop)) else None
        for element, row in rows.items()
    }
    stops = {element for element, row in rows.items() if moves.standstill(new, row.id) is not None}
    stopped = {element for element in old.activities if moves.standstill(old, element) is not None}
    return Rules(old, new, rows, limits, frozenset(stops), frozenset(stopped))


def _rows(old: Diagram, new: Diagram) -> dict[str, Step]:
    """The new row of each old element that has one; without tables, elements of the same id."""
    if old.sop is None or new.sop is None:
        steps = {one.id: one.step for one in new.activities.values() if one.step}
        return {element: steps[element] for element in old.activities if element in steps}
    kept = pairs(old.sop, new.sop)
    return {kept[step.id].id: step for step in new.sop.steps if step.id in kept}


def _told(limit: Limit, back: Mapping[str, str]) -> Limit:
    return limit[0], ",".join(_renamed(word, back) for word in limit[1].split(","))


def _renamed(word: str, back: Mapping[str, str]) -> str:
    kind, _, name = word.partition(":")
    return f"step:{back.get(name, name)}" if kind == "step" else word


def sources(rules: Rules, event: str) -> anchors.Sources:
    """What raises an event by the new version, as elements of the old one."""
    back = {row.id: element for element, row in rules.rows.items()}
    found = anchors.sources(rules.new, event)
    return anchors.Sources(
        tuple(back.get(one, one) for one in found.waits), tuple(back.get(one, one) for one in found.tasks)
    )
