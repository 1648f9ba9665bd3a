"""Taking and giving back a seat: conditional updates of a day's counter, days always in order.

How many seats there are is read from the rules; the counter's row is what races for the last of them meet at.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement

from engine.database import Tx
from engine.refusals import Conflict
from engine.schema import quotas as table


class Seat(NamedTuple):
    """A seat of one day (ISO date), place and group; seats are touched in the order of these fields."""

    day: str
    office: str
    place: str
    grp: str


def exchange(tx: Tx, *, free: Seat | None = None, take: Seat | None = None, most: int = 0) -> None:
    """Give back one seat and take another of a day that has `most`, both or none; Conflict when it is full.

    The days are touched in order, so that moves which cross each other wait and never deadlock.
    """
    if free == take:
        return
    for seat in sorted(one for one in (free, take) if one):
        if seat == take:
            _take(tx, seat, most)
        else:
            _free(tx, seat)


def _take(tx: Tx, seat: Seat, most: int) -> None:
    tx.conn.execute(tx.insert(table).values(**seat._asdict(), taken=0).on_conflict_do_nothing())
    left = _same(seat) & (table.c.taken < most)
    if tx.conn.execute(table.update().where(left).values(taken=table.c.taken + 1)).rowcount != 1:
        raise Conflict("slot.full")


def _free(tx: Tx, seat: Seat) -> None:
    used = _same(seat) & (table.c.taken > 0)
    if tx.conn.execute(table.update().where(used).values(taken=table.c.taken - 1)).rowcount != 1:
        raise Conflict("slot.not_taken")


def _same(seat: Seat) -> ColumnElement[bool]:
    t = table.c
    return (t.day == seat.day) & (t.office == seat.office) & (t.place == seat.place) & (t.grp == seat.grp)
