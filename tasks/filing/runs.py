"""The worker's part: what is due is made, kept and sent once, whatever workers die or race; what fails is tried again.

A report is made outside of the transaction that keeps it. That one says under the schedule's own row that the period is
done; whoever comes second finds the row moved on and keeps nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import func, or_, select, update

from engine import audit, calendars
from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Conflict, Refusal
from engine.schema import calendar_versions, report_runs
from engine.schema import report_schedules as table
from tasks import rights
from tasks.faults import STORAGE_FAULTS
from tasks.filing import rules, saved, schedules, sending
from tasks.filing.frame import Question
from tasks.filing.kinds import KINDS, last_over
from tasks.filing.periods import Period, parse
from tasks.filing.saved import Made
from tasks.filing.schedules import Schedule
from tasks.roles import SUPERVISOR
from tasks.site import Site

DONE, FAILING = "done", "failing"
LEASE = timedelta(minutes=5)  # longer than a report may take
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
DAILY = timedelta(days=1)
"""After the last of BACKOFF it is tried once a day: a report that is due is never given up."""
SHOWN = 24
_AT_ONCE = 20
_SLICE = 4.0  # seconds of a round; timers and deadlines wait for it


@dataclass(frozen=True, slots=True)
class Run:
    """What was done for a period; `asked_by` empty: it was due. `fault` is a refusal's key or a fault's kind."""

    period: Period
    asked_by: str
    due_at: datetime
    state: str
    attempts: int
    tried_at: datetime
    fault: str
    saved_id: int | None
    mails: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A schedule a worker has to itself until an instant, and for whose office it works."""

    one: Schedule
    actor: Actor
    until: datetime

    @property
    def question(self) -> Question:
        """What the report that is due is about."""
        return Question(self.one.next_period, self.one.sop)


def make_due(site: Site) -> list[Exception]:
    """Make what is due, period by period, for a moment; what failed, for the log. One that fails keeps none waiting."""
    faults: list[Exception] = []
    until, moved = monotonic() + _SLICE, True
    while moved:
        moved = False
        for number, office in _due(site):
            if monotonic() >= until:
                return faults
            moved |= _one(site, number, replace(SYSTEM, office=office), faults)
    return faults


def run_now(site: Site, actor: Actor, number: int) -> int:
    """Make and send the report of the last period that is over, whatever the rule says; the saved report's number.

    What is due is due all the same. Raises Forbidden (supervisors), NotFound, Invalid, Conflict when it has ended.
    """
    rights.require_role(actor, SUPERVISOR)
    with site.db.snapshot(actor) as tx:
        one = schedules.read(tx, number)
        if one.ended_at is not None:
            raise Conflict("schedule.changed")
        zone = calendars.current(tx, one.office).timetable.zone
        period = last_over(one.kind.every, tx.now.astimezone(zone).date())
        made = saved.make(site, tx, one.kind.code, Question(period, one.sop))
    with site.db.begin(actor) as tx:
        held = schedules.hold(tx, number)
        if held.ended_at is not None:
            raise Conflict("schedule.changed")
        return _keep(tx, held, made, (actor.login, tx.now))


def history(tx: Tx, one: Schedule) -> tuple[Run, ...]:
    """What a schedule did, newest first."""
    query = select(*report_runs.c).where(report_runs.c.schedule_id == one.id)
    rows = tx.conn.execute(query.order_by(report_runs.c.id.desc()).limit(SHOWN))
    return tuple(
        Run(
            parse(one.kind.every, row.period),
            *(
                row.asked_by,
                row.due_at,
                row.state,
                row.attempts,
                row.tried_at,
                row.fault,
                row.saved_id,
                row.mails,
            ),
        )
        for row in rows
    )


def _due(site: Site) -> list[tuple[int, str]]:
    """Schedules with something due, or reckoned by a calendar that is not the newest any more; locks nothing."""
    with site.db.read(SYSTEM) as tx:
        newest = select(func.max(calendar_versions.c.version)).where(
            calendar_versions.c.office == table.c.office
        )
        wanted = or_(table.c.next_at <= tx.now, table.c.calendar_version < newest.scalar_subquery())
        query = select(table.c.id, table.c.office).where(*_free(tx), wanted)
        return [
            (row.id, row.office) for row in tx.conn.execute(query.order_by(table.c.next_at).limit(_AT_ONCE))
        ]


def _free(tx: Tx) -> tuple[Any, ...]:
    idle = or_(table.c.taken_until.is_(None), table.c.taken_until <= tx.now)
    return table.c.ended_at.is_(None), table.c.paused_at.is_(None), table.c.kind.in_(KINDS), idle


