"""The reports an office files: the six-monthly form's verdicts and counts, and the monthly report's; counted twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import sqrt

import pytest

from engine import settings
from tasks.filing import evidence, flow, lateness, monitoring, standstill, turnaround
from tasks.filing.frame import Question, Span, span
from tasks.filing.periods import Every, containing
from tasks.reports.scope import ReportFilter
from tests.recount import counted
from tests.recount.conftest import World
from tests.recount.raw import Raw, Row

HALF = containing(Every.HALF, date(2026, 3, 1))
MARCH, APRIL = (containing(Every.MONTH, date(2026, month, 1)) for month in (3, 4))
STILL = ("outage", "travel", "applicant", "examination")


def scope_of(sop: str, over: Span) -> ReportFilter:
    return ReportFilter(sop, over.start, over.end, "batulicin")


def low(hits: int, count: int) -> float:
    """The low end of Wilson's 95 % interval, written from his paper."""
    z, p = 1.959963984540054, hits / count
    return (p + z * z / (2 * count) - z * sqrt(p * (1 - p) / count + z * z / (4 * count * count))) / (
        1 + z * z / count
    )


@pytest.mark.parametrize("sop", ["micin_darurat", "kelompok_rentan", "bap_paspor", "penerbitan_penggantian"])
def test_the_monitoring_form_ticks_what_the_rules_say(world: World, sop: str) -> None:
    raw = world.raw
    with world.site.db.read(world.auditor()) as tx:
        question = Question(HALF, sop)
        over = span(tx, HALF)
        document = monitoring.document(tx, question)
        strayed = {one.row.element: one.deviating for one in evidence.steps(tx, question, over)}
        limits = {
            n: int(settings.value(tx, f"monitoring.{n}_percent")) for n in ("late", "lacking", "deviation")
        }
        elements = [one.row.element for one in evidence.steps(tx, question, over)]
    (table,) = next(part for part in document.sections if part.heading.startswith("B.")).tables
    scope = scope_of(sop, over)
    done = counted.by(counted.completed(raw, scope), lambda task: task.element)
    lacking = {one.task_id for one in raw.shortfalls}
    late = {one.task_id for one in raw.breaches}
    passed = [one for one in raw.breaches if one.task_id and counted.within(one.at, scope)]
    steps = {task.id for task in counted.tasks(raw, scope)}
    assert len(table.rows) == len(elements)
    for element, cells in zip(elements, table.rows, strict=True):
        here = done.get(element, [])
        counts = [sum(task.id in ids for task in here) for ids in (late, lacking)]
        stray = strayed[element]
        shares = [
            (counts[0], len(here), "late"),
            (counts[1], len(here), "lacking"),
            (stray, max(len(here), stray), "deviation"),
        ]
        unexplained = any(o.task_id in steps and o.element == element and o.state == "new" for o in passed)
        bad = unexplained or any(hits and low(hits, of) * 100 > limits[name] for hits, of, name in shares)
        assert (bool(cells[3]), bool(cells[2])) == (bad, bool(here) and not bad), (element, cells[4])
        if here:
            assert str(cells[4]).startswith(
                f"Selesai {len(here)} kali pada {len({t.instance_id for t in here})} permohonan"
            )


@pytest.mark.parametrize("period", [MARCH, APRIL, HALF])
def test_requests_balance_and_take_what_they_took(world: World, period: object) -> None:
    raw = world.raw
    with world.site.db.read(world.auditor()) as tx:
        over = span(tx, period)  # type: ignore[arg-type]
        flows = {one.sop: one for one in flow.flows(tx, over)}
        times = {one.sop: one for one in turnaround.turnarounds(tx, over)}
        ages = {one.sop: one for one in flow.open_ages(tx, over)}
        causes = lateness.by_reason(tx, over)
        outages = standstill.of_period(tx, over)
    start, end, until = (counted.ticks(at) for at in (over.start, over.end, over.until))
    ours = counted.by(
        (case for case in raw.instances if case.office == "batulicin"),
        lambda case: raw.definition[case.definition_id].key,
    )
    for sop, cases in ours.items():
        left = {case.id: case.settled_at or case.ended_at for case in cases}
        before = [c for c in cases if c.started_at < start and (left[c.id] or end) >= start]
        received = [c for c in cases if start <= c.started_at < end]
        went = [c for c in cases if left[c.id] is not None and start <= left[c.id] < end]
        finished = [c for c in went if c.outcome != "canceled"]
        waiting = [c for c in cases if c.started_at < end and (left[c.id] or end) >= end]
        told = (len(before), len(received), len(finished), len(went) - len(finished), len(waiting))
        if any(told):
            shown = flows[sop]
            assert (shown.before, shown.received, shown.completed, shown.canceled, shown.open) == told
            assert shown.before + shown.received == shown.completed + shown.canceled + shown.open
        assert_turnaround(raw, times.get(sop), finished)
        assert (ages[sop].count if sop in ages else 0) == len(waiting)
        passed = {one.instance_id for one in raw.breaches if one.task_id is None and one.at < until}
        assert (ages[sop].late if sop in ages else 0) == sum(c.id in passed for c in waiting)
    deadlines = [
        o for o in raw.breaches if start <= o.at < end and raw.instance[o.instance_id].office == "batulicin"
    ]
    assert {one.code: one.count for one in causes} == Counter(one.reason or "" for one in deadlines)
    lasted = [o for o in raw.outages if o.started_at < end and (o.ended_at or end + 1) > start]
    assert [counted.micros(one.lasted) for one in outages] == [
        max(0, min(o.ended_at or until, until) - max(o.started_at, start))
        for o in sorted(lasted, key=lambda o: (o.started_at, o.id))
    ]


def assert_turnaround(raw: Raw, shown: turnaround.Turnaround | None, finished: list[Row]) -> None:
    if not finished:
        assert shown is None
        return
    assert shown is not None
    parts = [counted.parts(raw, case) for case in finished]
    gross = counted.figures([sum(one.values()) for one in parts])
    net = counted.figures([sum(v for k, v in one.items() if k not in STILL) for one in parts])
    for told, figures in ((shown.gross, gross), (shown.net, net)):
        assert figures is not None
        assert (told.count, counted.micros(told.median), counted.micros(told.p90)) == (
            figures[0],
            figures[2],
            figures[4],
        )
    assert {str(part): total for part, total in shown.parts.items()} == {
        part: sum(one[part] for one in parts) for part in parts[0]
    }
    late = {one.instance_id for one in raw.breaches if one.task_id is None}
    assert shown.late == sum(case.id in late for case in finished)


def test_a_half_year_is_the_offices_own() -> None:
    """Midnight of Batulicin, not of Greenwich."""
    start, end = HALF.span(counted.ZONE)
    assert (start, end) == (datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC))
    assert end - start == timedelta(days=181)
