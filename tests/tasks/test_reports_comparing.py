"""Two sides beside each other: every number as a plain computation by hand over the same rows, and who may ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from pathlib import Path
from statistics import median

import pytest

from engine import calendars
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid
from processes.model import TimeKind
from tasks.case_time import Part
from tasks.reports import medians, priority
from tasks.reports.comparing import Comparison, SideStep, Verdict, compare
from tasks.reports.comparing_export import COLUMNS, comparison
from tasks.reports.groups import By, group_report
from tasks.reports.scope import ReportFilter
from tasks.reports.step_times import step_division
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
from tests.tasks.rows import an_application

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}))
OWNER = Actor("pemilik", "Pemilik", frozenset({"process_owner"}))
OFFICER = Actor("petugas1", "Petugas", frozenset({"petugas"}))
ELSEWHERE = Actor("auditor2", "Auditor", frozenset({"auditor", "supervisor"}), office="kotabaru")
INSPECTOR = Actor("inspektur", "Inspektur", frozenset({"inspector"}), office="pusat")
MAY = ReportFilter("micin_darurat", at(days=30), at(days=61), "batulicin")
JUNE = replace(MAY, start=at(days=61), end=at(days=91))
STEP, LAST = "terima_permohonan", "cetak_ambil"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lived:
    """One case as it was put into the tables: the plain computation works on these alone."""

    began: datetime
    minutes: int
    paused: int
    late: bool
    settled: datetime | None
    version: int
    category: str
    group: str
    office: str


def lives() -> list[Lived]:
    rng, found = random.Random(5), []
    for day in range(30, 91):
        for place in range(rng.randint(0, 2)):
            minutes, paused = rng.randint(1, 9) + (3 if day > 60 else 0), rng.choice((0, 0, 0, 2))
            began = at(days=day, hours=place * 2)
            ends = began + timedelta(days=rng.randint(0, 9), minutes=minutes + 20)
            found.append(
                Lived(
                    began,
                    minutes,
                    paused,
                    rng.random() < (0.8 if day > 60 else 0.15),
                    ends if rng.random() < 0.8 else None,
                    1 if day < 45 else 2,
                    rng.choice(("baru_dewasa", "hilang")),
                    rng.choice(("", "", "reguler", "lansia", "loket")),
                    "kotabaru" if rng.random() < 0.25 else "batulicin",
                )
            )
    return found


LIVES = lives()


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    with db.begin(OPERATOR) as tx:
        versions = {number: put_definition(tx, number) for number in (1, 2)}
        calendars.seed(tx, "kotabaru")
        for place, one in enumerate(LIVES):
            more = {"office": one.office, "category": one.category}
            case = put_case(tx, versions[one.version], f"MD-{place}", one.began, one.settled, **more)
            start = one.began + MINUTE
            done = start + timedelta(minutes=one.minutes + one.paused)
            stood = [(start, start + timedelta(minutes=one.paused), "jaringan")] if one.paused else []
            task = put_task(tx, case, STEP, one.began, start, done, stood)
            clock = put_clock(tx, case, task, TimeKind.SERVICE, start, start + 5 * MINUTE, done)
            if one.late:
                put_breach(tx, case, clock, start + 5 * MINUTE, task, STEP)
            if one.settled is None:
                put_task(tx, case, LAST, done)
            if one.group == priority.COUNTER:
                put(tx, "tickets", **ticket(place, case, one))
            elif one.group:
                an_application(tx, case, priority=one.group, office=one.office)
        gone = put_case(tx, versions[2], "MD-X", at(days=70), category="hilang")
        put_task(tx, gone, STEP, at(days=70), state="CANCELED")
    return Site(db, tmp_path)


def ticket(place: int, case: int, one: Lived) -> dict[str, object]:
    return {
        "office": one.office,
        "place": one.office,
        "day": "2026-05-01",
        "grp": "prioritas",
        "number": place,
        "instance_id": case,
        "way": "walk_in",
        "state": "done",
        "taken_at": one.began,
        "taken_by": "petugas1",
        "calls": 0,
    }


def step(found: Comparison, element: str = STEP) -> tuple[SideStep, SideStep]:
    one = next(one for one in found.steps if one.element == element)
    assert one.a is not None and one.b is not None
    return one.a, one.b


def done_in(scope: ReportFilter) -> list[Lived]:
    """Those whose first step was completed in the period, counted by hand."""
    return [
        one
        for one in LIVES
        if scope.start <= one.began + (1 + one.minutes + one.paused) * MINUTE < scope.end
        and one.office == scope.office
        and scope.version in (None, one.version)
        and scope.category in (None, one.category)
        and belongs(one, scope.priority)
    ]


def belongs(one: Lived, wanted: str | None) -> bool:
    group = "" if one.group == "reguler" else one.group
    return {None: True, priority.ANY: bool(group), priority.NONE: not group}.get(wanted, group == wanted)


SIDES: dict[str, tuple[ReportFilter, ReportFilter]] = {
    "periods": (MAY, JUNE),
    "versions": (replace(MAY, end=JUNE.end, version=1), replace(MAY, end=JUNE.end, version=2)),
    "types": (replace(JUNE, category="hilang"), replace(JUNE, category="baru_dewasa")),
    "groups": (replace(MAY, end=JUNE.end, priority="none"), replace(MAY, end=JUNE.end, priority="any")),
    "elderly": (replace(MAY, end=JUNE.end, priority="loket"), replace(MAY, end=JUNE.end, priority="lansia")),
}


@pytest.mark.parametrize("sides", SIDES)
def test_each_number_is_that_of_a_plain_computation(site: Site, sides: str) -> None:
    a, b = SIDES[sides]
    found = compare(site, AUDITOR, a, b)
    for scope, side in zip((a, b), step(found), strict=True):
        lived = done_in(scope)
        lengths = sorted(one.minutes for one in lived)
        assert lived and side.held is not None
        assert (side.completed, side.late) == (len(lived), sum(one.late for one in lived))
        assert side.held.median == median(lengths) * MINUTE
        for share, shown in ((75, side.held.p75), (90, side.held.p90), (95, side.held.p95)):
            assert (
                shown
                == next(n for n in lengths if 100 * sum(m <= n for m in lengths) >= share * len(lived))
                * MINUTE
            )
        assert side.held.longest == lengths[-1] * MINUTE
        assert side.limit == 3 * MINUTE and side.standard == "3 menit"
        assert side.likely.low <= side.rate <= side.likely.high


def test_the_difference_stands_with_an_interval_computed_by_hand(site: Site) -> None:
    found = compare(site, AUDITOR, MAY, JUNE)
    (change,) = [one.median for one in found.steps if one.element == STEP]
    old, new = (
        [one.minutes * 60_000_000 for one in sorted(done_in(s), key=lambda one: one.minutes)]
        for s in (MAY, JUNE)
    )
    # Ranks of the 95 % interval of a median of so many values, from the binomial table (Conover, A3).
    ranks = {len(old): by_hand(len(old)), len(new): by_hand(len(new))}
    (l1, u1), (l2, u2) = (
        (values[ranks[len(values)] - 1], values[-ranks[len(values)]]) for values in (old, new)
    )
    m1, m2 = median(old), median(new)
    assert change is not None and change.low is not None and change.high is not None
    assert change.rise == m2 - m1
    assert change.low == pytest.approx(m2 - m1 - sqrt((m2 - l2) ** 2 + (u1 - m1) ** 2), abs=1)
    assert change.high == pytest.approx(m2 - m1 + sqrt((u2 - m2) ** 2 + (m1 - l1) ** 2), abs=1)
    assert change.verdict is Verdict.MORE  # three minutes more were put into every case of June
    (share,) = [one.share for one in found.steps if one.element == STEP]
    assert share is not None and share.verdict is Verdict.MORE and share.low is not None and share.low > 0


def by_hand(count: int) -> int:
    """The largest rank r with P(fewer than r of `count` lie below the median) at most 2.5 %, from Pascal's row."""
    row = [1]
    for _ in range(count):
        row = [1, *(a + b for a, b in pairwise(row)), 1]
    return max(r for r in range(count) if sum(row[:r]) <= 0.025 * 2**count)


