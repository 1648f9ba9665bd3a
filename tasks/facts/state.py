"""How far the facts are: one row, and the instant before which no transaction can still add to the trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from engine.database import Tx
from engine.schema import case_facts, fact_marks, step_facts, step_rollups
from engine.schema import fact_state as table
from tasks.facts.computing import FORMAT

_ROW = 1
MARGIN = timedelta(seconds=60)
"""By how much clocks of the computers may differ, and a command's clock be ahead of its first statement."""
_ALONE = timedelta(seconds=5)
"""The same on SQLite: there is one computer, and a command reads the clock once it may write."""

_OLDEST = text(
    "SELECT extract(epoch FROM clock_timestamp() - min(xact_start)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class State:
    """The row. `upto`: the trail has been seen before that instant. `swept`: the case up to which marks were compared
    with chains. `filled`: every case there was at the beginning has been in once.
    """

    format: int
    upto: datetime
    swept: int
    filled: bool
    revision: int


def as_of(tx: Tx) -> datetime | None:
    """The instant up to which everything that happened is in the facts; None while they are being filled."""
    found = read(tx)
    return found.upto if found and found.filled and found.format == FORMAT else None


def read(tx: Tx) -> State | None:
    """The row as it stands; None before the facts were ever begun."""
    row = tx.conn.execute(select(*(table.c[name] for name in State.__slots__))).one_or_none()
    return None if row is None else State(*row)


def begin(tx: Tx) -> None:
    """Throw all facts away; they are filled anew from the first case on. Two that do so at once do it once."""
    row = {"id": _ROW, "format": FORMAT, "upto": horizon(tx), "swept": 0, "filled": False, "revision": 0}
    tx.conn.execute(tx.insert(table).values(**row).on_conflict_do_nothing())
    now = {**row, "revision": table.c.revision + 1}
    tx.conn.execute(table.update().values(**now))  # waits for a refresh that is being written
    for emptied in (step_facts, case_facts, step_rollups, fact_marks):
        tx.conn.execute(delete(emptied))


def claim(tx: Tx, seen: State, **changes: object) -> State | None:
    """Write the row as the next revision; None when another worker has written since it was seen.

    The row is locked until the transaction ends: facts and rollups have one writer at a time.
    """
    after = replace(seen, revision=seen.revision + 1, **changes)  # type: ignore[arg-type]
    same = table.c.revision == seen.revision
    return after if tx.conn.execute(table.update().where(same).values(**asdict(after))).rowcount else None


def horizon(tx: Tx, margin: timedelta | None = None) -> datetime:
    """An instant before which every line of the trail is visible to a transaction that begins after this one asked.

    A line bears the instant at which its transaction began, and appears when that commits. On SQLite a command reads
    the clock when it holds the writer's lock, as this writing transaction does now: whoever read it earlier has
    committed. On PostgreSQL the oldest
    transaction that runs now began some time ago; a line that is still to appear was begun no earlier, by it or by a
    younger one. The age is the server's, so its clock need not agree with ours; `margin` covers what clocks differ.
    """
    if not tx.postgres:
        return tx.now - (_ALONE if margin is None else margin)
    age = tx.conn.execute(_OLDEST).scalar_one()
    return tx.now - (MARGIN if margin is None else margin) - timedelta(seconds=float(age or 0))
