"""Changing how many seats there are: weekly rules from a day on, single days; their preview and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from engine.schema import quota_days, quota_rules
from engine.schema import quotas as counters
from tasks import rights, texts
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site
from tasks.slots import places, quotas
from tasks.slots.quotas import Quota

MOST_SEATS = 2000
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: a weekly rule, (weekday, seats) each, in force from `day`; or a single day without any.

    `seats` of a single day; None lets its weekday's rule hold again.
    """

    week: tuple[tuple[int, int], ...]
    day: date
    seats: int | None
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Above:
    """A day on which more are booked than there would be seats."""

    day: date
    seats: int
    taken: int


def set_week(
    site: Site, actor: Actor, place: str, grp: str, seats: Mapping[int, int], since: date
) -> tuple[Above, ...]:
    """Seats by weekday (Monday is 0) from a day on; bookings stay. Returns the days that are booked above them.

    Raises Forbidden, Invalid naming every wrong field.
    """
    rights.require_role(actor, SUPERVISOR, ADMINISTRATOR)
    with site.db.begin(actor) as tx:
        _check(tx, place, grp, since, {f"seats.{day}": number for day, number in seats.items()})
        rows: list[dict[str, Any]] = [
            {**_ours(actor, place, grp), "weekday": weekday, "seats": number, "valid_from": since.isoformat()}
            for weekday, number in sorted(seats.items())
        ]
        known = quotas.of_place(tx, actor.office, place, grp)
        rows = [row for row in rows if not _holds(known, row["weekday"], row["seats"], since)]
        if not rows:
            raise Invalid("quota.unchanged", Problem("quota.unchanged", "seats.0"))
        made = {"created_at": tx.now, "created_by": actor.login}
        tx.conn.execute(quota_rules.insert(), [row | made for row in rows])
        details = {
            "place": place,
            "group": grp,
            "since": since.isoformat(),
            "seats": [[row["weekday"], row["seats"]] for row in rows],
        }
        audit.append(tx, f"quotas:{actor.office}", "quota.changed", f"quota:{place}:{grp}", details)
        return above(tx, place, grp, quotas.of_place(tx, actor.office, place, grp))


def set_day(
    site: Site, actor: Actor, place: str, grp: str, day: date, seats: int | None, reason: object
) -> tuple[Above, ...]:
    """Seats of one day, whatever its weekday's rule says; None lets the rule hold again. See `set_week`."""
    rights.require_role(actor, SUPERVISOR, ADMINISTRATOR)
    why = texts.line(reason, "reason", _LONGEST_REASON)
    with site.db.begin(actor) as tx:
        _check(tx, place, grp, day, {} if seats is None else {"seats": seats})
        row = {**_ours(actor, place, grp), "day": day.isoformat(), "seats": seats, "reason": why}
        tx.conn.execute(quota_days.insert().values(**row, created_at=tx.now, created_by=actor.login))
        details = {"place": place, "group": grp, "day": day.isoformat(), "seats": seats}
        audit.append(
            tx, f"quotas:{actor.office}", "quota.changed", f"quota:{place}:{grp}", details, reason=why
        )
        return above(tx, place, grp, quotas.of_place(tx, actor.office, place, grp))


def preview_week(tx: Tx, place: str, grp: str, seats: Mapping[int, int], since: date) -> tuple[Above, ...]:
    """The days that would be booked above a weekly rule, before it is made. Raises Invalid."""
    _check(tx, place, grp, since, {f"seats.{day}": number for day, number in seats.items()})
    known = quotas.of_place(tx, tx.actor.office, place, grp)
    rules = {day: (*known.rules.get(day, ()), (since, number)) for day, number in seats.items()}
    in_order = {day: tuple(sorted(found, key=lambda one: one[0])) for day, found in rules.items()}
    return above(tx, place, grp, Quota({**known.rules, **in_order}, known.days, known.assumed))


def preview_day(tx: Tx, place: str, grp: str, day: date, seats: int | None) -> tuple[Above, ...]:
    """As `preview_week`, for a single day."""
    _check(tx, place, grp, day, {} if seats is None else {"seats": seats})
    known = quotas.of_place(tx, tx.actor.office, place, grp)
    days = {one: number for one, number in known.days.items() if one != day}
    found = above(
        tx, place, grp, Quota(known.rules, days if seats is None else {**days, day: seats}, known.assumed)
    )
    return tuple(one for one in found if one.day == day)


def above(tx: Tx, place: str, grp: str, quota: Quota) -> tuple[Above, ...]:
    """Days from today on that are booked above a quota, in order; the bookings stay, no further one is taken."""
    c = counters.c
    ours = (c.office == tx.actor.office) & (c.place == place) & (c.grp == grp)
    query = select(c.day, c.taken).where(ours, c.day >= places.today(tx).isoformat(), c.taken > 0)
    booked = [(date.fromisoformat(day), taken) for day, taken in tx.conn.execute(query.order_by(c.day))]
    found = [Above(day, quota.on(day)[0], taken) for day, taken in booked]
    return tuple(one for one in found if one.taken > one.seats)


def history(tx: Tx, place: str, grp: str, most: int = 50) -> tuple[Change, ...]:
    """What was changed of a place and group, newest first."""
    d = quota_days.c
    ours = (d.office == tx.actor.office) & (d.place == place) & (d.grp == grp)
    query = select(d.day, d.seats, d.reason, d.created_at, d.created_by).where(ours)
    found = [
        Change((), date.fromisoformat(day), seats, why, at, by)
        for day, seats, why, at, by in tx.conn.execute(query.order_by(d.id.desc()).limit(most))
    ]
    found += _weeks(tx, place, grp, most)
    return tuple(sorted(found, key=lambda change: change.at, reverse=True)[:most])


def _weeks(tx: Tx, place: str, grp: str, most: int) -> list[Change]:
    """Weekly rules, those put in force together as one change."""
    r = quota_rules.c
    ours = (r.office == tx.actor.office) & (r.place == place) & (r.grp == grp)
    query = select(r.created_at, r.created_by, r.valid_from, r.weekday, r.seats).where(ours)
    together: dict[tuple[datetime, str, str], list[tuple[int, int]]] = {}
    for at, by, since, weekday, seats in tx.conn.execute(query.order_by(r.id.desc()).limit(most * 7)):
        together.setdefault((at, by, since), []).append((weekday, seats))
    return [
        Change(tuple(sorted(days)), date.fromisoformat(since), None, "", at, by)
        for (at, by, since), days in together.items()
    ]


def _ours(actor: Actor, place: str, grp: str) -> dict[str, str]:
    return {"office": actor.office, "place": place, "grp": grp}


def _check(tx: Tx, place: str, grp: str, since: date, seats: Mapping[str, int]) -> None:
    places.require(tx, place, grp)
    problems = []
    if since < places.today(tx):
        problems.append(Problem("quota.in_the_past", "since"))
    for where, number in seats.items():
        if not 0 <= number <= MOST_SEATS:
            problems.append(Problem("quota.out_of_range", where, {"most": MOST_SEATS}))
    if problems:
        raise Invalid("form.invalid", *problems)


def _holds(known: Quota, weekday: int, seats: int, since: date) -> bool:
    """Whether a weekday has these seats from then on anyway, by a rule and not by assumption."""
    by_rule, number = known.ruled(weekday, since)
    return by_rule is not None and number == seats
