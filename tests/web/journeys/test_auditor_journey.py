"""The auditor's whole way: why June was late, one case and its story, a pack that stands, the form that is filed."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pdfplumber
from playwright.sync_api import Page, expect

from tasks import breaches, completion, views, work
from tasks.completion import Late
from tests.support.office import Office, filled
from tests.web.journeys.following import Scene

JUNE = "from=2026-06-01&to=2026-06-30"
CAUSES = {
    "jaringan": ("Gangguan jaringan", 3),
    "antrean": ("Antrean padat", 2),
    "berkas": ("Berkas perlu penjelasan pemohon", 1),
    "cuaca": ("Cuaca atau keadaan kahar", 1),
    "petugas": ("Petugas kurang atau berhalangan", 1),
}


def test_an_auditor_finds_why_june_was_late_and_proves_it(scene: Scene, tmp_path: Path) -> None:
    """Issue 5, "Done means"."""
    number = june(scene.office)
    with scene.desk("auditor") as page:
        why(scene, page)
        story(page, number)
        uncovered(page)
        pack = exported(page, tmp_path)
        fingerprint = noted(scene, page)
        form = printed(page)
    assert "FORMULIR MONITORING PELAKSANAAN SOP" in form and "Januari–Juni 2026" in form
    assert "Tenggat terlewati 8" in form and "terlambat 8, 100,0 %" in form
    sound = verified(pack, fingerprint)
    assert sound.returncode == 0 and "UTUH" in sound.stdout, sound.stdout
    for spoiled in one_byte_each(pack):
        found = verified(spoiled, fingerprint)
        assert found.returncode == 1 and "SALAH" in found.stdout, found.stdout
    assert scene.complaints.unexpected() == []


def june(office: Office) -> int:
    """Eight requests of June, each late in its first step, for five causes; the id of the first."""
    office.clock.move(datetime(2026, 6, 2, tzinfo=UTC) - office.clock())
    cases = [late(office, reason) for reason, (_, times) in CAUSES.items() for _ in range(times)]
    office.until(cases[0], "siapkan_perlengkapan")
    return cases[0]


def late(office: Office, reason: str) -> int:
    """A request whose first step took nine minutes instead of three, explained and confirmed."""
    case = office.start().instance
    task = office.open_task(case).id
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=9))
    form = views.form_for(office.site, office["petugas1"], task).form
    completion.complete(
        office.site, office["petugas1"], task, filled(form), late=Late(reason, "lihat catatan")
    )
    breach = views.task(office.site, office["petugas1"], task).breach
    assert breach is not None
    breaches.confirm(office.site, office["kasi"], breach.id, "kantor")
    return case


def why(scene: Scene, page: Page) -> None:
    """From the overview of June to its five causes, the weightiest first, and to the requests behind that one."""
    page.goto(f"{scene.address}/audit?sop=micin_darurat&{JUNE}")
    expect(page.get_by_text("8 dari 8 permohonan")).to_be_visible()
    page.get_by_role("link", name="Keterlambatan", exact=True).click()
    page.get_by_role("link", name="Penyebab", exact=True).click()
    table = page.get_by_role("table", name="Seandainya satu penyebab hilang")
    expect(table.get_by_role("rowheader")).to_have_text([words for words, _ in CAUSES.values()])
    table.get_by_role("link", name="Gangguan jaringan").click()
    expect(page.get_by_text("Alasan: Gangguan jaringan")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"^MD-2026-"))).to_have_count(3)


def story(page: Page, number: int) -> None:
    """One of them, from the letter to where it stands."""
    page.locator(f"a[href^='/requests/{number}#']").click()
    main = page.get_by_role("main")
    for words in (
        "08.00 – 08.09",
        "Gangguan jaringan: lihat catatan (Petugas1)",
        "Penanggung jawab: Kantor (Kasi)",
    ):
        expect(main).to_contain_text(words)


def uncovered(page: Page) -> None:
    """The applicant's name is covered until a purpose and a reason are given."""
    main = page.get_by_role("main")
    expect(main).to_contain_text("S*** A***")
    expect(main).not_to_contain_text("Siti Aminah")
    page.get_by_role("button", name="Perlihatkan data pribadi").click()
    form = page.locator("#uncover")
    form.get_by_label("Tujuan").select_option("temuan")
    form.get_by_label("Alasan").fill("Temuan 3: mencocokkan pemohon dengan surat dokter")
    form.get_by_role("button", name="Perlihatkan data pribadi").click()
    expect(page.get_by_text("Data pribadi diperlihatkan")).to_be_visible()
    expect(main).to_contain_text("Siti Aminah")


def exported(page: Page, folder: Path) -> Path:
    """The case's evidence pack, as the browser saves it."""
    page.get_by_role("button", name="Paket bukti").click()
    page.get_by_label("Untuk keperluan").select_option("ombudsman")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh paket").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def noted(scene: Scene, page: Page) -> str:
    """The office's fingerprint, from the page."""
    page.goto(f"{scene.address}/audit/evidence")
    found = re.search(r"--key ([0-9a-f]+)", page.get_by_role("main").inner_text())
    assert found is not None
    return found[1]


def printed(page: Page) -> str:
    """The text of the six-monthly form of PermenPANRB 35/2012, as it is printed."""
    page.get_by_role("link", name="Laporan", exact=True).click()
    page.get_by_role("link", name="Formulir monitoring SOP").click()
    page.get_by_label("SOP", exact=True).select_option("micin_darurat")
    page.get_by_label("Periode", exact=True).select_option("2026-S1")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_role("main")).to_contain_text("Tenggat terlewati 8")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).click()
    with pdfplumber.open(waiting.value.path()) as sheets:
        cells = (
            cell or ""
            for sheet in sheets.pages
            for table in sheet.extract_tables()
            for row in table
            for cell in row
        )
        return " ".join((sheets.pages[0].extract_text() + " ".join(cells)).split())


def verified(pack: Path, fingerprint: str) -> subprocess.CompletedProcess[str]:
    """What the pack's own verifier says, run by a bare Python in a folder that knows nothing of Alur."""
    verifier = pack.parent / "verify.py"
    with zipfile.ZipFile(pack) as opened:
        verifier.write_bytes(opened.read("verify.py"))
    command = [sys.executable, "-I", "-S", str(verifier), str(pack), "--key", fingerprint]
    return subprocess.run(command, capture_output=True, text=True, cwd=pack.parent, check=False)


def one_byte_each(pack: Path) -> list[Path]:
    """The pack with one byte changed: in a record of the trail, and in a table."""
    made = []
    for name in ("trail/records.jsonl", "data/steps.csv"):
        path = pack.with_name(f"{Path(name).stem}.zip")
        with zipfile.ZipFile(pack) as source, zipfile.ZipFile(path, "w") as target:
            for entry in source.infolist():
                content = bytearray(source.read(entry))
                if entry.filename == name:
                    content[len(content) // 2] ^= 1
                target.writestr(entry, bytes(content))
        made.append(path)
    return made
