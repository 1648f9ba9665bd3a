"""Workers: every timer fires once, every breach is dated once, whoever dies on the way."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import event, func, select, update

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import cases, work, worker
from tasks.site import Site
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.small_processes import deploy, timed

HOUR = timedelta(hours=1)


def begin(office: Office, many: int) -> list[int]:
    """Cases whose first task is begun; in an hour each is late and its timer due."""
    deploy(office.site.db, timed())
    found = []
    for _ in range(many):
        started = cases.start(office.site, office["petugas1"], "p", {})
        work.start(office.site, office["petugas1"], started.opened[0])
        found.append(started.instance)
    return found


def check_each_once(office: Office, expected: list[int], due: datetime) -> None:
    s = schema
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        fired = (
            select(s.audit_heads.c.chain, func.count())
            .join(s.audit, s.audit.c.head_id == s.audit_heads.c.id)
            .where(s.audit.c.action == "timer.fired")
            .group_by(s.audit_heads.c.chain)
        )
        counts = {str(chain): number for chain, number in tx.conn.execute(fired)}
        assert counts == {f"instance:{case}": 1 for case in expected}
        breaches = tx.conn.execute(select(s.breaches.c.instance_id, s.breaches.c.at)).all()
        assert sorted((case, at) for case, at in breaches) == [(case, due) for case in expected]
        opened = select(s.tasks.c.instance_id).where(s.tasks.c.element == "b").order_by(s.tasks.c.instance_id)
        assert tx.conn.execute(opened).scalars().all() == expected


def test_a_worker_fires_timers_and_dates_breaches_once(office: Office) -> None:
    found = begin(office, 3)
    due = office.clock() + timedelta(minutes=5)
    office.clock.move(HOUR - timedelta(microseconds=1))
    assert worker.settle(office.site) == []
    assert {office.open_task(case).element for case in found} == {"a"}
    office.clock.move(timedelta(microseconds=1))
    for _ in range(2):
        assert worker.settle(office.site) == []
    check_each_once(office, found, due)


def test_one_broken_case_does_not_stop_the_others(office: Office) -> None:
    found = begin(office, 3)
    due = office.clock() + timedelta(minutes=5)
    with office.site.db.begin() as tx:
        broken = schema.instances.c.id == found[0]
        tx.conn.execute(update(schema.instances).where(broken).values(state=b"kein Zustand"))
    office.clock.move(2 * HOUR)
    assert len(worker.settle(office.site)) == 1
    assert {office.open_task(case).element for case in found[1:]} == {"b"}
    with office.site.db.read(OPERATOR) as tx:
        dates = tx.conn.execute(select(schema.breaches.c.at)).scalars().all()
    assert dates == [due] * 3  # the broken case's deadline is dated all the same


def test_several_workers_never_fire_twice(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    found = begin(office, 40)
    due = clock() + timedelta(minutes=5)
    clock.move(2 * HOUR)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: worker.settle(office.site), range(6)))
    assert [fault for faults in answers for fault in faults] == []
    worker.settle(office.site)
    check_each_once(office, found, due)


def test_workers_that_are_killed_lose_nothing_and_leave_nothing_half_done(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    found = begin(office, 12)
    due = clock() + timedelta(minutes=5)
    clock.move(2 * HOUR)
    stuck = [run(office, statement) for statement in (14, 23, 34)]
    for process in stuck:
        assert process.stdout is not None and process.stdout.readline() == "stuck\n"
    for process in stuck[:2]:
        process.kill()
    helper = run(office, 0)  # works beside one that hangs in the middle of a case
    assert helper.communicate(timeout=60)[0] == "done 0\n"
    stuck[2].kill()
    for process in stuck:
        process.communicate(timeout=60)
    assert run(office, 0).communicate(timeout=60)[0] == "done 0\n"
    check_each_once(office, found, due)


def run(office: Office, statement: int) -> subprocess.Popen[str]:
    arguments = (office.site.db.url, str(office.site.folder), office.clock().isoformat(), str(statement))
    command = [sys.executable, "-m", "tests.tasks.worker_process", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_page_can_tell_since_when_nobody_watches(office: Office) -> None:
    def silent() -> datetime | None:
        with office.site.db.read() as tx:
            return worker.silent_since(tx)

    assert silent() == office.clock()
    began = office.clock()
    worker.beat(office.site, "satu")
    office.clock.move(timedelta(minutes=2))
    assert silent() is None
    office.clock.move(timedelta(seconds=1))
    assert silent() == began
    worker.beat(office.site, "dua")
    assert silent() is None


def test_a_running_worker_beats_settles_keeps_house_and_stops(office: Office) -> None:
    found = begin(office, 1)
    office.clock.move(2 * HOUR)
    stop = Event()
    event.listen(office.site.db.engine, "commit", lambda _: stop.set() if _checked(office) else None)
    thread = Thread(target=worker.run, args=(office.site, "uji", stop, 0.0))
    thread.start()
    thread.join(60)
    assert not thread.is_alive() and office.open_task(found[0]).element == "b"
    with office.site.db.read() as tx:
        assert worker.silent_since(tx) is None
        assert tx.conn.execute(select(func.count()).select_from(schema.audit_checkpoints)).scalar_one() == 1


def test_workers_that_find_a_checkpoint_due_at_once_sign_one(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    for round_ in range(3):
        clock.move(2 * HOUR)
        for name in ("a", "b", "c", "d"):
            worker.beat(office.site, name)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: worker.keep_house(office.site), range(4)))
        with postgres_db.read() as tx:
            made = select(func.count()).select_from(schema.audit_checkpoints)
            assert tx.conn.execute(made).scalar_one() == round_ + 1
            assert not audit.verify(tx).faults


def _checked(office: Office) -> bool:
    """Whether the worker's last act of a round, the signed checkpoint, lies outside the database."""
    return office.site.checkpoints.exists() and any(office.site.checkpoints.iterdir())


class _OneRound(Event):
    """Stops a worker at its first rest."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def test_a_worker_without_its_database_says_so_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = Database("postgresql://alur:rahasia@127.0.0.1:9/alur?connect_timeout=1")
    worker.run(Site(away, tmp_path), "w1", _OneRound())
    away.close()
    (said,) = caplog.records
    assert said.getMessage().startswith("the database cannot be reached, trying again: connection failed")
    assert (said.exc_info, "\n" in said.getMessage(), "rahasia" in caplog.text) == (None, False, False)
