"""The page of a request: where it stands, what it waits for, its papers, its end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tasks import views, work, worker
from tests.support.browser import Complaints
from tests.support.office import Office
from tests.support.office_pages import sign_in, signed_in
from tests.support.pages import Visitor

_TITLES = re.compile(r'class="timeline-title">([^<]+)<')


def returned(office: Office) -> int:
    case = office.start(nama_pemohon="Hj. Siti Aminah").instance
    office.until(case, "pastikan_persyaratan")
    office.do(case, missing={"kk": "tidak_ada", "rujukan_dokter": "tidak_sesuai"}, keputusan="tidak")
    office.do(case)
    return case


def post(visitor: Visitor, case: int, path: str, **fields: str) -> Any:
    return visitor.post(path, fields, page=f"/requests/{case}")


def test_the_timeline_tells_each_thing_once(office: Office, office_app: Flask) -> None:
    page = signed_in(office_app, "auditor").get(f"/requests/{returned(office)}").text
    told = _TITLES.findall(page)
    assert told[0] == "Permohonan dimulai"
    assert [line.split(":")[0] for line in told[1:]] == ["Selesai"] * 3 + ["Surat diterbitkan", "Menunggu"]
    assert "2 butir tidak ada atau tidak sesuai" in page
    assert "Keputusan: tidak" in page


def test_the_letter_lists_exactly_what_is_missing(office: Office, office_app: Flask) -> None:
    case = returned(office)
    page = signed_in(office_app, "petugas1").get(f"/requests/{case}/letter").text
    listed = re.findall(r"<li><strong>([^<]+)</strong>: ([a-z ]+)", page)
    assert listed == [
        ("Kartu keluarga", "tidak ada "),
        ("Surat rujukan / rekomendasi dokter untuk berobat ke luar negeri", "tidak sesuai "),
    ]
    assert "001/IP/MD/IV/2026" in page and "Kamis, 23 April 2026" in page


def test_a_payment_in_the_future_is_refused_and_counted_from_when_it_was(
    office: Office, office_app: Flask
) -> None:
    case = office.start().instance
    office.until(case, "tanda_terima_pembayaran")
    office.do(case)
    office.clock.move(timedelta(hours=2))
    visitor = signed_in(office_app, "petugas1")
    path = f"/requests/{case}/messages/pembayaran"
    refused = post(visitor, case, path, ntpn="0A1B", dibayar_pada="2026-04-12T09:00")
    assert (refused.status_code, "Ini masih di masa depan." in refused.text) == (422, True)
    assert not office.open_tasks(case)
    paid = post(visitor, case, path, ntpn="0A1B", dibayar_pada="2026-04-09T09:30")
    assert paid.location == f"/tasks/{office.open_task(case).id}"
    again = post(visitor, case, path, ntpn="0A1B")
    assert again.status_code == 409
    assert views.case(office.site, office["petugas1"], case).data["tunggu_pembayaran"]["ntpn"] == "0A1B"


def test_a_supervisor_withdraws_a_request_for_a_reason(office: Office, office_app: Flask) -> None:
    case = office.start().instance
    boss = signed_in(office_app, "kasi")
    assert post(boss, case, f"/requests/{case}/cancel", reason=" ").status_code == 422
    assert post(boss, case, f"/requests/{case}/cancel", reason="pemohon meninggal").status_code == 303
    page = boss.get(f"/requests/{case}").text
    assert "Dibatalkan" in page and "/cancel" not in page


def test_the_cause_of_lateness_is_given_and_confirmed_by_somebody_else(
    office: Office, office_app: Flask
) -> None:
    case = office.start().instance
    task = office.open_task(case).id
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=20))
    worker.settle(office.site)
    officer, boss = signed_in(office_app, "petugas1"), signed_in(office_app, "kasi")
    wrong = {"breach.1.reason": "tiada"}
    assert post(officer, case, "/requests/breaches/1/explain", **wrong).status_code == 422
    code = re.search(
        r'name="breach\.1\.reason".*?value="([a-z_]+)"', officer.get(f"/requests/{case}").text, re.S
    )
    assert code is not None
    given = {"breach.1.reason": code[1], "breach.1.note": "Antrean panjang"}
    assert post(officer, case, "/requests/breaches/1/explain", **given).status_code == 303
    confirmed = post(boss, case, "/requests/breaches/1/confirm", **{"breach.1.responsible": "kantor"})
    assert confirmed.status_code == 303
    page = boss.get(f"/requests/{case}").text
    assert "Antrean panjang" in page and "Penanggung jawab: " in page


def test_requests_are_found_by_name_and_state(office: Office, office_app: Flask) -> None:
    office.start(nama_pemohon="Budi Saputra")
    returned(office)
    visitor = signed_in(office_app, "petugas1")
    found = visitor.get("/requests?q=aminah&status=active").text
    assert "MD-2026-00002" in found and "MD-2026-00001" not in found
    assert "Tidak ditemukan" in visitor.get("/requests?status=canceled").text


def test_the_diagram_shows_where_the_request_stands(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str], complaints: Complaints
) -> None:
    case = returned(office)
    address = serve(office_app)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/requests/{case}")
    expect(page.locator(".diagram svg").first).to_be_visible()
    expect(page.locator(".diagram").get_by_text("Menunggu", exact=True).first).to_be_visible()


@pytest.mark.parametrize("paper", ["letter", "sheet"])
def test_papers_print_on_a4_without_the_frame(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str], paper: str
) -> None:
    case = returned(office)
    address = serve(office_app)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/requests/{case}/{paper}")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Cetak").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("banner").first).to_be_hidden()
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    expect(page.get_by_text("Kantor Imigrasi Kelas II TPI Batulicin").first).to_be_visible()
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 1 <= sheets <= (1 if paper == "letter" else 3)
