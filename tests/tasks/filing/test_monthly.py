"""The monthly report: its tables against what was put into the office by hand; empty months, open requests, rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import calendars, schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid, NotFound
from processes.model import TimeKind
from processes.paper.report.model import Document
from processes.paper.report.words import said
from tasks.filing import documents
from tasks.filing.frame import Question
from tasks.filing.periods import Every, containing, parse
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
    put_task,
)
from tests.tasks.test_reports import ADMIN, AUDITOR, OWNER, STAFF, SUPERVISOR

APRIL = Question(parse(Every.MONTH, "2026-04"))
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
    """April 2026: two before, three received; two done (one late), one canceled, two open at its end."""
    clock.move(timedelta(days=40))  # 19 May
    with db.begin() as tx:
        one = put_definition(tx)
        calendars.seed(tx, "kotabaru")
        before = put_case(tx, one, "A", at(days=-20), at(days=1))  # 20 March to 10 April: 21 days
        put_pause(tx, before, "applicant", at(days=-19), at(days=-1))  # 18 days of them
        put_case(tx, one, "B", at(days=-30))
        done = put_case(tx, one, "C", at(days=4), at(days=5))
        put_case(tx, one, "D", at(days=6), at(days=7), outcome="canceled", status="canceled")
        late = put_case(tx, one, "E", at(days=8), at(days=30))  # ends on 9 May: open at April's end
        put_case(tx, one, "F", at(days=30))  # May
        put_case(tx, one, "G", at(days=1), at(days=2), office="kotabaru")
        ready = put_task(tx, done, "cetak_ambil", at(days=4), at(days=4, minutes=5), at(days=5))
        clock_id = put_clock(tx, before, None, TimeKind.WORKING_DAYS, at(days=-20), at(days=-10), at(days=1))
        put_breach(tx, before, clock_id, at(days=-10))  # of the whole service, in March
        step = put_clock(tx, done, ready, TimeKind.SERVICE, at(days=4), at(days=4, minutes=9), at(days=5))
        told = {"state": "confirmed", "reason": "jaringan", "responsible": "jaringan"}
        put_breach(tx, done, step, at(days=4, minutes=9), ready, "cetak_ambil", **told)
        other = put_clock(tx, late, None, TimeKind.WORKING_DAYS, at(days=8), at(days=12))
        put_breach(tx, late, other, at(days=12))
        outage = put(
            tx,
            "outages",
            **{"office": "batulicin", "system": "jaringan", "ticket": "T-1", "started_by": "kasi"},
            started_at=at(days=-10),
            ended_at=at(days=-8),  # 30 March 08:00 to 1 April 08:00: eight hours of April
            ended_by="kasi",
        )
        put_pause(tx, before, "outage", at(days=-10), at(days=-8), outage_id=outage)
        rows = ((-20, None, "open"), (1, 3, "closed"), (2, 27, "answered"), (15, 45, "answered"))
        for number, (came, answered, state) in enumerate(rows):
            when = None if answered is None else at(days=answered)
            dates = {"received_at": at(days=came), "due_at": at(days=came + 20), "answered_at": when}
            put(
                tx, "complaints", **COMPLAINT, **dates, number=f"ADU-{number}", channel="counter", state=state
            )
        for case, scores in ((done, [4] * 9), (before, [3] * 9)):
            told_at = {"instance_id": case, "office": "batulicin", "definition_key": "micin_darurat"}
            units = {f"u{place}": score for place, score in enumerate(scores, 1)}
            put(tx, "surveys", **told_at, **units, at=at(days=6), channel="link", entered_by="", comment="")
    return Site(db, tmp_path)


def report(site: Site, question: Question = APRIL, actor: Actor = AUDITOR) -> Document:
    return documents.read(site, actor, "monthly", question)


def lines(found: Document, part: int, table: int = 0) -> list[tuple[str, ...]]:
    return [tuple(map(said, line)) for line in found.sections[part - 1].tables[table].lines]


def told(found: Document, part: int) -> str:
    return " ".join(note.text for note in found.sections[part - 1].notes)


def test_requests_balance_and_open_ones_are_counted_apart(site: Site) -> None:
    found = report(site)
    name = lines(found, 2)[0][0]
    assert lines(found, 2) == [(name, "2", "3", "2", "1", "2")]
    # B is from 10 March, E from 17 April; both more than ten working days old on 30 April but E: nine.
    assert lines(found, 8) == [(name, "0", "0", "0", "1", "1", "2", "1")]
    assert "tersensor" in told(found, 8)
    may = report(site, Question(parse(Every.MONTH, "2026-05")))
    assert lines(may, 2) == [(name, "2", "1", "1", "0", "2")]
    assert "belum berakhir" in told(may, 1) and "belum berakhir" not in told(found, 1)


def test_turnaround_is_of_completed_requests_and_its_parts_sum_to_the_whole(site: Site) -> None:
    found = report(site)
    (line,) = lines(found, 3)
    # A took 21 days, 2 of its 18 days of waiting under an outage all the same: 3 net. C took 1 day.
    assert line[1:] == ("2", "11,0", "21,0", "2,0", "3,0", "1", "50,0 %")
    parts = {name: hours for name, hours, _ in lines(found, 3, 1)}
    assert parts["Jumlah"] == "528,0"  # 22 days
    assert parts["Menunggu pemohon (berkas, pembayaran)"] == "384,0"
    assert parts["Gangguan yang dinyatakan"] == "48,0"
    assert parts["Dikerjakan petugas"] == "23,9"  # 1435 minutes


def test_breaches_count_where_their_deadline_lies(site: Site) -> None:
    found = report(site)
    assert lines(found, 4) == [
        ("Belum diberi alasan", "1", "50,0 %", "0", "0"),
        ("Gangguan jaringan", "1", "50,0 %", "1", "0"),
        ("Jumlah", "2", "100,0 %", "1", "0"),
    ]
    assert {line[0] for line in lines(found, 4, 1)} == {"Belum ditetapkan", "Jaringan", "Jumlah"}
    assert {(line[1], line[3]) for line in lines(found, 4, 2)} == {("", "1"), ("11", "1")}


def test_complaints_satisfaction_and_outages_are_those_of_the_month(site: Site) -> None:
    found = report(site)
    # Three came, one was answered in April. Open at its end: the one of March, past its day, and two of April.
    assert lines(found, 5) == [("Loket", "3", "1", "0", "3", "1")]
    name, *figures = lines(found, 6)[0]
    assert figures == ["2", "87,50", "B (baik)"]
    assert {line[1] for line in lines(found, 6, 1)} == {"3,50"} and len(lines(found, 6, 1)) == 9
    assert lines(found, 7) == [("Jaringan kantor", "T-1", "30-03-2026 08.00", "01-04-2026 08.00", "8,0", "1")]
    assert name


def test_passports_stand_by_type_and_month_of_the_half_year(site: Site) -> None:
    found = report(site)
    table = found.sections[0].tables[0]
    assert [column.title for column in table.columns[1:]] == [
        *("Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026"),
        "Jumlah",
    ]
    assert lines(found, 1)[0] == ("Baru", "0", "0", "0", "1", "1")
    assert lines(found, 1)[-1] == ("Jumlah", "0", "0", "0", "1", "1")
    assert found.sections[0].charts[0].series[0].values == (0, 0, 0, 1)


def test_a_month_of_nothing_says_so_in_each_part(site: Site) -> None:
    found = report(site, Question(parse(Every.MONTH, "2024-02")))
    assert [len(section.tables) for section in found.sections] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert all(section.notes for section in found.sections)
    assert not found.sections[0].charts


def test_names_are_in_no_report_and_other_offices_are_left_out(site: Site) -> None:
    found = report(site)
    everything = str(replace(found, letterhead=replace(found.letterhead, logo=b"")))
    assert "Budi" not in everything and "petugas1" not in everything
    theirs = report(site, actor=Actor("x", "X", frozenset({"auditor"}), "kotabaru"))
    assert lines(theirs, 2)[0][1:] == ("0", "1", "1", "0", "0")
    assert report(site, actor=OWNER).sections[1] == found.sections[1]
    assert "terlalu kecil" in told(report(site, actor=OWNER), 6)


def test_staff_and_administrators_may_not_and_what_is_not_there_is_told(site: Site) -> None:
    for actor in (STAFF, ADMIN):
        with pytest.raises(Forbidden):
            report(site, actor=actor)
    with pytest.raises(NotFound):
        documents.read(site, AUDITOR, "lain", APRIL)
    with pytest.raises(NotFound):
        report(site, replace(APRIL, sop="micin_darurat"))  # it is about the office, not about an SOP
    with pytest.raises(NotFound):
        documents.export(site, AUDITOR, "monthly", APRIL, "svg")


def test_a_file_taken_out_holds_the_page_and_leaves_a_line(site: Site) -> None:
    wanted = expected(report(site))
    for ending, read in (("pdf", of_pdf), ("docx", of_docx), ("xlsx", of_xlsx)):
        assert holds(read(documents.export(site, SUPERVISOR, "monthly", APRIL, ending)), wanted)
    with site.db.read() as tx:
        rows = tx.conn.execute(select(schema.audit).where(schema.audit.c.action == "report.exported")).all()
    assert [(row.actor, row.subject) for row in rows] == [("kasi", "report:monthly")] * 3
    assert '"form":"xlsx"' in rows[-1].details and '"period":"2026-04"' in rows[-1].details


def test_codes_name_periods_and_nothing_else() -> None:
    assert parse(Every.MONTH, "2026-04").words == "April 2026"
    assert parse(Every.HALF, "2026-S2").months[0] == date(2026, 7, 1)
    assert parse(Every.YEAR, "2026").last == date(2026, 12, 31)
    assert parse(Every.MONTH, "2026-12").moved(1).code == "2027-01"
    start, end = parse(Every.MONTH, "2026-03").span(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(days=31) - timedelta(hours=1)  # clocks went forward
    assert containing(Every.HALF, date(2026, 6, 30)).moved(-1).code == "2025-S2"
    wrong = (
        "",
        "2026",
        "2026-S1",
        "2026-13",
        "2026-4",
        "26-04",
        "1889-04",
        "2026-04-01",
        "٢٠٢٦-04",
        "x" * 99,
    )
    for code in wrong:
        with pytest.raises(Invalid):
            parse(Every.MONTH, code)
