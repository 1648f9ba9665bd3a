"""Limits of tasks nobody has started yet: "3 minutes from Start" is told before there is a deadline."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine.database import Tx
from engine.schema import clocks as table
from engine.schema import tasks
from tasks.anchors import STARTED
from tasks.clock_rows import WAITING


def from_start(tx: Tx, task_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Amount and unit (`TimeUnit`) by task, for those of these tasks whose limit counts from Start."""
    wanted = list(task_ids)
    # Clocks are found by their case: an index of their tasks would be written with every task and read here alone.
    own = (table.c.instance_id == tasks.c.instance_id) & (table.c.task_id == tasks.c.id)
    query = select(table.c.task_id, table.c.amount, table.c.unit).join_from(tasks, table, own)
    query = query.where(tasks.c.id.in_(wanted), table.c.state == WAITING, table.c.anchor == STARTED)
    return {row.task_id: (row.amount, row.unit) for row in tx.conn.execute(query)} if wanted else {}
