"""A case that begins in the instant something changes for the whole office is not passed by; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Event, get_ident

import pytest
from sqlalchemy import event, select

from engine import calendars, instances, schema
from tasks import cases, clock_rows, clocks, completion, office_hours, outages
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import daily, deploy
from tests.tasks.test_office_hours import FRIDAY, closed_on
from tests.tasks.test_races import at_once, begin, verify

ROUNDS = 8
STARTS = 3


def open_pauses(office: Office) -> dict[int, set[int | None]]:
    """The outages each running case and its task stand still for (None: for none)."""
    i, t, p = schema.instances.c, schema.tasks.c, schema.pauses.c
    lasting = (p.instance_id == i.id) & p.ended_at.is_(None)
    query = select(i.id, p.outage_id).join_from(schema.instances, schema.pauses, lasting, isouter=True)
    own = (p.task_id == t.id) & p.ended_at.is_(None)
    tasks = select(t.instance_id, p.outage_id).join_from(schema.tasks, schema.pauses, own, isouter=True)
    found: dict[int, set[int | None]] = {}
    with office.site.db.read() as tx:
        for wanted in (query.where(i.status == "active"), tasks.where(t.completed_at.is_(None))):
            for case, outage in tx.conn.execute(wanted):
                found.setdefault(case, set()).add(outage)
    return found


def overtaken(office: Office, slow: Callable[[], object], fast: Callable[[], object]) -> None:
    """Let `fast` run between the last statement of `slow` and its commit, as far as it does not wait for it."""
    arrived, done = Event(), Event()
    waits: list[int] = []

    def before_commit(_conn: object) -> None:
        if get_ident() in waits:
            arrived.set()
            done.wait(0.5)

    def slowly() -> None:
        waits.append(get_ident())
        slow()

    def meanwhile() -> None:
        assert arrived.wait(30)
        fast()
        done.set()

    event.listen(office.site.db.engine, "commit", before_commit)
    with ThreadPoolExecutor(2) as pool:
        for task in (pool.submit(slowly), pool.submit(meanwhile)):
            task.result(30)
    event.remove(office.site.db.engine, "commit", before_commit)


def test_a_case_that_begins_while_an_outage_is_declared_stands_still(office: Office) -> None:
    deploy(office.site.db, daily())
    starts = [partial(begin, office)] * STARTS
    kasi = office["kasi"]
    for _ in range(ROUNDS):
        number, *begun = at_once(partial(outages.declare, office.site, kasi, "jaringan", "T"), *starts)
        assert isinstance(number, int) and all(isinstance(case, cases.Started) for case in begun)
        assert set(map(frozenset, open_pauses(office).values())) == {frozenset({number})}
        at_once(partial(outages.end, office.site, kasi, number), *starts)
        assert set(map(frozenset, open_pauses(office).values())) == {frozenset({None})}
    verify(office)


def test_a_step_done_while_an_outage_ends_waits_for_nobody_in_a_circle(office: Office) -> None:
    deploy(office.site.db, daily())
    case = begin(office)
    task = office.open_task(case.instance).id
    kasi = office["kasi"]
    number = outages.declare(office.site, kasi, "jaringan", "T")
    arrived, done = Event(), Event()
    waits: list[int] = []

    def before_pause(_conn: object, _cursor: object, text: str, *_more: object) -> None:
        if get_ident() in waits and text.startswith("INSERT INTO pauses"):
            arrived.set()
            done.wait(0.5)  # the end comes meanwhile, as far as it does not wait for the case

    def complete() -> object:
        waits.append(get_ident())
        return completion.complete(office.site, office["petugas1"], task, {})

    def end() -> None:
        assert arrived.wait(30)
        outages.end(office.site, kasi, number)
        done.set()

    event.listen(office.site.db.engine, "before_cursor_execute", before_pause)
    with ThreadPoolExecutor(2) as pool:
        for running in (pool.submit(complete), pool.submit(end)):
            running.result(30)
    event.remove(office.site.db.engine, "before_cursor_execute", before_pause)
    assert set(map(frozenset, open_pauses(office).values())) == {frozenset({None})}
    verify(office)


def test_of_two_declarations_of_one_outage_one_is_told(office: Office) -> None:
    declare = partial(outages.declare, office.site, office["kasi"], "jaringan", "T")
    for _ in range(ROUNDS):
        answers = at_once(declare, declare)
        (number,) = [answer for answer in answers if isinstance(answer, int)]
        assert "outage.declared_already" in answers
        outages.end(office.site, office["kasi"], number)


@pytest.mark.parametrize("how", ["begins", "goes on"])
def test_a_clock_that_is_set_while_a_calendar_is_published_follows_it(office: Office, how: str) -> None:
    deploy(office.site.db, daily())
    case = begin(office)
    office.do(case.instance)
    task = office.open_task(case.instance).id
    slow = partial(completion.complete, office.site, office["petugas1"], task, {})
    new = closed_on(office_hours.current(office.site, office["admin"]), FRIDAY)
    overtaken(
        office,
        slow if how == "goes on" else partial(begin, office),
        partial(office_hours.publish, office.site, office["admin"], new, "uji", 1),
    )
    with office.site.db.read(OPERATOR) as tx:
        (clock,) = clock_rows.running(tx, OPERATOR.office)
        assert clock.due_at is not None and clock.due_at.date() == date(2026, 4, 13)
        assert clock.due_at == clocks.project(tx, instances.read(tx, clock.instance_id), clock)
    verify(office)


@pytest.mark.parametrize("how", ["begins", "goes on"])
@pytest.mark.parametrize("lasts", [True, False])
def test_a_task_that_opens_while_an_outage_begins_or_ends_stands_as_the_outage_does(
    office: Office, how: str, lasts: bool
) -> None:
    deploy(office.site.db, daily())
    kasi, declared = office["kasi"], partial(outages.declare, office.site, office["kasi"], "jaringan", "T")
    case = begin(office)
    number = 0 if lasts else declared()
    slow = partial(completion.complete, office.site, office["petugas1"], case.opened[0], {})
    overtaken(
        office,
        slow if how == "goes on" else partial(begin, office),
        declared if lasts else partial(outages.end, office.site, kasi, number),
    )
    assert {outage is not None for found in open_pauses(office).values() for outage in found} == {lasts}


def test_a_calendar_moves_the_deadlines_of_its_own_office_alone(office: Office) -> None:
    deploy(office.site.db, daily())
    case = begin(office)
    with office.site.db.begin(OPERATOR) as tx:
        calendars.seed(tx, "kotabaru")
    away = replace(office["admin"], office="kotabaru")
    new = closed_on(office_hours.current(office.site, away), FRIDAY)
    assert office_hours.preview(office.site, away, new).shifts == ()
    office_hours.publish(office.site, away, new, "uji", 1)
    with office.site.db.read(OPERATOR) as tx:
        (clock,) = clock_rows.of_instance(tx, case.instance)
        assert clock.due_at is not None and clock.due_at.date() == FRIDAY
        moved = select(schema.audit.c.seq).where(schema.audit.c.action == "clock.reprojected")
        assert not tx.conn.execute(moved).all()
