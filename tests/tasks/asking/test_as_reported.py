"""A question over the facts of real work says what the report of steps says of the same period."""

from __future__ import annotations

from datetime import timedelta

from tasks import worker
from tasks.asking.pivot import answer
from tasks.asking.question import read
from tasks.facts import refreshing
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tests.support.office import Office

MICROSECOND = timedelta(microseconds=1)


def test_pivots_of_real_work_say_what_the_report_of_steps_says(office: Office) -> None:
    begun = office.clock() - timedelta(hours=9)
    for minutes in (1, 30):
        case = office.start().instance
        office.until(case, "pastikan_persyaratan")
        office.do(case, takes=timedelta(minutes=minutes), missing={"kk": "tidak_ada"}, keputusan="tidak")
        office.do(case)
    worker.settle(office.site)
    refreshing.refresh_all(office.site)
    who = office["auditor"]
    scope = ReportFilter("micin_darurat", begun, begun + timedelta(days=1), who.office)
    reported = {
        f"micin_darurat/{row.element}": row for row in step_report(office.site, who, scope) if row.completed
    }
    day = office.clock().date().isoformat()
    fields = [("rows", "step"), ("from", day), ("to", day)]

    def told(measure: str, of: str = "") -> dict[str, float | None]:
        found = answer(
            office.site, who, read([*fields, ("measure", measure), ("of", of)], office.clock().date())
        )
        assert found.as_of is not None and found.running == 2
        return {key: value.number for key, value in found.of_row.items()}

    assert told("count") == {key: row.completed for key, row in reported.items()} and reported
    assert told("repeats") == {key: row.repeats for key, row in reported.items()}
    for of in ("queue", "touch", "paused", "lead"):
        for measure, name in (("median", "median"), ("p90", "p90"), ("max", "longest"), ("mean", "mean")):
            figures = {key: getattr(getattr(row, of), name) // MICROSECOND for key, row in reported.items()}
            assert told(measure, of) == figures, (measure, of)
    rates = {key: row.breach_rate for key, row in reported.items() if row.kind != "none"}
    assert {key: rate for key, rate in told("late").items() if rate is not None} == rates
