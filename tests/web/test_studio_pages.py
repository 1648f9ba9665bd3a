"""The process owner's editor: drafts, lint, publishing; refusals lose nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library, sop_drafts
from tests.support.browser import assert_accessible
from tests.support.office import Office, without_review
from tests.support.office_pages import opened, sign_in, signed_in
from tests.support.pages import Visitor

_EDIT = "/studio/micin_darurat"
_RENAME = (b"Menerima permohonan dari masyarakat", b"Menerima surat dari masyarakat")
_ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


@pytest.fixture
def owner(office_app: tuple[Office, Flask]) -> Visitor:
    """The process owner with a draft begun, in an office that publishes without review."""
    without_review(office_app[0])
    visitor = signed_in(office_app[1], "pemilik")
    assert visitor.post(_EDIT).status_code == 303
    return visitor


def _send(owner: Visitor, path: str, xml: bytes, revision: str = "") -> TestResponse:
    headers = {"X-CSRFToken": owner.token("/account"), "Content-Type": "application/xml"}
    if revision:
        headers["If-Match"] = f'"{revision}"'
    return owner.client.post(path, data=xml, headers=headers)


def _faulty(owner: Visitor) -> bytes:
    """The draft with a time standard that lost its amount."""
    return bytes(owner.get(f"{_EDIT}/draft").data.replace(b' amount="20"', b""))


def test_the_editor_is_told_what_it_may_not_offer_and_what_may_be_called(owner: Visitor) -> None:
    page = owner.get(_EDIT)
    found = re.search(r"<script type=.application/json. data-editor-facts>(.*?)</script>", page.text)
    assert found
    facts = json.loads(found[1])
    assert "tugas pengguna" in facts["refused"]["elements"]["scriptTask"]
    assert "micin_darurat" in facts["sops"] and "biaya/jumlah" in facts["decisions"]
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert "style-src-attr 'unsafe-inline'" in policy and "script-src 'self'" in policy


def test_looking_writes_nothing_and_beginning_does(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    visitor = signed_in(app, "pemilik")
    assert "Mulai draf" in visitor.get(_EDIT).text
    with office.site.db.read(office["pemilik"]) as tx:
        assert sop_drafts.dates_of_mine(tx) == {}
    assert visitor.post(_EDIT).status_code == 303
    page = visitor.get(_EDIT).text
    assert 'data-revision="1"' in page and f'data-save-url="{_EDIT}/draft"' in page
    assert visitor.get(f"{_EDIT}/draft").data == library.xml(office.site, office["pemilik"], "micin_darurat")


@pytest.mark.parametrize("login", ["petugas1", "auditor", "admin"])
def test_only_process_owners_edit(office_app: tuple[Office, Flask], login: str) -> None:
    visitor = signed_in(office_app[1], login)
    assert visitor.get(_EDIT).status_code == 403
    assert visitor.post(_EDIT).status_code == 403
    assert _send(visitor, f"{_EDIT}/draft", b"<a/>", "1").status_code == 403
    assert visitor.post(f"{_EDIT}/publish", {"note": "x"}).status_code == 403


def test_a_save_names_its_revision_and_a_stale_one_is_told_the_present(owner: Visitor) -> None:
    xml = owner.get(f"{_EDIT}/draft").data.replace(*_RENAME)
    saved = _send(owner, f"{_EDIT}/draft", xml, "1")
    assert (saved.status_code, saved.json["revision"]) == (200, 2)  # type: ignore[index]
    assert saved.headers["ETag"] == '"2"'
    stale = _send(owner, f"{_EDIT}/draft", xml, "1")
    assert (stale.status_code, stale.json["revision"]) == (409, 2)  # type: ignore[index]
    assert _send(owner, f"{_EDIT}/draft", xml).status_code == 428
    assert owner.get(f"{_EDIT}/draft").data == xml


def test_a_hostile_file_is_refused_with_findings_and_not_kept(owner: Visitor) -> None:
    before = owner.get(f"{_EDIT}/draft").data
    answer = _send(owner, f"{_EDIT}/draft", _ENTITY, "1")
    assert answer.status_code == 422
    assert "DOCTYPE" in answer.json["findings"][0]["message"]  # type: ignore[index]
    assert owner.get(f"{_EDIT}/draft").data == before


def test_lint_answers_in_words_at_the_element_and_stores_nothing(owner: Visitor) -> None:
    before, faulty = owner.get(f"{_EDIT}/draft").data, _faulty(owner)
    findings: Any = _send(owner, f"{_EDIT}/lint", faulty).json["findings"]  # type: ignore[index]
    found = [finding for finding in findings if "tidak memiliki jumlah" in finding["message"]]
    assert [finding["element"] for finding in found] == ["siapkan_perlengkapan"]
    assert found[0]["line"] > 0 and found[0]["name"]
    assert owner.get(f"{_EDIT}/draft").data == before


def test_publishing_needs_a_note(owner: Visitor, office_app: tuple[Office, Flask]) -> None:
    answer = owner.post(f"{_EDIT}/publish", {"note": " "})
    assert answer.status_code == 422
    assert 'id="e-note"' in answer.text
    assert len(library.versions(office_app[0].site, office_app[0]["pemilik"], "micin_darurat")) == 1


def test_publishing_makes_the_next_version_and_ends_the_draft(
    owner: Visitor, office_app: tuple[Office, Flask]
) -> None:
    office = office_app[0]
    running = office.start()
    _send(owner, f"{_EDIT}/draft", owner.get(f"{_EDIT}/draft").data.replace(*_RENAME), "1")
    answer = owner.post(f"{_EDIT}/publish", {"note": "Kata surat lebih tepat"})
    assert answer.status_code == 303
    newest = library.versions(office.site, office["pemilik"], "micin_darurat")[0]
    assert (newest.version, newest.note, newest.created_by) == (2, "Kata surat lebih tepat", "pemilik")
    assert "Mulai draf" in owner.get(_EDIT).text
    assert office.open_task(running.instance).name.startswith("Menerima permohonan")
    assert office.open_task(office.start().instance).name.startswith("Menerima surat")


def test_a_faulty_draft_is_refused_with_every_finding_and_kept(
    owner: Visitor, office_app: tuple[Office, Flask]
) -> None:
    faulty = _faulty(owner)
    assert _send(owner, f"{_EDIT}/draft", faulty, "1").status_code == 200
    answer = owner.post(f"{_EDIT}/publish", {"note": "Coba"})
    assert answer.status_code == 422
    assert "Belum diterbitkan" in answer.text and "tidak memiliki jumlah" in answer.text
    assert ">Coba</textarea>" in answer.text
    assert owner.get(f"{_EDIT}/draft").data == faulty
    assert len(library.versions(office_app[0].site, office_app[0]["pemilik"], "micin_darurat")) == 1


def test_a_version_published_meanwhile_is_not_overwritten_unseen(
    owner: Visitor, office_app: tuple[Office, Flask]
) -> None:
    office = office_app[0]
    source = library.xml(office.site, office["pemilik"], "micin_darurat")
    library.deploy_file(office.site, office["pemilik"], source.replace(*_RENAME), "Lewat perintah")
    _send(owner, f"{_EDIT}/draft", source.replace(b"Mengembalikan permohonan", b"Mengembalikan berkas"), "1")
    refused = owner.post(f"{_EDIT}/publish", {"note": "Langkah 3"})
    assert refused.status_code == 409
    assert "Ada versi yang lebih baru" in refused.text and 'name="over" value="2"' in refused.text
    assert owner.post(f"{_EDIT}/publish", {"note": "Langkah 3", "over": "2"}).status_code == 303
    assert library.versions(office.site, office["pemilik"], "micin_darurat")[0].version == 3


def test_a_draft_is_thrown_away(owner: Visitor) -> None:
    assert owner.post(f"{_EDIT}/discard").status_code == 303
    assert "Mulai draf" in owner.get(_EDIT).text


def test_in_a_browser_a_step_is_renamed_saved_and_published(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    office, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    without_review(office)
    address = serve(app)
    sign_in(page, address, "pemilik")
    page.goto(address + _EDIT)
    page.get_by_role("button", name="Mulai").click()
    expect(page.locator("[data-editor][data-ready]")).to_be_visible()
    expect(page.locator("[data-editor]")).to_have_attribute("data-errors", "0")
    assert_accessible(page)
    page.evaluate(
        """() => { const { modeler } = document.querySelector('[data-editor]').alur;
        modeler.get('selection').select(modeler.get('elementRegistry').get('terima_permohonan')); }"""
    )
    page.get_by_role("textbox", name="Kegiatan").fill("Menerima surat permohonan")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-editor]")).to_have_attribute("data-revision", "2")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Surat")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status").first).to_contain_text("Versi 2 berlaku")
    newest = library.xml(office.site, office["pemilik"], "micin_darurat")
    assert "Menerima surat permohonan" in newest.decode()
