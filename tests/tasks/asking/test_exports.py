"""Exports: every row in each format, jobs that go on after a death, are stopped, taken and deleted; whose they are."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from engine import schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.asking import exports, making, rows, writers
from tasks.asking.dimensions import STEPS
from tasks.asking.question import read
from tasks.asking.rows import Order, checked
from tasks.asking.writers import Place, XlsxWriter
from tasks.roles import AUDITOR, PROCESS_OWNER
from tasks.site import Site
from tests.tasks.asking.fact_rows import MINUTE, NINE, ZONE, case, put, step
from tests.tasks.test_reports import reads

WHO = Actor("auditor", "Auditor", frozenset({AUDITOR}))
STRANGER = Actor("orang_luar", "Orang Luar", frozenset({AUDITOR}), "kotabaru")
OWNER = Actor("pemilik", "Pemilik", frozenset({PROCESS_OWNER}))
TODAY = date(2026, 4, 9)
MANY = 25


@pytest.fixture
def site(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Twenty-five steps of our office and one of another, read four at a time."""
    monkeypatch.setattr(rows, "BATCH", 4)
    with db.begin() as tx:
        facts = [
            step(n, touch=n * MINUTE, late=n % 2 == 0, judged=None if n == 3 else n)
            for n in range(1, MANY + 1)
        ]
        put(tx, [*facts, step(99, office="kotabaru")], [case(n) for n in range(1, 4)])
    yield Site(db, tmp_path / "alur")
    die()


def die() -> None:
    """What a worker's death does to the files it has open."""
    for held in making._open.values():
        held.writer.abandon()
        held.file.close()
    making._open.clear()


def order(made_as: str, what: str = STEPS, *fields: tuple[str, str]) -> Order:
    about = what if what in ("steps", "cases") else STEPS
    asked = read([("about", about), ("rows", "sop"), ("from", "2026-01-01"), *fields], TODAY)
    return checked(what, made_as, asked, NINE + timedelta(days=30))


def made(site: Site, made_as: str, what: str = STEPS, *fields: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    exports.write(site, WHO, order(made_as, what, *fields), file)
    return file.getvalue()


def job(site: Site, number: int, who: Actor = WHO) -> exports.Job:
    with site.db.read(who) as tx:
        return exports.read(tx, number)


def finish(site: Site, number: int) -> bytes:
    for _ in range(40):
        if not job(site, number).lasts:
            break
        assert making.work(site, 0.0) == []
    assert job(site, number).state == "done", job(site, number)
    return exports.taken(site, WHO, number)[1].read_bytes()


def numbers(lines: bytes) -> list[int]:
    return [int(line["task_id"]) for line in csv.DictReader(io.StringIO(lines.decode("utf-8-sig")))]


def test_csv_holds_every_row_with_lengths_in_seconds(site: Site) -> None:
    found = list(csv.DictReader(io.StringIO(made(site, "csv").decode("utf-8-sig"))))
    assert [int(line["task_id"]) for line in found] == list(range(1, MANY + 1))
    assert found[2]["touch_seconds"] == "180" and found[2]["judged_seconds"] == ""
    assert found[2]["completed_at"] == "2026-03-02T09:00:00+08:00" and found[1]["late"] == "1"
    some = made(site, "csv", STEPS, ("min.touch", "20"), ("in.late", "yes"))
    assert numbers(some) == [20, 22, 24]
    assert len(made(site, "csv", "cases").splitlines()) == 4


def test_formulas_are_harmless_in_both(site: Site) -> None:
    with site.db.begin() as tx:
        put(tx, [step(1, person="=HYPERLINK(1)", outcome="@SUM(1)", second_officer="-1+1")])
    (line,) = csv.DictReader(io.StringIO(made(site, "csv").decode("utf-8-sig")))
    assert (line["person"], line["outcome"], line["second_officer"]) == (
        "'=HYPERLINK(1)",
        "'@SUM(1)",
        "'-1+1",
    )
    book = zipfile.ZipFile(io.BytesIO(made(site, "xlsx")))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(made(site, "xlsx"))).active
    assert "=HYPERLINK(1)" in [cell.value for cell in sheet[2]]


def test_a_workbook_goes_on_on_another_sheet(tmp_path: Path) -> None:
    file = io.BytesIO()
    writer = XlsxWriter(
        file, [rows.Column("task_id", "whole"), rows.Column("queue_us", "length")], Place(ZONE), 2
    )
    writer.put([[1, 5_000_000], [2, None], [3, 1]])
    writer.close()
    book = openpyxl.load_workbook(file)
    assert [[c.value for c in row] for sheet in book for row in sheet.iter_rows()] == [
        ["task_id", "queue_seconds"],
        [1, 5],
        [2, None],
        ["task_id", "queue_seconds"],
        [3, 0],
    ]


