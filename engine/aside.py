"""Timers put aside: one that failed waits with its incident, and the rest of its case goes on without it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.database import Tx
from engine.schema import incidents
from engine.spiff import Due

Timer = tuple[str, str]
"""A timer of a case: the token it hangs on and its element."""

KIND = "tick"


def command(timer: Timer) -> dict[str, Any]:
    """What an incident keeps so that the timer can be fired again."""
    return {"kind": KIND, "token": timer[0], "element": timer[1]}


def timer_of(kept: dict[str, Any]) -> Timer | None:
    """The timer an incident's command would fire; None for another kind of command."""
    return (str(kept["token"]), str(kept["element"])) if kept["kind"] == KIND else None


def of_case(tx: Tx, instance_id: int) -> frozenset[Timer]:
    """The timers of a case that wait for somebody to retry them."""
    lasting = (incidents.c.instance_id == instance_id) & incidents.c.resolved_at.is_(None)
    kept = tx.conn.execute(select(incidents.c.command).where(lasting)).scalars()
    return frozenset(timer for command in kept if (timer := timer_of(command)) is not None)


def next_due(timers: Iterable[Due], aside: frozenset[Timer]) -> datetime | None:
    """When the first timer falls due that was not put aside."""
    return min((timer.at for timer in timers if (timer.token, timer.element) not in aside), default=None)