@pytest.mark.parametrize(
    ("count", "rank"), [(6, 1), (8, 1), (9, 2), (15, 4), (20, 6), (25, 8), (40, 14), (50, 18)]
)
def test_the_ranks_are_those_of_the_tables(count: int, rank: int) -> None:
    values = list(range(1, count + 1))
    assert medians.interval(values) == (rank, count + 1 - rank)
    assert by_hand(count) == rank


def test_of_few_values_nothing_is_said() -> None:
    assert medians.interval([1, 2, 3, 4, 5]) is None
    assert medians.difference([1, 2, 3, 4, 5], list(range(50))) is None


@pytest.mark.parametrize("counts", [(6, 9), (12, 40), (60, 60)])
def test_the_interval_of_a_difference_holds_the_true_one_nineteen_times_of_twenty(
    counts: tuple[int, int],
) -> None:
    """Skewed as times of work are, the two sides of different shape; the true medians lie 4 apart."""
    rng, hits, tries = random.Random(7), 0, 400
    for _ in range(tries):
        a = [round(5e6 * 2.718 ** rng.gauss(0, 0.9)) for _ in range(counts[0])]
        b = [round(9e6 * 2.718 ** rng.gauss(0, 0.4)) for _ in range(counts[1])]
        found = medians.difference(a, b)
        assert found is not None
        hits += found.low <= 4e6 <= found.high
    assert hits / tries >= 0.95


