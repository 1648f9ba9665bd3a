"""The worker's part of exports: reads rows into the spool, then makes the file of it, a moment at a time.

What was read is kept, so that another worker goes on after a death. A file being made is open in one process; another
one that takes the job over begins it again from the spool.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO, Any

from sqlalchemy import select

from engine.database import SYSTEM, Actor, Tx
from engine.schema import exports as table
from tasks import roles
from tasks.asking import exports, rows, saved, spool, writers
from tasks.asking.exports import DONE, FAILED, READING, RUNNING, WAITING, WRITING
from tasks.asking.writers import Place, Writer
from tasks.faults import STORAGE_FAULTS, is_disk_fault
from tasks.site import Site

_SLICE = 1.5  # seconds a worker gives before it looks at its other duties
_LEAST = 0.05  # seconds to wait for an end that is usually there at once
_LEASE = timedelta(minutes=5)  # after which another worker takes a job over


@dataclass(slots=True)
class _Open:
    """A file being made by this process; `until` is the lease it holds, which nobody else has the same of."""

    until: datetime
    path: Path
    file: IO[bytes]
    writer: Writer
    pieces: Iterator[list[list[Any]]]
    written: int = 0
    ending: Future[None] | None = None  # a workbook's sheets are packed at the end, which may take a minute


_open: dict[tuple[Path, int], _Open] = {}


def work(site: Site, seconds: float = _SLICE) -> list[Exception]:
    """The worker's duty: go on with the oldest job for a moment. A job that fails says so and is left."""
    exports.forget_old(site)
    _forget_questions(site)
    row = _take(site)
    if row is None:
        return []
    try:
        _go_on(site, row, monotonic() + seconds)
    except STORAGE_FAULTS:
        raise
    except Exception as fault:  # noqa: BLE001 - one file that cannot be made is its own end, not the worker's
        _drop(site, row.id)
        full = isinstance(fault, OSError) and is_disk_fault(fault)
        _fail(site, row.id, "disk" if full else type(fault).__name__)
        return [] if full else [fault]
    return []


def _forget_questions(site: Site) -> None:
    with site.db.read(SYSTEM) as tx:
        if not saved.any_old(tx):
            return
    with site.db.begin(SYSTEM) as tx:
        saved.forget_old(tx)


def _take(site: Site) -> Any | None:
    """Have the oldest job to oneself: a free one, or the one whose file is open here."""
    with site.db.read(SYSTEM) as tx:
        query = select(table.c.id, table.c.taken_until).where(table.c.state.in_((WAITING, RUNNING)))
        waiting = [
            one for one in tx.conn.execute(query.order_by(table.c.id).limit(20)) if _free(site, tx, one)
        ]
    for one in waiting:
        with site.db.begin(SYSTEM) as tx:
            same = (
                table.c.taken_until.is_(None)
                if one.taken_until is None
                else table.c.taken_until == one.taken_until
            )
            free = (table.c.id == one.id) & table.c.state.in_((WAITING, RUNNING)) & same
            values = {"state": RUNNING, "taken_until": tx.now + _LEASE}
            if tx.conn.execute(table.update().where(free).values(**values)).rowcount == 1:
                return tx.conn.execute(select(table).where(table.c.id == one.id)).one()
    return None


def _free(site: Site, tx: Tx, one: Any) -> bool:
    held = _open.get((site.folder, one.id))
    mine = held is not None and held.until == one.taken_until
    return one.taken_until is None or one.taken_until < tx.now or mine


def _go_on(site: Site, row: Any, until: float) -> None:
    if row.stage == READING:
        _read(site, row, until)
    else:
        _write(site, row, until)


def _read(site: Site, row: Any, until: float) -> None:
    """Read rows into the spool until the moment is over, and give the job back."""
    order = exports.order_of(row, row.created_at.date())
    reader = Actor(row.created_by, "", frozenset({roles.AUDITOR}), row.office)
    path, done, after, kept = exports.spool_of(site, row.id), row.done, row.after, row.kept
    while True:
        with site.db.read(reader) as tx:
            found = rows.batch(tx, order, after)
        if found:
            kept = spool.append(path, kept, [line[1:] for line in found])
            done, after = done + len(found), found[-1][0]
        ended = len(found) < rows.BATCH
        given_back = ended or monotonic() >= until
        changes = {
            "done": done,
            "after": after,
            "kept": kept,
            "total": done if ended else max(row.total, done),
        }
        changes |= {"stage": WRITING if ended else READING}
        if not _keep(site, row, changes, given_back) or given_back:
            return


