"""Evidence packs from the pages, over REST and from the command line: real downloads that verify elsewhere."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from playwright.sync_api import Page
from sqlalchemy import select

from engine import schema
from tasks.evidence import checking
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.tasks.evidence import packs
from tests.tasks.evidence.test_logs import SCHEMAS
from tests.web.test_api import Program, client, program, start
from tests.web.test_cli import Terminal, alur, furnished
from web.cli.frame import REFUSED

__all__ = ["alur", "client", "furnished", "program"]
PERIOD = {"sop": "micin_darurat", "from": "2026-04-01", "to": "2026-04-30", "purpose": "pekppp", "note": ""}


@pytest.fixture
def case(office: Office) -> int:
    return packs.played(office)


@pytest.mark.parametrize("login", ["auditor", "kasi"])
def test_a_pack_of_a_period_is_downloaded_and_verifies(
    office: Office, office_app: Flask, case: int, tmp_path: Path, login: str
) -> None:
    visitor = signed_in(office_app, login)
    answer = visitor.post("/audit/evidence", PERIOD)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    named = answer.headers["Content-Disposition"]
    assert named == 'attachment; filename="alur-micin_darurat-2026-04-01-2026-04-30.zip"'
    manifest = json.loads(packs.opened(answer.data)["manifest.json"])
    assert (manifest["made_by"], manifest["purpose"]["code"]) == (login, "pekppp")
    page = visitor.get("/audit/evidence").text
    assert manifest["key_id"] in page and "Sidik kunci kantor" in page
    code, said = packs.verify(answer.data, tmp_path, "--key", manifest["key_id"])
    assert code == 0 and "UTUH" in said, said
    assert "Paket bukti dibuat" in signed_in(office_app, "auditor").get("/audit/trail?action=pack.made").text


def test_a_pack_of_a_case_is_downloaded_from_its_page(office_app: Flask, case: int, tmp_path: Path) -> None:
    auditor = signed_in(office_app, "auditor")
    page = auditor.get(f"/requests/{case}").text
    assert "Paket bukti" in page and f'action="/audit/evidence/requests/{case}"' in page
    given = {"purpose": "lain", "note": "surat 12/2026"}
    answer = auditor.post(f"/audit/evidence/requests/{case}", given)
    assert answer.status_code == 200
    assert packs.verify(answer.data, tmp_path)[0] == 0
    manifest = json.loads(packs.opened(answer.data)["manifest.json"])
    assert manifest["purpose"] == {"code": "lain", "note": "surat 12/2026"}


def test_a_wrong_form_is_shown_again_and_makes_nothing(office: Office, office_app: Flask, case: int) -> None:
    auditor = signed_in(office_app, "auditor")
    for path, wrong in (
        ("/audit/evidence", {**PERIOD, "purpose": "iseng"}),
        ("/audit/evidence", {**PERIOD, "from": "kemarin"}),
        (f"/audit/evidence/requests/{case}", {"purpose": "", "note": "catatan yang diketik"}),
    ):
        answer = auditor.post(path, wrong)
        assert answer.status_code == 422 and "has-error" in answer.text, path
    assert "catatan yang diketik" in answer.text
    with office.site.db.read() as tx:
        assert (
            tx.conn.execute(select(schema.audit.c.seq).where(schema.audit.c.action == "pack.made")).all()
            == []
        )


def test_officers_have_no_button_and_no_pack(office_app: Flask, case: int) -> None:
    officer = signed_in(office_app, "petugas1")
    assert "/audit/evidence" not in officer.get(f"/requests/{case}").text
    assert officer.post(f"/audit/evidence/requests/{case}", {"purpose": "lain"}).status_code == 403


def test_logs_are_taken_away_over_rest(program: Program, office: Office) -> None:
    start(program)
    office.clock.move(timedelta(minutes=1))
    log = etree.fromstring(program("GET", "/exports/xes").data)
    etree.XMLSchema(etree.parse(SCHEMAS / "xes.xsd")).assertValid(log)
    assert len(log.findall("trace")) == 1
    assert [one["type"] for one in program("GET", "/exports/ocel").json["objects"]].count("case") == 1
    answer = program("GET", "/exports/ocel?encoding=xml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ocel.xml"'
    etree.XMLSchema(etree.parse(SCHEMAS / "ocel2.xsd")).assertValid(etree.fromstring(answer.data))
    assert program("GET", "/exports/ocel?encoding=sqlite").status_code == 422
    assert program("GET", "/exports/xes?definitionKey=tidak_ada").status_code == 404


def test_the_command_line_makes_packs_that_verify(alur: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "paket.zip"
    told = alur.json(
        "audit", "pack", "--sop", "micin_darurat", "--from", "2026-01-01", "--to", "2026-12-31", "--out", out
    )
    content = out.read_bytes()
    assert told["size"] == len(content)
    assert packs.verify(content, tmp_path)[0] == 0
    manifest = json.loads(packs.opened(content)["manifest.json"])
    assert (manifest["made_by"], manifest["scope"]["start"]) == ("cli", "2025-12-31T16:00:00.000000Z")
    assert alur("audit", "pack", "--case", "1", "--out", tmp_path / "x.zip").exit_code == REFUSED
    assert not (tmp_path / "x.zip").exists()
    assert alur("audit", "pack", "--out", out).exit_code == 2
    assert alur("audit", "verify").exit_code == 0


def test_in_a_browser_a_pack_is_downloaded_twice(
    page: Page, serve: Callable[[Any], str], office_app: Flask, case: int, tmp_path: Path
) -> None:
    address = serve(office_app)
    sign_in(page, address, "auditor")
    page.goto(f"{address}/requests/{case}")
    page.get_by_role("button", name="Paket bukti").click()
    assert_accessible(page)
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Unduh paket").click()
        path = Path(waiting.value.path())
        assert waiting.value.suggested_filename == f"alur-case-{case}.zip"
        assert packs.verify(path.read_bytes(), tmp_path)[0] == 0
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/audit/evidence")
        assert fits(page), width
        assert_accessible(page)


def test_a_pack_that_is_sent_is_verified_in_the_same_words_and_not_kept(
    office: Office, office_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packs.of_case(office, packs.played(office))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    changed = packs.flipped(content)
    for login, sent, words in (
        ("auditor", content, "UTUH: tidak ada yang diubah"),
        ("kasi", changed, "SALAH [file_changed]"),
        ("auditor", b"bukan paket", "TIDAK DAPAT DIBACA"),
    ):
        answer = signed_in(office_app, login).post(
            "/audit/evidence/verify", {"pack": (io.BytesIO(sent), "../paket.zip"), "key": ""}
        )
        assert answer.status_code == 200 and words in answer.text, answer.text
        assert packs.verify(sent, tmp_path)[1].splitlines()[0] in answer.text
        (tmp_path / "paket.zip").unlink()
        (tmp_path / "verify.py").unlink()
    assert sorted(tmp_path.iterdir()) == before


def test_what_cannot_be_verified_here_is_refused(office_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = signed_in(office_app, "auditor")

    def sent(content: bytes, key: str = "") -> tuple[int, str]:
        answer = auditor.post("/audit/evidence/verify", {"pack": (io.BytesIO(content), "p.zip"), "key": key})
        return answer.status_code, answer.text

    assert sent(b"")[0] == 422
    assert "Sidik kunci terdiri" in sent(b"x", "kunci")[1]
    monkeypatch.setattr(checking, "LARGEST", 3)
    assert "verify.py" in sent(b"xxxx")[1]
    assert checking._AT_ONCE.acquire(blocking=False) and checking._AT_ONCE.acquire(blocking=False)
    try:
        assert sent(b"xxx")[0] == 409
    finally:
        checking._AT_ONCE.release()
        checking._AT_ONCE.release()
    stranger = signed_in(office_app, "petugas1")
    refused = stranger.post("/audit/evidence/verify", {"pack": (io.BytesIO(b"xxx"), "p.zip"), "key": ""})
    assert refused.status_code == 403
