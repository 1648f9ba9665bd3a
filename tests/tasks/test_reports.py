"""What auditors, supervisors and process owners read of steps, breaches and cases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid
from processes.model import TimeKind
from tasks.reports.breaches import Which, breach_counts, breach_list
from tasks.reports.cases import case_list, case_summary
from tasks.reports.csv import breach_csv, case_csv, guarded, step_csv
from tasks.reports.scope import Page, ReportFilter, masked
from tasks.reports.steps import StepRow, step_report
from tasks.site import Site
from tests.tasks.report_rows import (
    at,
    put_breach,
    put_case,
    put_clock,
    put_definition,
    put_pause,
    put_shortfall,
    put_task,
)

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}))
SUPERVISOR = Actor("kasi", "Kasi", frozenset({"supervisor"}))
OWNER = Actor("pemilik", "Pemilik", frozenset({"process_owner"}))
STAFF = Actor("petugas1", "Petugas", frozenset({"petugas"}))
ADMIN = Actor("admin", "Admin", frozenset({"administrator"}))
ELSEWHERE = Actor("auditor2", "Auditor", frozenset({"auditor", "supervisor"}), office="kotabaru")

MINUTE = timedelta(minutes=1)
SCOPE = ReportFilter("micin_darurat", at(hours=-1), at(days=40), "batulicin")


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path)


def put_office(db: Database) -> dict[str, int]:
    """Three cases: A quick and complete; B returned, late at step 2 and as a whole; C, of version 2, at work."""
    with db.begin() as tx:
        first, second = put_definition(tx, 1), put_definition(tx, 2)
        a = put_case(tx, first, "MD-1", at(0), at(30))
        put_task(tx, a, "terima_permohonan", at(0), at(2), at(5))
        put_task(tx, a, "pastikan_persyaratan", at(5), at(5), at(7))
        b = put_case(tx, first, "MD-2", at(0), at(180), title="Siti Aminah", category="hilang")
        put_task(tx, b, "terima_permohonan", at(0), at(10), at(14))
        gate = put_task(
            tx,
            b,
            "pastikan_persyaratan",
            at(14),
            at(14),
            at(24),
            [(at(15), at(17), "jaringan")],
            outcome="tidak",
        )
        put_shortfall(tx, b, gate, "ktp")
        put_pause(tx, b, "applicant", at(24), at(84))
        put_task(tx, b, "pastikan_persyaratan", at(84), at(90), at(92))
        clock = put_clock(tx, b, gate, TimeKind.SERVICE, at(14), at(19), at(24))
        late = put_breach(
            tx,
            b,
            clock,
            at(19),
            gate,
            "pastikan_persyaratan",
            state="explained",
            reason="jaringan",
            note="=1+1",
            explained_by="petugas1",
        )
        whole = put_clock(tx, b, None, TimeKind.WORKING_TIME, at(0), at(150), at(180))
        service = put_breach(tx, b, whole, at(150))
        c = put_case(tx, second, "MD-3", at(20))
        put_task(tx, c, "terima_permohonan", at(20))
        return {"a": a, "b": b, "c": c, "gate": gate, "late": late, "service": service}


def row_of(rows: tuple[StepRow, ...], element: str) -> StepRow:
    return next(row for row in rows if row.element == element)


def test_a_step_tells_how_long_it_took(site: Site) -> None:
    put_office(site.db)
    row = row_of(step_report(site, AUDITOR, SCOPE), "pastikan_persyaratan")
    assert (row.number, row.standard, row.kind) == ("2", "3 menit", TimeKind.SERVICE)
    assert (row.completed, row.open, row.cases, row.repeats) == (3, 0, 2, 1)
    assert row.touch and row.lead and row.queue and row.paused
    assert (row.touch.median, row.touch.p90) == (2 * MINUTE, 8 * MINUTE)  # 2, 10 without 2 suspended, 2
    assert row.touch.mean == 4 * MINUTE
    assert row.paused.mean == 2 * MINUTE / 3
    assert row.queue.p90 == 6 * MINUTE
    assert row.lead.p90 == 10 * MINUTE
    assert row.judged == row.touch


def test_a_step_tells_how_often_it_was_late(site: Site) -> None:
    put_office(site.db)
    row = row_of(step_report(site, AUDITOR, SCOPE), "pastikan_persyaratan")
    assert (row.breaches, row.late, row.breach_rate) == (1, 1, 1 / 3)


def test_every_step_is_listed_in_the_tables_order(site: Site) -> None:
    put_office(site.db)
    numbers = [row.number for row in step_report(site, AUDITOR, SCOPE)]
    assert numbers[:5] == ["1", "2", "3", "4", "5"]
    assert numbers.index("10") < numbers.index("11")


def test_an_unworked_step_has_no_figures(site: Site) -> None:
    put_office(site.db)
    row = row_of(step_report(site, AUDITOR, SCOPE), "cetak_ambil")
    assert (row.completed, row.touch, row.judged, row.breach_rate) == (0, None, None, 0.0)


def test_open_tasks_are_counted_beside_the_period(site: Site) -> None:
    put_office(site.db)
    assert row_of(step_report(site, AUDITOR, SCOPE), "terima_permohonan").open == 1


@pytest.mark.parametrize(
    ("changes", "completed"),
    [
        ({}, 2),
        ({"version": 2}, 0),
        ({"category": "hilang"}, 1),
        ({"end": at(14)}, 1),  # the second was completed at that instant, which the period leaves out
        ({"definition_key": "lain"}, None),
    ],
)
def test_the_filter_chooses(site: Site, changes: dict[str, object], completed: int | None) -> None:
    put_office(site.db)
    rows = step_report(site, AUDITOR, replace(SCOPE, **changes))  # type: ignore[arg-type]
    assert [row.completed for row in rows if row.element == "terima_permohonan"] == (
        [] if completed is None else [completed]
    )


def test_a_working_day_step_is_judged_in_open_office_time_from_its_anchor(site: Site) -> None:
    with site.db.begin() as tx:
        case = put_case(tx, put_definition(tx), "MD-9", at(0))
        task = put_task(tx, case, "cetak_ambil", at(0), at(days=1), at(10, days=1))
        put_clock(tx, case, task, TimeKind.WORKING_DAYS, at(hours=-15), at(days=1), at(10, days=1))
    row = row_of(step_report(site, AUDITOR, SCOPE), "cetak_ambil")
    assert row.touch and row.judged
    assert row.touch.median == 10 * MINUTE
    # From Wednesday 17:00 to Friday 08:10: Thursday 7 h 30, and 40 minutes since 07:30 on Friday.
    assert row.judged.median == timedelta(hours=7, minutes=70)


def test_breaches_say_how_late_and_why(site: Site) -> None:
    ids = put_office(site.db)
    service, late = breach_list(site, AUDITOR, SCOPE).rows
    assert (late.id, late.task, late.instance) == (ids["late"], ids["gate"], ids["b"])
    assert (late.step, late.deadline, late.completed_by) == ("2", at(19), "petugas1")
    assert (late.reason, late.note, late.state) == ("jaringan", "=1+1", "explained")
    assert (late.lateness, late.working) == (5 * MINUTE, False)
    assert (service.id, service.task, service.step, service.working) == (ids["service"], None, "", True)
    assert service.lateness == 30 * MINUTE


def test_lateness_leaves_out_the_pauses_of_the_clock_that_was_passed(site: Site) -> None:
    ids = put_office(site.db)
    with site.db.begin() as tx:
        put_pause(tx, ids["b"], "payment", at(160), at(170))
        put_pause(tx, ids["b"], "jaringan", at(20), at(22), task_id=ids["gate"])
    service, late = breach_list(site, AUDITOR, SCOPE).rows
    assert (service.lateness, late.lateness) == (20 * MINUTE, 3 * MINUTE)


def test_breaches_come_in_pages_and_by_state(site: Site) -> None:
    ids = put_office(site.db)
    second = breach_list(site, AUDITOR, SCOPE, page=Page(1, 1))
    assert ([row.id for row in second.rows], second.total, second.number, second.last) == (
        [ids["late"]],
        2,
        2,
        2,
    )
    explained = breach_list(site, AUDITOR, SCOPE, Which("explained"))
    assert [row.id for row in explained.rows] == [ids["late"]]
    assert breach_list(site, AUDITOR, replace(SCOPE, end=at(19))).rows == ()


def test_breaches_are_counted_most_frequent_first(site: Site) -> None:
    ids = put_office(site.db)
    with site.db.begin() as tx:
        clock = put_clock(tx, ids["c"], None, TimeKind.ELAPSED, at(0), at(100))
        put_breach(tx, ids["c"], clock, at(100))
    counts = breach_counts(site, AUDITOR, SCOPE)
    assert counts.total == 3
    assert [(c.key, c.count) for c in counts.by_step] == [("", 2), ("2", 1)]
    assert [(c.key, c.count) for c in counts.by_reason] == [("", 2), ("jaringan", 1)]
    assert [c.running for c in counts.by_step] == [2 / 3, 1.0]


def test_late_cases_come_first_with_their_time_divided(site: Site) -> None:
    put_office(site.db)
    rows = case_list(site, SUPERVISOR, SCOPE).rows
    assert [row.business_key for row in rows] == ["MD-2", "MD-3", "MD-1"]
    late = rows[0]
    assert (late.breaches, late.service_late, late.applicant) == (2, True, "Siti Aminah")
    assert late.gross == sum(late.parts.values(), timedelta()) == 180 * MINUTE
    assert late.parts["applicant"] == 60 * MINUTE  # type: ignore[index]
    assert late.parts["touch"] == (4 + 8 + 2) * MINUTE  # type: ignore[index]
    assert late.net == 120 * MINUTE


def test_the_summary_speaks_of_settled_cases(site: Site) -> None:
    put_office(site.db)
    found = case_summary(site, OWNER, SCOPE)
    assert (found.cases, found.settled, found.late, found.service_late, found.returned) == (3, 2, 1, 1, 1)
    assert found.outcomes == {"selesai": 2}
    assert found.gross and found.net
    assert (found.gross.median, found.net.median) == (105 * MINUTE, 75 * MINUTE)
    assert sum(found.parts.values(), timedelta()) == 105 * MINUTE


def test_an_auditor_sees_masked_names_and_a_supervisor_full_ones(site: Site) -> None:
    put_office(site.db)
    assert {row.applicant for row in case_list(site, AUDITOR, SCOPE).rows} == {"B*** S***", "S*** A***"}
    assert {row.applicant for row in breach_list(site, AUDITOR, SCOPE).rows} == {"S*** A***"}
    assert {row.applicant for row in breach_list(site, SUPERVISOR, SCOPE).rows} == {"Siti Aminah"}


def test_masks_do_not_tell_the_length() -> None:
    assert masked("Al  Fathoni") == "A*** F***"
    assert masked("") == ""


@pytest.mark.parametrize("stranger", [STAFF, ADMIN, ELSEWHERE, Actor("x")])
def test_strangers_are_refused_every_report(site: Site, stranger: Actor) -> None:
    put_office(site.db)
    for report in (step_report, breach_list, breach_counts, case_list, case_summary, step_csv, case_csv):
        with pytest.raises(Forbidden):
            report(site, stranger, SCOPE)


def test_a_process_owner_reads_steps_and_no_cases(site: Site) -> None:
    put_office(site.db)
    assert step_report(site, OWNER, SCOPE)
    for report in (breach_list, breach_counts, case_list, breach_csv, case_csv):
        with pytest.raises(Forbidden):
            report(site, OWNER, SCOPE)


def test_an_empty_period_and_an_impossible_page_are_refused(site: Site) -> None:
    with pytest.raises(Invalid):
        step_report(site, AUDITOR, replace(SCOPE, end=SCOPE.start))
    for page in (Page(0), Page(501), Page(1, -1)):
        with pytest.raises(Invalid):
            breach_list(site, AUDITOR, SCOPE, page=page)


def read_csv(chunks: Iterator[bytes]) -> list[dict[str, str]]:
    content = b"".join(chunks)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_of_breaches_is_the_list_with_formulas_made_harmless(site: Site) -> None:
    put_office(site.db)
    first = read_csv(breach_csv(site, AUDITOR, SCOPE))[0]
    assert (first["step"], first["lateness_seconds"], first["note"]) == ("2", "300", "'=1+1")
    assert first["deadline"] == "2026-04-09T08:19:00+08:00"
    assert first["applicant"] == "S*** A***"


def test_the_csv_of_cases_and_steps_hold_every_line(site: Site) -> None:
    put_office(site.db)
    cases = read_csv(case_csv(site, SUPERVISOR, SCOPE))
    assert [case["business_key"] for case in cases] == ["MD-1", "MD-2", "MD-3"]
    assert (cases[1]["applicant_seconds"], cases[1]["service_late"]) == ("3600", "1")
    steps = read_csv(step_csv(site, OWNER, SCOPE))
    assert len(steps) == len(step_report(site, OWNER, SCOPE))
    assert steps[1]["touch_median_seconds"] == "120"


def test_headings_are_chosen_by_the_reader(site: Site) -> None:
    put_office(site.db)
    assert "BUSINESS_KEY" in read_csv(case_csv(site, AUDITOR, SCOPE, str.upper))[0]


@pytest.mark.parametrize("text", ["=A1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


def reads(db: Database) -> list[tuple[str, str, str]]:
    columns = (schema.audit.c.actor, schema.audit.c.action, schema.audit.c.subject)
    chain = schema.audit_heads.c.chain == "reads"
    query = select(*columns).join(schema.audit_heads).where(chain).order_by(schema.audit.c.seq)
    with db.read() as tx:
        return [(actor, action, subject) for actor, action, subject in tx.conn.execute(query)]


def test_reading_full_names_and_taking_out_reports_leave_a_line(site: Site) -> None:
    put_office(site.db)
    case_list(site, AUDITOR, SCOPE)
    step_report(site, AUDITOR, SCOPE)
    assert reads(site.db) == []
    case_list(site, SUPERVISOR, SCOPE)
    for taken in (breach_csv, case_csv, step_csv):
        read_csv(taken(site, AUDITOR, SCOPE))
    assert reads(site.db) == [
        ("kasi", "report.read", "report:cases"),
        ("auditor", "report.exported", "report:breaches"),
        ("auditor", "report.exported", "report:cases"),
        ("auditor", "report.exported", "report:steps"),
    ]
