"""Drafts of task forms: what was typed so far, kept as it is, valid or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden
from engine.schema import tasks as table
from tasks.form_check import as_object
from tasks.held import may_work, read
from tasks.site import Site
from tasks.states import OPEN_STATES


def keep(site: Site, actor: Actor, task_id: int, variables: Any) -> datetime:
    """Save what was typed into an open task and return when; the task's revision stays, so no page goes stale.

    Raises NotFound, Forbidden, Conflict when the task is over, Invalid when it is no JSON object or too large.
    """
    as_object(variables)
    with site.db.begin(actor) as tx:
        task = read(tx, task_id)
        if not may_work(tx, task):
            raise Forbidden("task.not_yours")
        put(tx, task_id, variables)
        return tx.now


def put(tx: Tx, task_id: int, variables: Mapping[str, Any]) -> None:
    """As `keep`, inside a transaction whose rights are asked already. Raises Conflict when the task is over."""
    still_open = (table.c.id == task_id) & table.c.state.in_(OPEN_STATES)
    saved = table.update().where(still_open).values(draft=dict(variables), draft_at=tx.now)
    if tx.conn.execute(saved).rowcount != 1:
        raise Conflict("task.closed")
