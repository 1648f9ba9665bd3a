"""From registering on a phone to the passport in hand: M-Paspor and Penerbitan under one number."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tasks import billing, worker
from tasks.billing import Payment
from tasks.duties import DUTIES
from tests.support.office import OPERATOR
from tests.support.office_pages import fits
from tests.tasks.applicants.people import SITI, mailed_code
from tests.web.journeys.following import Scene, audited, do_task, receipt_of, tracked
from tests.web.public.applying_hands import apply

CASE = 1
BEFORE_ISSUE = (
    "foto_sidik_jari",
    "wawancara",
    "verifikasi_bms_ajudikasi",
    "alokasi",
    "cetak",
    "uji_kualitas",
)


def register(scene: Scene, page: Page) -> None:
    """Make an account by hand, with the code of the mail."""
    page.goto(f"{scene.address}/layanan")
    page.get_by_role("link", name="Mulai permohonan").first.click()
    page.goto(f"{scene.address}/layanan/daftar")
    page.get_by_label("Nama lengkap Anda").fill(SITI["name"])
    page.get_by_label("Alamat email").fill(SITI["email"])
    page.get_by_label("Nomor ponsel").fill(SITI["phone"])
    page.get_by_label("Saya sudah membaca").check()
    page.get_by_role("button", name="Kirim kode").click()
    expect(page.get_by_label("Kode dari email")).to_be_visible()
    page.get_by_label("Kode dari email").fill(mailed_code(scene.office.site, SITI["email"]))
    page.get_by_role("button", name="Lanjutkan").click()


def pay(scene: Scene) -> None:
    """The bank reports the payment half an hour later."""
    scene.office.clock.move(timedelta(minutes=30))
    with scene.office.site.db.read(OPERATOR) as tx:
        (bill,) = billing.of_case(tx, CASE)
    paid = Payment(bill.code, bill.amount, "NTPN0001", scene.office.clock())
    assert billing.report(scene.office.site, OPERATOR, paid).verdict == "accepted"
    worker.settle(scene.office.site, DUTIES)


def come_in(scene: Scene, code: str) -> None:
    """The information counter scans the proof, prints a number; a counter calls it; the applicant is received."""
    with scene.desk("petugas1") as page:
        page.goto(f"{scene.address}/kedatangan")
        page.get_by_label("Kode QR").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator(".given-number")).to_have_text("R-001")
        page.goto(f"{scene.address}/loket?place=batulicin&counter=loket1")
        page.get_by_role("button", name="Panggil nomor berikutnya").click()
        page.get_by_role("button", name="Sudah di loket").click()
        page.get_by_role("button", name="Selesai dilayani").click()
    with scene.phone() as page:
        page.goto(f"{scene.address}/layar/batulicin")
        assert "Siti" not in page.content()


def test_an_applicant_applies_pays_comes_and_receives_the_passport(scene: Scene) -> None:
    office = scene.office
    with scene.phone() as page:
        register(scene, page)
        apply(page, scene.address)
        page.get_by_role("button", name="Kirim permohonan").click()
        expect(page.get_by_role("heading", name="Bayar sebelum 10.00 WITA")).to_be_visible()
        code = receipt_of(office, CASE)
        pay(scene)
        page.reload()
        page.get_by_role("link", name="Tampilkan bukti").first.click()
        expect(page.get_by_text(f"{code[:5]}-{code[5:]}")).to_be_visible()
        assert fits(page)
    assert "Senin, 13 April 2026" in tracked(scene, code)

    office.clock.move(timedelta(days=4))
    worker.settle(office.site, DUTIES)
    office.work(CASE, "siapkan_daftar_hari")
    come_in(scene, code)
    office.work(CASE, "datang_kantor")
    office.work(CASE, "terima_pemohon", keputusan="tidak")
    do_task(scene, CASE, "petugas2", "ya")
    office.work(CASE, "entri_pindai")
    said = tracked(scene, code)
    assert "Foto dan sidik jari" in said and "4 hari kerja" in said
    for element in BEFORE_ISSUE:
        office.work(CASE, element)
    office.clock.move(timedelta(days=2))
    office.work(CASE, "siap_diambil")
    said = tracked(scene, code)
    assert "Paspor Anda siap" in said and "bukti bayar" in said
    do_task(scene, CASE, "petugas1", "ya")
    assert "Paspor sudah diserahkan" in tracked(scene, code)
    shown = audited(scene, CASE, ("penerbitan_penggantian", "m_paspor"))
    assert "Seluruh layanan" in shown and "4 hari kerja" in shown
