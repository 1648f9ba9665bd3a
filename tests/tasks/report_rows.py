"""Rows of cases put straight into the tables, for tests of what reports make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import zstandard

from engine import calendars, schema, task_names
from engine.database import Tx
from processes.model import TimeKind

EIGHT = datetime(2026, 4, 9, tzinfo=UTC)  # Thursday, 08:00 in Batulicin
MICIN_DARURAT = (files("bpmn") / "micin_darurat.bpmn").read_bytes()


def at(minutes: float = 0, *, hours: float = 0, days: float = 0) -> datetime:
    """That long after 08:00 of the first day."""
    return EIGHT + timedelta(minutes=minutes, hours=hours, days=days)


def put_definition(tx: Tx, version: int = 1) -> int:
    """The shipped Micin Darurat as this version (its texts are the same in each), and the office's calendar."""
    calendars.seed(tx, "batulicin")
    return _put(
        tx,
        "definitions",
        key="micin_darurat",
        version=version,
        name="Micin Darurat",
        content_hash=f"reports-{version}",
        xml=zstandard.ZstdCompressor().compress(MICIN_DARURAT),
        note="",
        created_at=EIGHT,
        created_by="pemilik",
    )


def put_case(
    tx: Tx, definition: int, key: str, started: datetime, settled: datetime | None = None, **more: Any
) -> int:
    """A case; it has ended when it is settled."""
    values: dict[str, Any] = {
        "definition_id": definition,
        "business_key": key,
        "office": "batulicin",
        "title": "Budi Santoso",
        "category": "baru_dewasa",
        "status": "completed" if settled else "active",
        "revision": 1,
        "state": b"",
        "blocked": False,
        "outcome": "selesai" if settled else None,
        "started_at": started,
        "started_by": "petugas1",
        "settled_at": settled,
        "ended_at": settled,
    }
    return _put(tx, "instances", **values | more)


_STEPS = {"terima_permohonan": "1", "pastikan_persyaratan": "2", "cetak_ambil": "11"}


def put_task(
    tx: Tx,
    case: int,
    element: str,
    opened: datetime,
    started: datetime | None = None,
    completed: datetime | None = None,
    pauses: Sequence[tuple[datetime, datetime | None, str]] = (),
    **more: Any,
) -> int:
    """A task with its suspensions (from, to, reason)."""
    values: dict[str, Any] = {
        "instance_id": case,
        "token": f"token-{element}",
        "element": element,
        "step": _STEPS.get(element),
        "name_id": task_names.number_of(tx, element),
        "lane": "petugas",
        "assignee": "petugas1" if started else None,
        "state": "COMPLETED" if completed else "IN_PROGRESS" if started else "CREATED",
        "priority": 50,
        "revision": 1,
        "opened_at": opened,
        "claimed_at": started,
        "started_at": started,
        "completed_at": completed,
        "completed_by": "petugas1" if completed else None,
    }
    task = _put(tx, "tasks", **values | more)
    for start, end, reason in pauses:
        put_pause(tx, case, reason, start, end, task_id=task)
    return task


def put_pause(tx: Tx, case: int, reason: str, started: datetime, ended: datetime | None, **more: Any) -> None:
    """A standstill of the whole case, or of the task given as task_id."""
    values = {"evidence": "bukti", "started_by": "petugas1", "ended_by": "petugas1" if ended else None}
    dated = {"started_at": started, "ended_at": ended}
    _put(tx, "pauses", instance_id=case, reason=reason, **values | dated | more)


def put_clock(
    tx: Tx,
    case: int,
    task: int | None,
    kind: TimeKind,
    anchor: datetime,
    due: datetime,
    stopped: datetime | None = None,
    **more: Any,
) -> int:
    """A clock that has begun to count; late where it has not stopped."""
    values = {
        "instance_id": case,
        "task_id": task,
        "kind": str(kind),
        "amount": 1,
        "unit": "minute",
        "anchor": "opened",
        "anchor_at": anchor,
        "calendar_version": 1,
        "state": "stopped" if stopped else "late",
        "due_at": due,
        "stopped_at": stopped,
    }
    return _put(tx, "clocks", **values | more)


def put_breach(
    tx: Tx, case: int, clock: int, deadline: datetime, task: int | None = None, element: str = "", **more: Any
) -> int:
    """A breach dated at its deadline."""
    values: dict[str, Any] = {
        "clock_id": clock,
        "instance_id": case,
        "task_id": task,
        "element": element,
        "step": _STEPS.get(element),
        "at": deadline,
        "noticed_at": deadline + timedelta(minutes=1),
        "state": "new",
    }
    return _put(tx, "breaches", **values | more)


def put_shortfall(tx: Tx, case: int, task: int, item: str) -> None:
    """An item that was missing at a gate."""
    row = {
        "task_id": task,
        "item": item,
        "instance_id": case,
        "label": item,
        "verdict": "tidak_ada",
        "note": "",
        "asked": True,
    }
    tx.conn.execute(schema.shortfalls.insert(), row)


def put(tx: Tx, table: str, /, **values: Any) -> int:
    """A row of any table that has an id."""
    return _put(tx, table, **values)


def _put(tx: Tx, name: str, /, **values: Any) -> int:
    table = schema.metadata.tables[name]
    number: int = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
    return number
