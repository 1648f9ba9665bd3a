"""The yearly reports over all services: standards kept against what was put in by hand, and the satisfaction survey."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from processes.model import TimeKind
from processes.paper.report.model import Document
from processes.paper.report.words import said
from processes.paper.standard import COMPONENTS
from tasks.filing import documents, entries
from tasks.filing.frame import Question
from tasks.filing.periods import Every, parse
from tasks.site import Site
from tests.support.read_back import expected, holds, of_docx, of_pdf, of_xlsx
from tests.tasks.report_rows import (
    at,
    put,
    put_breach,
    put_case,
    put_clock,
    put_definition,
    put_pause,
    put_shortfall,
    put_task,
)
from tests.tasks.test_reports import AUDITOR, OWNER, SUPERVISOR

YEAR = Question(parse(Every.YEAR, "2026"))
EMPTY = Question(parse(Every.YEAR, "2024"))
SCORES = ((4, 4, 3, 4, 4, 4, 4, 2, 4), (3, 4, 2, 4, 3, 4, 4, 1, 3), (4, 3, 1, 4, 4, 3, 4, 4, 4))
COMPLAINT = {
    **{"office": "batulicin", "reference": "", "name": "Siti", "contact": "x", "receipt": "", "text": "Lama"},
    **{
        "locale": "id",
        "origin": "",
        "received_by": "petugas1",
        "days": 14,
        "calendar_version": 1,
        "answer": "",
    },
}


@pytest.fixture
def site(db: Database, clock: VirtualClock, tmp_path: Path) -> Site:
    """Two requests in time, one late, one open; one sent back; bills, a complaint answered late, three answers."""
    clock.move(timedelta(days=60))
    with db.begin() as tx:
        definition = put_definition(tx)
        cases = []
        for number in range(4):
            done = at(days=number + 1, hours=2) if number < 3 else None  # 10:00 the day after, and later
            case = put_case(tx, definition, f"MD-{number}", at(days=0), done)
            cases.append(case)
            limit = put_clock(
                tx, case, None, TimeKind.WORKING_DAYS, at(), at(days=1, hours=8), done, state="stopped"
            )
            if number == 2:
                put_breach(tx, case, limit, at(days=1, hours=8))
        put_pause(tx, cases[0], "applicant", at(hours=1), at(hours=3))
        gate = put_task(tx, cases[1], "pastikan_persyaratan", at(), at(), at(minutes=2))
        put_shortfall(tx, cases[1], gate, "KK")
        for number, (state, amount) in enumerate(
            (("paid", 350_000), ("paid", 650_000), ("expired", 350_000))
        ):
            code = f"82000000000000{number}"
            put(
                tx,
                "bills",
                instance_id=cases[number],
                code=code,
                amount=amount,
                items=[],
                state=state,
                issued_at=at(),
            )
        dates = {"received_at": at(), "due_at": at(days=20), "answered_at": at(days=21), "state": "answered"}
        put(tx, "complaints", **COMPLAINT, **dates, number="ADU-1", channel="counter", instance_id=cases[0])
        for number, scores in enumerate(SCORES):
            units = {f"u{place}": score for place, score in enumerate(scores, 1)}
            told = {
                "office": "batulicin",
                "definition_key": "micin_darurat",
                "channel": "link",
                "entered_by": "",
            }
            put(
                tx,
                "surveys",
                instance_id=cases[number],
                at=at(days=3 + 30 * (number // 2)),
                comment="Rahasia",
                **told,
                **units,
            )
    return Site(db, tmp_path)


def report(site: Site, kind: str, question: Question = YEAR, actor: object = AUDITOR) -> Document:
    return documents.read(site, actor, kind, question)  # type: ignore[arg-type]


def rows(found: Document, heading: str) -> list[tuple[str, ...]]:
    (section,) = [one for one in found.sections if heading in one.heading]
    return [tuple(map(said, line)) for table in section.tables for line in table.lines]


def test_limits_of_the_whole_service_are_held_against_what_happened(site: Site) -> None:
    found = report(site, "standards")
    line = next(row for row in rows(found, "Jangka waktu semua") if "Micin" in row[0])
    # From Thursday 08:00, 7 hours and on Friday 7.5, closed on Saturday and Sunday; the first ended on Friday at 10:00
    # after 7 + 2.5 hours, 2 of them waiting.
    assert line[1:] == ("1 hari kerja (asumsi)", "3", "2", "66,7 %", "14,5", "14,5")


def test_every_component_of_each_service_stands_there_and_none_is_made_up(site: Site) -> None:
    found = report(site, "standards")
    lines = {row[1]: row[2:] for row in rows(found, "Micin Darurat")}
    assert tuple(lines) == tuple(COMPONENTS.values())
    assert lines["Persyaratan"][1:] == ("Tidak dikembalikan karena berkas 3 dari 4 masuk", "4", "3", "75,0 %")
    told = "Tepat waktu 2 dari 3; belum selesai 1, di antaranya lewat batas 0"
    assert lines["Jangka waktu penyelesaian"] == ("1 hari kerja (asumsi)", told, "3", "2", "66,7 %")
    assert lines["Biaya/tarif"][1] == "Tagihan 3, lunas 2 (Rp1.000.000), kedaluwarsa 1"
    assert lines["Penanganan pengaduan, saran, dan masukan"][1:] == (
        "Dijawab tepat waktu 0 dari 1",
        "1",
        "0",
        "0,0 %",
    )
    assert lines["Dasar hukum"] == ("", "tidak diukur", "–", "–", "–")
    assert "IKM" in lines["Evaluasi kinerja pelaksana"][1]
    assert len(found.sections) == 3  # the line of times, the only service, the explanations


def test_the_survey_counts_as_the_regulation_says(site: Site) -> None:
    found = report(site, "satisfaction")
    lines = rows(found, "1. Nilai per unsur")
    means = [Fraction(sum(one[place] for one in SCORES), 3) for place in range(9)]

    def rounded(value: Fraction) -> Decimal:
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert [line[2:6] for line in lines[:9]] == [
        (
            said(sum(one[place] for one in SCORES)),
            *(said(rounded(mean * by)) for by in (1, Fraction(1, 9), 25)),
        )
        for place, mean in enumerate(means)
    ]
    index = rounded(sum(means) / 9 * 25)
    assert lines[9][5:] == (said(index), "B") and 76.61 <= index <= 88.30
    assert dict(found.about)["IKM"] == said(index) and dict(found.about)["Responden"] == "3"
    assert [row[:2] for row in rows(found, "3. Per bulan")] == [
        ("April 2026", "2"),
        ("Mei 2026", "1"),
        ("Jumlah", "3"),
    ]
    assert "selesai pada periode ini 3; jawaban 3 (100,0 %)" in " ".join(
        note.text for note in found.sections[3].notes
    )
    lowest = [row[1] for row in rows(found, "5. Rencana")]
    assert lowest == ["Waktu penyelesaian", "Sarana dan prasarana", "Persyaratan"]
    assert "Rahasia" not in str(found)


def test_the_plan_is_written_by_people(site: Site) -> None:
    entries.write(site, SUPERVISOR, "satisfaction", YEAR, "what:time", "Tambah loket", 0)
    assert rows(report(site, "satisfaction"), "5. Rencana")[0][3] == "Tambah loket"


def test_a_process_owner_sees_no_small_groups(site: Site) -> None:
    found = report(site, "satisfaction", actor=OWNER)
    assert dict(found.about)["IKM"] == "belum ada"
    assert any("terlalu kecil" in note.text for one in found.sections for note in one.notes)


def test_files_hold_the_same_cells_and_empty_years_say_so(site: Site) -> None:
    for kind in ("standards", "satisfaction"):
        found = report(site, kind)
        for ending, read in (("pdf", of_pdf), ("docx", of_docx), ("xlsx", of_xlsx)):
            assert holds(read(documents.file(found, ending)), expected(found)), (kind, ending)
        nothing = report(site, kind, EMPTY)
        assert documents.file(replace(nothing, kind=kind), "pdf").startswith(b"%PDF")
    assert dict(report(site, "satisfaction", EMPTY).about)["IKM"] == "belum ada"
    line = next(
        row for row in rows(report(site, "standards", EMPTY), "Jangka waktu semua") if "Micin" in row[0]
    )
    assert line[2:] == ("0", "0", "–", "–", "–")
