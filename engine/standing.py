"""What stands in an office at this moment: its settings, newest calendar and lasting outages, in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, literal_column, select, union_all

from engine.database import Tx
from engine.prepared import Prepared
from engine.schema import calendar_versions, outages, settings

_SETTING, _CALENDAR, _OUTAGE, _OFFICES = "setting", "calendar", "outage", "offices"


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows as stored: settings as (key, JSON text), the newest calendar as (version, hash), whether an outage lasts."""

    settings: tuple[tuple[str, str], ...]
    calendar: tuple[int, str] | None
    outage: bool
    alone: bool
    """Whether no other office has a calendar, and so none has cases."""


def _word(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", Text)


_newest = (
    select(calendar_versions.c.version, calendar_versions.c.content_hash)
    .where(calendar_versions.c.office == bindparam("office"))
    .order_by(calendar_versions.c.version.desc())
    .limit(1)
    .subquery()
)
_lasting = (
    select(outages.c.id)
    .where(outages.c.office == bindparam("office"), outages.c.ended_at.is_(None))
    .limit(1)
    .subquery()
)
_QUERY = Prepared(
    union_all(
        select(_word(_SETTING), settings.c.key, cast(settings.c.value, Text)),
        select(_word(_CALENDAR), cast(_newest.c.version, Text), _newest.c.content_hash),
        select(_word(_OUTAGE), cast(_lasting.c.id, Text), _word("")),
        select(_word(_OFFICES), func.min(calendar_versions.c.office), func.max(calendar_versions.c.office)),
    )
)


def read(tx: Tx, office: str) -> Standing:
    """What stands in an office; read once per transaction, and anew after `forget`."""
    key = ("standing", office)
    if key not in tx.memo:
        rows = _QUERY.rows(tx.conn, {"office": office})
        versions = [(int(name), str(digest)) for kind, name, digest in rows if kind == _CALENDAR]
        tx.memo[key] = Standing(
            tuple(sorted((str(name), str(text)) for kind, name, text in rows if kind == _SETTING)),
            versions[0] if versions else None,
            any(kind == _OUTAGE for kind, _, _ in rows),
            any(kind == _OFFICES and first == last == office for kind, first, last in rows),
        )
    found: Standing = tx.memo[key]
    return found


def forget(tx: Tx) -> None:
    """To be called after a write to settings, calendars or outages: the rest of the transaction sees it."""
    for key in [key for key in tx.memo if isinstance(key, tuple) and key[0] == "standing"]:
        del tx.memo[key]
