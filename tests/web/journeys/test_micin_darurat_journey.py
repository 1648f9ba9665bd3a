"""Micin Darurat asked for by the family on a phone, served at the bed, the passport fetched at the office."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tasks import billing
from tests.support.office import OPERATOR
from tests.tasks.applicants.people import SITI, SITI_PERSON, mailed_code
from tests.web.journeys.following import Scene, audited, do_task, receipt_of, tracked
from tests.web.public.applying_hands import fill
from tests.web.public.people import enter

CASE = 1


def sign_in_by_code(scene: Scene, page: Page) -> None:
    """The daughter comes back: a code by mail, then her applications."""
    page.goto(f"{scene.address}/layanan/masuk")
    page.get_by_label("Alamat email").fill(SITI["email"])
    page.get_by_role("button", name="Kirim kode").click()
    expect(page.get_by_label("Kode dari email")).to_be_visible()
    page.get_by_label("Kode dari email").fill(mailed_code(scene.office.site, SITI["email"]))
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("link", name="Permohonan", exact=True).click()


def ask(scene: Scene) -> str:
    """A daughter asks for her mother on a phone; the receipt code the page shows."""
    with scene.phone() as page:
        enter(page, scene.address, scene.office.site)
        page.goto(f"{scene.address}/layanan")
        page.get_by_role("link", name="sakit").click()
        page.get_by_role("link", name="Tambah orang").click()
        fill(page, {**SITI_PERSON, "name": "Hj. Halimah", "relation": "orang_tua"})
        page.get_by_role("button", name="Simpan").click()
        page.get_by_label("Hj. Halimah").check()
        page.get_by_label("Paspor pertama").check()
        fill(
            page,
            {"alamat": "RSUD Simpang Empat", "akses": "Bangsal Melati", "kontak_telepon": "081234567890"},
        )
        page.get_by_label("Ada surat dokter").check()
        page.get_by_role("button", name="Minta petugas datang").click()
        expect(page.get_by_role("button", name="Minta petugas datang")).to_have_count(0)
        code = receipt_of(scene.office, CASE)
        expect(page.get_by_text(f"{code[:5]}-{code[5:]}")).to_be_visible()
        assert "dokter" not in page.get_by_role("main").inner_text().casefold()
    return code


def test_the_family_asks_the_team_comes_and_the_passport_is_fetched(scene: Scene) -> None:
    walk(scene)


def test_the_same_on_postgresql(postgres_scene: Scene) -> None:
    walk(postgres_scene)


def walk(scene: Scene) -> None:
    """From the family's request to the passport, the tracking page and the auditor."""
    office = scene.office
    code = ask(scene)
    assert "Permohonan Anda sudah kami terima" in tracked(scene, code)
    do_task(scene, CASE, "petugas1")
    do_task(scene, CASE, "petugas1", "ya")
    office.until(CASE, "perjalanan")
    assert "Tim dalam perjalanan" in tracked(scene, code)
    office.until(CASE, "tanda_terima_pembayaran")
    office.do(CASE)
    with office.site.db.read(OPERATOR) as tx:
        (bill,) = billing.of_case(tx, CASE)
    with scene.phone() as page:
        sign_in_by_code(scene, page)
        page.get_by_role("link", name="Lihat semuanya").click()
        expect(page.locator(".billing-code").first).to_contain_text(bill.code[:5])
    paid = billing.Payment(bill.code, bill.amount, "NTPN0001", office.clock())
    assert billing.report(office.site, OPERATOR, paid).verdict == "accepted"
    said = tracked(scene, code)
    assert "1 hari kerja sejak" in said
    office.clock.move(timedelta(days=1))
    do_task(scene, CASE, "petugas2")
    office.work(CASE, "lapor_koordinator")
    assert "Paspor sudah diserahkan" in tracked(scene, code)
    assert "1 hari kerja" in audited(scene, CASE, ("micin_darurat",))
