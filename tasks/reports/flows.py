"""How often each arrow of the diagram was taken: from the order in which steps and waits followed each other."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select

from engine.database import Tx
from engine.schema import definitions, instances, tasks, waits
from processes.diagram import Diagram
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter
from tasks.states import CANCELED

Moves = Mapping[tuple[str, str], int]
"""How often the second element was opened when the first was completed, by their ids."""

_Visit = tuple[Any, str]


def moves(tx: Tx, scope: ReportFilter) -> Moves:
    """The moves of the cases that began in the period, on the filter's own SOP.

    A step opens in the transaction that completes the one before it, so both bear the same instant.
    """
    found: Counter[tuple[str, str]] = Counter()
    case = 0
    ended: list[_Visit] = []
    begun: list[_Visit] = []
    for row in tx.conn.execute(_visits(scope)):
        if row.instance_id != case:
            found.update(_pairs(ended, begun))
            case, ended, begun = row.instance_id, [], []
        begun.append((row.opened_at, row.element))
        if row.closed_at is not None:
            ended.append((row.closed_at, row.element))
    found.update(_pairs(ended, begun))
    return found


def taken(diagram: Diagram, moved: Moves) -> dict[str, int]:
    """How often each sequence flow was taken, by its id: a move goes the shortest way that passes no other step."""
    onward: dict[str, list[tuple[str, str]]] = {}
    for flow in diagram.flows:
        onward.setdefault(flow.source, []).append((flow.id, flow.target))
    found: Counter[str] = Counter()
    for (source, target), count in moved.items():
        for flow_id in _way(onward, diagram, source, target):
            found[flow_id] += count
    return dict(found)


def _way(
    onward: Mapping[str, list[tuple[str, str]]], diagram: Diagram, source: str, target: str
) -> tuple[str, ...]:
    queue: deque[tuple[str, tuple[str, ...]]] = deque([(source, ())])
    seen = {source}
    while queue:
        at, way = queue.popleft()
        for flow_id, following in onward.get(at, ()):
            if following == target:
                return (*way, flow_id)
            if following not in seen and not _is_visited(diagram, following):
                seen.add(following)
                queue.append((following, (*way, flow_id)))
    return ()


def _is_visited(diagram: Diagram, element: str) -> bool:
    """Whether being there leaves a row: steps and waits do, gateways do not."""
    return element in diagram.activities or diagram.elements[element].event in ("timer", "message")


def _pairs(ended: Iterable[_Visit], begun: Iterable[_Visit]) -> list[tuple[str, str]]:
    opened: dict[Any, list[str]] = {}
    for instant, element in begun:
        opened.setdefault(instant, []).append(element)
    return [
        (source, target)
        for instant, source in ended
        for target in opened.get(instant, ())
        if source != target
    ]


def _visits(scope: ReportFilter) -> Select[Any]:
    began = (*scopes.cases(scope), instances.c.started_at >= scope.start, instances.c.started_at < scope.end)
    t, w = tasks.c, waits.c
    done = (
        select(t.instance_id, t.element, t.opened_at, t.completed_at.label("closed_at"))
        .join(instances, t.instance_id == instances.c.id)
        .join(definitions)
        .where(*began, t.state != CANCELED, t.sop.is_(None))
    )
    stood = (
        select(w.instance_id, w.element, w.opened_at, w.closed_at)
        .join(instances, w.instance_id == instances.c.id)
        .join(definitions)
        .where(*began)
    )
    both = done.union_all(stood).subquery()
    return select(both).order_by(both.c.instance_id, both.c.opened_at)