def test_parquet_holds_typed_columns_equal_to_the_view(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "steps.parquet"
    path.write_bytes(made(site, "parquet"))
    found = parquet.read_table(path)
    types = {field.name: str(field.type) for field in found.schema}
    assert types["completed_at"] == "timestamp[us, tz=UTC]" and types["touch_us"] == "int64"
    assert types["late"] == "bool" and types["person"].startswith("dictionary<values=string")
    with site.db.read() as tx:
        view = "SELECT * FROM alur_steps WHERE office = 'batulicin' ORDER BY task_id"
        expected = [dict(row._mapping) for row in tx.conn.exec_driver_sql(view)]
    for line, other in zip(found.to_pylist(), expected, strict=True):
        assert list(line) == list(other)
        for name, value in line.items():
            assert _alike(value, other[name]), (name, value, other[name])


def _alike(value: Any, other: Any) -> bool:
    if hasattr(value, "isoformat"):
        text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return other in (value, text)
    return bool(value == other)


def test_parquet_without_pyarrow_is_refused_clearly(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(writers, "import_module", missing)
    with pytest.raises(Invalid) as refused:
        exports.begin(site, WHO, order("parquet"))
    assert refused.value.problems[0].key == "ask.no_parquet"


@pytest.mark.parametrize("made_as", ["csv", "xlsx", "parquet"])
def test_a_job_is_made_piece_by_piece_taken_and_deleted_in_time(
    site: Site, clock: VirtualClock, made_as: str
) -> None:
    number = exports.begin(site, WHO, order(made_as))
    assert (job(site, number).total, job(site, number).done) == (MANY, 0)
    with pytest.raises(Conflict):
        exports.taken(site, WHO, number)
    making.work(site, 0.0)
    assert (job(site, number).state, job(site, number).done) == ("running", 4)
    content = finish(site, number)
    assert job(site, number).written == MANY and job(site, number).size == len(content)
    assert [path.name for path in exports.folder(site).iterdir()] == [f"{number}.file"]
    if made_as == "csv":
        assert content == made(site, "csv")
    clock.move(timedelta(days=3))
    making.work(site)
    assert job(site, number).state == "gone" and list(exports.folder(site).iterdir()) == []
    actions = [action for _, action, _ in reads(site.db)]
    assert actions[0] == "report.exported" and "export.taken" in actions


def test_another_worker_goes_on_where_a_dead_one_stopped(site: Site, clock: VirtualClock) -> None:
    number = exports.begin(site, WHO, order("csv"))
    making.work(site, 0.0)
    with site.db.begin() as tx:  # it died: the lease stands, and it had written more than it could note
        tx.conn.execute(schema.exports.update().values(taken_until=clock() + timedelta(minutes=5)))
    with exports.spool_of(site, number).open("ab") as spool:
        spool.write(b"half a piece")
    assert making.work(site, 0.0) == [] and job(site, number).done == 4
    clock.move(timedelta(minutes=6))
    for _ in range(9):
        making.work(site, 0.0)
    assert job(site, number).stage == "writing" and job(site, number).lasts
    making.work(site, 0.0)
    die()  # and that one died as it made the file
    making.work(site, 0.0)
    assert making._open == {}
    clock.move(timedelta(minutes=6))
    assert numbers(finish(site, number)) == list(range(1, MANY + 1))


def test_a_stopped_job_leaves_nothing_on_the_disk(site: Site) -> None:
    for slices in (0, 2, 8, 9):
        number = exports.begin(site, WHO, order("xlsx"))
        for _ in range(slices):
            making.work(site, 0.0)
        exports.stop(site, WHO, number)
        making.work(site, 0.0)
        assert job(site, number).state == "stopped"
        assert not exports.folder(site).exists() or list(exports.folder(site).iterdir()) == []
        with pytest.raises(Conflict):
            exports.stop(site, WHO, number)
        exports.remove(site, WHO, number)


def test_packing_a_large_file_keeps_no_duty_waiting(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end, close = Event(), XlsxWriter.close

    def slow(self: XlsxWriter) -> None:
        assert may_end.wait(60)
        close(self)

    monkeypatch.setattr(XlsxWriter, "close", slow)
    number = exports.begin(site, WHO, order("xlsx"))
    for _ in range(20):
        making.work(site, 0.0)
    assert (job(site, number).state, job(site, number).written) == ("running", MANY)
    may_end.set()
    assert finish(site, number)[:2] == b"PK"


def test_a_job_that_fails_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    number = exports.begin(site, WHO, order("csv"))

    def broken(*_: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(rows, "batch", broken)
    assert [type(fault) for fault in making.work(site)] == [RuntimeError]
    assert (job(site, number).state, job(site, number).fault) == ("failed", "RuntimeError")
    assert making.work(site) == []


def test_exports_are_the_offices_and_for_those_who_read_cases(site: Site) -> None:
    number = exports.begin(site, WHO, order("csv"))
    for who in (OWNER, Actor("petugas1", "P", frozenset({"petugas"}))):
        with pytest.raises(Forbidden):
            exports.begin(site, who, order("csv"))
        with pytest.raises(Forbidden):
            exports.write(site, who, order("csv"), io.BytesIO())
    for act in (
        lambda: job(site, number, STRANGER),
        lambda: exports.stop(site, STRANGER, number),
        lambda: exports.remove(site, STRANGER, number),
        lambda: exports.taken(site, STRANGER, number),
    ):
        with pytest.raises(NotFound):
            act()
    file = io.BytesIO()
    exports.write(site, STRANGER, order("csv"), file)
    assert numbers(file.getvalue()) == [99]
    with pytest.raises(Invalid):
        order("exe")
    with pytest.raises(Invalid):
        checked("people", "csv", read([], TODAY), NINE)


def test_nothing_is_a_file_with_headings(site: Site) -> None:
    for what in ("breaches", "pauses"):
        assert len(made(site, "csv", what).splitlines()) == 1
        assert made(site, "xlsx", what)[:2] == b"PK"
    number = exports.begin(site, WHO, order("parquet", "pauses"))
    assert finish(site, number)[:4] == b"PAR1"
