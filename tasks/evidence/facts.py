"""What happened in cases, read some cases at a time: the events of their tasks and waits, people, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select

from engine import definitions
from engine.database import Tx
from engine.schema import attachments, instances, pauses, task_names, tasks, waits
from engine.schema import definitions as definitions_table
from tasks.evidence import scope as scopes
from tasks.evidence.scope import Scope
from tasks.states import CANCELED

SCHEDULE, ASSIGN, START, SUSPEND, RESUME = "schedule", "assign", "start", "suspend", "resume"
COMPLETE, WITHDRAW, ABORT = "complete", "withdraw", "ate_abort"
TRANSITIONS = (SCHEDULE, ASSIGN, START, SUSPEND, RESUME, COMPLETE, WITHDRAW, ABORT)
"""The lifecycle of IEEE 1849 as far as tasks go through it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One transition of a task, or of a wait for the world (`task` None, nobody behind it)."""

    at: datetime
    name: str
    transition: str
    element: str
    task: int | None = None
    step: str = ""
    person: str = ""
    role: str = ""
    outcome: str = ""
    second: str = ""
    reason: str = ""
    fresh: bool = False  # of something opened at this very instant


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its events in order; `number` is the case number, the only name an applicant has here."""

    id: int
    number: str
    sop: str
    version: int
    office: str
    category: str
    status: str
    outcome: str
    started_at: datetime
    started_by: str
    settled_at: datetime | None
    tasks: Sequence[Row[Any]]
    documents: Sequence[Row[Any]]
    events: tuple[Event, ...]


_HEAD = (
    instances.c.id,
    instances.c.business_key,
    definitions_table.c.key,
    definitions_table.c.version,
    instances.c.office,
    instances.c.category,
    instances.c.status,
    instances.c.outcome,
    instances.c.started_at,
    instances.c.started_by,
    instances.c.settled_at,
    instances.c.definition_id,
    instances.c.links,
)
_TASK = (*(c for c in tasks.c if c.name not in ("variables", "draft", "draft_at")), task_names.c.name)
_DOCUMENT = tuple(c for c in attachments.c if c.name != "name")  # a file's name may name a person


def every_case(tx: Tx, scope: Scope) -> Iterator[Case]:
    """The cases of the scope by rising number, some of them in memory at a time."""
    names: dict[int, Mapping[str, str]] = {}
    for numbers in scopes.batches(tx, scope):
        heads = tx.conn.execute(
            scopes.chosen(scope, *_HEAD).where(instances.c.id.in_(numbers)).order_by(instances.c.id)
        ).all()
        named = select(*_TASK).outerjoin(task_names, tasks.c.name_id == task_names.c.id)
        work = _grouped(tx, named.where(tasks.c.instance_id.in_(numbers)).order_by(tasks.c.id))
        papers = _grouped(tx, _of(attachments, numbers, *_DOCUMENT))
        rests = _grouped(tx, _of(pauses, numbers, *pauses.c).where(pauses.c.task_id.is_not(None)))
        awaited = _grouped(tx, _of(waits, numbers, *waits.c))
        for head in heads:
            drawn = _names(tx, names, head)
            mine = work.get(head.id, [])
            for number in {row.definition_id for row in awaited.get(head.id, ()) if row.definition_id}:
                drawn = {**_drawn(tx, number), **drawn}
            events = [*_of_tasks(mine, rests.get(head.id, [])), *_of_waits(awaited.get(head.id, []), drawn)]
            yield Case(
                id=head.id,
                number=head.business_key,
                sop=head.key,
                version=head.version,
                office=head.office,
                category=head.category,
                status=head.status,
                outcome=head.outcome or "",
                started_at=head.started_at,
                started_by=head.started_by,
                settled_at=head.settled_at,
                tasks=mine,
                documents=papers.get(head.id, []),
                events=tuple(sorted(events, key=_place)),
            )


def titles(tx: Tx, scope: Scope) -> list[str]:
    """What tasks and waits of the scope's cases are called, each once."""
    numbers = scopes.chosen(scope, instances.c.id)
    query = select(task_names.c.name).join(tasks, tasks.c.name_id == task_names.c.id)
    found = set(tx.conn.execute(query.where(tasks.c.instance_id.in_(numbers)).distinct()).scalars())
    drawn = {name for one in versions(tx, scope) for name in _drawn(tx, one).values()}
    elements = select(waits.c.element).where(waits.c.instance_id.in_(numbers)).distinct()
    return sorted(name or "-" for name in found | drawn | set(tx.conn.execute(elements).scalars()))


