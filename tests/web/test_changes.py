"""What changed between versions: told in the table's words to everybody signed in, drawn side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library, sop_drafts
from tasks.decisions import models
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in

XML = (files("bpmn") / "micin_darurat.bpmn").read_bytes()
SHORTER = XML.replace(b'amount="30" unit="minute"', b'amount="15" unit="minute"').replace(
    b">30 menit<", b">15 menit<"
)


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    library.deploy_file(office.site, office["admin"], SHORTER, "lebih singkat")
    return office, app


def test_a_changed_time_is_told_in_the_words_of_the_table(office_app: tuple[Office, Flask]) -> None:
    page = signed_in(office_app[1], "petugas1").get("/sop/micin_darurat/changes").text
    assert "Waktu: 30 menit → 15 menit" in page and "Langkah 6" in page
    assert '{"element": "laksanakan_kegiatan", "state": "changed"}' in page


def test_the_same_version_twice_shows_nothing_and_an_unknown_one_is_not_found(
    office_app: tuple[Office, Flask],
) -> None:
    visitor = signed_in(office_app[1], "auditor")
    assert "Tabel tidak berubah" in visitor.get("/sop/micin_darurat/changes?from=2&to=2").text
    assert visitor.get("/sop/micin_darurat/changes?from=7").status_code == 404
    assert visitor.get("/sop/apa/changes").status_code == 404


def test_a_draft_is_compared_by_its_author_alone(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    owner = signed_in(app, "pemilik")
    assert owner.get("/studio/micin_darurat/changes").status_code == 404
    draft = sop_drafts.open_draft(office.site, office["pemilik"], "micin_darurat")
    assert "Tabel tidak berubah" in owner.get("/studio/micin_darurat/changes").text
    sop_drafts.save_draft(office.site, office["pemilik"], "micin_darurat", XML, draft.revision)
    assert "Waktu: 15 menit → 30 menit" in owner.get("/studio/micin_darurat/changes").text
    assert signed_in(app, "petugas1").get("/studio/micin_darurat/changes").status_code == 403
    assert signed_in(app, "admin").get("/studio/micin_darurat/changes").status_code == 403


def test_both_diagrams_are_marked_at_every_width(
    office_app: tuple[Office, Flask], serve: Callable[[Flask], str], page: Page
) -> None:
    address = serve(office_app[1])
    sign_in(page, address, "pemilik")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/sop/micin_darurat/changes")
        page.wait_for_selector(".side-by-side section:last-child [data-ready]")
        expect(page.locator(".mark-changed")).to_have_count(2)
        assert fits(page)
    assert_accessible(page)


def test_rules_that_changed_between_two_versions_are_told_with_them(
    db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office, app = opened(db, clock, tmp_path / "alur")
    younger = (files("bpmn") / "prioritas.dmn").read_bytes().replace(b"&lt; 5</text>", b"&lt; 6</text>")
    clock.move(timedelta(hours=1))
    models.publish_file(office.site, office["pemilik"], younger, "SK 8", key="prioritas")
    clock.move(timedelta(hours=1))
    library.deploy_file(office.site, office["admin"], SHORTER, "lebih singkat")
    visitor = signed_in(app, "petugas1")
    page = visitor.get("/sop/micin_darurat/changes").text
    assert "Aturan 4, Usia (tahun): &lt; 5 → &lt; 6" in page and "ditanya saat permohonan dimulai" in page
    assert "Waktu: 30 menit → 15 menit" in page
    assert "Aturan 4" not in visitor.get("/sop/micin_darurat/changes?from=2&to=2").text
    own = visitor.get("/keputusan/prioritas/changes").text
    assert "Aturan 4, Usia (tahun): &lt; 5 → &lt; 6" in own and "SK 8" in own
    assert "/keputusan/prioritas/changes?to=2" in visitor.get("/keputusan/prioritas").text
    assert visitor.get("/keputusan/lain/changes").status_code == 404


def test_a_condition_beside_the_table_is_told_too(
    office_app: tuple[Office, Flask],
) -> None:
    office, app = office_app
    draft = sop_drafts.open_draft(office.site, office["pemilik"], "micin_darurat")
    changed = draft.xml.replace(b"<bpmn:endEvent ", b"<bpmn:endEvent camunda:priority='1' ", 1)
    sop_drafts.save_draft(office.site, office["pemilik"], "micin_darurat", changed, draft.revision)
    page = signed_in(app, "pemilik").get("/studio/micin_darurat/changes").text
    assert "Prioritas: (kosong) → 1" in page and "Tabel tidak berubah" not in page
