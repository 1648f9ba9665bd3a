"""The working calendars of the offices as immutable versions in the database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from engine import audit, standing
from engine.audit.chain import head_of
from engine.database import Tx
from engine.office_calendar import DayPlan, OfficeCalendar
from engine.office_calendar_json import content_hash, from_json, to_json
from engine.office_calendar_seed import seed_calendar
from engine.office_changes import DayChange, RuleChange, changes, hours_text
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import calendar_versions as table

_MOST_KEPT = 64
_kept: dict[tuple[int, str], OfficeCalendar] = {}  # by version and content hash: the same for every database
_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Version:
    """When, by whom and why a version was published."""

    version: int
    reason: str
    created_at: datetime
    created_by: str


def current(tx: Tx, office: str) -> OfficeCalendar:
    """The newest calendar of an office. Raises NotFound("calendar.none") before it was seeded."""
    newest = standing.read(tx, office).calendar
    if newest is None:
        raise NotFound("calendar.none")
    return _calendar(tx, office, *newest)


def at_version(tx: Tx, office: str, version: int) -> OfficeCalendar:
    """One version of an office's calendar. Raises NotFound("calendar.version_unknown")."""
    for _, number, digest in _history(tx, office):
        if number == version:
            return _calendar(tx, office, version, digest)
    raise NotFound("calendar.version_unknown")


def in_force(tx: Tx, office: str, at: datetime) -> OfficeCalendar:
    """The calendar that was the newest at an instant, so that one published later never moves an old figure.

    Before an office had any, its first holds. Raises NotFound("calendar.none") before it was seeded.
    """
    found = _history(tx, office)
    if not found:
        raise NotFound("calendar.none")
    _, version, digest = found[max(0, bisect_right(found, at, key=lambda line: line[0]) - 1)]
    return _calendar(tx, office, version, digest)


def versions(tx: Tx, office: str) -> tuple[Version, ...]:
    """All versions of an office's calendar, newest first."""
    columns = (table.c.version, table.c.reason, table.c.created_at, table.c.created_by)
    query = select(*columns).where(table.c.office == office).order_by(table.c.version.desc())
    return tuple(Version(*row) for row in tx.conn.execute(query))


def seed(tx: Tx, office: str) -> int:
    """Give an office the shipped calendar unless it has one already; returns the newest version."""
    newest = _newest(tx, office)
    return newest[0] if newest else publish(tx, office, seed_calendar(), "bpmn/calendar_id.yaml")


def publish(tx: Tx, office: str, calendar: OfficeCalendar, reason: str) -> int:
    """Store a calendar as the next version, with an audit line that names every difference; returns the version.

    `calendar.version` is the version it was edited from (0 for the first). Raises Conflict("calendar.moved") when
    a newer one was published meanwhile, Invalid without a reason or without any difference.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise Invalid("calendar.invalid", Problem("calendar.reason_unfit", "reason"))
    chain = f"calendar:{office}"
    head_of(tx, chain)  # its lock lets one version be published at a time
    newest = _newest(tx, office)
    if calendar.version != (newest[0] if newest else 0):
        raise Conflict("calendar.moved")
    digest = content_hash(calendar)
    if newest and newest[1] == digest:
        raise Invalid("calendar.unchanged")
    details: dict[str, Any] = {"content": digest}
    if newest:
        details["changes"] = _told(changes(_calendar(tx, office, *newest), calendar))
    published = replace(calendar, version=calendar.version + 1)
    row = {
        "office": office,
        "version": published.version,
        "content": to_json(published),
        "content_hash": digest,
        "reason": reason,
        "created_at": tx.now,
        "created_by": tx.actor.login,
    }
    tx.conn.execute(insert(table), row)
    audit.append(tx, chain, "calendar.published", f"{chain}@{published.version}", details, reason)
    standing.forget(tx)
    tx.memo.pop(("calendars", office), None)
    return published.version


def _history(tx: Tx, office: str) -> tuple[tuple[datetime, int, str], ...]:
    """When each version of an office's calendar was published, oldest first; read once per transaction."""
    key = ("calendars", office)
    if key not in tx.memo:
        columns = (table.c.created_at, table.c.version, table.c.content_hash)
        query = select(*columns).where(table.c.office == office).order_by(table.c.version)
        tx.memo[key] = tuple((at, version, digest) for at, version, digest in tx.conn.execute(query))
    found: tuple[tuple[datetime, int, str], ...] = tx.memo[key]
    return found


def _newest(tx: Tx, office: str) -> tuple[int, str] | None:
    query = select(table.c.version, table.c.content_hash).where(table.c.office == office)
    row = tx.conn.execute(query.order_by(table.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else (row.version, row.content_hash)


def _calendar(tx: Tx, office: str, version: int, digest: str) -> OfficeCalendar:
    calendar = _kept.get((version, digest))
    if calendar is None:
        query = select(table.c.content).where(table.c.office == office, table.c.version == version)
        calendar = from_json(tx.conn.execute(query).scalar_one())
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[version, digest] = calendar
    return calendar


def _told(found: Iterable[DayChange | RuleChange]) -> list[list[str]]:
    """Changes as [where, before, after] for the audit line."""
    return [
        [change.day.isoformat(), _plan_text(change.before), _plan_text(change.after)]
        if isinstance(change, DayChange)
        else [change.field, change.before, change.after]
        for change in found
    ]


def _plan_text(plan: DayPlan) -> str:
    return " ".join(part for part in (hours_text(plan.hours), plan.label, plan.decree) if part)
