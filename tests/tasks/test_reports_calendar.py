"""A calendar changed after the fact: old figures stay as they were and say by which version they were counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine import calendars
from engine.clock import VirtualClock
from engine.database import Database
from engine.office_calendar import DayException, OfficeCalendar
from processes.model import TimeKind
from tasks import timeline
from tasks.case_time import Part
from tasks.evidence import sources
from tasks.evidence.scope import Scope
from tasks.reports.breaches import breach_list
from tasks.reports.cases import case_list, case_summary
from tasks.reports.causes import causes
from tasks.reports.outlook import outlook
from tasks.reports.pauses import pause_report
from tasks.reports.step_detail import step_detail
from tasks.reports.steps import step_report
from tasks.site import Site
from tests.support.office import OPERATOR
from tests.tasks.report_rows import (
    at,
    put,
    put_breach,
    put_case,
    put_clock,
    put_definition,
    put_pause,
    put_task,
)
from tests.tasks.test_reports import AUDITOR, SCOPE

FRIDAY = date(2026, 4, 10)  # the day after at(0): 07:30-12:00 and 13:30-16:30 by the first version
HOUR = timedelta(hours=1)


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path)


def close_friday(site: Site) -> None:
    """Published at this moment: Friday was closed after all."""
    with site.db.begin(OPERATOR) as tx:
        calendars.publish(tx, "batulicin", closed(calendars.current(tx, "batulicin")), "Surat edaran")


def closed(calendar: OfficeCalendar) -> OfficeCalendar:
    return replace(calendar, exceptions={FRIDAY: DayException((), "Pemadaman")})


def put_late_case(site: Site) -> tuple[int, int]:
    """Steps judged in office time, from Thursday 08:00 to Friday 10:00, late since Thursday 16:00; and a pause."""
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at(0), at(hours=26))
        task = put_task(tx, case, "cetak_ambil", at(0), at(hours=24), at(hours=26))
        limits = (TimeKind.WORKING_DAYS, at(0), at(hours=8), at(hours=26))
        clock = put_clock(tx, case, task, *limits)
        put_breach(tx, case, clock, at(hours=8), task, "cetak_ambil")
        outage = put(
            tx,
            "outages",
            **{"office": "batulicin", "system": "jaringan", "ticket": "T-1", "started_by": "kasi"},
            **{"started_at": at(hours=7), "ended_at": at(hours=24), "ended_by": "kasi"},
        )
        put_pause(tx, case, "outage", at(hours=7), at(hours=24), outage_id=outage)
        return case, task


def figures(site: Site) -> tuple[object, ...]:
    """Every figure of office time the auditor's pages show of the finished case."""
    step = next(row for row in step_report(site, AUDITOR, SCOPE) if row.element == "cetak_ambil")
    summary = case_summary(site, AUDITOR, SCOPE)
    return (
        step.judged,
        step_detail(site, AUDITOR, SCOPE, "cetak_ambil").latest,
        breach_list(site, AUDITOR, SCOPE).rows,
        case_list(site, AUDITOR, SCOPE).rows,
        (summary.net, summary.parts),
        pause_report(site, AUDITOR, SCOPE).listing.rows,
        causes(site, AUDITOR, SCOPE).outages,
    )


def test_no_figure_of_what_is_over_moves(site: Site, clock: VirtualClock) -> None:
    case, _ = put_late_case(site)
    clock.move(timedelta(days=4))
    before = figures(site)
    close_friday(site)
    assert figures(site) == before
    row = case_list(site, AUDITOR, SCOPE).rows[0]
    assert row.calendar_version == 1
    with site.db.read(OPERATOR) as tx:
        split = timeline.of_case(tx, case)
    assert (split.calendar_version, split.parts) == (1, row.parts)


def test_the_figures_are_those_of_the_version_then_in_force(site: Site, clock: VirtualClock) -> None:
    put_late_case(site)
    clock.move(timedelta(days=4))
    close_friday(site)
    step = next(row for row in step_report(site, AUDITOR, SCOPE) if row.element == "cetak_ambil")
    # Thursday 08:00-16:00 without the break, and 07:30-10:00 on Friday.
    assert step.judged and step.judged.median == 9.5 * HOUR
    late = breach_list(site, AUDITOR, SCOPE).rows[0]
    assert (late.lateness, late.calendar_version) == (2.5 * HOUR, 1)
    stood = pause_report(site, AUDITOR, SCOPE).listing.rows[0]
    assert (stood.office_time, stood.calendar_version) == (1.5 * HOUR, 1)  # to 16:00, and 07:30-08:00
    assert causes(site, AUDITOR, SCOPE).outages[0].stood_still == 1.5 * HOUR


def test_a_clock_that_was_moved_with_the_calendar_is_measured_by_the_new_one(
    site: Site, clock: VirtualClock
) -> None:
    put_late_case(site)
    clock.move(timedelta(hours=25))
    close_friday(site)
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx, 2), "MD-2", at(0), at(days=4))
        task = put_task(tx, case, "cetak_ambil", at(0), at(0), at(days=4))
        limits = (TimeKind.WORKING_DAYS, at(0), at(days=4), at(days=4))
        put_clock(tx, case, task, *limits, calendar_version=2)
    found = step_detail(site, AUDITOR, SCOPE, "cetak_ambil")
    assert [(found.length(one), one.calendar_version) for one in found.latest] == [
        (7.5 * HOUR, 2),
        (9.5 * HOUR, 1),
    ]
    assert {row.calendar_version for row in case_list(site, AUDITOR, SCOPE).rows} == {2}


def test_an_open_case_and_an_open_pause_follow_the_newest_calendar(site: Site, clock: VirtualClock) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at(0))
        put_task(tx, case, "cetak_ambil", at(0))
    clock.move(timedelta(days=2))
    before = case_list(site, AUDITOR, SCOPE).rows[0]
    close_friday(site)
    after = case_list(site, AUDITOR, SCOPE).rows[0]
    assert (before.calendar_version, after.calendar_version) == (1, 2)
    # All of Friday's hours are the closed office's now.
    assert before.parts[Part.QUEUE] - after.parts[Part.QUEUE] == 7.5 * HOUR
    assert before.gross == after.gross


def test_what_is_used_of_a_limit_is_counted_as_the_limit_was(site: Site, clock: VirtualClock) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at(0))
        task = put_task(tx, case, "cetak_ambil", at(0))
        put_clock(tx, case, task, TimeKind.WORKING_DAYS, at(0), at(hours=32), state="running")
    clock.move(timedelta(hours=26))
    before = outlook(site, AUDITOR, SCOPE).steps
    close_friday(site)  # a clock that is moved bears the new version; this one was left as it is
    assert outlook(site, AUDITOR, SCOPE).steps == before
    assert before[0].used == 9.5 * HOUR


def test_a_pack_holds_the_calendar_its_cases_were_divided_by(site: Site, clock: VirtualClock) -> None:
    with site.db.begin(OPERATOR) as tx:
        number = put_case(tx, put_definition(tx), "MD-1", at(0), at(hours=26))
    clock.move(timedelta(days=4))
    close_friday(site)
    with site.db.read(AUDITOR) as tx:
        found = sources.every_source(tx, Scope("batulicin", case=number))
        kept = [one.told["version"] for one in found if one.kind == sources.CALENDAR]
    assert kept == [1, 2]
