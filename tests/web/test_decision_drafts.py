"""The decision editor's pages: begin, save, check, compare, try, publish; and the process owner at a real browser."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine import decision_models
from tasks.decisions import drafts, models
from tests.processes.templates import END, START, file, flow, lane, task
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.tasks.small_processes import deploy

_DRAFT = "/keputusan/prioritas/draf"
FILE = (files("bpmn") / "prioritas.dmn").read_bytes()
OLDER = FILE.replace(b"&lt; 5</text>", b"&lt; 6</text>")
FAULTY = FILE.replace(b"&lt; 5</text>", b"&lt; (5</text>")


@pytest.fixture
def owner(office_app: Flask) -> Visitor:
    """The process owner with a draft begun."""
    visitor = signed_in(office_app, "pemilik")
    assert "Mulai draf" in visitor.get(_DRAFT).text
    assert visitor.post(_DRAFT, {}).status_code == 303
    return visitor


def save(office: Office, content: bytes, revision: int = 1) -> None:
    drafts.save_draft(office.site, office["pemilik"], "prioritas", content, revision)


def test_process_owners_alone_edit(office_app: Flask) -> None:
    for login in ("petugas1", "auditor", "admin"):
        visitor = signed_in(office_app, login)
        assert visitor.get(_DRAFT).status_code == visitor.post(_DRAFT, {}).status_code == 403
        assert "/draf" not in visitor.get("/keputusan/prioritas").text
    assert _DRAFT in signed_in(office_app, "pemilik").get("/keputusan/prioritas").text
    assert signed_in(office_app, "pemilik").get("/keputusan/lain/draf").status_code == 404


def test_the_editors_page_alone_allows_style_attributes(owner: Visitor) -> None:
    policy = owner.get(_DRAFT).headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy and "style-src 'self'" in policy
    assert "unsafe-inline" not in owner.get("/keputusan/prioritas").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in owner.get(f"{_DRAFT}/coba").headers["Content-Security-Policy"]


def test_the_draft_is_compared_and_tried_before_it_is_published(owner: Visitor, office: Office) -> None:
    assert "Hanya gambar" in owner.get(f"{_DRAFT}/perubahan").text
    save(office, OLDER)
    assert "Aturan 4, Usia (tahun): &lt; 5 → &lt; 6" in owner.get(f"{_DRAFT}/perubahan").text
    assert owner.get(f"{_DRAFT}/model.dmn").data == OLDER
    tried = owner.post(f"{_DRAFT}/coba", {"decision": "kelompok", "i.usia": "5"})
    assert "Balita" in tried.text
    assert owner.post(f"{_DRAFT}/terbit", {"note": "SK 8"}).status_code == 303
    assert models.xml(office.site, office["pemilik"], "prioritas") == OLDER
    assert owner.get(f"{_DRAFT}/coba").status_code == 404


def test_what_is_wrong_is_said_in_words_and_nothing_is_published(owner: Visitor, office: Office) -> None:
    save(office, FAULTY)
    assert "Draf mengandung kesalahan" in owner.get(f"{_DRAFT}/coba").text
    assert "Draf mengandung kesalahan" in owner.get(f"{_DRAFT}/perubahan").text
    refused = owner.post(f"{_DRAFT}/terbit", {"note": "SK 8"})
    assert refused.status_code == 422 and "Belum diterbitkan: 1 temuan" in refused.text
    assert owner.post(f"{_DRAFT}/buang", {}).status_code == 303
    assert owner.get(f"{_DRAFT}/model.dmn").status_code == 404


def test_a_decision_dropped_that_a_step_asks_is_refused_with_sop_and_step(
    owner: Visitor, office: Office
) -> None:
    rule = task("r", "businessRuleTask", more='camunda:decisionRef="prioritas/kelompok"')
    body = START + rule + task("a") + END + flow("s", "r") + flow("r", "a") + flow("a", "e")
    deploy(office.site.db, file(body, lanes=lane("s", "r", "a", "e")))
    renamed = FILE.replace(
        b'<decision id="kelompok" name="Kelompok prioritas">', b'<decision id="g" name="G">'
    )
    save(
        office,
        renamed.replace(b'name="kelompok" typeRef', b'name="g" typeRef').replace(b'"#kelompok"', b'"#g"'),
    )
    told = posted(owner, f"{_DRAFT}/periksa", drafted(office)).json["findings"]
    assert [(one["name"], one["severity"]) for one in told if not one["element"]] == [("P", "error")]
    refused = owner.post(f"{_DRAFT}/terbit", {"note": "SK 8"})
    assert refused.status_code == 422
    assert "Langkah “r. Tugas r” pada P (versi 1)" in refused.text and "“kelompok”" in refused.text


def test_a_new_model_is_begun_on_the_list_and_every_page_of_it_opens(office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    refused = owner.post("/keputusan", {"key": "biaya", "name": "Biaya"})
    assert refused.status_code == 422 and "sudah ada" in refused.text
    assert owner.post("/keputusan", {"key": "antrean", "name": "Antrean"}).status_code == 303
    for page in ("", "/coba", "/perubahan", "/model.dmn"):
        assert owner.get(f"/keputusan/antrean/draf{page}").status_code == 200
    assert "/keputusan/antrean/draf" in owner.get("/keputusan").text
    assert "/keputusan/antrean/draf" not in signed_in(office_app, "petugas1").get("/keputusan").text
    assert owner.post("/keputusan/antrean/draf/buang", {}).location.endswith("/keputusan")
    assert owner.post("/keputusan", {"key": "antrean", "name": "Antrean"}).status_code == 303
    assert owner.post("/keputusan/antrean/draf/terbit", {"note": "SK 1"}).status_code == 303
    assert "Antrean" in owner.get("/keputusan/antrean").text


def drafted(office: Office) -> bytes:
    with office.site.db.read(office["pemilik"]) as tx:
        return drafts.mine(tx, "prioritas").xml


def posted(visitor: Visitor, path: str, content: bytes, revision: str = "") -> Any:
    """As the editor sends a file: XML in the body, the token and the revision in headers."""
    headers = {"X-CSRFToken": visitor.token("/account")} | ({"If-Match": f'"{revision}"'} if revision else {})
    return visitor.client.post(path, data=content, content_type="application/xml", headers=headers)


def test_a_save_names_its_revision_and_hears_of_another_window(owner: Visitor, office: Office) -> None:
    file_ = f"{_DRAFT}/model.dmn"
    assert posted(owner, file_, OLDER).status_code == 428
    saved = posted(owner, file_, FAULTY, "1")
    assert (saved.status_code, saved.json["revision"]) == (200, 2)
    assert [one["element"] for one in saved.json["findings"]] == ["kelompok_balita_1"]
    late = posted(owner, file_, OLDER, "1")
    assert (late.status_code, late.json["revision"]) == (409, 2)
    assert posted(owner, file_, b"<definitions", "2").status_code == 422
    assert drafted(office) == FAULTY


def test_a_cell_is_edited_checked_saved_tried_and_published(
    page: Page, office_app: Flask, office: Office, serve: Callable[[Any], str]
) -> None:
    drafts.open_draft(office.site, office["pemilik"], "prioritas")
    address = serve(office_app)
    sign_in(page, address, "pemilik")
    ready = page.locator("[data-decision-editor][data-ready]")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + _DRAFT)
        expect(ready).to_have_attribute("data-errors", "0")
        assert fits(page)
    assert_accessible(page)
    page.locator("[data-view=kelompok]").click()
    _type(page, "< )")
    expect(ready).to_have_attribute("data-errors", "1")
    expect(page.locator(".finding-error")).to_contain_text("Kelompok prioritas")
    _type(page, "< 6")
    expect(ready).to_have_attribute("data-errors", "0")
    page.get_by_role("button", name="Simpan draf").click()
    expect(ready).to_have_attribute("data-state", "saved")
    assert_accessible(page)
    assert page.evaluate("[...document.querySelector('[data-ready]').alur.untranslated]") == []
    page.get_by_role("link", name="Coba").click()
    expect(page.locator("#try")).to_be_visible()
    page.locator("[name='i.usia']").fill("5")
    page.get_by_role("button", name="Tanyakan").click()
    expect(page.locator("#answer")).to_contain_text("Balita")
    page.get_by_role("link", name="Editor").click()
    page.get_by_label("Apa yang berubah, dan mengapa").fill("SK 8")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status").first).to_contain_text("Versi 2 berlaku")
    with office.site.db.read() as tx:
        made = decision_models.latest(tx, "prioritas").version
        assert b"&lt; 6</text>" in decision_models.source(tx, made.id)


def _type(page: Page, text: str) -> None:
    page.locator("td[data-element-id=kelompok_balita_1]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
