"""Acts by hand in the audit trail that led a case off its way, or its tasks from one person to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Select, Text, cast, literal, select

from engine.audit import INSTANCE
from engine.database import Tx
from engine.schema import audit, audit_heads, instances, moved_cases, moves
from tasks.conformance.deviations import Deviation, Kind
from tasks.states import IN_PROGRESS, SUSPENDED

ACTIONS: Mapping[str, Kind] = MappingProxyType(
    {
        "instance.migrated": Kind.MOVED,
        "case.canceled": Kind.CANCELED,
        "arrival.missed": Kind.ANSWERED,
        "payment.settled": Kind.SETTLED,
        "slot.no_show_undone": Kind.UNDONE,
        "task.reassigned": Kind.REASSIGNED,
        "task.delegated": Kind.DELEGATED,
        "task.unclaimed": Kind.PUT_BACK,
    }
)
"""Which record of the trail tells which kind."""

_APPLICANT = (
    "account:"  # what a login of the public begins with: their own withdrawal is no act of the office
)


@dataclass(frozen=True, slots=True)
class Act:
    """One record of a case; `task` is the task it is about, None for the whole case."""

    case: int
    task: int | None
    deviation: Deviation


@dataclass(frozen=True, slots=True)
class Moved:
    """One moving of a case to another version: old element -> new one, None where it has none; else itself."""

    at: datetime
    mapping: Mapping[str, str | None]


def read(tx: Tx, ids: Select[Any]) -> dict[int, list[Act]]:
    """The acts by hand in the cases whose ids the query gives, by case, the earliest first."""
    chains = select(literal(INSTANCE) + cast(instances.c.id, Text)).where(instances.c.id.in_(ids))
    a = audit.c
    query = select(audit_heads.c.chain, a.at, a.actor, a.action, a.subject, a.details, a.reason)
    query = query.select_from(audit.join(audit_heads))
    query = query.where(audit_heads.c.chain.in_(chains), a.action.in_(tuple(ACTIONS)))
    found: dict[int, list[Act]] = {}
    for row in tx.conn.execute(query.order_by(a.head_id, a.seq)):
        act = _act(row)
        if act is not None:
            found.setdefault(act.case, []).append(act)
    return found


def moves_of(tx: Tx, ids: Select[Any]) -> dict[int, list[Moved]]:
    """How each case was moved, the first time first."""
    m = moved_cases.c
    query = select(m.instance_id, m.at, moves.c.mapping).join(moves, m.move_id == moves.c.id)
    query = query.where(m.state == "moved", m.instance_id.in_(ids)).order_by(m.at, moves.c.id)
    found: dict[int, list[Moved]] = {}
    for number, at, mapping in tx.conn.execute(query):
        found.setdefault(number, []).append(Moved(at, mapping))
    return found


def _act(row: Any) -> Act | None:
    kind, details = ACTIONS[row.action], orjson.loads(row.details)
    if kind is Kind.CANCELED and row.actor.startswith(_APPLICANT):
        return None
    if kind is Kind.PUT_BACK and (details.get("state") or [""])[0] not in (IN_PROGRESS, SUSPENDED):
        return None  # nothing had begun
    subject, _, number = row.subject.partition(":")
    task = int(number) if subject == "task" else None
    other = str(details.get("to") or details.get("confirmed_by") or "") if task is not None else ""
    case = int(row.chain.removeprefix(INSTANCE))
    found = Deviation(kind, row.at, "", task, row.actor, other, row.reason)
    return Act(case, task, found)
