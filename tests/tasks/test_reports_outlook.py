"""What is open now: the risk is a share of the past counted by hand, ages are working days of the office."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Actor, Database, Tx
from engine.refusals import Forbidden
from processes.model import TimeKind
from tasks.reports.outlook import Outlook, outlook, risk
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tests.support.office import OPERATOR
from tests.tasks.report_rows import at, put_case, put_clock, put_definition, put_pause, put_task

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}), "batulicin")
SCOPE = ReportFilter("micin_darurat", at(), at(days=1), "batulicin")
STEP = "terima_permohonan"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site(db: Database, clock: VirtualClock, tmp_path: Path) -> Site:
    clock.move_to(at(days=20))
    return Site(db, tmp_path)


def past(tx: Tx, definition: int, lengths: tuple[int, ...]) -> None:
    for place, minutes in enumerate(lengths):
        case = put_case(tx, definition, f"P-{place}", at(place), at(place + minutes))
        task = put_task(tx, case, STEP, at(place), at(place), at(place + minutes))
        put_clock(tx, case, task, TimeKind.SERVICE, at(place), at(place + 3), at(place + minutes))


def going_on(tx: Tx, definition: int, key: str, since: float, state: str = "running") -> tuple[int, int]:
    """A step begun so many minutes ago, its limit three minutes of work; its case and its task."""
    started = at(days=20) - since * MINUTE
    case = put_case(tx, definition, key, started)
    task = put_task(tx, case, STEP, started, started)
    put_clock(tx, case, task, TimeKind.SERVICE, started, started + 3 * MINUTE, state=state)
    return case, task


def looked(site: Site) -> Outlook:
    return outlook(site, AUDITOR, SCOPE)


def test_the_risk_is_the_share_of_the_longer_ones_that_passed_the_limit(site: Site) -> None:
    lengths = (1,) * 5 + (2,) * 5 + (3,) * 5 + (5,) * 5
    with site.db.begin(OPERATOR) as tx:
        definition = put_definition(tx)
        past(tx, definition, lengths)
        going_on(tx, definition, "A", 0.5)
        going_on(tx, definition, "B", 1.5)
        going_on(tx, definition, "C", 2.5)
    found = {one.business_key: one for one in looked(site).steps}
    assert (found["A"].risk, found["A"].known) == (5 / 20, 20)
    assert (found["B"].risk, found["B"].known) == (5 / 15, 15)
    assert (found["C"].risk, found["C"].used, found["C"].limit) == (5 / 10, 2.5 * MINUTE, 3 * MINUTE)
    assert [one.business_key for one in looked(site).steps] == ["C", "B", "A"]
    assert looked(site).expected == pytest.approx(5 / 20 + 5 / 15 + 5 / 10)


def test_a_late_step_is_certain_and_too_little_past_foretells_nothing(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        definition = put_definition(tx)
        past(tx, definition, (2,) * 9)
        going_on(tx, definition, "A", 1)
        going_on(tx, definition, "B", 30, "late")
    late, other = looked(site).steps
    assert (late.late, late.risk) == (True, 1.0)
    assert (other.risk, looked(site).unknown, looked(site).expected) == (None, 1, 0)


def test_pauses_do_not_use_up_the_limit(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        definition = put_definition(tx)
        past(tx, definition, (2,) * 10 + (4,) * 10)
        case, task = going_on(tx, definition, "A", 10)
        now = at(days=20)
        put_pause(tx, case, "listrik", now - 9 * MINUTE, now - 1 * MINUTE, task_id=task)
    (one,) = looked(site).steps
    assert one.used == 2 * MINUTE and one.risk == 1.0  # of those longer than two minutes all took four


def test_ages_are_counted_in_working_days_and_settled_ones_left_out(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        definition = put_definition(tx)
        for key, days in (("A", 20), ("B", 17), ("C", 0.5)):  # 20 days on is Wednesday 29 April
            put_case(tx, definition, key, at(days=days))
        put_case(tx, definition, "D", at(), at(1))
    assert [(one.days, one.count) for one in looked(site).ages] == [
        (1, 1),
        (3, 1),
        (5, 0),
        (10, 0),
        (None, 1),
    ]


def test_who_may_not_see_cases_sees_no_outlook(site: Site) -> None:
    with pytest.raises(Forbidden):
        outlook(site, Actor("x", "X", frozenset({"process_owner"}), "batulicin"), SCOPE)


@pytest.mark.parametrize(
    ("used", "limit", "expected"), [(0, 5, (20, 0.75)), (10, 5, (10, 1.0)), (19, 30, (1, None))]
)
def test_risks_at_the_edges(used: int, limit: int, expected: tuple[int, float | None]) -> None:
    assert risk(list(range(1, 21)), used, limit) == expected
