"""The office's working calendar as people change it: preview first, then publish; open deadlines follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine import audit, calendars, instances, office_due, office_lock
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.office_calendar import OfficeCalendar
from engine.office_calendar_json import from_json
from engine.office_changes import changes
from engine.office_time import missing_years
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import instances as instances_table
from engine.schema import task_names
from engine.schema import tasks as tasks_table
from tasks import clock_rows, clocks, standstills
from tasks.clock_rows import Clock
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site

_AHEAD = timedelta(days=60)  # how far deadlines usually reach; a year without data is told of before that


@dataclass(frozen=True, slots=True)
class Shift:
    """An open deadline that a changed calendar moves."""

    clock_id: int
    instance_id: int
    task_id: int | None
    business_key: str
    name: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would mean: the days that change, the deadlines that move, years still without data."""

    changes: tuple[Any, ...]
    shifts: tuple[Shift, ...]
    missing_years: tuple[int, ...]


def current(site: Site, actor: Actor) -> OfficeCalendar:
    """The calendar in force."""
    with site.db.read(actor) as tx:
        return calendars.current(tx, actor.office)


def warnings(tx: Tx) -> tuple[int, ...]:
    """Years deadlines may reach that have no cuti bersama data yet: warned of, never guessed."""
    return missing_years(calendars.current(tx, tx.actor.office), tx.now, tx.now + _AHEAD)


def preview(site: Site, actor: Actor, content: Any) -> Preview:
    """What this calendar would change; nothing is stored. Raises Forbidden, Invalid naming every wrong field."""
    _may_change(actor)
    new = content if isinstance(content, OfficeCalendar) else from_json(content)
    with site.db.read(actor) as tx:
        old = calendars.current(tx, actor.office)
        missing = missing_years(new, tx.now, tx.now + _AHEAD)
        return Preview(tuple(changes(old, new)), _shifts(tx, new), missing)


def publish(site: Site, actor: Actor, content: Any, reason: str, expected_version: int) -> int:
    """Put a calendar in force and move every open deadline with it; returns the new version.

    Raises Forbidden, Invalid, Conflict when somebody published in between.
    """
    _may_change(actor)
    if not reason.strip():
        raise Invalid("form.invalid", Problem("form.required", "reason"))
    new = content if isinstance(content, OfficeCalendar) else from_json(content)
    with site.db.begin(actor) as tx:
        office_lock.seize(tx, actor.office)
        version = calendars.publish(tx, actor.office, replace(new, version=expected_version), reason)
        # Held first: a clock that is being set by the old calendar is seen once its case is let go.
        instances.hold_active(tx, actor.office)
        for instance_id in sorted({clock.instance_id for clock in clock_rows.running(tx, actor.office)}):
            _reproject(tx, instances.hold(tx, instance_id), new, version)
        return version


def _reproject(tx: Tx, instance: Instance, new: OfficeCalendar, version: int) -> None:
    # The clocks are read again: what the case did before this transaction held it counts.
    for clock in clock_rows.of_instance(tx, instance.id):
        if clock.state not in (clock_rows.RUNNING, clock_rows.PAUSED):
            continue
        after = _moved_to(tx, new, clock)
        if after is not None:
            clocks.reproject(tx, instance, clock)
            details = {"clock": clock.id, "from": clock.due_at, "to": after, "calendar": version}
            audit.append(tx, f"instance:{instance.id}", "clock.reprojected", f"clock:{clock.id}", details)


def _shifts(tx: Tx, new: OfficeCalendar) -> tuple[Shift, ...]:
    found = []
    for clock in clock_rows.running(tx, tx.actor.office):
        after = _moved_to(tx, new, clock)
        if after is not None:
            found.append(_shift(tx, clock, after))
    return tuple(found)


def _moved_to(tx: Tx, new: OfficeCalendar, clock: Clock) -> datetime | None:
    """Where a calendar moves an open deadline; None when it stays."""
    if clock.anchor_at is None or clock.due_at is None:
        return None
    spans = standstills.ended(tx, clock.instance_id, clock.task_id, clock.kind)
    after = office_due.due(new, clock_rows.standard_of(clock), clock.anchor_at, spans)
    return None if after == clock.due_at else after


def _shift(tx: Tx, clock: Clock, after: datetime) -> Shift:
    key = select(instances_table.c.business_key).where(instances_table.c.id == clock.instance_id)
    name = (
        select(task_names.c.name)
        .join(tasks_table, tasks_table.c.name_id == task_names.c.id)
        .where(tasks_table.c.id == clock.task_id)
    )
    shown = tx.conn.execute(name).scalar() if clock.task_id is not None else ""
    before = clock.due_at or after
    business_key = str(tx.conn.execute(key).scalar_one())
    return Shift(clock.id, clock.instance_id, clock.task_id, business_key, str(shown or ""), before, after)


def _may_change(actor: Actor) -> None:
    if not actor.has(ADMINISTRATOR, SUPERVISOR):
        raise Forbidden("calendar.administrator_only")
