"""All offices side by side: each figure as a plain computation over the same rows, for inspectors alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from statistics import median

import pytest

from engine import calendars
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid
from processes.model import TimeKind
from tasks.facts import refreshing
from tasks.offices.figures import Line, Months, all_offices
from tasks.reports import rates
from tasks.site import Site
from tests.support.office import OPERATOR
from tests.tasks.report_rows import put_breach, put_case, put_clock, put_definition, put_pause, put_task

INSPECTOR = Actor("inspektur", "Inspektur", frozenset({"inspector"}), "inspektorat")
OTHERS = (
    Actor("auditor", "Auditor", frozenset({"auditor", "supervisor", "process_owner"})),
    Actor("admin", "Admin", frozenset({"administrator"})),
    Actor("petugas1", "Petugas", frozenset({"petugas"})),
)
SPRING = Months(202604, 202607)
MINUTE = timedelta(minutes=1)
STEP = "terima_permohonan"


@dataclass(frozen=True)
class Lived:
    """One case with its one step."""

    office: str
    began: datetime
    minutes: int
    stood: int
    late: bool
    settled: datetime | None


def lives() -> list[Lived]:
    rng, found = random.Random(3), []
    for office, count in (("batulicin", 40), ("kotabaru", 23)):
        for _ in range(count):
            # In the morning of the offices' zone, so that a month here is the month there.
            began = datetime(2026, rng.randint(4, 8), rng.randint(1, 28), 1, tzinfo=UTC)
            minutes = rng.randint(1, 60)
            ends = began + timedelta(days=rng.randint(0, 5), minutes=minutes + 30)
            worse = 0.9 if began.month > 5 and office == "kotabaru" else 0.15
            found.append(
                Lived(
                    office,
                    began,
                    minutes,
                    rng.choice((0, 15)),
                    rng.random() < worse,
                    ends if rng.random() < 0.8 else None,
                )
            )
    return found


LIVES = lives()


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    with db.begin(OPERATOR) as tx:
        version = put_definition(tx)
        for office in ("kotabaru", "tarakan"):  # nothing has happened in the third
            calendars.seed(tx, office)
        for place, one in enumerate(LIVES):
            case = put_case(tx, version, f"K-{place}", one.began, one.settled, office=one.office)
            done = one.began + one.minutes * MINUTE
            task = put_task(tx, case, STEP, one.began, one.began, done)
            clock = put_clock(tx, case, task, TimeKind.SERVICE, one.began, one.began + MINUTE, done)
            if one.late:
                put_breach(tx, case, clock, one.began + MINUTE, task, STEP)
            if one.stood:
                put_pause(tx, case, "applicant", done, done + one.stood * MINUTE)
    found = Site(db, tmp_path)
    assert refreshing.rebuild(found).faults == []
    return found


def of(office: str, first: int = 4, last: int = 7) -> list[Lived]:
    return [one for one in LIVES if one.office == office and first <= one.began.month <= last]


def test_each_office_s_figures_are_those_of_a_plain_computation(site: Site) -> None:
    found = all_offices(site, INSPECTOR, SPRING)
    assert found.as_of is not None
    lines = {line.office: line for line in found.lines}
    assert list(lines) == ["batulicin", "kotabaru", "tarakan"]
    for office in ("batulicin", "kotabaru"):
        line, lived = lines[office], of(office)
        gross = sorted(one.settled - one.began for one in lived if one.settled)
        net = sorted(one.settled - one.began - one.stood * MINUTE for one in lived if one.settled)
        late = sum(one.late for one in lived)
        assert (line.cases, line.settled) == (len(lived), len(gross))
        assert line.running == sum(one.settled is None for one in lived)
        assert (line.completed, line.judged, line.late) == (len(lived), len(lived), late)
        assert line.rate == late / len(lived) and line.likely == rates.wilson(late, len(lived))
        assert line.gross is not None and line.net is not None
        for shown, times in ((line.gross, gross), (line.net, net)):
            assert shown.median == median(times)
            assert shown.p90 == times[ceil(0.9 * len(times)) - 1]
        for month in line.months:
            counted = of(office, month.month % 100, month.month % 100)
            assert (month.judged, month.late) == (len(counted), sum(one.late for one in counted))
        halves = [(sum(one.late for one in half), len(half)) for half in (of(office, 4, 5), of(office, 6, 7))]
        assert line.trend == rates.difference(*halves)
    assert lines["kotabaru"].trend is not None and lines["kotabaru"].trend.low > 0
    assert lines["tarakan"] == Line("tarakan", 0, 0, 0, 0, 0, 0, None, None, ())


def test_an_sop_and_other_months_choose(site: Site) -> None:
    assert [
        line.cases for line in all_offices(site, INSPECTOR, Months(202604, 202607, "m_paspor")).lines
    ] == [0, 0, 0]
    same = all_offices(site, INSPECTOR, Months(202604, 202607, "micin_darurat"))
    assert same == all_offices(site, INSPECTOR, SPRING)
    empty = all_offices(site, INSPECTOR, Months(201001, 201012))
    assert [(line.cases, line.gross, line.trend) for line in empty.lines] == [(0, None, None)] * 3
    with pytest.raises(Invalid):
        all_offices(site, INSPECTOR, Months(202607, 202604))


def test_nobody_but_an_inspector_sees_all_offices(site: Site) -> None:
    for actor in OTHERS:
        with pytest.raises(Forbidden):
            all_offices(site, actor, SPRING)


def test_one_office_alone_is_a_line_of_its_own_and_facts_not_filled_are_said(
    db: Database, tmp_path: Path
) -> None:
    with db.begin(OPERATOR) as tx:
        calendars.seed(tx, "batulicin")
    found = all_offices(Site(db, tmp_path), INSPECTOR, SPRING)
    assert [line.office for line in found.lines] == ["batulicin"] and found.as_of is None
