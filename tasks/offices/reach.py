"""The offices there are: each has a working calendar, and cases, people and figures of its own."""

from __future__ import annotations

from sqlalchemy import select

from engine.database import Actor, Tx
from engine.schema import calendar_versions
from tasks import roles
from tasks.site import Site


def every(tx: Tx) -> tuple[str, ...]:
    """The codes of all offices, sorted."""
    column = calendar_versions.c.office
    return tuple(tx.conn.execute(select(column).distinct().order_by(column)).scalars())


def within(site: Site, actor: Actor) -> tuple[str, ...]:
    """The offices whose figures somebody may see: an inspector all of them, others their own."""
    if not actor.has(roles.INSPECTOR):
        return (actor.office,)
    with site.db.read(actor) as tx:
        return every(tx)