def test_what_was_still_open_is_counted_and_in_no_figure(site: Site) -> None:
    found = compare(site, AUDITOR, MAY, JUNE)
    for scope, side, cases in zip(
        (MAY, JUNE), step(found, LAST), (found.cases_a, found.cases_b), strict=True
    ):
        here = [one for one in LIVES if one.office == "batulicin"]
        began = [one for one in here if scope.start <= one.began < scope.end]
        started = [one for one in here if one.began < scope.end]
        extra = 1 if scope is JUNE else 0  # the request whose task was canceled
        assert cases.began == len(began) + extra
        assert cases.settled == sum(one.settled is not None for one in began)
        assert cases.running == sum(one.settled is None for one in began) + extra
        assert cases.open == sum(one.settled is None or one.settled >= scope.end for one in started) + extra
        assert (side.completed, side.held) == (0, None)
        assert side.open == sum(one.settled is None for one in started)
        assert cases.gross is not None
        assert cases.gross.median == median(one.settled - one.began for one in began if one.settled)
        assert cases.late == sum(one.late for one in began if one.settled)
    assert step(found)[1].open == 0  # nobody knows when a canceled task was


def test_an_empty_side_says_nothing(site: Site) -> None:
    empty = replace(MAY, start=at(days=-90), end=at(days=-60))
    found = compare(site, AUDITOR, empty, JUNE)
    assert (found.cases_a.began, found.cases_a.gross, found.net, found.late) == (0, None, None, None)
    assert {one.median for one in found.steps} == {one.share for one in found.steps} == {None}
    assert compare(site, AUDITOR, empty, empty).steps


