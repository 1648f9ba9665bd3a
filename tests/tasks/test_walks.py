"""Random walks through the SOPs: whatever people, applicants and the clock do, the books balance."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import audit, instances, schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Refusal
from tasks import cases, completion, inbox, outages, standstills, timeline, work, worker
from tasks.states import OPEN_STATES
from tasks.views import form_for
from tests.support.office import OPERATOR, Office, filled, furnish

START = datetime(2026, 4, 9, tzinfo=UTC)
PEOPLE = ("petugas1", "petugas2", "petugas3", "koordinator", "kasi", "pengawas")
STEPS = 45
SOPS = ("micin_darurat", "penerbitan_penggantian", "kelompok_rentan", "m_paspor")
"""Those that a case begins with; they call the other two."""
TYPES = ("baru_dewasa", "habis_berlaku", "hilang")


class Walk:
    """One case among the commands of a seeded chance; refusals are part of life."""

    def __init__(self, office: Office, seed: int, sop: str = "micin_darurat") -> None:
        self.office, self.chance = office, Random(f"{sop} {seed}" if sop != "micin_darurat" else seed)
        self.often = 12 if sop == "m_paspor" else 3  # how often a message comes
        kind = self.chance.choice(TYPES[:2] if sop in ("micin_darurat", "m_paspor") else TYPES)
        self.case = office.begin(sop, nama_pemohon="Siti Aminah", jenis_permohonan=kind)
        self.down: list[int] = []

    def step(self) -> None:
        """Let time pass, then let somebody try something."""
        gone = self.chance.choice((0, 0, 1, 3, 10, 60, 60 * 7, 60 * 30, 60 * 24 * 3))
        self.office.clock.move(timedelta(minutes=gone, microseconds=self.chance.randrange(1000)))
        act = self.chance.choices(
            (self.work_on, self.complete, self.message, self.outage, self.settle, self.cancel),
            (6, 7, self.often, 2, 2, 0.1),
        )[0]
        with suppress(Refusal):
            act()

    def work_on(self) -> None:
        """Claim, start, interrupt, hand on."""
        who, task = self._somebody(), self._task()
        site = self.office.site
        commands: tuple[Callable[[], object], ...] = (
            lambda: work.claim(site, who, task),
            lambda: work.start(site, who, task),
            lambda: work.start(site, who, task),
            lambda: work.unclaim(site, who, task),
            lambda: work.suspend(site, who, task, self.chance.choice(("jaringan", "pemohon"))),
            lambda: work.resume(site, who, task),
            lambda: work.delegate(site, who, task, "petugas3"),
            lambda: work.reassign(site, who, task, "petugas1", "uji"),
        )
        self.chance.choice(commands)()

    def complete(self) -> None:
        """Whoever may completes the task, along any branch."""
        task = self._task()
        held = [line.assignee for line in self.office.open_tasks(self.case.instance) if line.id == task]
        if not held:
            return
        who = self.office[held[0]] if held[0] else self._somebody()
        shown = form_for(self.office.site, who, task)
        answers: dict[str, Any] = {}
        if shown.form.options:
            answers["keputusan"] = self.chance.choice([option.value for option in shown.form.options])
            answers["catatan"] = "alasan"
        second = next((name for name in shown.officers if name != who.login), None)
        completion.complete(self.office.site, who, task, filled(shown.form, second, **answers))

    def message(self) -> None:
        """Documents or money come, perhaps dated earlier."""
        name = self.chance.choice((*self._awaited(), "kelengkapan", "pembayaran"))
        ago = timedelta(minutes=self.chance.choice((0, 0, 30, 600)))
        given: dict[str, Any] = {"terjadi_pada": (self.office.clock() - ago).isoformat()}
        if name not in ("kelengkapan", "pembayaran"):
            day = self.office.clock() + timedelta(days=self.chance.randrange(4))
            given |= {
                "keputusan": self.chance.choice(("ya", "ya", "ya", "tidak")),
                "tanggal_datang": day.date().isoformat(),
            }
        cases.deliver(self.office.site, self.office["petugas1"], name, self.case.business_key, given)

    def _awaited(self) -> list[str]:
        w = schema.waits.c
        query = select(w.message).where(
            w.instance_id == self.case.instance, w.closed_at.is_(None), w.message.is_not(None)
        )
        with self.office.site.db.read(OPERATOR) as tx:
            return list(tx.conn.execute(query).scalars())

    def outage(self) -> None:
        """A system goes down or comes back."""
        if self.down and self.chance.random() < 0.6:
            outages.end(
                self.office.site, self.office["kasi"], self.down.pop(self.chance.randrange(len(self.down)))
            )
        else:
            system = self.chance.choice(("spri", "bms", "jaringan"))
            self.down.append(outages.declare(self.office.site, self.office["kasi"], system, "T"))

    def settle(self) -> None:
        """The worker looks."""
        assert worker.settle(self.office.site) == []

    def cancel(self) -> None:
        """The applicant withdraws."""
        cases.cancel(self.office.site, self.office["kasi"], self.case.instance, "dicabut")

    def _somebody(self) -> Any:
        return self.office[self.chance.choice(PEOPLE)]

    def _task(self) -> int:
        lines = self.office.open_tasks(self.case.instance)
        return self.chance.choice(lines).id if lines else 1


def check(office: Office, case: int) -> None:
    """What must hold after every step."""
    s = schema
    with office.site.db.read(OPERATOR) as tx:
        instance = instances.read(tx, case)
        split = timeline.of_case(tx, case)
        until = instance.settled_at or instance.ended_at or office.clock()
        assert split.total == sum(split.parts.values(), timedelta()) == until - instance.started_at
        assert all(part >= timedelta() for part in split.parts.values())
        open_tasks = select(s.tasks.c.id).where(
            s.tasks.c.instance_id == case, s.tasks.c.state.in_(OPEN_STATES)
        )
        open_ids = set(tx.conn.execute(open_tasks).scalars())
        pauses = select(s.pauses.c.task_id, s.pauses.c.reason).where(
            s.pauses.c.instance_id == case, s.pauses.c.ended_at.is_(None)
        )
        resting = [tuple(row) for row in tx.conn.execute(pauses)]
        pausing = {task for task, _ in resting}
        assert pausing - {None} <= open_ids, "a closed task stands still"
        if instance.settled_at is not None:
            assert None not in pausing, "a settled case stands still"
        if instance.status != instances.ACTIVE:
            assert not open_ids and not pausing
        columns = s.clocks.c.task_id, s.clocks.c.kind, s.clocks.c.state
        for task, kind, state in tx.conn.execute(select(*columns).where(s.clocks.c.instance_id == case)):
            over = instance.settled_at is not None if task is None else task not in open_ids
            assert (state == "stopped") == over
            stopped = any(one == task and standstills.stops(reason, kind) for one, reason in resting)
            assert over or state == "waiting" or (state in ("paused", "late") or not stopped)
        told = select(s.breaches.c.clock_id, s.breaches.c.at).where(s.breaches.c.instance_id == case)
        dates = {row.clock_id: row.at for row in tx.conn.execute(told)}
        late = select(s.clocks.c.id).where(s.clocks.c.instance_id == case, s.clocks.c.state == "late")
        assert set(tx.conn.execute(late).scalars()) <= set(dates)
        assert all(at < office.clock() for at in dates.values())


@contextmanager
def walked(seed: int, template: Path, sop: str) -> Iterator[Walk]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alur.db"
        shutil.copyfile(template, path)
        clock = VirtualClock(START)
        db = Database(f"sqlite:///{path}", clock, durable=False)
        try:
            yield Walk(furnish(db, clock, Path(folder)), seed, sop)
        finally:
            db.close()


@pytest.mark.sqlite
@pytest.mark.parametrize("sop", SOPS)
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.generate,),
)
@given(seed=st.integers(0, 10_000))
def test_after_every_step_the_parts_sum_to_the_whole_and_nothing_is_left_open(
    sop: str, seed: int, sqlite_template: Path
) -> None:
    with walked(seed, sqlite_template, sop) as walk:
        for _ in range(STEPS):
            walk.step()
            check(walk.office, walk.case.instance)
        _finish(walk)


def test_a_walk_balances_on_both_databases(office: Office) -> None:
    for seed, sop in ((3, "micin_darurat"), (7, "penerbitan_penggantian")):
        walk = Walk(office, seed, sop)
        for _ in range(STEPS):
            walk.step()
            check(office, walk.case.instance)
        _finish(walk)


def _finish(walk: Walk) -> None:
    """Whatever happened: the case can be ended, nothing stays open and the trail verifies."""
    office = walk.office
    with suppress(Refusal):
        walk.cancel()
    for number in walk.down:
        outages.end(office.site, office["kasi"], number)
    assert worker.settle(office.site) == []
    check(office, walk.case.instance)
    lines = inbox.search(office.site, OPERATOR, inbox.Filter(instance=walk.case.instance)).items
    with office.site.db.read(OPERATOR) as tx:
        assert instances.read(tx, walk.case.instance).status != instances.ACTIVE and not lines
        assert not audit.verify(tx).faults
