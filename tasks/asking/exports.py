"""Files of facts as jobs: ordered by a person, made by the worker a piece at a time, taken, deleted after some days.

Rows are read by number into a spool that a restart goes on with; then the file is made of the spool. See decisions/036.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, NotFound
from engine.schema import exports as table
from tasks.asking import question, reading, rows, writers
from tasks.asking.question import pairs
from tasks.asking.rows import Order
from tasks.asking.writers import Place
from tasks.reports.scope import reads_cases
from tasks.site import Site

WAITING, RUNNING, DONE, FAILED, STOPPED, GONE = "waiting", "running", "done", "failed", "stopped", "gone"
READING, WRITING = "reading", "writing"
AT_ONCE = 20_000
"""So many rows are sent while somebody waits; more become a job."""

KEPT = timedelta(days=3)
"""After which a file is deleted."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file as it stands: `done` of `total` rows read, then `written` of them; deleted at `expires_at`."""

    id: int
    created_at: datetime
    created_by: str
    what: str
    format: str
    fields: tuple[tuple[str, str], ...]
    state: str
    stage: str
    done: int
    written: int
    total: int
    size: int
    finished_at: datetime | None
    expires_at: datetime | None
    fault: str

    @property
    def lasts(self) -> bool:
        """Whether it is still waited for."""
        return self.state in (WAITING, RUNNING)

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"alur-{self.what}-{self.id}.{self.format}"


def folder(site: Site) -> Path:
    """Where files being made, and made, lie."""
    return site.folder / "exports"


def spool_of(site: Site, number: int) -> Path:
    """The rows of a job on the disk."""
    return folder(site) / f"{number}.rows"


def file_of(site: Site, number: int) -> Path:
    """The file of a job."""
    return folder(site) / f"{number}.file"


def scratch_of(site: Site, number: int) -> Path:
    """Where the maker of a job's file keeps what it needs meanwhile."""
    return folder(site) / f"{number}.tmp"


def due(site: Site, actor: Actor, order: Order) -> int:
    """How many rows an order has, refused where it may not be. Raises Forbidden, Invalid."""
    reading.require_cases(actor, order.asked)
    writers.require(order.format)
    with site.db.read(actor) as tx:
        return rows.count(tx, order)


def begin(site: Site, actor: Actor, order: Order) -> int:
    """Put an order down for the worker, with a line in the trail; returns its number. Raises as `due`."""
    total = due(site, actor, order)
    with site.db.begin(actor) as tx:
        values = {
            "office": actor.office,
            "created_at": order.until,
            "created_by": actor.login,
            "what": order.what,
            "format": order.format,
            "fields": [list(pair) for pair in pairs(order.asked)],
            "state": WAITING,
            "stage": READING,
            "total": total,
            "fault": "",
            **dict.fromkeys(("done", "after", "kept", "written", "size"), 0),
        }
        number: int = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
        note(tx, "report.exported", order, export=number, rows=total)
        return number


def write(site: Site, actor: Actor, order: Order, file: IO[bytes]) -> int:
    """Make the whole file at once, in constant memory, with a line in the trail; returns its rows. Raises as `due`."""
    reading.require_cases(actor, order.asked)
    with site.db.read(actor) as tx:
        maker = writers.opened(order.format, file, rows.columns(order.what), Place(zone(tx)))
    with site.db.snapshot(actor) as tx:
        after = written = 0
        while found := rows.batch(tx, order, after):
            maker.put([row[1:] for row in found])
            after, written = found[-1][0], written + len(found)
    maker.close()
    with site.db.begin(actor) as tx:
        note(tx, "report.exported", order, rows=written)
    return written


def listed(tx: Tx, most: int = 50) -> tuple[Job, ...]:
    """The office's files, newest first."""
    query = select(*_LINE).where(table.c.office == tx.actor.office).order_by(table.c.id.desc()).limit(most)
    return tuple(_job(row) for row in tx.conn.execute(query))


def read(tx: Tx, number: int) -> Job:
    """One of the office's files. Raises NotFound."""
    row = tx.conn.execute(select(*_LINE).where(_own(tx, number))).one_or_none()
    if row is None:
        raise NotFound("export.no_file")
    return _job(row)


