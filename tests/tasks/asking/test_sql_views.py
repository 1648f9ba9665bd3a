"""The SQL views: documented column by column, nothing of an applicant, examples that run, a role that reads no more."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy.exc import DatabaseError

from engine.clock import VirtualClock
from engine.database import SYSTEM, Actor, Database
from engine.refusals import Invalid
from engine.views import VIEWS
from tasks.asking import exports, rows, sql_reader
from tasks.asking.question import read
from tasks.facts import refreshing
from tasks.roles import AUDITOR
from tasks.site import Site
from tests.support.office import Office, furnish
from tests.tasks.asking.fact_rows import NINE, case, put, step

PAGE = (Path(__file__).parents[3] / "docs" / "sql-views.md").read_text()
UNITS = {
    "text": "text",
    "whole": "number",
    "yes": "yes or no",
    "length": "microseconds",
    "instant": "instant",
}
WHO = Actor("auditor", "Auditor", frozenset({AUDITOR}))


def documented(view: str) -> list[tuple[str, ...]]:
    """Name, unit, meaning and source of each column the page names for a view."""
    section = PAGE.partition(f"## {view}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def columns_of(db: Database, view: str) -> Sequence[str]:
    with db.read() as tx:
        return list(tx.conn.exec_driver_sql(f"SELECT * FROM {view}").keys())


def test_the_page_names_every_column_with_its_unit_and_source(db: Database) -> None:
    for what, view in rows.KINDS.items():
        told = [(name, unit) for name, unit, meaning, source in documented(view.name) if meaning and source]
        assert told == [(column.name, UNITS[column.kind]) for column in rows.columns(what)]
        assert columns_of(db, view.name) == [name for name, _ in told]


def test_the_examples_run(db: Database) -> None:
    with db.begin() as tx:
        put(tx, [step(1), step(2, late=True)], [case(1)])
    assert len(blocks("sql")) == 5
    with db.read() as tx:
        answers = [tx.conn.exec_driver_sql(query).all() for query in blocks("sql")]
    assert [tuple(map(float, row[2:])) for row in answers[0]] == [(2, 3, 50)]
    assert [tuple(row) for row in answers[1]] == [(202603, "baru_dewasa", 1, 0)]
    assert answers[2] and answers[3] == answers[4] == []


def test_the_examples_for_duckdb_run(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.begin() as tx:
        put(tx, [step(n, touch=n, instance_id=1) for n in range(1, 6)], [case(1)])
    for what in ("steps", "cases"):
        asked = read([("about", what), ("rows", "sop"), ("from", "2026-01-01")], date(2026, 4, 1))
        file = io.BytesIO()
        exports.write(
            Site(db, tmp_path), WHO, rows.checked(what, "parquet", asked, NINE + timedelta(days=9)), file
        )
        (tmp_path / f"{what}.parquet").write_bytes(file.getvalue())
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        answers = [connection.sql(query).fetchall() for query in blocks("duckdb")]
    assert len(answers) == 3
    assert answers[0][0][:3] == ("micin_darurat", "1", pytest.approx(3 / 60e6))
    assert answers[1][0][1:] == ("petugas1", 5) and answers[2] == [("baru_dewasa", 0.0, 5)]


def test_nothing_of_an_applicant_is_in_them(db: Database, clock: VirtualClock, tmp_path: Path) -> None:
    office = furnish(db, clock, tmp_path / "alur")
    worked(office)
    with db.begin(SYSTEM) as tx:
        tx.conn.exec_driver_sql("UPDATE pauses SET started_by = 'pemohon:7', evidence = 'Surat Siti'")
    refreshing.refresh_all(office.site)
    told = []
    with db.read() as tx:
        for view in VIEWS:
            found = tx.conn.exec_driver_sql(f"SELECT * FROM {view.name}").all()
            told.append(len(found))
            text = str(found)
            assert [word for word in ("Siti", "Aminah", "MD-2026", "pemohon:") if word in text] == []
    assert told[0] >= 3 and told[1] == 1 and told[3] > 0


def worked(office: Office) -> None:
    """A request of Siti Aminah that went back once for a document."""
    case_ = office.start(nama_pemohon="Siti Aminah").instance
    office.until(case_, "pastikan_persyaratan")
    office.do(case_, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(case_)


def test_the_role_reads_the_views_and_nothing_else(postgres_db: Database) -> None:
    with postgres_db.begin() as tx:
        put(tx, [step(1), step(2, office="kotabaru")])
    for office, place, seen in (("", "public", 2), ("batulicin", "alur_batulicin", 1)):
        with postgres_db.begin() as tx:
            for statement in (
                *sql_reader.statements("alur_reader", office),
                *sql_reader.statements("alur_reader", office),
            ):
                tx.conn.exec_driver_sql(statement)
            tx.conn.exec_driver_sql("SET LOCAL ROLE alur_reader")
            assert tx.conn.exec_driver_sql(f"SELECT count(*) FROM {place}.alur_steps").scalar() == seen
            tx.conn.exec_driver_sql("RESET ROLE")
            if office:
                tx.conn.exec_driver_sql("REVOKE ALL ON public.alur_steps FROM alur_reader")
            for table in ("step_facts", "instances", "people", *(["alur_steps"] if office else [])):
                with pytest.raises(DatabaseError, match="permission denied"), tx.conn.begin_nested():
                    tx.conn.exec_driver_sql("SET LOCAL ROLE alur_reader")
                    tx.conn.exec_driver_sql(f"SELECT * FROM public.{table}")
            with pytest.raises(DatabaseError, match="permission denied"), tx.conn.begin_nested():
                tx.conn.exec_driver_sql("SET LOCAL ROLE alur_reader")
                tx.conn.exec_driver_sql(f"DELETE FROM {place}.alur_cases")
    with postgres_db.begin() as tx:
        tx.conn.exec_driver_sql("DROP SCHEMA alur_batulicin CASCADE")
        tx.conn.exec_driver_sql("DROP OWNED BY alur_reader")
        tx.conn.exec_driver_sql("DROP ROLE alur_reader")


def test_names_that_are_none_are_refused() -> None:
    for role, office in (("x; DROP TABLE people", ""), ("alur_reader", "a'b"), ("", ""), ("A", "")):
        with pytest.raises(Invalid):
            sql_reader.statements(role, office)
