"""The auditor's pages: figures, breaches with their reasons, requests, CSV, the trail and its proof."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import text

from engine import audit
from engine.clock import VirtualClock
from engine.database import Database
from engine.schema import audit as audit_table
from tasks import api_tokens, breaches, completion, views, work
from tasks.completion import Late
from tasks.reports.exports import BREACH_COLUMNS, CASE_COLUMNS, STEP_COLUMNS
from tests.support.browser import assert_accessible
from tests.support.office import OPERATOR, Office, filled
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from tests.support.pages import Visitor
from web.pages.audit_scope import heading

PATHS = (
    *("/audit", "/audit/breaches", "/audit/requests", "/audit/evidence", "/audit/trail"),
    *(
        "/audit/board",
        "/audit/causes",
        "/audit/pauses",
        "/audit/day",
        "/audit/open",
        "/audit/heatmap",
        "/audit/interventions",
        "/audit/conformance",
        "/audit/variants",
    ),
    "/audit/steps/terima_permohonan",
)


def _played(office: Office) -> int:
    """One request: its first step late, explained and confirmed, its second in time, its third interrupted."""
    number = office.start(nama_pemohon="Siti Aminah").instance
    line = office.open_task(number)
    work.start(office.site, office["petugas1"], line.id)
    office.clock.move(timedelta(minutes=9))
    form = views.form_for(office.site, office["petugas1"], line.id).form
    late = Late("jaringan", "kabel putus")
    completion.complete(office.site, office["petugas1"], line.id, filled(form), late=late)
    breach = views.task(office.site, office["petugas1"], line.id).breach
    assert breach is not None
    breaches.confirm(office.site, office["kasi"], breach.id, "jaringan")
    office.do(number)
    entry = office.open_task(number).id
    work.start(office.site, office["petugas1"], entry)
    work.suspend(office.site, office["petugas1"], entry, "istirahat")
    work.resume(office.site, office["petugas1"], entry)
    return number


def _links(page: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', page)]


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    _played(office)
    return office, app


def test_the_overview_counts_what_happened(office_app: tuple[Office, Flask]) -> None:
    page = signed_in(office_app[1], "auditor").get("/audit").text
    assert "1 dari 1 permohonan" in page and "100%" in page
    assert "9 menit" in page  # the median of step 1
    assert "Gangguan jaringan" in page and "Σ 100%" in page


def test_another_period_shows_nothing_and_a_turned_one_is_turned_back(
    office_app: tuple[Office, Flask],
) -> None:
    auditor = signed_in(office_app[1], "auditor")
    assert "Tidak ada data pada periode ini" in auditor.get("/audit?from=2024-01-01&to=2024-02-01").text
    assert "1 dari 1 permohonan" in auditor.get("/audit?from=2026-04-30&to=2026-04-01").text
    refused = auditor.get("/audit?from=kemarin&sop=micin_darurat")
    assert refused.status_code == 422 and "kemarin" not in refused.text
    assert "<code>from</code>: Ini bukan tanggal yang sah." in refused.text and 'href="/audit"' in refused.text


def test_a_breach_names_reason_responsible_and_leads_to_the_request(office_app: tuple[Office, Flask]) -> None:
    auditor = signed_in(office_app[1], "auditor")
    page = auditor.get("/audit/breaches").text
    assert "kabel putus" in page and "Jaringan" in page and "6 menit" in page
    assert "S*** A***" in page and "Siti Aminah" not in page
    assert 'href="/requests/1#breaches"' in page
    assert auditor.get("/requests/1").status_code == 200
    assert "Tidak ada keterlambatan" in auditor.get("/audit/breaches?state=new").text
    assert "kabel putus" in auditor.get("/audit/breaches?state=confirmed").text


def test_every_cause_leads_to_its_breaches_and_every_breach_list_can_be_widened_again(
    office_app: tuple[Office, Flask],
) -> None:
    auditor = signed_in(office_app[1], "auditor")
    narrowed = next(link for link in _links(auditor.get("/audit/causes").text) if "reason=" in link)
    assert narrowed in _links(auditor.get("/audit").text)  # the chart of reasons leads there too
    page = auditor.get(narrowed).text
    assert "kabel putus" in page and "Alasan: Gangguan jaringan" in page
    for other in ("reason=-", "reason=tiada", "responsible=kantor", "element=entri_pindai", "element=-"):
        assert "Tidak ada keterlambatan" in auditor.get(f"/audit/breaches?{other}").text, other
    for same in ("responsible=jaringan", "element=terima_permohonan", "reason=jaringan&state=confirmed"):
        assert "kabel putus" in auditor.get(f"/audit/breaches?{same}").text, same
    rows = auditor.get("/audit/breaches.csv?reason=-").data.decode().splitlines()
    assert len(rows) == 1  # what is taken out is what the list shows


def test_a_supervisor_sees_names_and_that_is_written_down(office_app: tuple[Office, Flask]) -> None:
    app = office_app[1]
    assert "Siti Aminah" in signed_in(app, "kasi").get("/audit/requests").text
    trail = signed_in(app, "auditor").get("/audit/trail?action=report.read").text
    assert "Laporan bernama dibaca" in trail and "Kasi" in trail


def test_a_process_owner_reads_figures_but_no_cases(office_app: tuple[Office, Flask]) -> None:
    owner = signed_in(office_app[1], "pemilik")
    page = owner.get("/audit").text
    assert "Per langkah" in page and "Mengapa terlambat" not in page
    assert owner.get("/audit/breaches").status_code == 403
    assert owner.get("/audit/requests.csv").status_code == 403
    assert owner.get("/audit/trail").status_code == 403


def test_staff_and_strangers_read_no_report(office_app: tuple[Office, Flask]) -> None:
    officer, stranger = signed_in(office_app[1], "petugas1"), office_app[1].test_client()
    for path in (*PATHS, "/audit/steps.csv"):
        assert (officer.get(path).status_code, stranger.get(path).status_code) == (403, 303)


@pytest.mark.parametrize(
    ("name", "columns"), [("steps", STEP_COLUMNS), ("breaches", BREACH_COLUMNS), ("requests", CASE_COLUMNS)]
)
def test_each_list_downloads_as_csv_with_indonesian_headings(
    office_app: tuple[Office, Flask], name: str, columns: tuple[str, ...]
) -> None:
    app = office_app[1]
    answer = signed_in(app, "auditor").get(f"/audit/{name}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    with app.test_request_context():
        assert rows[0] == [heading(column) for column in columns]
        assert not set(rows[0]) & set(columns)  # every heading is in words
    assert len(rows) > 1
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="micin_darurat-{name}-2026'
    )


def test_the_trail_is_found_by_act_person_chain_and_day(office_app: tuple[Office, Flask]) -> None:
    auditor = signed_in(office_app[1], "auditor")
    page = auditor.get("/audit/trail?action=breach.explained&actor=petugas1&chain=instance:1").text
    assert "Keterlambatan dijelaskan" in page and page.count("SHA-256") == 1
    assert "SHA-256" not in auditor.get("/audit/trail?actor=tiada").text
    assert "SHA-256" not in auditor.get("/audit/trail?to=2020-01-01").text
    assert "SHA-256" in auditor.get("/audit/trail?from=2026-04-09&to=2026-04-09").text


def test_the_proof_is_plain_when_sound_and_names_the_first_wrong_record(
    office_app: tuple[Office, Flask],
) -> None:
    office, app = office_app
    auditor = signed_in(app, "auditor")
    assert "Jejak audit utuh" in auditor.post("/audit/trail/verify").text
    assert "Jejak audit diverifikasi" in auditor.get("/audit/trail?chain=verifications").text
    with office.site.db.engine.begin() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER audit_no_update"))
        else:
            conn.execute(text("DROP TRIGGER audit_append_only ON audit"))
        chain = "(SELECT id FROM audit_heads WHERE chain = 'instance:1')"
        conn.execute(text(f"UPDATE audit SET actor = 'orang lain' WHERE seq = 2 AND head_id = {chain}"))
    page = auditor.post("/audit/trail/verify").text
    assert "Jejak audit tidak utuh" in page and "Permohonan 1" in page and "#2" in page
    assert "Catatan diubah setelah ditulis." in page
    assert signed_in(app, "kasi").post("/audit/trail/verify").status_code == 403


def test_who_tried_what_he_may_not_do_is_recorded(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    number = office.start().instance
    task = office.open_task(number).id
    work.claim(office.site, office["petugas1"], task)
    stranger = signed_in(app, "petugas2")
    assert stranger.post(f"/tasks/{task}/complete").status_code == 403
    assert stranger.get("/audit").status_code == 403
    assert stranger.get("/audit", headers={"HX-Request": "true"}).status_code == 403  # no act of a person
    assert signed_in(app, "auditor").post(f"/tasks/{task}/claim").status_code == 403
    token = api_tokens.create(office.site, office["admin"], "uji", ["petugas"])
    asked = app.test_client().post(
        f"/api/v1/tasks/{task}/unclaim", headers={"Authorization": f"Bearer {token}"}
    )
    assert asked.status_code == 403
    assert Visitor(app).get("/audit").status_code == 303  # nobody has signed in: no person to name
    query = audit_table.select().where(audit_table.c.action == "attempt.refused").order_by(audit_table.c.seq)
    with office.site.db.read(OPERATOR) as tx:
        rows = tx.conn.execute(query).all()
        assert not audit.verify(tx).faults
    told = [(row.actor, row.subject, json.loads(row.details)["route"]) for row in rows]
    assert told == [
        ("petugas2", f"task:{task}", "POST /tasks/<int:task_id>/complete"),
        ("petugas2", "", "GET /audit"),
        ("auditor", f"task:{task}", "POST /tasks/<int:task_id>/<verb>"),
        (rows[-1].actor, f"task:{task}", "POST /api/v1/tasks/<int:task_id>/unclaim"),
    ]
    page = signed_in(app, "auditor").get("/audit/trail?action=attempt.refused").text
    assert "Percobaan ditolak" in page and "Percobaan yang ditolak" in page


def test_in_a_browser_every_page_fits_and_is_accessible(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    office, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    _played(office)
    address = serve(app)
    sign_in(page, address, "auditor")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for shown in PATHS:
            page.goto(address + shown)
            assert fits(page), (shown, width)
            assert_accessible(page)
