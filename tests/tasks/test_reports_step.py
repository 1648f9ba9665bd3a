"""One step in detail: the same numbers as a computation by hand from the rows, weeks of the office's zone, rights."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pytest

from engine.database import Actor, Database
from engine.refusals import Forbidden, NotFound
from processes.model import TimeKind
from tasks.reports.groups import By, Group
from tasks.reports.scope import ReportFilter
from tasks.reports.step_detail import Every, Look, step_detail
from tasks.site import Site
from tests.support.office import OPERATOR
from tests.tasks.report_rows import at, put_breach, put_case, put_clock, put_definition, put_task

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}), "batulicin")
OWNER = Actor("pemilik", "Pemilik", frozenset({"process_owner"}), "batulicin")
SCOPE = ReportFilter("micin_darurat", at(), at(days=60), "batulicin")
STEP = "terima_permohonan"
LENGTHS = (2, 3, 5, 8, 13, 21, 4, 4, 4, 90)


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    with db.begin(OPERATOR) as tx:
        first, second = put_definition(tx), put_definition(tx, 2)
        for place, minutes in enumerate(LENGTHS):
            started = at(days=place * 3)
            definition = first if place % 2 else second
            case = put_case(
                tx, definition, f"MD-{place}", started, category="baru_dewasa" if place < 6 else "anak"
            )
            done = started + timedelta(minutes=minutes)
            who = {"completed_by": "petugas1" if place < 3 else "petugas2"}
            task = put_task(tx, case, STEP, started, started, done, **who)
            clock = put_clock(tx, case, task, TimeKind.SERVICE, started, started + timedelta(minutes=3), done)
            if minutes > 3:
                put_breach(tx, case, clock, started + timedelta(minutes=3), task, STEP)
        night = put_case(tx, first, "MD-N", at(days=59))
        end = at(days=59, hours=9, minutes=0)  # 17:00 of the same day there
        put_task(
            tx, night, STEP, at(days=59), at(days=59, hours=8), end, [(at(days=59, hours=8), end, "listrik")]
        )
    return Site(db, tmp_path)


def test_figures_and_groups_are_those_counted_by_hand(site: Site) -> None:
    found = step_detail(site, AUDITOR, SCOPE, STEP)
    every = sorted([*LENGTHS, 0])
    assert found.row.touch is not None and found.row.limit == timedelta(minutes=3)
    assert found.row.touch.median == timedelta(minutes=median(every))
    assert found.row.touch.longest == timedelta(minutes=90)
    assert [found.row.touch.p75, found.row.touch.p90, found.row.touch.p95] == [
        timedelta(minutes=every[place])
        for place in (8, 9, 10)  # nearest rank of 11
    ]
    assert (found.row.completed, found.row.late) == (11, sum(one > 3 for one in LENGTHS))
    people = {one.key: (one.count, one.late) for one in by(site, By.PERSON)}
    assert people == {"petugas1": (4, 1), "petugas2": (7, 7)}
    assert {one.key: one.count for one in by(site, By.TYPE)} == {"baru_dewasa": 7, "anak": 4}
    assert {one.key: one.count for one in by(site, By.VERSION)} == {"1": 6, "2": 5}
    assert {one.key: (one.count, one.cases) for one in by(site, By.ROLE)} == {"petugas": (11, 11)}
    assert [one.business_key for one in found.latest][:2] == ["MD-N", "MD-9"]
    assert found.length(found.latest[0]) == timedelta() and not found.latest[0].late


def by(site: Site, which: By) -> tuple[Group, ...]:
    return step_detail(site, AUDITOR, SCOPE, STEP, Look(by=which)).groups


@pytest.mark.parametrize(
    ("every", "starts"),
    [
        (Every.MONTH, [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]),
        (
            Every.WEEK,
            [
                date(2026, 4, 6),
                date(2026, 4, 13),
                date(2026, 4, 20),
                date(2026, 4, 27),
                date(2026, 5, 4),
                date(2026, 6, 1),
            ],
        ),
    ],
)
def test_points_begin_on_mondays_and_firsts_of_the_offices_zone(
    site: Site, every: Every, starts: list[date]
) -> None:
    trend = step_detail(site, AUDITOR, SCOPE, STEP, Look(every)).trend
    assert list(trend.starts) == starts
    assert sum(one.count for one in trend.points) == 11
    assert (trend.median is not None) == (len(starts) >= 6)


def test_a_process_owner_sees_figures_but_neither_persons_nor_requests(site: Site) -> None:
    found = step_detail(site, OWNER, SCOPE, STEP)
    assert found.latest == () and found.row.completed == 11 and len(found.groups) == 2
    with pytest.raises(Forbidden):
        step_detail(site, OWNER, SCOPE, STEP, Look(by=By.PERSON))
    with pytest.raises(Forbidden):
        step_detail(site, Actor("x", "X", frozenset({"petugas"}), "batulicin"), SCOPE, STEP)
    with pytest.raises(NotFound):
        step_detail(site, AUDITOR, SCOPE, "tidak_ada")
