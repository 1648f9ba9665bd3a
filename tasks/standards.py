"""Limits of tasks nobody has started yet: "3 minutes from Start" is told before there is a deadline."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine.database import Tx
from engine.schema import clocks as table
from tasks.clocks import STARTED, WAITING


def from_start(tx: Tx, task_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Amount and unit (`TimeUnit`) by task, for those of these tasks whose limit counts from Start."""
    wanted = list(task_ids)
    query = select(table.c.task_id, table.c.amount, table.c.unit).where(
        table.c.task_id.in_(wanted), table.c.state == WAITING, table.c.anchor == STARTED
    )
    return {row.task_id: (row.amount, row.unit) for row in tx.conn.execute(query)} if wanted else {}
