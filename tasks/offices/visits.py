"""An inspector visits an office: the session acts as an auditor of it, and nothing more, until it is left."""

from __future__ import annotations

from sqlalchemy import update

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import sessions as table
from tasks import roles, sessions
from tasks.offices import reach
from tasks.site import Site


def visit(site: Site, actor: Actor, secret: str, office: str) -> None:
    """From now on this session sees the office as its auditor does; another one visited before is left.

    It ends with `leave`, with the session, and with the role of an inspector. Raises Forbidden for anybody but an
    inspector who has signed in (a program has no session), NotFound for an office there is none of.
    """
    _require(actor, secret)
    with site.db.begin(actor) as tx:
        if office not in reach.every(tx):
            raise NotFound("office.unknown")
        _set(tx, secret, office)
        audit.append(tx, "reads", "office.visited", f"office:{office}", {"office": office})


def leave(site: Site, actor: Actor, secret: str) -> None:
    """The session is the inspector's own again; one that visits no office is left alone. Raises Forbidden."""
    _require(actor, secret)
    with site.db.begin(actor) as tx:
        office = sessions.visiting(tx, secret)
        if office:
            _set(tx, secret, None)
            audit.append(tx, "reads", "office.left", f"office:{office}", {"office": office})


def _require(actor: Actor, secret: str) -> None:
    if not secret or not actor.has(roles.INSPECTOR):
        raise Forbidden("right.missing")


def _set(tx: Tx, secret: str, office: str | None) -> None:
    tx.conn.execute(update(table).where(sessions.at_hand(secret)).values(visiting=office))
