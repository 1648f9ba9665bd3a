"""Saved reports: frozen bytes, digests in the trail, replaced by newer ones, never changed, apart by office."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import calendars, schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.filing import saved
from tasks.filing.frame import Question
from tasks.filing.periods import Every, parse
from tasks.site import Site
from tests.tasks.report_rows import at, put_case, put_definition
from tests.tasks.test_reports import ADMIN, AUDITOR, OWNER, STAFF, SUPERVISOR

APRIL = Question(parse(Every.MONTH, "2026-04"))
ELSEWHERE = replace(AUDITOR, login="auditor2", office="kotabaru")


@pytest.fixture
def site(db: Database, clock: VirtualClock, tmp_path: Path) -> Site:
    clock.move(timedelta(days=30))
    with db.begin() as tx:
        put_case(tx, put_definition(tx), "A", at(days=1), at(days=2))
        calendars.seed(tx, "kotabaru")
    return Site(db, tmp_path)


def test_a_report_is_kept_byte_for_byte_and_a_newer_one_replaces_it(site: Site, clock: VirtualClock) -> None:
    first = saved.keep(site, AUDITOR, "monthly", APRIL)
    before = {form: saved.take(site, AUDITOR, first, form) for form in ("pdf", "docx", "xlsx")}
    clock.move(timedelta(days=1))
    with site.db.begin() as tx:
        version = tx.conn.execute(select(schema.definitions.c.id)).scalar_one()
        put_case(tx, version, "B", at(days=3), at(days=4))
    second = saved.keep(site, SUPERVISOR, "monthly", APRIL)
    assert {form: saved.take(site, AUDITOR, first, form) for form in before} == before
    assert saved.take(site, AUDITOR, second, "pdf") != before["pdf"]
    with site.db.read(AUDITOR) as tx:
        old, new = saved.read(tx, first), saved.read(tx, second)
        assert (old.newer, new.newer, old.made_by, new.made_by) == (
            second,
            None,
            AUDITOR.login,
            SUPERVISOR.login,
        )
        assert (old.title, old.period.code) == ("Laporan bulanan pelayanan April 2026", "2026-04")
        assert new.read_at - old.read_at == timedelta(days=1)
        assert [one.id for one in saved.listed(tx)[0]] == [second, first]
        digests = {form: hashlib.sha256(content).hexdigest() for form, content in before.items()}
        assert {file.form: file.sha256 for file in old.files} == digests and saved.is_intact(tx, old)
        rows = schema.audit.c
        query = select(rows.details).where(rows.action == "report.saved").order_by(rows.seq)
        told = [json.loads(one) for one in tx.conn.execute(query).scalars()]
        taken = select(rows.actor).where(rows.action == "report.exported")
        assert len(tx.conn.execute(taken).all()) == 7
    assert told[0]["sha256"] == digests and told[0]["replaces"] is None
    assert told[1]["replaces"] == first


def test_bytes_changed_in_the_database_are_not_handed_out(site: Site) -> None:
    number = saved.keep(site, AUDITOR, "monthly", APRIL)
    with site.db.begin() as tx:
        files = schema.saved_report_files
        tx.conn.execute(files.update().where(files.c.form == "pdf").values(content=b"%PDF-lain"))
    with pytest.raises(Conflict):
        saved.take(site, AUDITOR, number, "pdf")
    assert saved.take(site, AUDITOR, number, "xlsx")
    with site.db.read(AUDITOR) as tx:
        assert not saved.is_intact(tx, saved.read(tx, number))


def test_readers_of_reports_save_and_see_them_and_nobody_else(site: Site) -> None:
    number = saved.keep(site, AUDITOR, "monthly", APRIL)
    assert saved.keep(site, OWNER, "monthly", APRIL) > number
    for who in (STAFF, ADMIN):
        with pytest.raises(Forbidden):
            saved.keep(site, who, "monthly", APRIL)
        with pytest.raises(Forbidden):
            saved.take(site, who, number, "pdf")
    with pytest.raises(NotFound):
        saved.take(site, ELSEWHERE, number, "pdf")
    with site.db.read(ELSEWHERE) as tx:
        assert saved.listed(tx) == ((), None)
        with pytest.raises(NotFound):
            saved.read(tx, number)
    with pytest.raises(NotFound):
        saved.take(site, AUDITOR, number, "exe")
    with pytest.raises(NotFound):
        saved.keep(site, AUDITOR, "rahasia", APRIL)
    with pytest.raises((NotFound, Invalid)):
        saved.keep(site, AUDITOR, "monthly", replace(APRIL, sop="micin_darurat"))


def test_a_period_in_which_nothing_happened_is_saved_too(site: Site) -> None:
    number = saved.keep(site, AUDITOR, "monthly", Question(parse(Every.MONTH, "2020-01")))
    assert saved.take(site, AUDITOR, number, "pdf").startswith(b"%PDF")


def test_retention_removes_what_was_replaced_and_keeps_the_newest(site: Site, clock: VirtualClock) -> None:
    first, second = (saved.keep(site, AUDITOR, "monthly", APRIL) for _ in range(2))
    other = saved.keep(site, AUDITOR, "monthly", Question(parse(Every.MONTH, "2026-03")))
    clock.move(timedelta(days=400))
    with site.db.begin(ELSEWHERE) as tx:
        assert tx.conn.execute(saved.replaced(tx, tx.now)).all() == []
    with site.db.begin(AUDITOR) as tx:
        assert tx.conn.execute(saved.replaced(tx, tx.now - timedelta(days=401))).all() == []
        ((number, _),) = tx.conn.execute(saved.replaced(tx, tx.now)).all()
        assert number == first and saved.let_go(tx, [number]) == 1
        assert tx.conn.execute(saved.replaced(tx, tx.now)).all() == []
        assert [one.id for one in saved.listed(tx)[0]] == [other, second] and first < second
