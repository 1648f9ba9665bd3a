"""Walk-ins from the information counter to the passport: a vulnerable person, a lost passport with BAP and fine."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.web.journeys.following import Scene, audited, do_task, receipt_of, tracked

CASE = 1
SERVED = ("dampingi_formulir", "entri_pindai", "foto_sidik_jari", "wawancara", "verifikasi_bms_ajudikasi")
COUNTER = ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara")
BACK_OFFICE = ("verifikasi_bms_ajudikasi", "alokasi", "cetak", "uji_kualitas", "siap_diambil")


def walk_in(scene: Scene, service: str, kind: str, number: str) -> str:
    """The information counter begins a request and prints the number; returns the receipt code on the slip."""
    with scene.phone() as page:
        page.goto(f"{scene.address}/layanan")
        page.get_by_role("link", name="Hilang, rusak").click()
        expect(page.get_by_role("heading", name="Loket prioritas")).to_be_visible()
    with scene.desk("petugas1") as page:
        page.goto(f"{scene.address}/kedatangan")
        page.get_by_text("Mulai permohonan dan beri nomor").click()
        page.get_by_label("Layanan").select_option(label=service)
        page.get_by_label("Nama pemohon").fill("Hj. Siti Aminah binti Abdurrahman Noor")
        page.get_by_label("Jenis permohonan").select_option(label=kind)
        page.get_by_label("Tanggal lahir").fill("1990-02-01")
        page.get_by_role("button", name="Beri nomor", exact=True).click()
        expect(page.locator(".given-number")).to_have_text(number)
        page.get_by_role("link", name="Cetak nomor").click()
        code = receipt_of(scene.office, CASE)
        expect(page.locator(".slip-code")).to_have_text(f"{code[:5]}-{code[5:]}")
    return code


def pay_at_bank(scene: Scene) -> None:
    """The payment is recorded by hand on the request's page."""
    with scene.desk("petugas2") as page:
        page.goto(f"{scene.address}/requests/{CASE}")
        page.get_by_role("button", name="Catat pembayaran").click()
        page.get_by_label("NTPN").fill("0A1B2C3D4E5F6G7H")
        page.get_by_role("dialog").get_by_role("button", name="Catat pembayaran").click()
        expect(page.get_by_role("button", name="Catat pembayaran")).to_have_count(0)


def test_a_vulnerable_walk_in_is_served_first_pays_after_and_receives_the_passport(scene: Scene) -> None:
    office = scene.office
    code = walk_in(scene, "Layanan prioritas", "Penggantian habis berlaku", "P-001")
    assert "loket prioritas" in tracked(scene, code)
    office.work(CASE, "sambut_identifikasi")
    office.work(CASE, "antrean_prioritas")
    do_task(scene, CASE, "petugas1", "ya")
    for element in (*SERVED, "tanda_terima_billing"):
        office.work(CASE, element)
    said = tracked(scene, code)
    assert "Kami menunggu pembayaran Anda" in said
    office.clock.move(timedelta(hours=1))
    pay_at_bank(scene)
    said = tracked(scene, code)
    assert "4 hari kerja sejak" in said
    office.work(CASE, "cetak_uji")
    assert "Paspor Anda siap" in tracked(scene, code)
    do_task(scene, CASE, "petugas1", "ya")
    assert "Paspor sudah diserahkan" in tracked(scene, code)
    assert "Seluruh layanan" in audited(scene, CASE, ("kelompok_rentan",))


def test_a_lost_passport_passes_the_bap_and_the_fine_and_is_replaced(scene: Scene) -> None:
    office = scene.office
    code = walk_in(scene, "Paspor hilang atau rusak", "Penggantian hilang", "R-001")
    do_task(scene, CASE, "petugas1", "ya")
    do_task(scene, CASE, "petugas3")
    assert "Kepala Kantor memutuskan" in tracked(scene, code)
    office.work(CASE, "putusan_bap")
    office.work(CASE, "billing_denda")
    said = tracked(scene, code)
    assert "Kami menunggu pembayaran Anda" in said and "8 hari kerja sejak" in said
    pay_at_bank(scene)
    for element in (*COUNTER, *BACK_OFFICE):
        office.work(CASE, element)
    assert "Paspor Anda siap" in tracked(scene, code)
    do_task(scene, CASE, "petugas1", "ya")
    shown = audited(scene, CASE, ("penerbitan_penggantian", "bap_paspor"))
    assert "Denda paspor hilang" in shown and "Rp1.350.000" in shown and "8 hari kerja" in shown
