"""Kept questions: whose they are, who sees and changes them, what can be taken back; two at once lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine import schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.asking import pins, saved
from tasks.asking.question import read
from tasks.asking.saved import Draft, Saved
from tasks.roles import AUDITOR, PROCESS_OWNER, SUPERVISOR
from tasks.site import Site

TODAY = date(2026, 4, 9)
WHO = Actor("auditor", "Auditor", frozenset({AUDITOR}))
COLLEAGUE = Actor("kasi", "Kasi", frozenset({SUPERVISOR}))
OTHERS = Actor("orang_luar", "Orang Luar", frozenset({AUDITOR, SUPERVISOR}), "kotabaru")
OWNER = Actor("pemilik", "Pemilik", frozenset({PROCESS_OWNER}))
LATE = read([("measure", "late"), ("columns", "month")], TODAY)


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path)


def draft(name: str = "Terlambat", *shared: str, moving: bool = False) -> Draft:
    return Draft(name, "per bulan", LATE, shared, moving)


def seen(site: Site, who: Actor) -> list[str]:
    with site.db.read(who) as tx:
        return [one.wording.name for one in saved.listed(tx)]


def one(site: Site, who: Actor, number: int) -> Saved:
    with site.db.read(who) as tx:
        return saved.read(tx, number)


def test_a_question_is_ones_own_until_it_is_shared(site: Site) -> None:
    saved.save(site, WHO, draft("Milik saya"))
    saved.save(site, WHO, draft("Bersama", SUPERVISOR))
    assert seen(site, WHO) == ["Bersama", "Milik saya"]
    assert seen(site, COLLEAGUE) == ["Bersama"]
    assert seen(site, OTHERS) == seen(site, OWNER) == []
    found = one(site, WHO, 1)
    assert read(found.wording.fields, TODAY + timedelta(days=99)) == LATE
    moving = one(site, WHO, saved.save(site, WHO, draft("Bergerak", moving=True)))
    assert read(moving.wording.fields, date(2026, 6, 1)).last == date(2026, 6, 1)


def test_others_neither_see_change_nor_delete_it(site: Site) -> None:
    number = saved.save(site, WHO, draft("Bersama", SUPERVISOR))
    acts: list[Callable[[Actor], object]] = [
        lambda who: one(site, who, number),
        lambda who: saved.change(site, who, number, 1, draft()),
        lambda who: saved.copy(site, who, number, "x"),
        lambda who: saved.remove(site, who, number),
        lambda who: pins.pin(site, who, number),
    ]
    for act in acts:
        for stranger in (OTHERS, OWNER, Actor("petugas1", "P", frozenset({"petugas"}))):
            with pytest.raises((NotFound, Forbidden)):
                act(stranger)
    with pytest.raises(Forbidden):
        saved.remove(site, COLLEAGUE, number)
    with pytest.raises(Forbidden):
        saved.change(site, COLLEAGUE, number, 1, draft("Bersama", SUPERVISOR, PROCESS_OWNER))
    with pytest.raises(Forbidden):
        saved.save(site, OWNER, Draft("x", "", read([("rows", "person")], TODAY)))
    with pytest.raises(Invalid):
        saved.save(site, WHO, draft("x", "administrator"))
    with pytest.raises(Invalid):
        saved.save(site, WHO, draft(" "))
    assert one(site, WHO, number).revision == 1


def test_a_change_is_taken_back_and_a_second_taking_back_brings_it_again(site: Site) -> None:
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))
    with pytest.raises(Conflict):
        saved.undo(site, WHO, number, 1)
    saved.change(site, COLLEAGUE, number, 1, draft("Dua", SUPERVISOR))
    assert (one(site, WHO, number).wording.name, one(site, WHO, number).changed_by) == ("Dua", "kasi")
    saved.undo(site, WHO, number, 2)
    assert one(site, WHO, number).wording.name == "Satu"
    saved.undo(site, WHO, number, 3)
    assert one(site, WHO, number).wording.name == "Dua"


def test_who_comes_second_is_told_and_nothing_is_lost(site: Site) -> None:
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))
    saved.change(site, COLLEAGUE, number, 1, draft("Dua", SUPERVISOR))
    for act in (
        lambda: saved.change(site, WHO, number, 1, draft("Tiga")),
        lambda: saved.undo(site, WHO, number, 1),
    ):
        with pytest.raises(Conflict):
            act()
    assert one(site, WHO, number).wording.name == "Dua"


def test_of_two_who_change_it_at_once_one_wins(postgres_db: Database, tmp_path: Path) -> None:
    site = Site(postgres_db, tmp_path)
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))

    def change(name: str) -> str:
        try:
            saved.change(site, WHO, number, 1, draft(name, SUPERVISOR))
        except Conflict:
            return ""
        return name

    with ThreadPoolExecutor(4) as pool:
        won = [name for name in pool.map(change, ("A", "B", "C", "D")) if name]
    assert won == [one(site, WHO, number).wording.name] and one(site, WHO, number).revision == 2


def test_what_was_deleted_can_be_brought_back_for_a_month(site: Site, clock: VirtualClock) -> None:
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))
    pins.pin(site, WHO, number)
    saved.remove(site, WHO, number)
    assert seen(site, WHO) == seen(site, COLLEAGUE) == []
    with site.db.read(WHO) as tx:
        assert [gone.id for gone in saved.deleted(tx)] == [number] and pins.pinned(tx) == ()
    with pytest.raises(NotFound):
        saved.restore(site, COLLEAGUE, number)
    saved.restore(site, WHO, number)
    with site.db.read(WHO) as tx:
        assert [kept.id for kept in pins.pinned(tx)] == [number]
    saved.remove(site, WHO, number)
    clock.move(timedelta(days=31))
    with site.db.begin(WHO) as tx:
        assert saved.deleted(tx) == ()
        saved.forget_old(tx)
        assert tx.conn.execute(schema.question_pins.select()).all() == []
    with pytest.raises(NotFound):
        saved.restore(site, WHO, number)


def test_pins_are_each_ones_own(site: Site) -> None:
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))
    pins.pin(site, COLLEAGUE, number)
    pins.pin(site, COLLEAGUE, number)
    with site.db.read(WHO) as tx:
        assert pins.pinned(tx) == ()
    with site.db.read(COLLEAGUE) as tx:
        assert [kept.id for kept in pins.pinned(tx)] == [number]
    pins.unpin(site, COLLEAGUE, number)
    with site.db.read(COLLEAGUE) as tx:
        assert pins.pinned(tx) == ()


def test_a_copy_is_ones_own_and_shared_with_nobody(site: Site) -> None:
    number = saved.save(site, WHO, draft("Satu", SUPERVISOR))
    found = one(site, COLLEAGUE, saved.copy(site, COLLEAGUE, number, "Salinan"))
    assert (found.owner, found.wording.shared, found.wording.fields) == (
        "kasi",
        (),
        one(site, WHO, 1).wording.fields,
    )
    assert seen(site, WHO) == ["Satu"]
