"""The inbox: what each person is shown, in which order, how many, and page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from engine.refusals import Forbidden, Invalid
from engine.schema import task_candidates
from engine.schema import tasks as table
from tasks import cases, inbox, outages, work
from tasks.inbox import Filter
from tests.support.office import OPERATOR, REQUEST, Office


def shown(office: Office, login: str, **wanted: object) -> list[int]:
    return [line.id for line in inbox.search(office.site, office[login], Filter(**wanted)).items]  # type: ignore[arg-type]


def test_each_person_sees_the_tasks_of_their_lanes_and_who_oversees_sees_all(office: Office) -> None:
    case = office.start()
    far = office.start()
    office.until(far.instance, "wawancara_verifikasi_cekal")
    office.do(far.instance, keputusan="tidak")
    examining = office.open_task(far.instance).id
    assert shown(office, "petugas1") == shown(office, "petugas2") == [case.opened[0]]
    assert shown(office, "pengawas") == []
    for login in ("koordinator", "kasi", "auditor"):
        assert set(shown(office, login)) == {case.opened[0], examining}
    for login in ("admin", "pemilik"):
        with pytest.raises(Forbidden):
            shown(office, login)


def test_mine_free_and_done(office: Office) -> None:
    mine, free, done = office.start().opened[0], office.start().opened[0], office.start()
    work.claim(office.site, office["petugas1"], mine)
    finished = done.opened[0]
    next_ = office.do(done.instance, "petugas2").opened[0]
    assert shown(office, "petugas1", whose="mine") == [mine]
    assert set(shown(office, "petugas1", whose="free")) == {free, next_}
    assert set(shown(office, "petugas1")) == {mine, free, next_}
    assert shown(office, "petugas1", whose="done") == []
    assert shown(office, "petugas2", whose="done") == shown(office, "auditor", whose="done") == [finished]
    counts = inbox.counts(office.site, office["petugas1"])
    assert (counts.mine, counts.free, counts.all, counts.late) == (1, 2, 3, 0)
    assert inbox.counts(office.site, office["pengawas"]).all == 0


def test_a_task_that_is_mine_in_several_ways_counts_once(office: Office) -> None:
    tasks = [office.start().opened[0] for _ in range(6)]
    with office.site.db.begin() as tx:
        for kind, name, task in (
            ("user", "petugas1", tasks[0]),
            ("group", "petugas", tasks[0]),
            ("user", "petugas1", tasks[1]),
            ("group", "petugas", tasks[2]),
            ("user", "pengawas", tasks[3]),
        ):
            tx.conn.execute(task_candidates.insert(), {"task_id": task, "kind": kind, "name": name})
        without_lane = update(table).where(table.c.id.in_(tasks[2:5])).values(lane=None)
        tx.conn.execute(without_lane)
        tx.conn.execute(update(table).where(table.c.id == tasks[4]).values(assignee="petugas1"))
    for login in ("petugas1", "petugas2", "pengawas", "koordinator"):
        counts = inbox.counts(office.site, office[login])
        for whose, number in (("all", counts.all), ("mine", counts.mine), ("free", counts.free)):
            found = inbox.search(office.site, office[login], Filter(whose))
            assert found.total == number == len(found.items), (login, whose)
    assert inbox.counts(office.site, office["petugas1"]).all == 5
    assert inbox.counts(office.site, office["pengawas"]).all == 1


def test_a_list_is_not_counted_again_after_the_numbers_above_it(office: Office) -> None:
    office.start()
    said: list[str] = []

    def note(*call: Any) -> None:
        said.append(call[2])

    with office.site.db.read(office["petugas1"]) as tx:
        counts = inbox.counts_held(tx)
        event.listen(office.site.db.engine, "before_cursor_execute", note)
        assert inbox.search_held(tx, Filter()).total == counts.all == 1
        assert len(said) == 1
        assert inbox.search_held(tx, Filter(element="nowhere")).total == 0
        event.remove(office.site.db.engine, "before_cursor_execute", note)
    assert len(said) == 3


def test_due_soon_first_late_marked_and_standstills_without_a_deadline(office: Office) -> None:
    later, late, resting, idle = (office.start().opened[0] for _ in range(4))
    work.start(office.site, office["petugas1"], late)
    work.start(office.site, office["petugas1"], resting)
    work.suspend(office.site, office["petugas1"], resting, "jaringan")
    office.clock.move(timedelta(minutes=4))
    work.start(office.site, office["petugas1"], later)
    assert shown(office, "petugas1") == [late, later, resting, idle]
    assert shown(office, "petugas1", overdue=True) == [late]
    assert shown(office, "petugas1", state="SUSPENDED") == [resting]
    counts = inbox.counts(office.site, office["petugas1"])
    assert (counts.late, counts.soon) == (1, 1)
    outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    assert inbox.counts(office.site, office["petugas1"]).soon == 0


def test_search_takes_every_sign_as_it_is(office: Office) -> None:
    made = {
        name: cases.start(
            office.site, office["petugas1"], "micin_darurat", {**REQUEST, "nama_pemohon": name}
        ).opened[0]
        for name in ("Siti 100% Aminah", "Budi_Santoso", "Udi\\Rahmat")
    }
    for word, name in (("100%", "Siti 100% Aminah"), ("i_s", "Budi_Santoso"), ("I\\R", "Udi\\Rahmat")):
        assert shown(office, "petugas1", word=f" {word} ") == [made[name]]
    assert shown(office, "petugas1", word="MD-2026-00002") == [made["Budi_Santoso"]]
    assert shown(office, "petugas1", word="'; drop table tasks; --") == []


def test_pages_follow_each_other_without_gap_or_overlap(office: Office) -> None:
    made = [office.start().opened[0] for _ in range(5)]
    seen: list[int] = []
    after = None
    for _ in range(3):
        page = inbox.search(office.site, OPERATOR, Filter(), 2, after)
        seen += [line.id for line in page.items]
        assert page.total == 5
        after = page.after
    assert (seen, after) == (made, None)
    for limit, cursor in ((0, None), (201, None), (10, "x"), (10, "-1"), (10, "9" * 10)):
        with pytest.raises(Invalid):
            inbox.search(office.site, OPERATOR, Filter(), limit, cursor)
    for wanted in (Filter(whose="entah"), Filter(state="entah")):
        with pytest.raises(Invalid):
            inbox.search(office.site, OPERATOR, wanted)
