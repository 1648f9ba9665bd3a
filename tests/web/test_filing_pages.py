"""The pages of reports to file: the list, a report with the cells of its files, periods, downloads, other office."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from lxml import html
from playwright.sync_api import Page, expect

from tasks.filing import documents
from tasks.filing.frame import Question
from tasks.filing.kinds import KINDS
from tasks.filing.periods import parse
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.read_back import close, expected, holds


@pytest.fixture
def at_work(office: Office, office_app: Flask) -> tuple[Office, Flask]:
    """The office with a request at its seventh step, and its application."""
    office.until(office.start().instance, "foto_sidik_jari")
    return office, office_app


def test_the_list_names_every_report_its_last_period_and_the_next(at_work: tuple[Office, Flask]) -> None:
    page = signed_in(at_work[1], "pemilik").get("/audit/reports").text
    for code in KINDS:
        assert f'href="/audit/reports/{code}"' in page
    assert "Maret 2026" in page and "mulai 1 Mei 2026" in page  # it is April


def test_a_page_holds_the_cells_of_the_files(at_work: tuple[Office, Flask]) -> None:
    office, app = at_work
    visitor = signed_in(app, "auditor")
    for code, kind in KINDS.items():
        now = {"month": "2026-04", "half": "2026-S1", "year": "2026"}[kind.every]
        sop = "micin_darurat" if kind.of_sop else ""
        found = documents.read(office.site, office["auditor"], code, Question(parse(kind.every, now), sop))
        page = html.fromstring(visitor.get(f"/audit/reports/{code}?period={now}&sop={sop}").text)
        rows = [tuple(close(cell.text_content()) for cell in row) for row in page.iterfind(".//tr")]
        assert expected(found) and holds(rows, expected(found)), code
        assert "Periode ini belum berakhir" in page.text_content()


def test_files_come_under_a_name_of_their_own(at_work: tuple[Office, Flask]) -> None:
    visitor = signed_in(at_work[1], "kasi")
    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}
    for ending, begin in begins.items():
        answer = visitor.get(f"/audit/reports/monthly/file.{ending}?period=2026-04")
        assert answer.data.startswith(begin)
        assert f"laporan-monthly-2026-04.{ending}" in answer.headers["Content-Disposition"]
    assert visitor.get("/audit/reports/monthly/file.svg").status_code == 404


def test_what_cannot_be_asked_is_refused(at_work: tuple[Office, Flask]) -> None:
    visitor = signed_in(at_work[1], "auditor")
    assert visitor.get("/audit/reports/monthly?period=April").status_code == 422
    assert visitor.get("/audit/reports/lain").status_code == 404
    assert "Tidak ada permohonan" in visitor.get("/audit/reports/monthly?period=2024-02").text
    assert signed_in(at_work[1], "petugas1").get("/audit/reports/monthly").status_code == 403


def test_a_field_is_filled_in_and_a_clash_keeps_both_texts(at_work: tuple[Office, Flask]) -> None:
    app = at_work[1]
    address = "/audit/reports/monitoring/fill/conclusion?period=2026-S1&sop=micin_darurat"
    report = "/audit/reports/monitoring?period=2026-S1&sop=micin_darurat"
    owner, supervisor = signed_in(app, "pemilik"), signed_in(app, "kasi")
    assert owner.get(address).status_code == 200 and address.replace("&", "&amp;") in owner.get(report).text
    answer = owner.post(address, {"text": "Berjalan <b>baik</b>", "revision": "0"}, page=address)
    assert answer.status_code == 303 and answer.location.endswith("#conclusion")
    assert "Berjalan &lt;b&gt;baik&lt;/b&gt;" in owner.get(report).text
    clash = supervisor.post(address, {"text": "Teks saya", "revision": "0"}, page=address)
    assert clash.status_code == 409
    assert "Berjalan &lt;b&gt;baik" in clash.text and "Teks saya" in clash.text and "pemilik" in clash.text
    assert 'name="revision" value="1"' in clash.text
    assert supervisor.post(address, {"text": "Keduanya", "revision": "1"}, page=address).status_code == 303
    assert "koordinator" not in owner.get(address).text and ">kasi<" not in owner.get(address).text
    assert owner.post(address, {"text": "x" * 1001, "revision": "2"}, page=address).status_code == 422
    auditor = signed_in(app, "auditor")
    assert "/fill/" not in auditor.get(report).text and "Keduanya" in auditor.get(report).text
    assert auditor.get(address).status_code == 403
    assert owner.get(address.replace("conclusion", "lain")).status_code == 404


def test_reports_fit_every_screen_and_can_be_read_by_all(
    at_work: tuple[Office, Flask], serve: Callable[[Flask], str], page: Page
) -> None:
    address = serve(at_work[1])
    sign_in(page, address, "pemilik")
    for path in ("", "/monitoring?period=2026-S1", "/monthly?period=2026-04", "/monitoring/fill/conclusion"):
        page.goto(f"{address}/audit/reports{path}")
        expect(page.locator("h1")).to_be_visible()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page), (path, width)
        assert_accessible(page)
