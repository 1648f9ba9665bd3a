"""What must hold between the facts and the raw rows, and between a refresh and a filling from nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine import schema
from engine.database import Tx
from tasks.case_time import Part
from tasks.facts import reading, refreshing
from tasks.facts.reading import Months
from tasks.reports.cases import every_case
from tasks.reports.completions import completions
from tasks.reports.scope import ReportFilter
from tasks.reports.step_times import step_times
from tasks.reports.steps import StepRow, step_rows
from tasks.site import Site
from tests.support.office import OPERATOR

US = timedelta(microseconds=1)
MEASURES = ("queue", "touch", "paused", "lead", "judged")


def refresh(site: Site) -> None:
    """Until nothing waits; nothing may fail."""
    assert refreshing.refresh_all(site).faults == []


def stored(site: Site, *, lasting: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Every fact and rollup as it stands; how far cases that run were measured only if `lasting`."""
    with site.db.read(OPERATOR) as tx:
        found = {
            table.name: [
                dict(row) for row in tx.conn.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in (schema.step_facts, schema.case_facts, schema.step_rollups, schema.fact_marks)
        }
    runs = {row["instance_id"] for row in found["case_facts"] if not (row["settled_at"] or row["ended_at"])}
    for row in found["case_facts"]:
        if row["instance_id"] in runs and not lasting:
            for name in ("gross", "net", "as_of", *(f"part_{part}" for part in Part)):
                del row[name]
    return found


class _Undone(Exception):
    pass


def without_facts(site: Site, scope: ReportFilter) -> tuple[StepRow, ...]:
    """The report as it is made while no fact is there to find tasks by."""
    found: tuple[StepRow, ...] = ()
    with suppress(_Undone), site.db.begin(OPERATOR) as tx:
        tx.conn.execute(schema.fact_state.update().values(filled=False))
        found = step_rows(tx, scope)
        raise _Undone
    return found


def assert_equal_to_reports(site: Site, scope: ReportFilter) -> int:
    """The facts of a period say what tasks.reports says; how many steps were compared."""
    with site.db.read(OPERATOR) as tx:
        told = {step.element: step for step in reading.steps(tx, scope)}
        rows, divided = step_rows(tx, scope), step_times(tx, scope)
    assert rows == without_facts(site, scope)
    compared = 0
    for row in rows:
        if not row.completed:
            assert row.element not in told
            continue
        step = told[row.element]
        assert (step.number, step.name, step.kind, step.standard, step.limit) == (
            *(row.number, row.name, row.kind, row.standard, row.limit),
        )
        numbers = step.numbers
        assert (numbers.completed, numbers.late, numbers.rate) == (row.completed, row.late, row.breach_rate)
        for measure in MEASURES:
            assert getattr(numbers, measure) == getattr(row, measure), (row.element, measure)
        assert numbers.repeats == row.repeats
        assert numbers.parts == divided[row.element].parts
        compared += row.completed
    return compared


def assert_completions_equal(tx: Tx, scope: ReportFilter) -> int:
    """Each completion's fact is what tasks.reports tells one by one; how many were compared."""
    facts = {row.task_id: row for row in tx.conn.execute(select(schema.step_facts))}
    every = completions(tx, scope)
    for done in every:
        fact = facts[done.task]
        assert (fact.queue, fact.touch, fact.late) == (done.queue // US, done.touch // US, done.late)
        assert (fact.lane, fact.person, fact.category) == (done.lane, done.completed_by, done.category)
        assert fact.priority == done.priority
        assert done.version in (None, fact.version)
        assert done.judged is None or fact.judged == done.judged // US
    return len(every)


def assert_cases_equal(tx: Tx, scope: ReportFilter) -> int:
    """Each case's facts are its line in the list of cases; how many were compared. Open ones were measured just now."""
    facts = {row.instance_id: row for row in tx.conn.execute(select(schema.case_facts))}
    compared = 0
    for case in every_case(tx, scope):
        fact = facts[case.id]
        assert (fact.gross, fact.net) == (case.gross // US, case.net // US)
        assert {part: getattr(fact, f"part_{part}") * US for part in Part} == dict(case.parts)
        assert (fact.breaches, fact.late, fact.version) == (case.breaches, case.service_late, case.version)
        assert (fact.status, fact.outcome, fact.settled_at) == (case.status, case.outcome, case.settled_at)
        compared += 1
    return compared


def assert_sums(tx: Tx) -> None:
    """Every step's three times, and its seven parts, come to its whole time; a case's parts to its own."""
    for fact in tx.conn.execute(select(schema.step_facts)):
        whole = (fact.completed_at - fact.opened_at) // US
        assert fact.queue + fact.touch + fact.paused == whole
        assert sum(getattr(fact, f"part_{part}") for part in Part) == whole
    for fact in tx.conn.execute(select(schema.case_facts)):
        assert sum(getattr(fact, f"part_{part}") for part in Part) == fact.gross


def assert_all_offices(tx: Tx, sop: str, office: str) -> None:
    """With one office, what the rollups say of all offices is what its facts say, within the bound."""
    exact = reading.steps_of_months(tx, Months(sop, 202601, 202712, office))
    for one, all_ in zip(exact, reading.steps_of_months(tx, Months(sop, 202601, 202712)), strict=True):
        a, b = one.numbers, all_.numbers
        assert a.exact and not b.exact
        assert (a.completed, a.late, a.repeats, a.parts) == (b.completed, b.late, b.repeats, b.parts)
        for measure in MEASURES:
            true, near = getattr(a, measure), getattr(b, measure)
            assert (true is None) == (near is None)
            if true is None:
                continue
            assert (true.count, true.mean) == (near.count, near.mean)
            for name in ("median", "p75", "p90", "p95", "longest"):
                wanted = getattr(true, name)
                assert abs(getattr(near, name) - wanted) <= wanted * reading.ERROR + US
