"""As of when a timer takes effect that was noticed late: its due instant, as if the worker had never slept."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.database import Tx
from engine.instances import Instance
from engine.schema import tasks, waits


def as_of_due(tx: Tx, instance: Instance) -> Tx:
    """The transaction as of the case's next due timer; never before what the timer hangs on was opened.

    A timer may name a moment that had passed when it began ("2020-01-01"): it takes effect when it began.
    """
    due = instance.next_due
    if due is None or due >= tx.now:
        return tx
    opened = (
        tx.conn.execute(
            select(func.max(table.c.opened_at)).where(table.c.instance_id == instance.id)
        ).scalar()
        for table in (tasks, waits)
    )
    return tx.as_of(max(due, instance.started_at, *(at for at in opened if at is not None)))
