"""What happened in a case, merged from its tables into one list in time order for the instance page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select

from engine import instances, past, schema, task_names
from engine.database import Tx
from engine.instances import Instance
from processes.diagram import Diagram
from tasks import gate
from tasks.privacy import shown


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's timeline.

    `kind` is "<thing>.<what>": case.started/settled/ended, task.opened/claimed/started/suspended/resumed/
    completed/canceled, wait.opened/passed/canceled, call.opened/passed/canceled, message.received,
    clock.paused/resumed, breach.due, letter.issued, comment.written, attachment.added/removed,
    incident.opened/resolved, case.moved (to another version). `name` is the element's name as drawn, `actor` a login;
    both are empty where nothing stands behind the event. `details` holds plain values, ids as numbers.
    """

    at: datetime
    kind: str
    element: str = ""
    step: str = ""
    name: str = ""
    actor: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    instance: Instance
    diagrams: tuple[Diagram, ...]
    """Of the version the case is on, then of those it was moved from, the latest first."""
    tasks: Mapping[int, Row[Any]]
    names: Mapping[int, str]

    def place(self, event: Event) -> tuple[datetime, int, int, int]:
        """Where an event stands among those of its instant."""
        task = event.details.get("task", 0)
        fresh = event.kind in _FRESH or (task in self.tasks and self.tasks[task].opened_at == event.at)
        phase = 0 if event.kind == "case.started" else 3 if event.kind in _LAST else 2 if fresh else 1
        return event.at, phase, task, _LIFE.index(event.kind.split(".")[1])

    def of_element(self, at: datetime, kind: str, element: str, actor: str = "", **details: Any) -> Event:
        diagram = next((one for one in self.diagrams if element in one.elements), self.diagrams[0])
        drawn = diagram.elements.get(element)
        activity = diagram.activities.get(element)
        step = activity.step.number if activity and activity.step else ""
        return Event(at, kind, element, step, drawn.name if drawn else "", actor, details)

    def of_task(self, at: datetime, kind: str, task: int | None, actor: str = "", **details: Any) -> Event:
        row = self.tasks.get(task) if task is not None else None
        if row is None:
            return Event(at, kind, actor=actor, details=details)
        return Event(
            at,
            kind,
            row.element,
            row.step or "",
            self.names.get(row.name_id, ""),
            actor,
            {"task": task, **details},
        )


def events(tx: Tx, instance_id: int) -> tuple[Event, ...]:
    """The case's timeline, earliest first; what happened at one instant keeps the order of cause and effect.

    Breaches stand at their deadline, not when they were noticed. Raises NotFound.
    """
    instance = instances.read(tx, instance_id)
    tasks = {row.id: row for row in _rows(tx, schema.tasks, instance_id)}
    names = task_names.names_of(tx, (row.name_id for row in tasks.values() if row.name_id))
    case = _Case(instance, _diagrams(tx, instance, tasks.values()), tasks, names)
    found = [event for source in _SOURCES for event in source(tx, case)]
    shown_so = (replace(one, details=shown.details(tx, instance_id, one.details)) for one in found)
    return tuple(sorted(shown_so, key=case.place))


def _diagrams(tx: Tx, instance: Instance, tasks: Iterable[Row[Any]]) -> tuple[Diagram, ...]:
    waits = _rows(tx, schema.waits, instance.id)
    before = sorted({row.definition_id for row in (*tasks, *waits) if row.definition_id}, reverse=True)
    return tuple(past.definition_of(tx, instance, number).diagram for number in (None, *before))


# One command bears one instant: what it closed comes before what that opened, and each thing lives in this order.
_LIFE = (
    "opened",
    "claimed",
    "started",
    "suspended",
    "received",
    "passed",
    "resumed",
    "due",
    "written",
    "added",
    "removed",
    "canceled",
    "completed",
    "issued",
    "resolved",
    "paused",
    "settled",
    "moved",
    "ended",
)
_FRESH = frozenset({"wait.opened", "call.opened", "clock.paused", "incident.opened"})
_LAST = frozenset({"case.settled", "case.moved", "case.ended"})


def _rows(tx: Tx, table: Table, instance_id: int) -> list[Row[Any]]:
    query = select(table).where(table.c.instance_id == instance_id)
    keys = [table.c[name] for name in ("at", "id") if name in table.c]
    return list(tx.conn.execute(query.order_by(*keys)).all())


def _of_case(_tx: Tx, case: _Case) -> Iterator[Event]:
    instance = case.instance
    yield Event(instance.started_at, "case.started", actor=instance.started_by)
    if instance.settled_at is not None:
        yield Event(instance.settled_at, "case.settled", details={"outcome": instance.outcome or ""})
    if instance.ended_at is not None:
        yield Event(instance.ended_at, "case.ended", details={"status": instance.status})


