"""The page of passports issued: tables, chart and downloads for those who read figures, at every width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from tests.tasks.report_rows import put_case, put_task


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    started = office.start()
    with db.begin() as tx:
        case = put_case(tx, started.definition, "LAMA-1", clock(), category="rusak")
        put_task(tx, case, "cetak_ambil", clock(), clock(), clock())
    return office, app


def test_the_tables_have_totals_and_downloads(office_app: tuple[Office, Flask]) -> None:
    visitor = signed_in(office_app[1], "auditor")
    page = visitor.get("/audit/issued").text
    assert "Paspor terbit" in page and "Penggantian, rusak" in page and "Apr 2026" in page
    assert visitor.get("/audit/issued.csv?from=2026-04&to=2026-04").text.splitlines()[1:] == [
        "Paspor baru,0,0",
        "&quot;Penggantian, habis berlaku&quot;,0,0".replace("&quot;", '"'),
        '"Penggantian, hilang",0,0',
        '"Penggantian, rusak",1,1',
        "Jumlah,1,1",
    ]
    assert visitor.get("/audit/issued.xlsx").status_code == 200


def test_months_that_cannot_be_are_refused_and_empty_ones_said(office_app: tuple[Office, Flask]) -> None:
    visitor = signed_in(office_app[1], "pemilik")
    assert visitor.get("/audit/issued?from=April").status_code == 422
    assert visitor.get("/audit/issued?from=1900-01&to=2026-04").status_code == 422
    assert "Tidak ada paspor terbit" in visitor.get("/audit/issued?from=2024-01&to=2024-02").text
    assert signed_in(office_app[1], "petugas1").get("/audit/issued").status_code == 403


def test_the_page_fits_every_screen(
    office_app: tuple[Office, Flask], serve: Callable[[Flask], str], page: Page
) -> None:
    address = serve(office_app[1])
    sign_in(page, address, "auditor")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/audit/issued")
        assert page.locator(".month-columns li").count() == 12
        assert fits(page)
    assert_accessible(page)
