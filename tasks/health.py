"""Is the installation well: does the database answer, and does somebody watch the deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from engine.schema import workers
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Health:
    """The database answered; `worker_age` is the time since a worker's last sign of life, None if never."""

    worker_age: timedelta | None


def look(site: Site) -> Health:
    """Ask the database. Raises one of faults.STORAGE_FAULTS when it does not answer."""
    with site.db.read() as tx:
        beat = tx.conn.scalar(select(func.max(workers.c.beat_at)))
        return Health(None if beat is None else max(tx.now - beat, timedelta(0)))