def _one(site: Site, number: int, actor: Actor, faults: list[Exception]) -> bool:
    """Make what is due of one schedule; whether anything was made."""
    taken = _take(site, number, actor)
    if taken is None:
        return False
    try:
        with site.db.snapshot(actor) as tx:
            made = saved.make(site, tx, taken.one.kind.code, taken.question)
        with site.db.begin(actor) as tx:
            return _settle(tx, taken, made)
    except STORAGE_FAULTS:
        raise
    except Refusal as refused:  # what is asked for cannot be made: no fault of the program
        _put_off(site, taken, next((one.key for one in getattr(refused, "problems", ())), refused.key))
    except Exception as fault:  # noqa: BLE001 - one report's fault must not keep the others; its history tells it
        _put_off(site, taken, type(fault).__name__)
        faults.append(fault)
    return False


def _take(site: Site, number: int, actor: Actor) -> _Taken | None:
    """Have a schedule to oneself; None where another is faster, or only its date had to follow the calendar."""
    with site.db.begin(actor) as tx:
        calendar = calendars.current(tx, actor.office)
        query = tx.claimed(select(*table.c).where(table.c.id == number, *_free(tx)))
        row = tx.conn.execute(query).one_or_none()
        if row is None:
            return None
        one = schedules.read(tx, number)
        due = rules.due(calendar, one.rule, one.next_period)
        until = tx.now + LEASE
        values: dict[str, Any] = {"next_at": due, "calendar_version": calendar.version}
        values["taken_until"] = until if due <= tx.now else None
        tx.conn.execute(update(table).where(table.c.id == number).values(**values))
        return _Taken(replace(one, next_at=due), actor, until) if due <= tx.now else None


def _settle(tx: Tx, taken: _Taken, made: Made) -> bool:
    """Move the schedule on to its next period and keep what was made; nothing where it was moved on already."""
    one, calendar = taken.one, calendars.current(tx, taken.one.office)
    period = one.next_period.moved(1)
    mine = (table.c.id == one.id) & (table.c.next_period == one.next_period.code)
    mine &= (table.c.taken_until == taken.until) & table.c.ended_at.is_(None)
    values = {
        "next_period": period.code,
        "next_at": rules.due(calendar, one.rule, period),
        "calendar_version": calendar.version,
        "taken_until": None,
    }
    if tx.conn.execute(update(table).where(mine).values(**values)).rowcount != 1:
        return False
    _keep(tx, one, made, ("", one.next_at))
    return True


def _keep(tx: Tx, one: Schedule, made: Made, asked: tuple[str, datetime]) -> int:
    """The saved report, its mails and the line of the history, in this transaction."""
    number = saved.store(tx, made, one.id)
    who, due_at = asked
    mails = sending.write(tx, one, made, number)
    values = {
        "state": DONE,
        "tried_at": tx.now,
        "fault": "",
        "saved_id": number,
        "mails": mails,
    }
    _line(tx, one, (made.question.period.code, who, due_at), values)
    details = {"period": made.question.period.code, "saved": number, "mails": mails, "asked_by": who}
    audit.append(tx, saved.chain(one.office), "schedule.run", f"schedule:{one.id}", details)
    return number


def _put_off(site: Site, taken: _Taken, fault: str) -> None:
    """Say why it failed and when it is tried again."""
    with site.db.begin(taken.actor) as tx:
        one = taken.one
        key = (one.next_period.code, "", one.next_at)
        values = {"state": FAILING, "tried_at": tx.now, "fault": fault[:200], "saved_id": None, "mails": 0}
        mine = (table.c.id == one.id) & (table.c.taken_until == taken.until)
        held = tx.conn.execute(tx.locked(select(table.c.id).where(mine))).first()
        if held is None:  # its lease ran out and somebody else has it
            return
        attempts = _line(tx, one, key, values)
        wait = BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else DAILY
        tx.conn.execute(update(table).where(mine).values(taken_until=tx.now + wait))


def _line(tx: Tx, one: Schedule, key: tuple[str, str, datetime], values: dict[str, Any]) -> int:
    """Write what became of a period, or write it anew; how many attempts it took so far."""
    period, who, due_at = key
    known = select(report_runs.c.id, report_runs.c.attempts).where(
        report_runs.c.schedule_id == one.id, report_runs.c.period == period, report_runs.c.asked_by == ""
    )
    row = None if who else tx.conn.execute(known).one_or_none()
    attempts = 1 if row is None else row.attempts + 1
    values = {**values, "attempts": min(attempts, 30_000)}
    if row is None:
        first = {"schedule_id": one.id, "period": period, "asked_by": who, "due_at": due_at}
        tx.conn.execute(report_runs.insert().values(**first, **values))
    else:
        tx.conn.execute(update(report_runs).where(report_runs.c.id == row.id).values(**values))
    return attempts
