"""Conformance and variants at a browser: what deviates, one request's story, the path drawn, the ways between."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tasks import cases, work
from tasks.reports.interventions import GROUPS
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import fits, sign_in, signed_in
from tests.support.pages import Visitor
from web.pages.audit_words import ACTIONS

SOP = "sop=micin_darurat"


@pytest.fixture
def handed(office: Office) -> int:
    """A request whose first step was handed on by a supervisor, withdrawn at its third; another one that goes on."""
    office.do(office.start(nama_pemohon="Misran").instance)
    number = office.start(nama_pemohon="Siti Aminah").instance
    office.clock.move(timedelta(minutes=1))
    work.reassign(office.site, office["kasi"], office.open_task(number).id, "petugas2", "Sakit")
    office.do(number, "petugas2")
    office.do(number)
    office.clock.move(timedelta(minutes=1))
    cases.cancel(office.site, office["kasi"], number, "Dicabut")
    return number


def test_deviations_are_counted_and_lead_to_the_request(office_app: Flask, handed: int) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(f"/audit/conformance?{SOP}").text
    assert "Dialihkan" in page and "Ditarik oleh kantor" in page and "100%" in page
    assert "1 permohonan masih berjalan: yang belum terjadi bukan penyimpangan" in page
    assert f"/audit/conformance/cases/{handed}?sop=micin_darurat" in page
    assert "Siti Aminah" not in page and "MD-2026-00002" in page
    only = visitor.get(f"/audit/conformance?{SOP}&kind=reassigned").text
    assert "MD-2026-00002" in only and "MD-2026-00001" not in only
    strange = visitor.get(f"/audit/conformance?{SOP}&kind=%27;--&against=99&state=x&start=-1")
    assert strange.status_code == 200 and "MD-2026-00001" in strange.text
    assert "Tidak ada permohonan untuk SOP ini" in visitor.get(f"/audit/conformance?{SOP}&to=2020-01-31").text


def test_the_story_tells_each_deviation_at_its_moment(office_app: Flask, handed: int) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(f"/audit/conformance/cases/{handed}").text
    assert "2 penyimpangan" in page and "sesuai gambar" in page and "Sakit" in page
    told = page[page.index("Jalannya perkara") :]
    assert told.index("Dialihkan: 1. ") < told.index("Selesai: 1. ") < told.index("Ditarik oleh kantor")
    assert "Siti Aminah" not in page
    assert visitor.get("/audit/conformance/cases/999999").status_code == 404
    assert visitor.get(f"/audit/conformance/cases/{handed}?sop=tiada").status_code == 404
    assert visitor.get(f"/audit/conformance/cases/{handed}?against=7").status_code == 404


def test_the_ways_lead_on_from_request_and_interventions(office_app: Flask, handed: int) -> None:
    visitor = signed_in(office_app, "auditor")
    address = f"/audit/conformance/cases/{handed}"
    assert address in visitor.get(f"/requests/{handed}").text
    assert address in visitor.get("/audit/interventions").text
    assert "/audit/interventions?group=cases" in visitor.get(f"/audit/conformance?{SOP}").text
    assert address not in signed_in(office_app, "petugas1").get(f"/requests/{handed}").text


def test_every_intervention_has_words() -> None:
    acts = [act for group in GROUPS.values() for act in group]
    assert set(acts) <= set(ACTIONS) and len(acts) == len(set(acts))


def test_deviations_and_paths_are_taken_away(office_app: Flask, handed: int) -> None:
    visitor = signed_in(office_app, "auditor")
    taken = visitor.get(f"/audit/conformance.csv?{SOP}").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert [row["Penyimpangan"] for row in rows] == ["Dialihkan", "Ditarik oleh kantor"]
    assert rows[0]["Catatan"] == "Sakit" and rows[0]["Oleh"] == "kasi"
    paths = visitor.get(f"/audit/variants.csv?{SOP}").get_data(as_text=True).lstrip("\ufeff")
    (path,) = csv.DictReader(io.StringIO(paths))
    assert (path["Jalan"], path["Permohonan"]) == ("1 > 2", "1")
    for name in ("conformance", "variants"):
        assert visitor.get(f"/audit/{name}.xlsx?{SOP}").data[:2] == b"PK"


def test_the_chosen_path_is_marked_on_the_diagram(office_app: Flask, handed: int) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(f"/audit/variants?{SOP}").text
    assert "1 permohonan sudah selesai. 1 masih berjalan dan belum menjadi varian." in page
    assert "ditarik" in page and "MD-2026-00002" in page
    marks = json.loads(visitor.get(f"/audit/variants/marks?{SOP}").text)
    steps = {one["element"]: one["text"] for one in marks if "element" in one}
    assert steps == {"terima_permohonan": "1×", "pastikan_persyaratan": "1×"}
    assert {one["text"] for one in marks if "flow" in one} == {"1×"}
    assert visitor.get(f"/audit/variants/marks?{SOP}&path=tiada").status_code == 404
    assert json.loads(visitor.get(f"/audit/variants/marks?{SOP}&to=2020-01-31").text) == []
    assert "Belum ada permohonan" in visitor.get(f"/audit/variants?{SOP}&only=late").text


def test_who_may_not_is_refused(office_app: Flask, handed: int) -> None:
    for login in ("petugas1", "pemilik", "admin"):
        visitor: Visitor = signed_in(office_app, login)
        for path in (
            "conformance",
            f"conformance/cases/{handed}",
            "conformance/marks",
            "variants",
            "variants/marks",
            "variants.csv",
        ):
            assert visitor.get(f"/audit/{path}").status_code == 403


def test_the_path_is_drawn_and_the_pages_fit_a_phone(
    office_app: Flask, handed: int, serve: Callable[[Flask], str], page: Page
) -> None:
    address = serve(office_app)
    sign_in(page, address, "auditor")
    for path in (f"conformance?{SOP}", f"conformance/cases/{handed}", f"variants?{SOP}"):
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"{address}/audit/{path}")
        assert fits(page)
        assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".diagram[data-ready]")).to_be_visible()
    expect(page.locator(".mark-passed").first).to_be_visible()
