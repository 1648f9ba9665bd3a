"""A changed calendar: previewed first, then published, and open deadlines move with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Actor
from engine.office_calendar import DayException, OfficeCalendar
from engine.refusals import Conflict, Forbidden, Invalid
from tasks import cases, clock_rows, office_hours, outages, work, worker
from tests.support.office import OPERATOR, Office

FRIDAY_CLOSING = datetime(2026, 4, 10, 8, 30, tzinfo=UTC)
MONDAY_CLOSING = datetime(2026, 4, 13, 8, 0, tzinfo=UTC)
FRIDAY = date(2026, 4, 10)


def closed_on(calendar: OfficeCalendar, *days: date) -> OfficeCalendar:
    closed = {day: DayException((), "Listrik kantor diperbaiki") for day in days}
    return replace(calendar, exceptions={**calendar.exceptions, **closed})


def paid(office: Office) -> int:
    """A case whose printing and whole service are due on Friday."""
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    return started.instance


def dues(office: Office, case: int) -> set[datetime | None]:
    with office.site.db.read(OPERATOR) as tx:
        return {one.due_at for one in clock_rows.of_instance(tx, case) if one.kind == "working_days"}


def test_a_change_is_previewed_and_then_moves_every_open_deadline(office: Office) -> None:
    case, minutes = paid(office), office.start()
    work.start(office.site, office["petugas1"], minutes.opened[0])
    new = closed_on(office_hours.current(office.site, office["admin"]), FRIDAY)
    shown = office_hours.preview(office.site, office["admin"], new)
    assert [(one.instance_id, one.before, one.after) for one in shown.shifts] == [
        (case, FRIDAY_CLOSING, MONDAY_CLOSING)
    ] * 2
    assert len(shown.changes) == 1 and dues(office, case) == {FRIDAY_CLOSING}
    assert office_hours.publish(office.site, office["admin"], new, "Surat Kakanim 12/2026", 1) == 2
    assert dues(office, case) == {MONDAY_CLOSING}
    assert office.open_task(case).due_at == MONDAY_CLOSING
    with office.site.db.read(OPERATOR) as tx:
        lines = schema.audit.c.action == "clock.reprojected"
        assert len(tx.conn.execute(select(schema.audit.c.seq).where(lines)).all()) == 2
    assert office.open_task(minutes.instance).due_at == office.clock() + timedelta(minutes=3)


def test_a_breach_that_stands_stays_and_a_stopped_clock_too(office: Office) -> None:
    late, done = paid(office), paid(office)
    office.do(done)
    office.clock.move_to(FRIDAY_CLOSING + timedelta(minutes=1))
    worker.settle(office.site)
    new = closed_on(office_hours.current(office.site, office["admin"]), FRIDAY)
    assert office_hours.preview(office.site, office["admin"], new).shifts == ()
    office_hours.publish(office.site, office["admin"], new, "terlambat dicatat", 1)
    assert dues(office, late) == dues(office, done) == {FRIDAY_CLOSING}


def test_a_clock_that_stands_still_is_projected_when_it_goes_on(office: Office) -> None:
    case = paid(office)
    number = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    new = closed_on(office_hours.current(office.site, office["admin"]), FRIDAY)
    office_hours.publish(office.site, office["admin"], new, "listrik", 1)
    assert office.open_task(case).due_at is None
    office.clock.move(timedelta(hours=1))
    outages.end(office.site, office["kasi"], number)
    assert office.open_task(case).due_at == MONDAY_CLOSING
    assert dues(office, case) == {MONDAY_CLOSING}


def test_who_may_change_the_calendar_and_only_the_newest(office: Office) -> None:
    now = office_hours.current(office.site, office["admin"])
    new = closed_on(now, FRIDAY)
    for login in ("petugas1", "auditor", "pemilik", "pengawas"):
        with pytest.raises(Forbidden):
            office_hours.preview(office.site, office[login], new)
        with pytest.raises(Forbidden):
            office_hours.publish(office.site, office[login], new, "alasan", 1)
    anything: tuple[Any, ...] = ({}, [], {"week": 7}, "x")
    for unfit in anything:
        with pytest.raises(Invalid):
            office_hours.preview(office.site, office["admin"], unfit)
    for reason, content in ((" ", new), ("sama saja", now)):
        with pytest.raises(Invalid):
            office_hours.publish(office.site, office["admin"], content, reason, 1)
    office_hours.publish(office.site, office["kasi"], new, "alasan", 1)
    with pytest.raises(Conflict, match=r"calendar\.moved"):
        office_hours.publish(office.site, office["admin"], closed_on(now, date(2026, 4, 14)), "alasan", 1)


def test_a_year_without_data_is_warned_of(office: Office) -> None:
    with office.site.db.read(Actor("admin")) as tx:
        assert office_hours.warnings(tx) == ()
    office.clock.move_to(datetime(2026, 12, 1, tzinfo=UTC))
    with office.site.db.read(Actor("admin")) as tx:
        assert office_hours.warnings(tx) == (2027,)