def taken(site: Site, actor: Actor, number: int) -> tuple[Job, Path]:
    """A finished file to be sent, with a line in the trail. Raises Forbidden, NotFound, Conflict before it is there."""
    _require(actor)
    with site.db.begin(actor) as tx:
        job = read(tx, number)
        path = file_of(site, number)
        if job.state != DONE or not path.exists():
            raise Conflict("export.not_there")
        audit.append(tx, "reads", "export.taken", f"export:{number}", {"what": job.what, "rows": job.written})
        return job, path


def stop(site: Site, actor: Actor, number: int) -> None:
    """Stop one that is waited for. Raises Forbidden, NotFound, Conflict when it has ended."""
    _require(actor)
    with site.db.begin(actor) as tx:
        read(tx, number)
        lasts = _own(tx, number) & table.c.state.in_((WAITING, RUNNING))
        values = {"state": STOPPED, "finished_at": tx.now, "taken_until": None}
        if tx.conn.execute(table.update().where(lasts).values(**values)).rowcount != 1:
            raise Conflict("export.ended")
    clear(site, number)


def remove(site: Site, actor: Actor, number: int) -> None:
    """Delete a file before its time. Raises Forbidden, NotFound, Conflict while it is being made."""
    _require(actor)
    with site.db.begin(actor) as tx:
        read(tx, number)
        ended = _own(tx, number) & table.c.state.not_in((WAITING, RUNNING))
        if tx.conn.execute(table.delete().where(ended)).rowcount != 1:
            raise Conflict("export.runs")
        audit.append(tx, "reads", "export.removed", f"export:{number}", {})
    clear(site, number)


def forget_old(site: Site) -> None:
    """Delete the files whose time is over; their lines stay for a month."""
    system = Actor("system", "Alur", frozenset({"system"}))
    with site.db.read(system) as tx:
        query = select(table.c.id).where(table.c.state == DONE, table.c.expires_at <= tx.now)
        over = tx.conn.execute(query.limit(20)).scalars().all()
    for number in over:
        clear(site, number)
    if over:
        with site.db.begin(system) as tx:
            tx.conn.execute(table.update().where(table.c.id.in_(over)).values(state=GONE))
            tx.conn.execute(table.delete().where(table.c.finished_at < tx.now - 10 * KEPT))


def clear(site: Site, number: int, *, but_file: bool = False, but_spool: bool = False) -> None:
    """Remove what lies on the disk of a job."""
    file = file_of(site, number)
    gone = [file.with_suffix(".part"), *([] if but_file else [file])]
    for path in (*gone, *([] if but_spool else [spool_of(site, number)])):
        path.unlink(missing_ok=True)
    rmtree(scratch_of(site, number), ignore_errors=True)


def zone(tx: Tx) -> ZoneInfo:
    """The office's zone."""
    return ZoneInfo(settings.value(tx, "office.zone"))


def order_of(row: Any, today: date) -> Order:
    """The order a stored job is of."""
    asked = question.read([(str(name), str(value)) for name, value in row.fields], today)
    return Order(row.what, row.format, asked, row.created_at)


def note(tx: Tx, action: str, order: Order, **details: Any) -> None:
    """Put it into the trail what was taken out."""
    facts = {"question": [list(pair) for pair in pairs(order.asked)], "format": order.format, **details}
    audit.append(tx, "reads", action, f"export:{order.what}", {"office": tx.actor.office, **facts})


_LINE: Sequence[Any] = tuple(
    table.c[name]
    for name in (
        *("id", "created_at", "created_by", "what", "format", "fields", "state", "stage", "done", "written"),
        *("total", "size", "finished_at", "expires_at", "fault"),
    )
)


def _require(actor: Actor) -> None:
    if not reads_cases(actor):
        raise Forbidden("report.forbidden")


def _own(tx: Tx, number: int) -> ColumnElement[bool]:
    return (table.c.id == number) & (table.c.office == tx.actor.office)


def _job(row: Any) -> Job:
    found = dict(row._mapping)
    return Job(**{**found, "fields": tuple((str(name), str(value)) for name, value in found["fields"])})
