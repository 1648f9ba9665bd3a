"""A case of every shape moves and runs to its end on the new version."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from engine import audit, instances, schema
from tasks import cases, timeline_events, views, worker
from tests.processes.templates import END, START, file, flow, lane, task
from tests.support.office import OPERATOR, Office
from tests.tasks.moving.versions import WAIT, begin, line, move, publish, why
from tests.tasks.small_processes import timed

HOUR = timedelta(hours=1)


def version_of(office: Office, case: int) -> int:
    with office.site.db.read() as tx:
        return instances.definition_of(tx, instances.read(tx, case)).version


def verify(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def finish(office: Office, case: int, *elements: str) -> None:
    for element in elements:
        office.work(case, element)
    assert cases.read(office.site, OPERATOR, case).status == "completed"
    assert views.case(office.site, OPERATOR, case).instance.status == "completed"
    verify(office)


def test_a_user_task(office: Office) -> None:
    publish(office, line("a", "b"), line("a", "b2", "c").replace(b"Tugas b2", b"Tugas b"))
    case = begin(office)
    office.work(case.instance, "a")
    job = move(office)
    assert (dict(job.counts), job.state) == ({"moved": 1}, "done")
    assert version_of(office, case.instance) == 2
    finish(office, case.instance, "b2", "c")
    with office.site.db.read(OPERATOR) as tx:
        events = timeline_events.events(tx, case.instance)
        rows = tx.conn.execute(select(schema.tasks.c.element, schema.tasks.c.definition_id)).all()
    assert [element for element, number in rows if number] == ["a"]
    (moved,) = [one for one in events if one.kind == "case.moved"]
    assert (moved.actor, moved.details["from"], moved.details["to"]) == ("pemilik", [1], 2)
    done = [one.name for one in events if one.kind == "task.completed"]
    assert done == ["Tugas a", "Tugas b", "Tugas c"]
    for line_ in views.case(office.site, OPERATOR, case.instance).tasks:
        assert views.task(office.site, OPERATOR, line_.id).definition_version == (
            1 if line_.element == "a" else 2
        )


def waiting(message: str, *more: str) -> bytes:
    wait = f'<bpmn:receiveTask id="r" name="Tunggu" messageRef="m">{WAIT.replace(chr(49), "r", 1)}</bpmn:receiveTask>'
    body = START + wait + "".join(task(name) for name in more) + END
    names = ("s", "r", *more, "e")
    flows = "".join(flow(*pair) for pair in pairwise(names))
    return file(body + flows, roots=f'<bpmn:message id="m" name="{message}"/>', lanes=lane(*names))


def test_a_receive_task_waits_for_what_the_new_version_says(office: Office) -> None:
    publish(office, waiting("kabar"), waiting("berita", "b"))
    case = begin(office)
    assert move(office).counts == {"moved": 1}
    office.say(case, "berita")
    finish(office, case.instance, "b")


def catching(span: str) -> bytes:
    wait = (
        '<bpmn:intermediateCatchEvent id="t" name="Tunggu"><bpmn:timerEventDefinition id="td"><bpmn:timeDuration'
        f' xsi:type="bpmn:tFormalExpression">{span}</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:intermediateCatchEvent>"
    )
    body = START + wait + task("b") + END + flow("s", "t") + flow("t", "b") + flow("b", "e")
    return file(body, lanes=lane("s", "t", "b", "e"))


def test_a_timer_that_waits_is_kept_or_begun_anew(office: Office) -> None:
    publish(office, catching("PT2H"), catching("PT4H"))
    kept, anew = begin(office), None
    office.clock.move(HOUR)
    assert move(office).counts == {"moved": 1}
    anew = begin(office)
    move(office, other="rearm")
    office.clock.move(HOUR)
    assert worker.settle(office.site) == []
    finish(office, kept.instance, "b")
    assert not office.open_tasks(anew.instance)
    office.clock.move(3 * HOUR)
    worker.settle(office.site)
    finish(office, anew.instance, "b")


GATES = '<bpmn:parallelGateway id="g" name="Bersamaan"/><bpmn:parallelGateway id="j" name="Bertemu"/>'


def beside(*branches: str, last: str = "z") -> bytes:
    body = START + GATES + "".join(task(name) for name in (*branches, last)) + END
    flows = flow("s", "g") + flow("j", last) + flow(last, "e")
    flows += "".join(flow("g", name) + flow(name, "j") for name in branches)
    return file(body + flows, lanes=lane("s", "g", "j", *branches, last, "e"))


def test_branches_side_by_side(office: Office) -> None:
    publish(office, beside("a", "b"), beside("a", "b2", last="z2").replace(b"Tugas b2", b"Tugas b"))
    first, second = begin(office), begin(office)
    office.work(first.instance, "a")
    assert move(office).counts == {"moved": 2}
    finish(office, first.instance, "b2", "z2")
    finish(office, second.instance, "b2", "a", "z2")


def test_branches_that_changed_stay_and_are_told(office: Office) -> None:
    publish(office, beside("a", "b"), beside("a", "b", "c"))
    case = begin(office)
    before = cases.read(office.site, OPERATOR, case.instance)
    job = move(office)
    assert job.counts == {"stayed": 1}
    assert why(office, job) == [[("parallel", "a"), ("parallel", "b")]]
    assert cases.read(office.site, OPERATOR, case.instance) == before
    finish(office, case.instance, "a", "b", "z")


def looping(again: str) -> bytes:
    gate = '<bpmn:exclusiveGateway id="x" name="Baik?"/>'
    body = START + task("a") + task(again) + gate + END
    yes, no = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{again}.keputusan = "{word}"'
        "</bpmn:conditionExpression>"
        for word in ("ya", "tidak")
    )
    flows = flow("s", "a") + flow("a", again) + flow(again, "x")
    flows += flow("x", "e", "Ya", yes) + flow("x", "a", "Tidak", no)
    return file(body + flows, lanes=lane("s", "a", again, "x", "e"))


def test_in_a_loop(office: Office) -> None:
    publish(office, looping("b"), looping("b2").replace(b"Tugas b2", b"Tugas b"))
    case = begin(office)
    office.work(case.instance, "a")
    office.work(case.instance, "b", keputusan="tidak")
    office.work(case.instance, "a")
    assert move(office).counts == {"moved": 1}
    office.work(case.instance, "b2", keputusan="tidak")
    office.work(case.instance, "a")
    office.work(case.instance, "b2", keputusan="ya")
    finish(office, case.instance)


def test_a_limit_at_the_boundary(office: Office) -> None:
    later = timed().replace(b"PT1H", b"PT3H").replace(b'id="t"', b'id="t2"').replace(b'"t"', b'"t2"')
    publish(office, timed(), later.replace(b"t_b", b"t2_b").replace(b">t<", b">t2<"))
    kept = begin(office)
    assert move(office, edits={"t": "t2"}).counts == {"moved": 1}
    anew = begin(office)
    move(office, other="supersede", edits={"t": "t2"})
    office.clock.move(HOUR)
    worker.settle(office.site)
    assert office.open_task(kept.instance).element == "b"
    assert office.open_task(anew.instance).element == "a"
    office.clock.move(2 * HOUR)
    worker.settle(office.site)
    finish(office, anew.instance, "b")
