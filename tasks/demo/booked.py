"""The day an applicant has booked: expected in the morning, checked in and called, or missed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from engine import office_time
from engine.refusals import Conflict
from engine.schema import bookings
from tasks import slots
from tasks.counters import absences, arrivals
from tasks.demo import fates, queueing
from tasks.demo.staff import OFFICE, who
from tasks.demo.stage import Case, Stage
from tasks.demo.working import follow

_BEFORE_OPENING = time(7, 30)
_DESK = "informasi"


def expect(stage: Stage, case: Case) -> None:
    """Lay down the day of a case that is paid for."""
    day, zone = stage.day_of(case), stage.calendar.timetable.zone
    stage.at(datetime.combine(day, _BEFORE_OPENING, zone), partial(_prepare, stage, case))
    if case.fate == fates.ABSENT:
        closing = office_time.intervals(stage.calendar, day)[-1][1]
        stage.at(closing + timedelta(minutes=stage.chance.between(5, 20)), partial(_missed, stage, case))
    elif case.arrives is not None:
        stage.at(case.arrives, partial(_check_in, stage, case))


def _prepare(stage: Stage, case: Case) -> None:
    """The day has come: the office prints its list."""
    if not stage.open_tasks(case):
        stage.settle()
    follow(stage, case, stage.open_tasks(case))


def _check_in(stage: Stage, case: Case) -> None:
    with suppress(Conflict):
        if stage.waiting_room:
            arrival = arrivals.check_in(stage.site, who(stage.chance, _DESK), case.place, case.code)
            queueing.call(stage, arrival.ticket)
            return
        with stage.site.db.begin(who(stage.chance, _DESK)) as tx:
            booking = slots.live(tx, case.application)
            if booking is not None:
                slots.arrived(tx, booking.id)


def _missed(stage: Stage, case: Case) -> None:
    """Nobody came: said after closing time; the worker ends the case when the day is over."""
    with stage.site.db.read(OFFICE) as tx:
        query = select(bookings.c.id).where(
            bookings.c.application_id == case.application, bookings.c.state == "confirmed"
        )
        chosen = tx.conn.execute(query).scalars().all()
    if chosen:
        absences.confirm(stage.site, who(stage.chance, _DESK), chosen)
