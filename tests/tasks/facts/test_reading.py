"""What is told over offices and months."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from engine import calendars
from engine.database import Database
from processes.model import TimeKind
from tasks.facts import reading
from tasks.facts.reading import ALL, Months
from tasks.reports.completed import completed
from tasks.reports.completions import completions
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tests.tasks.facts.balance import refresh
from tests.tasks.report_rows import at, put_breach, put_case, put_clock, put_definition, put_task
from tests.tasks.rows import an_application

MINUTE = timedelta(minutes=1)
SOP = "micin_darurat"
YEAR = Months(SOP, 202601, 202612)


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    """Two offices: one with a case in April and a late one in June, the other with one in April that runs."""
    site = Site(db, tmp_path)
    with db.begin() as tx:
        first, second = put_definition(tx, 1), put_definition(tx, 2)
        calendars.seed(tx, "kotabaru")
        a = put_case(tx, first, "MD-1", at(0), at(30))
        put_task(tx, a, "terima_permohonan", at(0), at(2), at(5))
        b = put_case(tx, second, "MD-2", at(days=60), at(40, days=60), category="hilang")
        put_task(tx, b, "terima_permohonan", at(days=60), at(10, days=60), at(14, days=60))
        again = put_task(tx, b, "terima_permohonan", at(14, days=60), at(14, days=60), at(40, days=60))
        clock = put_clock(tx, b, again, TimeKind.SERVICE, at(14, days=60), at(19, days=60), at(40, days=60))
        put_breach(tx, b, clock, at(19, days=60), again, "terima_permohonan")
        whole = put_clock(tx, b, None, TimeKind.ELAPSED, at(days=60), at(30, days=60), at(40, days=60))
        put_breach(tx, b, whole, at(30, days=60))
        c = put_case(tx, first, "MD-3", at(0), office="kotabaru")
        an_application(tx, c, office="kotabaru", priority="lansia")
        put_task(tx, c, "pastikan_persyaratan", at(0), at(4), at(5))
        put_task(tx, c, "terima_permohonan", at(5), at(5), at(8))
    refresh(site)
    return site


def test_steps_of_all_offices_are_those_of_each_together(site: Site) -> None:
    with site.db.read() as tx:
        first, second = reading.steps_of_months(tx, YEAR)
        (own,) = reading.steps_of_months(tx, Months(SOP, 202601, 202612, "batulicin"))
    assert [(step.number, step.numbers.completed, step.numbers.exact) for step in (first, second, own)] == [
        ("1", 4, False),
        ("2", 1, False),
        ("1", 3, True),
    ]
    assert (first.numbers.late, first.numbers.repeats, first.numbers.rate) == (1, 1, 0.25)
    assert first.numbers.touch and first.numbers.touch.mean == (3 + 4 + 26 + 3) * MINUTE / 4
    assert own.numbers.touch and own.numbers.touch.median == 4 * MINUTE


def test_versions_and_types_choose(site: Site) -> None:
    def completed(**more: object) -> list[int]:
        with site.db.read() as tx:
            found = reading.steps_of_months(tx, Months(SOP, 202601, 202612, **more))  # type: ignore[arg-type]
        return [step.numbers.completed for step in found]

    assert (
        completed(version=2)
        == completed(category="hilang")
        == completed(version=2, office="batulicin")
        == [2]
    )
    assert completed(category="baru_dewasa") == [2, 1]
    assert completed(version=3) == completed(office="banjarmasin") == []


@pytest.mark.parametrize("office", [ALL, "batulicin"])
def test_a_series_leaves_out_months_in_which_nothing_was_done(site: Site, office: str) -> None:
    with site.db.read() as tx:
        every = reading.series(tx, Months(SOP, 202601, 202612, office))
        one = reading.series(tx, Months(SOP, 202605, 202612, office), "terima_permohonan")
        none = reading.series(tx, Months(SOP, 202601, 202603, office))
    assert [(month.month, month.numbers.late) for month in every] == [(202604, 0), (202606, 1)]
    assert [(month.month, month.numbers.completed) for month in one] == [(202606, 2)]
    assert none == ()


@pytest.mark.parametrize(
    ("choice", "steps"), [("lansia", 2), ("any", 2), ("none", 0), ("balita", 0), (None, 2)]
)
def test_priority_groups_choose_as_on_the_page_of_steps(site: Site, choice: str | None, steps: int) -> None:
    scope = ReportFilter(SOP, at(0), at(days=1), "kotabaru", priority=choice)
    with site.db.read() as tx:
        assert len(reading.steps(tx, scope)) == steps == len(completions(tx, scope))


def test_a_period_of_one_office_ends_before_its_end(site: Site) -> None:
    with site.db.read() as tx:
        scope = ReportFilter(SOP, at(0), at(5), "batulicin")
        assert reading.steps(tx, scope) == ()
        (step,) = reading.steps(tx, ReportFilter(SOP, at(5), at(6), "batulicin"))
    assert step.numbers.lead and step.numbers.lead.longest == 5 * MINUTE


@pytest.mark.sqlite
def test_one_office_and_month_is_one_range_of_an_index(sqlite_template: Path) -> None:
    database = Database(f"sqlite:///file:{sqlite_template}?mode=ro&uri=true")
    scope = ReportFilter(SOP, at(0), at(days=30), "batulicin")
    plans: list[str] = []

    def explain(conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "step_facts" in statement and not statement.startswith("EXPLAIN"):
            plan = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" ".join(row[3] for row in plan.fetchall() if "step_facts" in row[3]))

    event.listen(database.engine, "before_cursor_execute", explain)
    with database.read() as tx:
        reading.steps(tx, scope)
        tx.conn.execute(completed(scope)).all()
    database.close()
    assert len(plans) == 2
    for plan in plans:
        assert "ix_step_facts_office (office=? AND sop=? AND completed_at>? AND completed_at<?)" in plan
