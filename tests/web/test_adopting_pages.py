"""Sending a BPMN file of another tool: the page says what was changed, the draft opens in the editor."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask

from tasks import sop_drafts
from tests.processes.test_adopting import BIZAGI
from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor


def sent(visitor: Visitor, content: bytes, **fields: str) -> Any:
    data = {"csrf_token": visitor.token("/studio/import"), "bpmn": (BytesIO(content), "izin.bpmn"), **fields}
    return visitor.client.post("/studio/import-bpmn", data=data)


def test_a_file_becomes_a_draft_once_and_what_was_done_is_told(office: Office, office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    answer = sent(owner, BIZAGI, bpmn_key="izin_keramaian")
    assert answer.status_code == 200, answer.text
    page = answer.text
    assert "Bizagi" in page and "Kirim SMS" in page and "bukan Process_0abc" in page
    with office.site.db.read(office["pemilik"]) as tx:
        draft = sop_drafts.mine(tx, "izin_keramaian")
    assert draft.base_version == 0 and b"Serahkan izin" in draft.xml
    assert owner.get("/studio/izin_keramaian").status_code == 200
    assert sent(owner, BIZAGI, bpmn_key="izin_keramaian").status_code == 409


def test_bad_files_and_strangers_leave_nothing(office: Office, office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    for bad in (b"", b"PK", b"<!DOCTYPE x []><x/>"):
        assert sent(owner, bad).status_code == 422
    assert sent(owner, BIZAGI, bpmn_key="micin_darurat").status_code == 422
    officer = signed_in(office_app, "petugas1")
    data = {"csrf_token": officer.token("/account"), "bpmn": (BytesIO(BIZAGI), "a.bpmn")}
    assert officer.client.post("/studio/import-bpmn", data=data).status_code == 403
    with office.site.db.read(office["pemilik"]) as tx:
        assert sop_drafts.dates_of_mine(tx) == {}
