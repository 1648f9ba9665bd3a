"""Two or twenty at once on PostgreSQL: one wins, the others are told, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from engine import audit, definitions, schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Conflict, Refusal
from tasks import cases, completion, office_hours, outages, pauses, work, worker
from tasks.idempotency import Once, fingerprint
from tasks.site import Site
from tasks.views import form_for
from tests.support.office import OPERATOR, REQUEST, Office, filled, furnish
from tests.tasks.small_processes import deploy, timed
from tests.tasks.test_office_hours import FRIDAY, closed_on

ROUNDS = 20
HOUR = timedelta(hours=1)


@pytest.fixture
def office(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    made = furnish(postgres_db, clock, tmp_path)
    deploy(postgres_db, timed())
    return made


@pytest.fixture
def later(office: Office) -> Iterator[Site]:
    """The same office two hours on: the limits of everything open have passed."""
    db = Database(office.site.db.url, VirtualClock(office.clock() + 2 * HOUR))
    yield Site(db, office.site.folder)
    db.close()


def at_once(*commands: Callable[[], object]) -> list[object]:
    """Answers in order; a refusal is the answer of the command it met. Anything else, a deadlock too, fails."""
    barrier = Barrier(len(commands))

    def go(command: Callable[[], object]) -> object:
        barrier.wait(30)
        try:
            return command() or "done"
        except Refusal as refusal:
            return refusal.key

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(go, commands))


def begin(office: Office) -> cases.Started:
    return cases.start(office.site, office["petugas1"], "p", {})


def elements(office: Office, case: int) -> list[tuple[str, str]]:
    with office.site.db.read() as tx:
        columns = schema.tasks.c.element, schema.tasks.c.state
        query = select(*columns).where(schema.tasks.c.instance_id == case).order_by(schema.tasks.c.id)
        return [(element, state) for element, state in tx.conn.execute(query)]


def verify(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_of_two_people_one_completes(office: Office) -> None:
    for _ in range(ROUNDS):
        case = begin(office)
        (task,) = case.opened
        answers = at_once(
            partial(completion.complete, office.site, office["petugas1"], task, {}),
            partial(completion.complete, office.site, office["petugas2"], task, {}),
        )
        assert sum(isinstance(answer, completion.Completed) for answer in answers) == 1
        assert {answer for answer in answers if isinstance(answer, str)} == {"task.closed"}
        assert elements(office, case.instance) == [("a", "COMPLETED")]
    verify(office)


def test_of_many_one_claims(office: Office) -> None:
    case = begin(office)
    (task,) = case.opened
    people = ("petugas1", "petugas2", "petugas3") * 7
    answers = at_once(*(partial(work.claim, office.site, office[who], task) for who in people[:20]))
    winner = office.open_task(case.instance).assignee
    for who, answer in zip(people, answers, strict=False):
        assert answer == ("done" if who == winner else "task.claimed_already")
    verify(office)


def test_a_completion_and_its_timer_never_both_happen(office: Office, later: Site) -> None:
    for _ in range(ROUNDS):
        case = begin(office)
        (task,) = case.opened
        answer, faults = at_once(
            partial(completion.complete, office.site, office["petugas1"], task, {}),
            partial(worker.settle, later),
        )
        assert faults == "done"
        worker.settle(later)
        if isinstance(answer, completion.Completed):
            assert elements(office, case.instance) == [("a", "COMPLETED")]
        else:
            assert answer == "task.closed"
            assert elements(office, case.instance) == [("a", "CANCELED"), ("b", "CREATED")]
            cases.cancel(office.site, office["kasi"], case.instance, "uji")
    verify(office)


def test_a_message_and_a_timer_never_both_happen(office: Office, later: Site) -> None:
    for _ in range(ROUNDS):
        case = begin(office)
        key = case.business_key
        answer, _ = at_once(
            partial(cases.deliver, office.site, office["petugas1"], "kabar", key, {}),
            partial(worker.settle, later),
        )
        opened = "c" if isinstance(answer, cases.Delivered) else "b"
        assert answer == "message.not_awaited" or opened == "c"
        worker.settle(later)
        assert elements(office, case.instance) == [("a", "CANCELED"), (opened, "CREATED")]
    verify(office)


def test_twenty_at_once_on_one_case_leave_a_whole_trail(office: Office) -> None:
    case = begin(office)
    (task,) = case.opened
    site, one, two = office.site, office["petugas1"], office["petugas2"]
    commands: list[Callable[[], object]] = [
        partial(work.start, site, one, task),
        partial(work.start, site, two, task),
        partial(work.suspend, site, one, task, "jaringan"),
        partial(work.resume, site, one, task),
        partial(work.unclaim, site, two, task),
        partial(work.reassign, site, office["kasi"], task, "petugas3", "uji"),
        partial(outages.declare, site, office["kasi"], "jaringan", "T"),
        partial(cases.deliver, site, one, "kabar", case.business_key, {}),
        partial(completion.complete, site, one, task, {}),
        partial(worker.settle, site),
    ]
    at_once(*commands, *commands)
    verify(office)


def test_an_outage_misses_no_task_that_opens_meanwhile(office: Office) -> None:
    for _ in range(ROUNDS):
        started = office.start()
        (task,) = started.opened
        number, done = at_once(
            partial(outages.declare, office.site, office["kasi"], "jaringan", "T"),
            partial(office.do_task, task, takes=timedelta()),
        )
        assert isinstance(done, completion.Completed) and isinstance(number, int)
        with office.site.db.read() as tx:
            resting = {pause.task_id for pause in pauses.open_of(tx, started.instance)}
        assert resting == {None, done.opened[0]}
        outages.end(office.site, office["kasi"], number)
        cases.cancel(office.site, office["kasi"], started.instance, "uji")
    verify(office)


def test_the_same_request_twice_at_once_is_done_once(office: Office) -> None:
    for number in range(5):
        once = Once(f"key-{number}", fingerprint("start", REQUEST))
        answers = at_once(
            *[partial(cases.start, office.site, office["petugas1"], "micin_darurat", REQUEST, once=once)] * 3
        )
        assert answers[0] == answers[1] == answers[2] and isinstance(answers[0], cases.Started)
        (task,) = answers[0].opened
        again = Once(f"done-{number}", fingerprint("complete", task))
        done = at_once(*[partial(_complete, office, task, again)] * 3)
        assert done[0] == done[1] == done[2] and isinstance(done[0], completion.Completed)
    with office.site.db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(schema.instances)).scalar_one() == 5


def test_of_two_starts_with_one_business_key_one_is_told(office: Office) -> None:
    for number in range(5):
        answers = at_once(
            *[partial(cases.start, office.site, office["petugas1"], "p", {}, business_key=f"K-{number}")] * 3
        )
        assert sorted(isinstance(answer, cases.Started) for answer in answers) == [False, False, True]
        assert {answer for answer in answers if isinstance(answer, str)} == {"instance.business_key_taken"}


def test_two_publications_of_an_sop_at_once_are_two_versions(office: Office) -> None:
    xml = timed()

    def publish(text: bytes) -> int:
        return deploy(office.site.db, xml.replace(b"Tugas a", text)).version

    assert set(at_once(partial(publish, b"Satu"), partial(publish, b"Dua"))) == {2, 3}

    def edit(text: bytes) -> int:
        with office.site.db.begin(OPERATOR) as tx:
            return definitions.deploy(tx, xml.replace(b"Tugas a", text), expected_version=3).version

    answers = at_once(partial(edit, b"Tiga"), partial(edit, b"Empat"))
    assert set(answers) == {4, "definition.newer_version"}


def test_a_calendar_published_while_work_goes_on_leaves_closed_clocks_alone(office: Office) -> None:
    started = [office.start() for _ in range(3)]
    for case in started:
        office.until(case.instance, "tanda_terima_pembayaran")
        office.do(case.instance)
        cases.deliver(office.site, office["petugas1"], "pembayaran", case.business_key, {})
    tasks = [office.open_task(case.instance).id for case in started]
    new = closed_on(office_hours.current(office.site, office["admin"]), FRIDAY)
    at_once(
        partial(office_hours.publish, office.site, office["admin"], new, "uji", 1),
        *(partial(office.do_task, task, takes=timedelta()) for task in tasks),
    )
    with office.site.db.read() as tx:
        lines = select(schema.clocks.c.state, schema.clocks.c.calendar_version).where(
            schema.clocks.c.task_id.in_(tasks)
        )
        assert {state for state, _ in tx.conn.execute(lines)} == {"stopped"}
    verify(office)


def test_nobody_moves_a_case_that_somebody_else_moved(office: Office) -> None:
    case = begin(office)
    (task,) = case.opened
    answers = at_once(
        partial(cases.cancel, office.site, office["kasi"], case.instance, "dicabut"),
        partial(completion.complete, office.site, office["petugas1"], task, {}),
    )
    assert sum(isinstance(answer, completion.Completed) or answer == "done" for answer in answers) == 1
    with pytest.raises(Conflict):
        work.claim(office.site, office["petugas1"], task)
    verify(office)


def _complete(office: Office, task: int, once: Once) -> completion.Completed:
    form = filled(form_for(office.site, OPERATOR, task).form)
    return completion.complete(office.site, office["petugas1"], task, form, once=once)