def _of_tasks(_tx: Tx, case: _Case) -> Iterator[Event]:
    for number, row in case.tasks.items():
        yield case.of_task(row.opened_at, "task.opened", number, lane=row.lane or "")
        worker = row.completed_by or row.assignee or ""
        if row.claimed_at is not None:
            yield case.of_task(row.claimed_at, "task.claimed", number, row.assignee or worker)
        if row.started_at is not None:
            yield case.of_task(row.started_at, "task.started", number, row.assignee or worker)
        if row.completed_at is not None and row.state == "CANCELED":
            yield case.of_task(row.completed_at, "task.canceled", number)
        elif row.completed_at is not None:
            yield case.of_task(
                row.completed_at,
                "task.completed",
                number,
                row.completed_by or "",
                outcome=row.outcome or "",
                second_officer=row.second_officer or "",
            )


_CLOSED = {"completed": "passed", "canceled": "canceled"}


def _of_waits(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in _rows(tx, schema.waits, case.instance.id):
        thing = "call" if row.type == "callActivity" else "wait"
        yield case.of_element(row.opened_at, f"{thing}.opened", row.element, type=row.type)
        if row.closed_at is None:
            continue
        if row.how == "completed" and row.message:
            details = {"message": row.message, "occurred_at": row.occurred_at}
            yield case.of_element(row.closed_at, "message.received", row.element, **details)
        else:
            yield case.of_element(row.closed_at, f"{thing}.{_CLOSED.get(row.how, 'passed')}", row.element)


def _of_pauses(tx: Tx, case: _Case) -> Iterator[Event]:
    rows = _rows(tx, schema.pauses, case.instance.id)
    elements = {row.token: row.element for row in _rows(tx, schema.waits, case.instance.id)}
    elements |= {row.token: row.element for row in case.tasks.values()}
    outages = {row.outage_id for row in rows if row.task_id is None}
    for row in rows:
        if row.task_id is not None and row.outage_id in outages:
            continue  # one outage stops the case and each open task; it happened once
        details = {"reason": row.reason, "evidence": row.evidence, "pause": row.id, "outage": row.outage_id}
        for at, who, case_kind, task_kind in (
            (row.started_at, row.started_by, "clock.paused", "task.suspended"),
            (row.ended_at, row.ended_by or "", "clock.resumed", "task.resumed"),
        ):
            if at is None:
                continue
            if row.task_id is not None and row.outage_id is None:
                yield case.of_task(at, task_kind, row.task_id, who, **details)
            else:
                yield case.of_element(at, case_kind, elements.get(row.token, ""), who, **details)


def _of_breaches(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in _rows(tx, schema.breaches, case.instance.id):
        details = {"breach": row.id, "state": row.state, "reason": row.reason or "", "note": row.note or ""}
        who = row.explained_by or ""
        yield case.of_task(row.at, "breach.due", row.task_id, who, whole_case=row.task_id is None, **details)


def _of_letters(tx: Tx, case: _Case) -> Iterator[Event]:
    """The letter goes out when step 3 is done, which is when the wait for the documents begins."""
    told = [
        row.opened_at for row in _rows(tx, schema.waits, case.instance.id) if row.message == gate.DOCUMENTS
    ]
    missing: dict[int, list[dict[str, str]]] = {}
    for row in _rows(tx, schema.shortfalls, case.instance.id):
        if not row.asked:
            continue
        item = {"item": row.item, "label": row.label, "verdict": row.verdict, "note": row.note}
        missing.setdefault(row.task_id, []).append(item)
    for task, items in missing.items():
        failed = case.tasks[task].completed_at
        issued = min((at for at in told if failed is not None and at >= failed), default=None)
        if issued is None:
            continue
        writer = next((row for row in case.tasks.values() if row.completed_at == issued), case.tasks[task])
        who = writer.completed_by or ""
        yield case.of_task(issued, "letter.issued", writer.id, who, gate=task, items=items)


def _of_comments(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in _rows(tx, schema.comments, case.instance.id):
        yield case.of_task(row.at, "comment.written", row.task_id, row.author, comment=row.id, text=row.text)


def _of_attachments(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in _rows(tx, schema.attachments, case.instance.id):
        details = {"attachment": row.id, "file": row.name, "item": row.item or "", "size": row.size}
        yield case.of_task(row.at, "attachment.added", row.task_id, row.author, **details)
        if row.removed_at is not None:
            yield case.of_task(row.removed_at, "attachment.removed", row.task_id, "", **details)


def _of_incidents(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in _rows(tx, schema.incidents, case.instance.id):
        details = {"incident": row.id, "cause": row.cause}
        yield case.of_element(row.at, "incident.opened", row.element, **details)
        if row.resolved_at is not None:
            who = row.resolved_by or ""
            yield case.of_element(row.resolved_at, "incident.resolved", row.element, who, **details)


def _of_moves(tx: Tx, case: _Case) -> Iterator[Event]:
    for row in past.moves_of(tx, case.instance.id):
        details = {"from": list(row.from_versions), "to": row.to_version, "note": row.reason}
        details["told"] = row.reasons
        yield Event(row.at, "case.moved", actor=row.created_by, details=details)


_SOURCES: tuple[Callable[[Tx, _Case], Iterator[Event]], ...] = (
    _of_case,
    _of_tasks,
    _of_waits,
    _of_pauses,
    _of_breaches,
    _of_letters,
    _of_comments,
    _of_attachments,
    _of_incidents,
    _of_moves,
)