def versions(tx: Tx, scope: Scope) -> list[int]:
    """Row numbers of the SOP versions the cases ran under, those of called SOPs among them."""
    query = scopes.chosen(scope, instances.c.definition_id, instances.c.links).distinct()
    found: set[int] = set()
    for own, links in tx.conn.execute(query):
        found |= {own, *(int(number) for number in (links or "").split(",") if number)}
    numbers = scopes.chosen(scope, instances.c.id)
    for rows in (tasks, waits):  # and those that cases were moved from
        before = select(rows.c.definition_id).where(rows.c.instance_id.in_(numbers))
        found |= set(tx.conn.execute(before.where(rows.c.definition_id.is_not(None)).distinct()).scalars())
    return sorted(found)


def _of(table: Table, numbers: Sequence[int], *columns: Any) -> Any:
    return select(*columns).where(table.c.instance_id.in_(numbers)).order_by(table.c.id)


def _grouped(tx: Tx, query: Any) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in tx.conn.execute(query):
        found.setdefault(row.instance_id, []).append(row)
    return found


def _names(tx: Tx, known: dict[int, Mapping[str, str]], head: Row[Any]) -> Mapping[str, str]:
    """Names of the elements a case may stand on, as drawn in its SOP and in those it calls."""
    if head.links is None and head.definition_id in known:
        return known[head.definition_id]
    found: dict[str, str] = {}
    for number in (*(int(one) for one in (head.links or "").split(",") if one), head.definition_id):
        if number not in known:
            known[number] = _drawn(tx, number)
        found.update(known[number])
    return found


def _drawn(tx: Tx, number: int) -> dict[str, str]:
    diagram = definitions.load(tx, number).diagram
    return {element.id: element.name or element.id for element in diagram.elements.values()}


def _of_tasks(rows: Sequence[Row[Any]], rests: Sequence[Row[Any]]) -> Iterator[Event]:
    resting: dict[int, list[Row[Any]]] = {}
    for rest in rests:
        resting.setdefault(rest.task_id, []).append(rest)
    for row in rows:
        for at, transition, more in _life(row, resting.get(row.id, ())):
            yield Event(
                at,
                row.name or row.element,
                transition,
                row.element,
                row.id,
                row.step or "",
                role=row.lane or "",
                fresh=at == row.opened_at,
                **more,
            )


def _life(row: Row[Any], rests: Sequence[Row[Any]]) -> Iterator[tuple[datetime, str, dict[str, str]]]:
    """When a task went through which transition, by whom and why."""
    worker = {"person": row.assignee or row.completed_by or ""}
    yield row.opened_at, SCHEDULE, {}
    if row.claimed_at is not None:
        yield row.claimed_at, ASSIGN, worker
    if row.started_at is not None:
        yield row.started_at, START, worker
    for rest in rests:
        yield rest.started_at, SUSPEND, {"person": rest.started_by, "reason": rest.reason}
        if rest.ended_at is not None:
            yield rest.ended_at, RESUME, {"person": rest.ended_by or "", "reason": rest.reason}
    if row.completed_at is None:
        return
    if row.state == CANCELED:
        yield row.completed_at, WITHDRAW if row.started_at is None else ABORT, {}
        return
    ended = {
        "person": row.completed_by or "",
        "outcome": row.outcome or "",
        "second": row.second_officer or "",
    }
    yield row.completed_at, COMPLETE, ended


def _of_waits(rows: Sequence[Row[Any]], drawn: Mapping[str, str]) -> Iterator[Event]:
    for row in rows:
        name = drawn.get(row.element, row.element)
        yield Event(row.opened_at, name, SCHEDULE, row.element, fresh=True)
        if row.closed_at is not None:
            how = COMPLETE if row.how == "completed" else WITHDRAW
            yield Event(row.closed_at, name, how, row.element, fresh=row.closed_at == row.opened_at)


_LIFE = {name: place for place, name in enumerate(TRANSITIONS)}


def _place(event: Event) -> tuple[datetime, bool, int, int]:
    """One command bears one instant: what was there already comes before what it opened."""
    return event.at, event.fresh, event.task or 0, _LIFE[event.transition]
