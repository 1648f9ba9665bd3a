"""Kept questions that somebody wants to see on the auditor's first page."""

from __future__ import annotations

from sqlalchemy import delete, select

from engine.database import Actor, Tx
from engine.schema import question_pins as table
from tasks.asking import saved
from tasks.asking.saved import Saved
from tasks.site import Site


def pin(site: Site, actor: Actor, number: int) -> None:
    """Put a question one may see on one's first page. Raises NotFound."""
    with site.db.begin(actor) as tx:
        saved.read(tx, number)
        row = {"question_id": number, "login": actor.login, "at": tx.now}
        tx.conn.execute(tx.insert(table).values(**row).on_conflict_do_nothing())


def unpin(site: Site, actor: Actor, number: int) -> None:
    """Take it from there; nothing happens where it is not there."""
    with site.db.begin(actor) as tx:
        mine = (table.c.question_id == number) & (table.c.login == actor.login)
        tx.conn.execute(delete(table).where(mine))


def numbers(tx: Tx) -> frozenset[int]:
    """The numbers of what somebody has pinned."""
    query = select(table.c.question_id).where(table.c.login == tx.actor.login)
    return frozenset(tx.conn.execute(query).scalars())


def pinned(tx: Tx) -> tuple[Saved, ...]:
    """What somebody has pinned and may still see, by name."""
    wanted = numbers(tx)
    return tuple(one for one in saved.listed(tx) if one.id in wanted) if wanted else ()
