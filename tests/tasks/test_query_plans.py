"""What is asked often is found by an index on SQLite: no question walks through all clocks, pauses or breaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from engine.clock import VirtualClock
from engine.database import Database
from tasks import (
    breaches,
    clock_rows,
    inbox,
    office_hours,
    outages,
    pauses,
    search,
    standards,
    views,
    work,
    worker,
)
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.test_office_hours import FRIDAY, closed_on

GROWING = ("clocks", "pauses", "breaches", "waits", "comments", "attachments", "incidents", "shortfalls")


@pytest.fixture
def office(tmp_path: Any, clock: VirtualClock) -> Any:
    db = Database(f"sqlite:///{tmp_path / 'alur.db'}", clock)
    db.create_all()
    made = furnish(db, clock, tmp_path / "alur")
    yield made
    db.close()


def preview(office: Office, _case: int) -> None:
    new = closed_on(office_hours.current(office.site, OPERATOR), FRIDAY)
    office_hours.preview(office.site, OPERATOR, new)


def an_outage(office: Office, _case: int) -> None:
    number = outages.declare(office.site, OPERATOR, "jaringan", "T-1")
    outages.end(office.site, OPERATOR, number)


def reads(ask: Callable[[Any, int], object]) -> Callable[[Office, int], None]:
    def asked(office: Office, case: int) -> None:
        with office.site.db.read(OPERATOR) as tx:
            ask(tx, case)

    return asked


QUESTIONS: dict[str, Callable[[Office, int], object]] = {
    "limits from start": reads(lambda tx, case: standards.from_start(tx, [1, 2])),
    "clocks of the office": reads(lambda tx, case: clock_rows.running(tx, "batulicin")),
    "clocks of a case": reads(lambda tx, case: clock_rows.of_instance(tx, case)),
    "pauses of an outage": reads(lambda tx, case: pauses.of_outage(tx, 1)),
    "breach of a task": reads(lambda tx, case: breaches.of_task(tx, 1)),
    "breaches of a case": reads(lambda tx, case: breaches.of_instance(tx, case)),
    "breaches to explain": reads(lambda tx, case: breaches.to_explain(tx, "petugas1")),
    "breaches to confirm": reads(lambda tx, case: breaches.to_confirm(tx)),
    "inbox": lambda office, case: inbox.search(office.site, OPERATOR, inbox.Filter()),
    "task": lambda office, case: views.task(office.site, OPERATOR, office.open_task(case).id),
    "case": lambda office, case: views.case(office.site, OPERATOR, case),
    "completion": lambda office, case: office.do(case),
    "pause": lambda office, case: work.start(office.site, office["petugas1"], office.open_task(case).id),
    "worker": lambda office, case: worker.settle(office.site),
    "calendar": preview,
    "outage": an_outage,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_found_by_walking_through_everything(office: Office, question: str) -> None:
    case = office.start().instance
    office.do(case)
    office.clock.move(timedelta(minutes=5))
    sent: dict[str, Any] = {}

    def note(_conn: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        if text.startswith(("SELECT", "UPDATE", "DELETE")):
            sent.setdefault(text, values[0] if many else values)

    event.listen(office.site.db.engine, "before_cursor_execute", note)
    QUESTIONS[question](office, case)
    event.remove(office.site.db.engine, "before_cursor_execute", note)
    assert sent
    with office.site.db.engine.connect() as conn:
        driver: Any = conn.connection.dbapi_connection
        plans = {
            text: [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {text}", values)]
            for text, values in sent.items()
        }
    walks = [
        (step, text)
        for text, plan in plans.items()
        for step in plan
        if step.startswith(tuple(f"SCAN {name}" for name in GROWING))
    ]
    assert walks == []


def test_a_list_of_clocks_asks_as_often_for_many_cases_as_for_one(office: Office) -> None:
    def asked() -> int:
        said: list[str] = []

        def note(*call: Any) -> None:
            said.append(call[2])

        event.listen(office.site.db.engine, "before_cursor_execute", note)
        search.clocks(office.site, OPERATOR)
        event.remove(office.site.db.engine, "before_cursor_execute", note)
        return len(said)

    office.start()
    once = asked()
    for _ in range(4):
        office.start()
    assert len({line.clock.instance_id for line in search.clocks(office.site, OPERATOR).items}) == 5
    assert asked() == once
