"""Files of the store that an erasure let go: removed from the disk once no row of any case holds them."""

from __future__ import annotations

from zlib import crc32

from sqlalchemy import select, text

from engine.database import SYSTEM, Tx
from engine.schema import attachments
from engine.schema import leftover_files as table
from tasks import files
from tasks.privacy.covering import ERASED
from tasks.site import Site

_BATCH = 100
_CLASS = 0x616C7566  # "aluf": keeps these locks apart from those of other programs on the same database
_SEIZE = text("SELECT pg_advisory_xact_lock(:class, :file)")


def hold(tx: Tx, sha256: str) -> None:
    """Whoever enters a file and whoever removes it wait for each other until the transaction ends."""
    if tx.postgres:  # on SQLite there is one writer at a time anyway
        tx.conn.execute(_SEIZE, {"class": _CLASS, "file": crc32(sha256.encode()) - 2**31})


def remove(site: Site) -> list[Exception]:
    """The worker's duty: remove what is left over, a file per transaction; stopped in between it goes on later."""
    with site.db.read(SYSTEM) as tx:
        found = list(tx.conn.execute(select(table.c.sha256).order_by(table.c.since).limit(_BATCH)).scalars())
    faults: list[Exception] = []
    for sha256 in found:
        try:
            _remove(site, sha256)
        except OSError as fault:  # the file is tried again at the next round
            faults.append(fault)
    return faults


def _remove(site: Site, sha256: str) -> None:
    with site.db.begin(SYSTEM) as tx:
        hold(tx, sha256)
        living = select(attachments.c.id).where(attachments.c.sha256 == sha256, attachments.c.name != ERASED)
        if tx.conn.execute(living.limit(1)).first() is None:
            files.path(site, sha256).unlink(missing_ok=True)
        tx.conn.execute(table.delete().where(table.c.sha256 == sha256))
