"""What counting limits anew would mean at once: how many of each step would be past their new deadline already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine import calendars, office_due
from engine.database import Tx
from engine.moving import Crossing
from engine.schema import clocks, instances, tasks
from engine.spiff import SUPERSEDE
from processes.model import ClockEffect, TimeKind
from tasks import anchors, standstills
from tasks.anchors import OPENED, STARTED
from tasks.clock_rows import LATE, PAUSED
from tasks.moving import plans
from tasks.moving.plans import Pinned, Plan


def late_at_once(tx: Tx, plan: Plan, crossings: Mapping[Pinned, Crossing]) -> Counter[str]:
    """By old element, the running limits that were in time so far and would not be under the new standard."""
    if SUPERSEDE not in (plan.choices.other, *plan.choices.steps.values()):
        return Counter()
    columns = (instances.c.definition_id, instances.c.links, instances.c.id, tasks.c.id.label("task"))
    own = (clocks.c.instance_id == tasks.c.instance_id) & (clocks.c.task_id == tasks.c.id)
    query = (
        select(*columns, tasks.c.element, tasks.c.opened_at, tasks.c.started_at)
        .add_columns(clocks.c.anchor, clocks.c.anchor_at)
        .select_from(instances.join(tasks, tasks.c.instance_id == instances.c.id).join(clocks, own))
        .where(plans.of_versions(tx, plan), clocks.c.stopped_at.is_(None), clocks.c.state != LATE)
        .where(clocks.c.due_at.is_(None) | (clocks.c.due_at >= tx.now) | (clocks.c.state == PAUSED))
    )
    rows = tx.conn.execute(query).all()
    standstills.read_ahead(tx, {row.id for row in rows})
    return Counter(row.element for row in rows if _is_late(tx, plan, crossings, row))


def _is_late(tx: Tx, plan: Plan, crossings: Mapping[Pinned, Crossing], row: Row[Any]) -> bool:
    way = crossings.get((row.definition_id, row.links))
    target = way.how.mapping.get(row.element, row.element) if way else None
    if way is None or target is None or plan.choices.of(target) != SUPERSEDE:
        return False
    activity = way.new.diagram.activities.get(target)
    step = activity.step if activity else None
    if step is None or step.time.kind is TimeKind.NONE or step.time.effect is ClockEffect.STOPS:
        return False
    words = anchors.of_step(step, way.new.diagram.sop_of(target))
    known: dict[str, datetime | None] = {OPENED: row.opened_at, STARTED: row.started_at}
    began = row.anchor_at if row.anchor == words else known.get(words)
    if began is None or standstills.lasts(tx, row.id, row.task, str(step.time.kind)):
        return False
    spans = standstills.ended(tx, row.id, row.task, str(step.time.kind))
    due_at = office_due.due(calendars.current(tx, tx.actor.office), step.time, began, spans)
    return due_at is not None and due_at < tx.now
