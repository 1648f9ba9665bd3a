"""The clock of complaints: working days of the office's calendar, moved when the calendar changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from engine import audit, calendars, office_time
from engine.database import SYSTEM, Tx
from engine.schema import complaints as table
from tasks.site import Site

OPEN = "open"


def due(tx: Tx, office: str, received_at: datetime, days: int) -> tuple[int, datetime]:
    """The version of the calendar in force and the closing time of the n-th working day after the day of receipt."""
    calendar = calendars.current(tx, office)
    return calendar.version, office_time.working_day_due(calendar, received_at, days)


def follow_calendar(site: Site) -> list[Exception]:
    """Move the deadlines of open complaints to the calendar in force: a duty of the worker; nothing in it fails."""
    with site.db.read() as tx:
        stale = [row for row in tx.conn.execute(_OPEN) if _is_stale(tx, row.office, row.calendar_version)]
    for row in stale:
        _follow(site, row.id)
    return []


_OPEN = select(table.c.id, table.c.office, table.c.calendar_version).where(table.c.state == OPEN)


def _is_stale(tx: Tx, office: str, version: int) -> bool:
    return calendars.current(tx, office).version != version


def _follow(site: Site, complaint_id: int) -> None:
    with site.db.begin(SYSTEM) as tx:
        row = tx.conn.execute(
            tx.locked(select(table).where(table.c.id == complaint_id, table.c.state == OPEN))
        ).one_or_none()
        if row is None:
            return
        version, due_at = due(tx, row.office, row.received_at, row.days)
        values = {"calendar_version": version, "due_at": due_at}
        tx.conn.execute(update(table).where(table.c.id == complaint_id).values(**values))
        if due_at != row.due_at:
            details = {"from": row.due_at, "to": due_at, "calendar": version}
            chain = f"complaints:{row.office}"
            audit.append(tx, chain, "complaint.reprojected", f"complaint:{complaint_id}", details)
