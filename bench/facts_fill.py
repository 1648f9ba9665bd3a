"""Facts of many offices and months made by chance, always the same, written as fast as a database takes them.

Only the filling is a short cut; what is measured afterwards asks these tables as the product does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import Table, insert

from bench import m11, room
from engine.database import Database
from engine.schema import case_facts, fact_state, step_facts, step_rollups
from engine.schema.facts import PARTS
from tasks.facts import rollups, state

OFFICES = tuple(f"kantor{number:03}" for number in range(1, 127))
MONTHS = 24
FIRST = datetime(2024, 4, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Makassar")
CATEGORIES = ("baru_dewasa", "baru_anak", "habis_berlaku", "hilang", "rusak", "penuh")
LIMIT = 300_000_000
_BEYOND = 10**9  # numbers of these cases and tasks, far from those of real ones
_SECOND = 1_000_000
_TOGETHER = 18  # offices whose month is made and written at once
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, Any]
Sums = dict[rollups.Key, rollups.Sums]


class Filled(NamedTuple):
    """Rows written, and bytes they and their indexes take."""

    steps: int
    cases: int
    rollups: int
    step_bytes: float
    rollup_bytes: float


@dataclass(slots=True)
class Made:
    """Some cases and their steps."""

    cases: list[Row]
    steps: list[Row]


def made(steps: int) -> Iterator[Made]:
    """About so many steps, a month of some offices at a time."""
    chance = Random(5)
    per_month = steps / (len(OFFICES) * MONTHS * m11.STEPS)
    number = _BEYOND
    for month in range(MONTHS):
        part = Made([], [])
        for place, office in enumerate(OFFICES, 1):
            for _ in range(int(per_month) + (chance.random() < per_month % 1)):
                number += 1
                began = _month(month) + timedelta(seconds=chance.randrange(28 * 86_400))
                _case(chance, part, number, office, began)
            if place % _TOGETHER == 0:
                yield part
                part = Made([], [])


def _month(number: int) -> datetime:
    years, month = divmod(FIRST.month - 1 + number, 12)
    return FIRST.replace(year=FIRST.year + years, month=month + 1)


def _case(chance: Random, part: Made, number: int, office: str, began: datetime) -> None:
    of = {"instance_id": number, "office": office, "sop": m11.KEY, "version": 1 if began.year < 2025 else 2}
    of |= {"category": chance.choice(CATEGORIES), "priority": "" if chance.random() < 0.9 else "lansia"}
    at, sums, late, count = began, dict.fromkeys(PARTS, 0), 0, 0
    for step in (*range(1, m11.STEPS + 1), *([3] if chance.random() < 0.05 else [])):
        count += 1
        row = _step(chance, of, number * 20 + count, step, at)
        row["nth"] = 2 if count > m11.STEPS else 1
        part.steps.append(row)
        at, late = row["completed_at"], late + row["late"]
        for name in PARTS:
            sums[name] += row[f"part_{name}"]
    gross = sum(sums.values())
    part.cases.append(
        {**of, "day": _day(began), "status": "completed", "outcome": "selesai", "started_at": began}
        | {"settled_at": at, "ended_at": at, "gross": gross, "net": gross - sums["applicant"], "steps": count}
        | {f"part_{name}": length for name, length in sums.items()}
        | {"breaches": late, "late": False, "returns": int(count > m11.STEPS), "pauses": 0, "as_of": at}
    )


def _step(chance: Random, of: Row, number: int, step: int, opened: datetime) -> Row:
    queue = int(chance.lognormvariate(7.1, 1.3)) * _SECOND  # the middle one waits twenty minutes
    touch = int(chance.lognormvariate(5.2 if step % 2 else 4.6, 0.6)) * _SECOND
    paused = int(chance.lognormvariate(7, 1)) * _SECOND if chance.random() < 0.04 else 0
    started = opened + timedelta(microseconds=queue)
    completed = started + timedelta(microseconds=touch + paused)
    closed = queue * 3 // 4 if queue > 3_600 * _SECOND else 0
    parts = {"queue": queue - closed, "touch": touch, "applicant": paused, "closed_office": closed}
    return {
        **of,
        "task_id": number,
        **{"element": f"langkah_{step}", "step": str(step), "name_id": step, "lane": "petugas"},
        **{"person": f"petugas{number % 7}", "second_officer": "", "outcome": "", "day": _day(completed)},
        **{"opened_at": opened, "started_at": started, "completed_at": completed},
        **{"queue": queue, "touch": touch, "paused": paused},
        **{f"part_{name}": parts.get(name, 0) for name in PARTS},
        **{"judged": touch, "limit_us": LIMIT, "standard_kind": "service", "late": touch > LIMIT},
        "calendar_version": 1,
    }


def _day(at: datetime) -> int:
    local = at.astimezone(ZONE)
    return local.year * 10_000 + local.month * 100 + local.day


def fill(db: Database, parts: Iterable[Made], known: Sums) -> Filled:
    """Write cases, steps and their rollups; those are made here where none are known yet."""
    with db.begin() as tx:
        state.begin(tx)
        tx.conn.execute(fact_state.update().values(filled=True))
    before, new, steps, cases = room.taken(db.url), not known, 0, 0
    for part in parts:
        write(db.url, case_facts, part.cases)
        write(db.url, step_facts, part.steps)
        steps, cases = steps + len(part.steps), cases + len(part.cases)
        if new:
            _gather(known, part.steps)
    between = room.taken(db.url)
    rows = [rollups.values(key, one) for key, one in known.items()]
    with db.begin() as tx:
        for start in range(0, len(rows), 1_000):
            tx.conn.execute(insert(step_rollups), rows[start : start + 1_000])
        if tx.postgres:
            tx.conn.exec_driver_sql("ANALYZE step_facts, case_facts, step_rollups")
    after = room.taken(db.url)
    return Filled(steps, cases, len(rows), (between - before) / steps, (after - between) / len(rows))


def _gather(known: Sums, steps: Sequence[Row]) -> None:
    """Add steps to rollups."""
    for key, more in rollups.summed(steps).items():
        if key in known:
            rollups.add(known[key], more)
        else:
            known[key] = more


def write(url: str, table: Table, rows: Sequence[Row]) -> None:
    """Rows into a table by the driver's fastest way, values as the driver or Python has them."""
    columns = [column.name for column in table.columns]
    if url.startswith("sqlite"):
        marks = ",".join("?" * len(columns))
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as conn, conn:
            values = (tuple(_plain(row[name]) for name in columns) for row in rows)
            conn.executemany(f"INSERT INTO {table.name} ({','.join(columns)}) VALUES ({marks})", values)
        return
    told = f"COPY {table.name} ({','.join(columns)}) FROM STDIN"
    with psycopg.connect(room.plain(url)) as server, server.cursor() as cursor, cursor.copy(told) as copy:
        for row in rows:
            copy.write_row([row[name] for name in columns])


def _plain(value: Any) -> Any:
    return (value - _EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value
