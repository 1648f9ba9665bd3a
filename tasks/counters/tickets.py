"""Queue numbers: R-001, P-001 per place, day and group, without a gap however many take one at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine import audit
from engine.database import Tx
from engine.instances import Instance
from engine.refusals import NotFound
from engine.schema import ticket_series as series
from engine.schema import tickets as table
from tasks import clocks
from tasks.slots import places

WAITING, CALLED, SERVING, DONE, ABSENT = "waiting", "called", "serving", "done", "absent"
AT_COUNTER = (CALLED, SERVING)
BOOKED, WALK_IN, AGAIN = "booked", "walk_in", "again"
_LETTERS = {places.REGULAR: "R", places.PRIORITY: "P"}
EVENT = "event:nomor_antrean"
"""What clocks of an SOP that count from the queue number wait for."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One number of one day; `called_at` is its first call. `day` is an ISO date of the office's zone."""

    id: int
    office: str
    place: str
    day: str
    grp: str
    number: int
    instance_id: int
    way: str
    state: str
    counter: str | None
    taken_at: datetime
    called_at: datetime | None
    last_called_at: datetime | None
    calls: int
    served_at: datetime | None
    done_at: datetime | None

    @property
    def label(self) -> str:
        """As it is printed, called and shown: "R-007"."""
        return label(self.grp, self.number)


_COLUMNS = tuple(table.c[name] for name in Ticket.__slots__)


def label(grp: str, number: int) -> str:
    """A number as people read it."""
    return f"{_LETTERS[grp]}-{number:03d}"


def issue(tx: Tx, instance: Instance, place: str, grp: str, way: str) -> Ticket:
    """Give a case held by this transaction the next number of today; who may is for the caller to ask.

    The series' row is locked until the commit: the next one waits, and a number that is rolled back is given again.
    """
    day = places.today(tx).isoformat()
    key = {"office": instance.office, "place": place, "day": day, "grp": grp}
    values = {
        **key,
        "number": _next(tx, key),
        "instance_id": instance.id,
        "way": way,
        "state": WAITING,
        "taken_at": tx.now,
        "taken_by": tx.actor.login,
        "calls": 0,
    }
    found = Ticket(*tx.conn.execute(table.insert().values(**values).returning(*_COLUMNS)).one())
    details = {"number": found.label, "place": place, "day": day, "way": way}
    audit.append(tx, f"instance:{instance.id}", "ticket.given", f"ticket:{found.id}", details)
    clocks.happened(tx, instance, EVENT, tx.now)
    return found


def of_today(tx: Tx, instance_id: int, place: str) -> Ticket | None:
    """The number a case has today and has not been served on; the newest."""
    open_ones = table.c.state.in_((WAITING, *AT_COUNTER, ABSENT))
    query = of_day(tx.actor.office, place, places.today(tx).isoformat())
    query = query.where(table.c.instance_id == instance_id, open_ones).order_by(table.c.id.desc()).limit(1)
    row = tx.conn.execute(query).one_or_none()
    return None if row is None else Ticket(*row)


def read(tx: Tx, ticket_id: int) -> Ticket:
    """A number of the acting person's office. Raises NotFound."""
    query = select(*_COLUMNS).where(table.c.id == ticket_id, table.c.office == tx.actor.office)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("ticket.unknown")
    return Ticket(*row)


def of_day(office: str, place: str, day: str) -> Select[Any]:
    """The numbers of a place and day, to be narrowed."""
    return select(*_COLUMNS).where(table.c.office == office, table.c.place == place, table.c.day == day)


def hold_day(tx: Tx, office: str, place: str, day: str) -> None:
    """Let calls of a place and day wait for each other until the commit; on SQLite one writes at a time anyway."""
    query = select(series.c.given).where(
        series.c.office == office, series.c.place == place, series.c.day == day
    )
    tx.conn.execute(tx.locked(query.order_by(series.c.grp))).all()


def _next(tx: Tx, key: dict[str, str]) -> int:
    tx.conn.execute(tx.insert(series).values(**key, given=0).on_conflict_do_nothing())
    same = [series.c[name] == value for name, value in key.items()]
    taken = series.update().where(*same).values(given=series.c.given + 1).returning(series.c.given)
    return int(tx.conn.execute(taken).scalar_one())
