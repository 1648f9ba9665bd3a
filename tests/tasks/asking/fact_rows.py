"""Facts put straight into their tables, for tests of what questions make of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import schema
from engine.database import Tx
from engine.schema.facts import PARTS

ZONE = ZoneInfo("Asia/Makassar")
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday, 09:00 in Batulicin
MINUTE = 60_000_000


def step(number: int, **given: Any) -> dict[str, Any]:
    """A row of step_facts: a step of nine minutes, completed at 09:00 on Monday 2 March 2026 unless said otherwise."""
    at = given.get("completed_at", NINE)
    queue, touch, paused = (
        given.get("queue", 5 * MINUTE),
        given.get("touch", 3 * MINUTE),
        given.get("paused", MINUTE),
    )
    row: dict[str, Any] = {
        "task_id": number,
        "instance_id": number,
        "office": "batulicin",
        "sop": "micin_darurat",
        "version": 1,
        "element": "terima_permohonan",
        "step": "1",
        "name_id": None,
        "lane": "petugas",
        "person": "petugas1",
        "second_officer": "",
        "category": "baru_dewasa",
        "priority": "",
        "outcome": "",
        "opened_at": at - timedelta(microseconds=queue + touch + paused),
        "started_at": at - timedelta(microseconds=touch + paused),
        "completed_at": at,
        "queue": queue,
        "touch": touch,
        "paused": paused,
        **{f"part_{part}": 0 for part in PARTS},
        "part_queue": queue,
        "part_touch": touch,
        "judged": touch,
        "limit_us": 20 * MINUTE,
        "standard_kind": "service",
        "late": False,
        "nth": 1,
        "calendar_version": 1,
    }
    return row | {"day": _day(at)} | given


def case(number: int, **given: Any) -> dict[str, Any]:
    """A row of case_facts: a finished case of an hour, begun at 09:00 on Monday 2 March 2026."""
    at = given.get("started_at", NINE)
    gross = given.get("gross", 60 * MINUTE)
    row: dict[str, Any] = {
        "instance_id": number,
        "office": "batulicin",
        "sop": "micin_darurat",
        "version": 1,
        "category": "baru_dewasa",
        "priority": "",
        "status": "completed",
        "outcome": "selesai",
        "started_at": at,
        "settled_at": at + timedelta(microseconds=gross),
        "ended_at": at + timedelta(microseconds=gross),
        "gross": gross,
        "net": gross,
        **{f"part_{part}": 0 for part in PARTS},
        "part_touch": gross,
        "steps": 11,
        "breaches": 0,
        "late": False,
        "returns": 0,
        "pauses": 0,
        "as_of": at + timedelta(days=30),
    }
    return row | {"day": _day(at)} | given


def put(tx: Tx, steps: Iterable[dict[str, Any]] = (), cases: Iterable[dict[str, Any]] = ()) -> None:
    """Make these rows all there are."""
    for table, rows in ((schema.step_facts, list(steps)), (schema.case_facts, list(cases))):
        tx.conn.execute(table.delete())
        if rows:
            tx.conn.execute(table.insert(), rows)


def _day(at: datetime) -> int:
    local = at.astimezone(ZONE)
    return local.year * 10000 + local.month * 100 + local.day