def test_offices_stand_beside_each_other_for_an_inspector_alone(site: Site) -> None:
    there = replace(JUNE, office="kotabaru")
    found = compare(site, INSPECTOR, JUNE, there)
    assert [side.completed for side in step(found)] == [len(done_in(JUNE)), len(done_in(there))]
    visiting = replace(INSPECTOR, office="batulicin", roles=frozenset({"inspector", "auditor"}))
    assert compare(site, visiting, JUNE, there) == found
    for actor in (AUDITOR, OWNER, ELSEWHERE, OFFICER):
        with pytest.raises(Forbidden):
            compare(site, actor, JUNE, there)
    assert compare(site, OWNER, MAY, JUNE).steps
    with pytest.raises(Forbidden):
        compare(site, OFFICER, MAY, JUNE)
    with pytest.raises(Invalid):
        compare(site, AUDITOR, MAY, replace(JUNE, definition_key="m_paspor"))
    with pytest.raises(Invalid):
        compare(site, INSPECTOR, MAY, replace(JUNE, end=JUNE.start))


def test_the_export_holds_the_same_and_is_written_down(site: Site) -> None:
    export = comparison(site, AUDITOR, MAY, JUNE)
    found = compare(site, AUDITOR, MAY, JUNE)
    with site.db.read(AUDITOR) as tx:
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in export.rows(tx)]
    (row,) = [row for row in rows if row["element"] == STEP]
    a, b = step(found)
    assert (row["a_completed"], row["b_completed"]) == (a.completed, b.completed)
    assert a.held is not None and row["a_held_p90_seconds"] == a.held.p90
    assert (row["b_late"], row["b_breach_rate"], row["median_verdict"]) == (b.late, b.rate, "more")
    with pytest.raises(Forbidden):
        comparison(site, OFFICER, MAY, JUNE)
    with pytest.raises(Forbidden):
        comparison(site, ELSEWHERE, MAY, JUNE)


GROUPED: dict[By, Callable[[Lived], str]] = {
    By.TYPE: lambda one: one.category,
    By.PRIORITY: lambda one: "" if one.group == "reguler" else one.group,
    By.VERSION: lambda one: str(one.version),
    By.ROLE: lambda one: "petugas",
    By.PERSON: lambda one: "petugas1",
}


@pytest.mark.parametrize("by", list(By))
def test_groups_of_all_steps_are_those_counted_by_hand(site: Site, by: By) -> None:
    expected: dict[str, list[Lived]] = {}
    for one in done_in(JUNE):
        expected.setdefault(GROUPED[by](one), []).append(one)
    found = {one.key: one for one in group_report(site, AUDITOR, JUNE, by)}
    assert found.keys() == expected.keys()
    for key, lived in expected.items():
        group = found[key]
        assert (group.count, group.cases, group.of, group.late) == (
            *(len(lived),) * 3,
            sum(one.late for one in lived),
        )
        assert group.held.median == median(one.minutes for one in lived) * MINUTE
        assert group.queue.median == MINUTE


def test_persons_are_for_those_who_may_see_requests(site: Site) -> None:
    assert group_report(site, OWNER, JUNE, By.ROLE)
    for actor in (OWNER, OFFICER, ELSEWHERE, INSPECTOR):
        with pytest.raises(Forbidden):
            group_report(site, actor, JUNE, By.PERSON)


def test_a_steps_time_divides_into_seven_parts_that_sum_to_it(site: Site, db: Database) -> None:
    with db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx, 3), "MD-T", at(days=98))  # a Thursday
        put_task(tx, case, LAST, at(days=98), at(days=98, hours=2), at(days=98, hours=3))
        put_pause(tx, case, "applicant", at(days=98, minutes=10), at(days=98, minutes=40))
        put_pause(tx, case, "travel", at(days=98, hours=2), at(days=98, hours=2, minutes=15))
    scope = replace(JUNE, start=at(days=92), end=at(days=110))
    found = step_division(site, AUDITOR, scope)[LAST]
    assert found.gross.median == timedelta(hours=3) and found.net.median == timedelta(hours=2, minutes=15)
    expected = {Part.APPLICANT: 30, Part.TRAVEL: 15, Part.TOUCH: 45, Part.QUEUE: 90}
    assert found.parts == {part: expected.get(part, 0) * MINUTE for part in Part}
    with pytest.raises(Forbidden):
        step_division(site, OFFICER, scope)
