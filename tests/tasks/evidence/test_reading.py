"""What people read in a pack: first page, summary, papers of SOPs and calendars, workbook, filed reports."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import openpyxl
import pypdfium2

from tasks.evidence import pack, purposes
from tasks.evidence.scope import PURPOSES, Purpose
from tasks.filing.kinds import KINDS
from tests.support.office import Office
from tests.tasks.evidence import packs


def made(office: Office, purpose: str, **period: object) -> dict[str, bytes]:
    wanted = replace(packs.PERIOD, **period)  # type: ignore[arg-type]
    asked = Purpose(purpose, "<script>alert(1)</script> =1+1")
    content = b"".join(pack.of_period(office.site, office["auditor"], wanted, asked).content)
    return packs.opened(content)


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages).replace("\r", "")


class Links(HTMLParser):
    """What a page links to, and which tags it has."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name in ("href", "src") and value}


def test_the_first_page_names_every_file_and_answers_each_question(office: Office) -> None:
    packs.played(office)
    for purpose in PURPOSES:
        look_through(made(office, purpose), purpose)


def look_through(files: dict[str, bytes], purpose: str) -> None:
    page = Links(files["index.html"])
    own = {"index.html", "manifest.json", "manifest.sig"}
    assert page.links == files.keys() - own
    assert page.tags.isdisjoint({"script", "img", "iframe", "form", "object", "link"})
    said = files["index.html"].decode()
    assert "<script>" not in said and "&lt;script&gt;" in said
    check = purposes.checks()[purpose]
    for question in check.questions:
        assert question.title in said
        wanted = {name for name in question.files if not name.endswith("/")}
        assert wanted <= files.keys(), question.title
        section = said.partition(f"<h3>{question.title}</h3>")[2].partition("</section>")[0]
        assert all(f"/laporan-{code}-" in section for code in question.reports), question.title
    assert ("Asumsi:" in said) == any(question.assumed for question in check.questions)


def test_every_report_a_check_asks_for_is_one_of_the_product() -> None:
    asked = {code for check in purposes.checks().values() for one in check.questions for code in one.reports}
    assert asked <= KINDS.keys() and purposes.checks().keys() == set(PURPOSES)


def test_the_summary_tells_who_did_what_how_late_and_why(office: Office) -> None:
    packs.played(office)
    files = made(office, "zi_wbk")
    said = " ".join(text_of(files["ringkasan.pdf"]).split())
    for words in (
        *("SOP Layanan Micin Darurat", "1 permohonan masih berjalan", "petugas1", "Gangguan jaringan"),
        *("kabel putus", "dipastikan", "2 menit", "13 menit", "Rantai utuh", "python verify.py"),
    ):
        assert words in said, words
    assert "Siti" not in said and "{" not in said
    calendar = text_of(files["calendar/batulicin-v1.pdf"])
    assert "Senin" in calendar and "07.30–12.00" in calendar and "cuti bersama" in calendar
    assert files["sop/micin_darurat-v1.pdf"].startswith(b"%PDF")
    assert "STANDAR PELAYANAN" in text_of(files["sop/micin_darurat-standar-pelayanan.pdf"])


def test_the_summary_of_a_broken_trail_says_so(office: Office) -> None:
    number = packs.played(office)
    packs.of_case(office, number)
    packs.broken(office, number)
    said = text_of(packs.opened(packs.of_case(office, number))["ringkasan.pdf"])
    assert "TIDAK utuh" in said and f"instance:{number}" in said


def test_the_workbook_has_the_rows_of_the_tables_and_no_formula(office: Office) -> None:
    packs.played(office)
    files = packs.opened(packs.of_case(office, 1))
    book = openpyxl.load_workbook(io.BytesIO(files["data/tables.xlsx"]))
    for name in ("cases", "steps", "breaches", "pauses"):
        rows = list(book[name].iter_rows())
        table = list(csv.reader(io.StringIO(files[f"data/{name}.csv"].decode("utf-8-sig"))))
        assert [cell.value for cell in rows[0]] == table[0] and len(rows) == len(table) > 1
        assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    (rest,) = list(book["pauses"].iter_rows(min_row=2, values_only=True))
    assert "=HYPERLINK(1)" in rest


def test_a_period_without_requests_has_a_summary_that_says_so(office: Office) -> None:
    files = made(office, "ombudsman", start=packs.at(days=100), end=packs.at(days=101))
    assert "Tidak ada permohonan" in text_of(files["ringkasan.pdf"])
    assert len(files["data/steps.csv"].splitlines()) == 1


def test_the_reports_of_the_periods_touched_are_in_the_folders(office: Office) -> None:
    packs.played(office)
    office.clock.move(timedelta(days=40))
    files = made(office, "ombudsman")
    monthly = sorted(name for name in files if name.endswith("laporan-monthly-2026-04.pdf"))
    assert monthly == ["ombudsman/3-keluaran/laporan-monthly-2026-04.pdf"]
    assert monthly[0].replace("pdf", "xlsx") in files
