"""Passports issued by type and month: each counts once, in the month of the office's zone in which it was ready."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid
from tasks.reports import issued_sheets
from tasks.reports.issued import first_month, issued
from tasks.site import Site
from tests.tasks.report_rows import put_case, put_definition, put_task
from tests.tasks.test_reports import ADMIN, AUDITOR, OWNER, STAFF, SUPERVISOR

READY = "cetak_ambil"
MARCH, JULY = date(2026, 3, 1), date(2026, 7, 1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    """March: a new and a lost one; April: a child's and an expired one; July: one; and what must not count."""
    with db.begin() as tx:
        definition = put_definition(tx)

        def put(key: str, category: str, ready: datetime, office: str = "batulicin") -> int:
            case = put_case(tx, definition, key, utc(2026, 3, 2), category=category, office=office)
            put_task(tx, case, READY, ready, ready, ready)
            return case

        put("A", "baru_dewasa", utc(2026, 3, 31, 15, 59))  # 23:59 in Batulicin
        put("B", "baru_anak", utc(2026, 3, 31, 16, 0))  # midnight there: April
        put("C", "habis_berlaku", utc(2026, 4, 8))
        again = put("D", "hilang", utc(2026, 3, 9))
        put_task(tx, again, READY, *[utc(2026, 4, 9)] * 3)  # printed anew in April: counts in March
        put("E", "cpmi", utc(2026, 7, 1))
        spoiled = put_case(tx, definition, "H", utc(2026, 3, 2), category="rusak")
        put_task(tx, spoiled, READY, *[utc(2026, 3, 9)] * 3, outcome="tidak")  # failed its quality check
        put("F", "baru_dewasa", utc(2026, 3, 9), office="kotabaru")
        unfinished = put_case(tx, definition, "G", utc(2026, 3, 2))
        put_task(tx, unfinished, READY, utc(2026, 3, 9), utc(2026, 3, 9))
        put_task(tx, unfinished, "terima_permohonan", *[utc(2026, 3, 9)] * 3)
    return Site(db, tmp_path)


def test_each_passport_counts_once_in_the_month_of_the_offices_zone(site: Site) -> None:
    first, second = issued(site, AUDITOR, MARCH, JULY)
    assert [month.month for month in first.months] == [3, 4, 5, 6]
    assert {row.kind: row.counts for row in first.rows} == {
        "baru": (1, 1, 0, 0),
        "habis_berlaku": (0, 1, 0, 0),
        "hilang": (1, 0, 0, 0),
        "rusak": (0, 0, 0, 0),
    }
    assert (first.totals, first.total) == ((2, 2, 0, 0), 4)
    assert [row.total for row in first.rows] == [2, 1, 1, 0]
    assert (second.months, second.totals) == ((JULY,), (1,))
    assert first_month(site, OWNER) == MARCH


def test_a_type_the_report_does_not_know_has_its_own_row(site: Site) -> None:
    with site.db.begin() as tx:
        tx.conn.execute(
            schema.instances.update()
            .where(schema.instances.c.business_key == "A")
            .values(category="ubah_data")
        )
    (table,) = issued(site, SUPERVISOR, MARCH, MARCH)
    assert {row.kind: row.total for row in table.rows}["ubah_data"] == 1
    assert table.total == 2


def test_only_those_who_read_figures_may_ask(site: Site) -> None:
    for actor in (AUDITOR, SUPERVISOR, OWNER):
        assert issued(site, actor, MARCH, JULY)
    for actor in (STAFF, ADMIN):
        with pytest.raises(Forbidden):
            issued(site, actor, MARCH, JULY)
    assert issued(site, Actor("a2", "", frozenset({"auditor"}), office="lain"), MARCH, MARCH)[0].total == 0


def test_a_period_that_cannot_be_is_refused(site: Site) -> None:
    for last in (date(2026, 2, 1), date(2090, 1, 1)):
        with pytest.raises(Invalid):
            issued(site, AUDITOR, MARCH, last)


def test_csv_and_workbook_hold_the_tables_and_leave_a_line_in_the_trail(site: Site) -> None:
    csv = issued_sheets.as_csv(site, AUDITOR, MARCH, JULY, str).decode("utf-8-sig").splitlines()
    assert csv[0] == "kind,2026-03-01,2026-04-01,2026-05-01,2026-06-01,total"
    assert csv[1] == "baru,1,1,0,0,2" and csv[5] == "total,2,2,0,0,4" and csv[6] == ""
    book = zipfile.ZipFile(io.BytesIO(issued_sheets.as_xlsx(site, AUDITOR, MARCH, JULY, str)))
    assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == 2
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    with site.db.read() as tx:
        actions = select(schema.audit.c.subject).where(schema.audit.c.action == "report.exported")
        assert tx.conn.execute(actions).scalars().all() == ["report:issued", "report:issued"]
