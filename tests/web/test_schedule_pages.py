"""Pages of saved reports and schedules: set up, paused, run and ended by a form; a report saved from its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine import schema
from tasks.filing import runs
from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor

FORM = {"kind": "monthly", "sop": "", "on": "working_day", "number": "3", "month": "1", "confirmed": "1"}
TYPED = {**FORM, "recipients": "kepala@kantor.go.id\r\ninspektorat@contoh.go.id"}
HERE = "/audit/reports/schedules"


def followed(visitor: Visitor, path: str, form: dict[str, str]) -> TestResponse:
    """The page a form leads to."""
    answer = visitor.post(path, form)
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.location)


def test_a_schedule_is_set_up_changed_run_paused_and_ended(office: Office, office_app: Flask) -> None:
    kasi = signed_in(office_app, "kasi")
    answer = followed(kasi, HERE, TYPED)
    assert answer.status_code == 200 and "kepala@kantor.go.id" in answer.text
    assert "pada hari kerja ke-3 sesudah periode" in answer.text and answer.text.count("07.30") >= 5
    changed = {**TYPED, "on": "day", "number": "20", "revision": "1", "recipients": "kepala@kantor.go.id"}
    page = followed(kasi, f"{HERE}/1", changed).text
    assert "pada tanggal 20 bulan sesudah periode" in page and "inspektorat@" not in page
    assert kasi.post(f"{HERE}/1", changed).status_code == 409  # it was changed meanwhile
    made = followed(kasi, f"{HERE}/1/run", {}).text
    assert "Maret 2026" in made and "sidik saat disimpan" in made
    assert kasi.get("/audit/reports/saved/1/file.pdf").data.startswith(b"%PDF")
    assert "diminta oleh" in kasi.get(f"{HERE}/1").text
    assert "Dijeda" in followed(kasi, f"{HERE}/1/pause", {}).text
    assert "Jadwal dilanjutkan" in followed(kasi, f"{HERE}/1/resume", {}).text
    assert "Jadwal berakhir" in followed(kasi, f"{HERE}/1/end", {}).text
    assert kasi.post(f"{HERE}/1/run", {}).status_code == 409
    trail = signed_in(office_app, "auditor").get("/audit/trail").text
    assert "Jadwal laporan diakhiri" in trail and "kepala@" not in trail


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_set_up(office: Office, office_app: Flask) -> None:
    kasi = signed_in(office_app, "kasi")
    for wrong in (
        {"number": "99"},
        {"number": "x"},
        {"on": "kapan"},
        {"recipients": "a@b.id\r\nBcc: x@y.id"},
        {"confirmed": ""},
        {"on": "day", "month": "9"},
    ):
        answer = kasi.post(HERE, {**TYPED, **wrong})
        assert answer.status_code == 422 and "has-error" in answer.text, wrong
    assert "inspektorat@contoh.go.id" in answer.text  # what was typed is still there
    assert kasi.post(HERE, {**TYPED, "kind": "rahasia"}).status_code == 404
    with office.site.db.read() as tx:
        assert tx.conn.execute(select(schema.report_schedules.c.id)).all() == []


def test_a_failing_report_is_told_on_both_pages(
    office: Office, office_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office_app, "kasi").post(HERE, TYPED)
    with office.site.db.begin() as tx:
        tx.conn.execute(schema.report_schedules.update().values(kind="monitoring", sop="tidak_ada"))
        tx.conn.execute(schema.report_schedules.update().values(next_period="2026-S1"))
    office.clock.move(timedelta(days=120))
    assert runs.make_due(office.site) == []
    auditor = signed_in(office_app, "auditor")
    assert "Gagal" in auditor.get(HERE).text
    page = auditor.get(f"{HERE}/1").text
    assert "Yang terakhir gagal" in page and "definition.unknown" not in page


def test_a_report_is_saved_from_its_page_and_a_newer_one_replaces_it(
    office: Office, office_app: Flask
) -> None:
    auditor = signed_in(office_app, "auditor")
    page = auditor.get("/audit/reports/monthly?period=2026-03").text
    assert 'action="/audit/reports/saved"' in page
    given = {"kind": "monthly", "period": "2026-03"}
    first = followed(auditor, "/audit/reports/saved", given).text
    assert "Laporan disimpan sebagaimana adanya" in first and "Cara dibuatnya" in first
    auditor.post("/audit/reports/saved", given)
    assert "Sudah diganti" in auditor.get("/audit/reports/saved/1").text
    listed = auditor.get("/audit/reports/saved?kind=monthly").text
    assert "diganti" in listed and "terbaru" in listed
    assert "Belum ada laporan" in auditor.get("/audit/reports/saved?kind=monitoring").text
    assert auditor.post("/audit/reports/saved", {**given, "period": "kemarin"}).status_code == 422
    assert auditor.get("/audit/reports/saved/1/file.exe").status_code == 404
    named = auditor.get("/audit/reports/saved/1/file.xlsx").headers["Content-Disposition"]
    assert named == 'attachment; filename="laporan-monthly-2026-03-1.xlsx"'
    assert signed_in(office_app, "petugas1").get("/audit/reports/saved").status_code == 403
