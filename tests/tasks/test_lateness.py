"""A timer noticed late takes effect as of its due instant: what comes of a case never depends on when we looked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import audit, instances, schema
from tasks import cases, clock_rows, held, outages, pauses, timeline, worker
from tests.processes.templates import END, START, file, flow, lane, task, when
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import GATE, deploy, timed

HOUR = timedelta(hours=1)


def wait(key: str, kind: str, given: str) -> str:
    literal = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{given}</bpmn:{kind}>'
    timer = f'<bpmn:timerEventDefinition id="{key}d">{literal}</bpmn:timerEventDefinition>'
    return f'<bpmn:intermediateCatchEvent id="{key}" name="Tunggu">{timer}</bpmn:intermediateCatchEvent>\n'


def begin(office: Office) -> cases.Started:
    return cases.start(office.site, office["petugas1"], "p", {})


def settle(office: Office) -> None:
    assert worker.settle(office.site) == []


def opened(office: Office, case: int) -> dict[str, datetime]:
    t = schema.tasks.c
    with office.site.db.read(OPERATOR) as tx:
        rows = tx.conn.execute(select(t.element, t.opened_at).where(t.instance_id == case))
        return {row.element: row.opened_at for row in rows}


def test_a_request_withdrawn_by_its_limit_ended_then_whoever_notices_it(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "pastikan_persyaratan")
    office.do(started.instance, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(started.instance)
    with office.site.db.read(OPERATOR) as tx:
        due = instances.read(tx, started.instance).next_due
    assert due is not None
    office.clock.move_to(due + timedelta(days=30))
    settle(office)
    with office.site.db.read(OPERATOR) as tx:
        case = instances.read(tx, started.instance)
        (waited,) = (pause for pause in pauses.of_instance(tx, case.id) if pause.reason == "applicant")
        stopped = {clock.stopped_at for clock in clock_rows.of_instance(tx, case.id) if clock.task_id is None}
        late = tx.conn.execute(select(schema.breaches)).all()
        total = timeline.of_case(tx, case.id).total
        a, h = schema.audit.c, schema.audit_heads.c
        fired = tx.conn.execute(
            select(a.at, a.details)
            .join(schema.audit_heads, h.id == a.head_id)
            .where(a.action == "timer.fired")
        ).one()
        assert not audit.verify(tx).faults
    assert (case.outcome, case.settled_at, case.ended_at) == ("END_DITARIK", due, due)
    assert (waited.ended_at, stopped, late) == (due, {due}, [])
    assert total == due - case.started_at
    # The trail tells both: when it was written down, and as of when.
    assert fired.at == office.clock()
    assert datetime.fromisoformat(json.loads(fired.details)["at"]) == due


def test_a_task_a_timer_opens_is_open_since_then_and_so_is_its_limit(office: Office) -> None:
    deploy(office.site.db, timed())
    case = begin(office)
    due = office.clock() + HOUR
    office.clock.move(5 * HOUR)
    settle(office)
    assert opened(office, case.instance)["b"] == due


def test_timers_that_follow_each_other_take_effect_in_turn(office: Office) -> None:
    body = START + wait("t", "timeDuration", "PT1H") + wait("u", "timeDuration", "PT2H") + task("a") + END
    flows = flow("s", "t") + flow("t", "u") + flow("u", "a") + flow("a", "e")
    deploy(office.site.db, file(body + flows, lanes=lane("s", "t", "u", "a", "e")))
    looked, slept = begin(office), begin(office)
    began = office.clock()
    for _ in range(2):  # somebody looks in time
        office.clock.move(HOUR)
        with office.site.db.begin(OPERATOR) as tx:
            case = instances.hold(tx, looked.instance)
            held.fire_timers(tx, case, instances.definition_of(tx, case))
    office.clock.move(20 * HOUR)
    settle(office)
    for one in (looked, slept):
        assert opened(office, one.instance) == {"a": began + 3 * HOUR}


def test_a_moment_that_had_passed_takes_effect_when_its_wait_began(office: Office) -> None:
    body = START + task("b") + wait("t", "timeDate", "2020-01-01T00:00:00Z") + task("a") + END
    flows = flow("s", "b") + flow("b", "t") + flow("t", "a") + flow("a", "e")
    deploy(office.site.db, file(body + flows, lanes=lane("s", "b", "t", "a", "e")))
    case = begin(office)
    office.clock.move(HOUR)
    office.do(case.instance)
    began = office.clock()
    office.clock.move(HOUR)
    settle(office)
    assert opened(office, case.instance)["a"] == began > datetime(2020, 1, 1, tzinfo=UTC)


def test_a_short_round_after_a_long_sleep_is_cut_off(office: Office) -> None:
    never = when('setelan.batas_kelengkapan = "P21D"')
    body = START + wait("t", "timeDuration", "PT1S") + GATE.format("g") + END
    flows = flow("s", "t") + flow("t", "g") + flow("g", "e", "selesai", never)
    flows += flow("g", "t", "lagi", when('setelan.batas_kelengkapan != "P21D"'))
    deploy(office.site.db, file(body + flows, lanes=lane("s", "t", "g", "e")))
    case = begin(office)
    office.clock.move(24 * HOUR)
    settle(office)
    with office.site.db.read(OPERATOR) as tx:
        assert instances.read(tx, case.instance).next_due == office.clock() + timedelta(seconds=1)


@pytest.mark.parametrize("lasts", [True, False])
def test_an_outage_since_then_stops_what_a_late_timer_opened(office: Office, lasts: bool) -> None:
    deploy(office.site.db, timed())
    case = begin(office)
    due = office.clock() + HOUR
    office.clock.move(2 * HOUR)
    down = office.clock()
    # The worker sleeps: declaring and ending an outage do not touch a case's timers.
    outage = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(HOUR)
    if not lasts:
        outages.end(office.site, office["kasi"], outage)
    ended = None if lasts else office.clock()
    office.clock.move(HOUR)
    settle(office)
    (task_b,) = (line for line in office.open_tasks(case.instance) if line.element == "b")
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = (one for one in pauses.of_instance(tx, case.instance) if one.task_id == task_b.id)
    assert opened(office, case.instance)["b"] == due < down
    assert (pause.started_at, pause.ended_at) == (down, ended)
