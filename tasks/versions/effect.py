"""From when on a version counts: a day as typed, in the office's zone."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Tx
from engine.refusals import Invalid, Problem

MOST_YEARS = 2
"""How far ahead a version may be scheduled: farther is a slip of the keyboard."""


def moment(tx: Tx, typed: str) -> datetime | None:
    """The first moment of a day (YYYY-MM-DD) in the office's zone; None, which is at once, for nothing and today.

    Raises Invalid for what is no day, has passed, or lies more than MOST_YEARS ahead.
    """
    if not typed.strip():
        return None
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    today = tx.now.astimezone(zone).date()
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise _wrong("definition.effective_unreadable") from None
    if day < today:
        raise _wrong("definition.effective_past")
    if day.year > today.year + MOST_YEARS:
        raise _wrong("definition.effective_far")
    return None if day == today else datetime.combine(day, time.min, zone)


def _wrong(key: str) -> Invalid:
    return Invalid("form.invalid", Problem(key, "effective", {"years": MOST_YEARS}))
