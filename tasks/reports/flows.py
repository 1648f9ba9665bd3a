"""How often each arrow of the diagram was taken: from the order in which steps and waits followed each other."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from engine.database import Tx
from engine.instances import CANCELED
from engine.schema import definitions, instances, tasks, waits
from processes.diagram import Diagram
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter

Moves = Mapping[tuple[str, str], int]
"""How often the second element was opened when the first was completed, by their ids. NOBODY as the first is the
beginning of the case, as the second an end that no row names.
"""

NOBODY = ""

_Visit = tuple[datetime, str, int]
"""When it was begun or left, where, and which of the case's visits it is."""


class _Case(NamedTuple):
    id: int
    started_at: datetime
    settled_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    status: str


def moves(tx: Tx, scope: ReportFilter) -> Moves:
    """The moves of the cases that began in the period, on the filter's own SOP; steps of SOPs it calls are left out.

    A step opens in the transaction that completes the one before it, so both bear the same instant; the first opens
    when the case begins, and an end is reached when the case is settled, or ended.
    """
    found: Counter[tuple[str, str]] = Counter()
    columns = (instances.c[name] for name in _Case._fields)
    heads = select(*columns).join(definitions).where(*_began(scope))
    begun: dict[int, list[_Visit]] = {}
    ended: dict[int, list[_Visit]] = {}
    for number, row in enumerate(tx.conn.execute(_visits(scope))):
        begun.setdefault(row.instance_id, []).append((row.opened_at, row.element, number))
        if row.closed_at is not None:
            ended.setdefault(row.instance_id, []).append((row.closed_at, row.element, number))
    for head in tx.conn.execute(heads):
        found.update(_pairs(_Case(*head), begun.get(head.id, ()), ended.get(head.id, ())))
    return found


def taken(diagram: Diagram, moved: Moves) -> dict[str, int]:
    """How often each sequence flow was taken, by its id: a move goes the shortest way that passes no other step."""
    onward: dict[str, list[tuple[str, str]]] = {}
    for flow in diagram.flows:
        onward.setdefault(flow.source, []).append((flow.id, flow.target))
    found: Counter[str] = Counter()
    for (source, to), count in moved.items():
        target = to if to in diagram.elements else NOBODY  # the end of an SOP that was called last
        # An event that happens at once leaves no row: the way leads through it when there is no other.
        for flow_id in _way(onward, diagram, source, target) or _way(onward, diagram, source, target, True):
            found[flow_id] += count
    return dict(found)


def _way(
    onward: Mapping[str, list[tuple[str, str]]],
    diagram: Diagram,
    source: str,
    target: str,
    through_events: bool = False,
) -> tuple[str, ...]:
    queue: deque[tuple[str, tuple[str, ...]]] = deque((one, ()) for one in _left_by(diagram, source))
    seen = {one for one, _ in queue}
    while queue:
        at, way = queue.popleft()
        for flow_id, following in onward.get(at, ()):
            if following == target or (target == NOBODY and diagram.elements[following].type == "endEvent"):
                return (*way, flow_id)
            if following not in seen and not _is_visited(diagram, following, through_events):
                seen.add(following)
                queue.append((following, (*way, flow_id)))
    return ()


def _left_by(diagram: Diagram, source: str) -> Iterator[str]:
    """Elements whose arrows lead on from a visit: its own, then those of the events on its border."""
    if source == NOBODY:
        yield from (one.id for one in diagram.elements.values() if one.type == "startEvent")
        return
    yield source
    yield from (one.id for one in diagram.elements.values() if one.attached_to == source)


def _is_visited(diagram: Diagram, element: str, through_events: bool) -> bool:
    """Whether being there leaves a row: steps and waits do, gateways do not."""
    happens = diagram.elements[element].event in ("timer", "message") and not through_events
    return element in diagram.activities or happens


def _pairs(case: _Case, begun: Iterable[_Visit], ended: Iterable[_Visit]) -> Iterator[tuple[str, str]]:
    opened: dict[datetime, list[tuple[str, int]]] = {}
    for instant, element, visit in begun:
        opened.setdefault(instant, []).append((element, visit))
    yield from ((NOBODY, element) for element, _ in opened.get(case.started_at, ()))
    for instant, source, left in ended:
        # A step that is done anew follows itself; one that took no time does not.
        yield from ((source, target) for target, visit in opened.get(instant, ()) if visit != left)
        if case.status != CANCELED and instant in (case.settled_at, case.ended_at):
            yield source, (case.outcome or NOBODY) if instant == case.settled_at else NOBODY


def _began(scope: ReportFilter) -> tuple[ColumnElement[bool], ...]:
    return (*scopes.cases(scope), instances.c.started_at >= scope.start, instances.c.started_at < scope.end)


def _visits(scope: ReportFilter) -> Select[Any]:
    t, w = tasks.c, waits.c
    done = (
        select(t.instance_id, t.element, t.opened_at, t.completed_at.label("closed_at"))
        .join(instances, t.instance_id == instances.c.id)
        .join(definitions)
        .where(*_began(scope), t.sop.is_(None))
    )
    stood = (
        select(w.instance_id, w.element, w.opened_at, w.closed_at)
        .join(instances, w.instance_id == instances.c.id)
        .join(definitions)
        .where(*_began(scope))
    )
    both = done.union_all(stood).subquery()
    return select(both)