def _keep(site: Site, row: Any, changes: dict[str, Any], given_back: bool) -> bool:
    """Write down how far it is; false where it was stopped, or another worker has taken it over."""
    with site.db.begin(SYSTEM) as tx:
        same = (table.c.id == row.id) & (table.c.state == RUNNING) & (table.c.taken_until == row.taken_until)
        values = {**changes, **({"taken_until": None} if given_back else {})}
        kept = tx.conn.execute(table.update().where(same).values(**values)).rowcount == 1
    if not kept:
        _clear_stopped(site, row.id)
    return kept


def _write(site: Site, row: Any, until: float) -> None:
    """Write the spool into the file until the moment is over; the lease is held until the next one."""
    held = _open.get((site.folder, row.id)) or _begin(site, row)
    held.until = row.taken_until
    while (piece := next(held.pieces, None)) is not None:
        held.writer.put(piece)
        held.written += len(piece)
        if monotonic() >= until:
            break
    if piece is None and _ended(held, until):
        _end(site, row, held)
    elif not _keep(site, row, {"written": held.written}, given_back=False):
        _drop(site, row.id)


def _ended(held: _Open, until: float) -> bool:
    """Whether the writer has ended the file, beside the worker's other duties. Raises what it failed on."""
    if held.ending is None:
        held.ending = Future()
        Thread(target=_close, args=(held.writer, held.ending), daemon=True).start()
    try:
        held.ending.result(max(_LEAST, until - monotonic()))
    except TimeoutError:
        return False
    return True


def _close(writer: Writer, told: Future[None]) -> None:
    try:
        writer.close()
    except Exception as fault:  # noqa: BLE001 - raised again where it is waited for
        told.set_exception(fault)
    else:
        told.set_result(None)


def _begin(site: Site, row: Any) -> _Open:
    path = exports.file_of(site, row.id).with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("wb")
    with site.db.read(SYSTEM) as tx:
        zone = exports.zone(tx)
    scratch = exports.scratch_of(site, row.id)
    scratch.mkdir(exist_ok=True)
    writer = writers.opened(row.format, file, rows.columns(row.what), Place(zone, scratch))
    pieces = spool.pieces(exports.spool_of(site, row.id), row.kept)
    held = _open[site.folder, row.id] = _Open(row.taken_until, path, file, writer, pieces)
    return held


def _end(site: Site, row: Any, held: _Open) -> None:
    held.file.flush()
    os.fsync(held.file.fileno())
    held.file.close()
    size, path = held.path.stat().st_size, exports.file_of(site, row.id)
    held.path.replace(path)
    del _open[site.folder, row.id]
    with site.db.begin(SYSTEM) as tx:
        same = (table.c.id == row.id) & (table.c.state == RUNNING) & (table.c.taken_until == row.taken_until)
        values = {"state": DONE, "written": held.written, "size": size, "taken_until": None}
        values |= {"finished_at": tx.now, "expires_at": tx.now + exports.KEPT}
        kept = tx.conn.execute(table.update().where(same).values(**values)).rowcount == 1
    if kept:
        exports.clear(site, row.id, but_file=True)
    else:
        _clear_stopped(site, row.id)


def _drop(site: Site, number: int) -> None:
    """Close a file this process will not go on with."""
    held = _open.pop((site.folder, number), None)
    if held is not None:
        if held.ending is None:
            held.writer.abandon()
        else:
            wait([held.ending])  # what packs the file cannot be broken off
        held.file.close()
        exports.clear(site, number, but_file=True, but_spool=True)


def _clear_stopped(site: Site, number: int) -> None:
    """What was written after somebody stopped or removed the job goes too."""
    with site.db.read(SYSTEM) as tx:
        state = tx.conn.execute(select(table.c.state).where(table.c.id == number)).scalar()
    if state in (None, exports.STOPPED, FAILED):
        exports.clear(site, number)


def _fail(site: Site, number: int, fault: str) -> None:
    with site.db.begin(SYSTEM) as tx:
        values = {"state": FAILED, "fault": fault, "finished_at": tx.now, "taken_until": None}
        lasts = (table.c.id == number) & (table.c.state == RUNNING)
        tx.conn.execute(table.update().where(lasts).values(**values))
    exports.clear(site, number)
