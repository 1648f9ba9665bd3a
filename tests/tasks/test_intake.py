"""Files an SOP is imported from: long ones go to the worker, old ones are forgotten, each is its sender's own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.intake import drafting, intakes
from tasks.intake.drafting import Target
from tasks.roles import PROCESS_OWNER
from tasks.site import Site
from tests.processes.intake.place import FILES

OWNER = Actor("pemilik", "Pemilik", frozenset({PROCESS_OWNER}))
COLLEAGUE = Actor("rekan", "Rekan", frozenset({PROCESS_OWNER}))
STRANGER = Actor("petugas1", "Petugas", frozenset({"petugas"}))
WORD = (FILES / "nama.docx").read_bytes()


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path / "alur")


def test_a_file_that_takes_long_is_left_to_the_worker_which_tells_how_far_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intakes, "PATIENCE", 0.001)
    number = intakes.receive(site, OWNER, "panjang.pdf", (FILES / "bersambung.pdf").read_bytes())
    assert intakes.show(site, OWNER, number).state == intakes.READING
    assert intakes.read_waiting(site) == []
    kept = intakes.show(site, OWNER, number)
    assert (kept.state, kept.done, kept.pages) == (intakes.READ, 4, 4)
    assert kept.found is not None and len(kept.found.steps) == 14


def test_a_file_nobody_touched_for_a_month_is_forgotten(site: Site, clock: VirtualClock) -> None:
    old = intakes.receive(site, OWNER, "a.docx", WORD)
    clock.move(timedelta(days=20))
    young = intakes.receive(site, OWNER, "b.docx", WORD)
    clock.move(timedelta(days=11))
    assert intakes.forget_old(site) == []
    assert [kept.id for kept in intakes.listed(site, OWNER)] == [young]
    with pytest.raises(NotFound):
        intakes.show(site, OWNER, old)


def test_a_file_is_its_senders_alone_and_only_process_owners_import(site: Site) -> None:
    number = intakes.receive(site, OWNER, "a.docx", WORD)
    for use in (intakes.show, intakes.content, intakes.discard):
        with pytest.raises(NotFound):
            use(site, COLLEAGUE, number)
        with pytest.raises(Forbidden):
            use(site, STRANGER, number)
    with pytest.raises(Forbidden):
        intakes.receive(site, STRANGER, "a.docx", WORD)
    assert intakes.listed(site, COLLEAGUE) == ()


def test_two_windows_do_not_overwrite_each_other_and_a_draft_is_begun_once(site: Site) -> None:
    number = intakes.receive(site, OWNER, "a.docx", WORD)
    kept = intakes.show(site, OWNER, number)
    assert kept.found is not None
    intakes.save(site, OWNER, number, kept.found, kept.revision)
    with pytest.raises(Conflict):
        intakes.save(site, OWNER, number, kept.found, kept.revision)
    assert drafting.make_draft(site, OWNER, number, kept.revision + 1, Target("", "aduan")) == "aduan"
    with pytest.raises(Conflict):
        drafting.new_sop(site, OWNER, "Aduan", "aduan")
    for wrong in ("A", "1a", "import", "a b", "x" * 61):
        with pytest.raises(Invalid):
            drafting.new_sop(site, OWNER, "Aduan", wrong)
