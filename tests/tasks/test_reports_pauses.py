"""Pauses of a period: summed up by reason and person, odd ones told by rules that are checked here by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.database import SYSTEM, Actor, Database, Tx
from engine.refusals import Forbidden
from processes.model import TimeKind
from tasks import cases, work
from tasks.reports import csv, exports, interventions
from tasks.reports import pauses as report
from tasks.reports.interventions import Asked
from tasks.reports.odd_pauses import Odd
from tasks.reports.pauses import PauseReport, Wanted
from tasks.reports.scope import FIRST_PAGE, Page, ReportFilter
from tasks.site import Site
from tests.support.office import OPERATOR, Office
from tests.tasks.report_rows import at, put_case, put_clock, put_definition, put_pause, put_task

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}), "batulicin")
SCOPE = ReportFilter("micin_darurat", at(), at(days=1), "batulicin")


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path)


def reported(site: Site, wanted: Wanted = report.EVERY, page: Page = FIRST_PAGE) -> PauseReport:
    return report.pause_report(site, AUDITOR, SCOPE, wanted, page)


def suspended(tx: Tx, case: int, start: float, end: float | None, **more: object) -> int:
    """A step of ten service minutes begun at minute 0, paused from `start` to `end`; the deadline moved with it."""
    task = put_task(tx, case, "terima_permohonan", at(), at(), None)
    moved = (end - start) if end is not None else 0
    put_clock(tx, case, task, TimeKind.SERVICE, at(), at(10 + moved))
    stop = None if end is None else at(end)
    put_pause(tx, case, "jaringan", at(start), stop, task_id=task, **more)
    return task


@pytest.mark.parametrize(
    ("start", "end", "odd"),
    [
        (5, 20, set()),
        (9, 20, set()),  # a tenth is left
        (9.5, 20, {Odd.BEFORE_DEADLINE}),
        (9.5, None, {Odd.BEFORE_DEADLINE}),
        (10, 20, {Odd.AFTER_DEADLINE}),
        (12, 20, {Odd.AFTER_DEADLINE}),
    ],
)
def test_a_pause_near_the_deadline_is_told_whatever_it_moved(
    site: Site, start: float, end: float | None, odd: set[Odd]
) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at())
        suspended(tx, case, start, end, ended_by="kasi" if end else None)
    (row,) = reported(site).listing.rows
    assert set(row.odd) == odd


def test_an_earlier_pause_does_not_hide_that_the_deadline_was_near(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at())
        task = put_task(tx, case, "terima_permohonan", at(), at(), None)
        put_clock(tx, case, task, TimeKind.SERVICE, at(), at(10 + 30 + 5))  # both pauses moved it
        put_pause(tx, case, "jaringan", at(2), at(32), task_id=task, ended_by="kasi")
        put_pause(tx, case, "jaringan", at(39.5), at(44.5), task_id=task, ended_by="kasi")
    later, earlier = reported(site).listing.rows
    assert (set(later.odd), set(earlier.odd)) == ({Odd.BEFORE_DEADLINE}, set())


def test_evidence_one_person_and_length_are_told_and_the_flow_is_left_alone(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at())
        for place in range(5):
            put_pause(tx, case, "listrik", at(place), at(place + 10), ended_by="kasi")
        put_pause(tx, case, "listrik", at(30), at(90), ended_by="petugas1", evidence="  ")
        put_pause(tx, case, "payment", at(100), at(800), evidence="")
        put_pause(tx, case, "applicant", at(100), at(200), evidence="")
    found = reported(site)
    once = (Odd.NO_EVIDENCE, Odd.ONE_PERSON, Odd.LONG)
    assert found.odd == {**dict.fromkeys(Odd, 0), **dict.fromkeys(once, 1)}
    (row,) = reported(site, Wanted(odd="any")).listing.rows
    assert row.odd == {Odd.NO_EVIDENCE, Odd.ONE_PERSON, Odd.LONG} and row.lasted == timedelta(minutes=60)
    assert reported(site, Wanted(odd=Odd.BEFORE_DEADLINE)).listing.total == 0
    payment, *_ = found.by_reason
    assert (payment.key, payment.count, payment.total, payment.odd) == (
        "payment",
        1,
        timedelta(minutes=700),
        0,
    )
    assert [one.key for one in found.by_reason] == ["payment", "listrik", "applicant"]
    assert [(one.key, one.count, one.odd) for one in found.by_person] == [("petugas1", 8, 1)]


def test_office_time_of_a_pause_leaves_the_night_out_and_pages_end(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at())
        put_pause(tx, case, "applicant", at(hours=8), at(days=1, hours=1))  # 16:00 to 09:00 of the next day
        put_pause(tx, case, "applicant", at(hours=1), None)
        put_pause(tx, case, "applicant", at(days=2), None)  # outside
    first = reported(site, page=Page(1))
    assert (first.count, first.listing.total) == (2, 2)
    assert first.listing.rows[0].lasted == timedelta(hours=17)
    assert first.listing.rows[0].office_time < timedelta(hours=3)
    assert reported(site, page=Page(1, 1)).listing.rows[0].ended_at is None


def test_names_are_masked_and_only_those_who_may_see_cases_see_pauses(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "MD-1", at())
        put_pause(tx, case, "applicant", at(), at(5))
    assert reported(site).listing.rows[0].applicant == "B*** S***"
    for role, office in (("process_owner", "batulicin"), ("petugas", "batulicin"), ("auditor", "kotabaru")):
        with pytest.raises(Forbidden):
            report.pause_report(site, Actor("x", "X", frozenset({role}), office), SCOPE)


def test_the_export_has_every_column_in_order(site: Site) -> None:
    with site.db.begin(OPERATOR) as tx:
        case = put_case(tx, put_definition(tx), "=MD-1", at())
        put_pause(tx, case, "listrik", at(), at(5), evidence="=1+1")
    lines = (
        b"".join(csv.lines(site, AUDITOR, exports.pauses(site, AUDITOR, SCOPE)))
        .decode("utf-8-sig")
        .splitlines()
    )
    assert tuple(lines[0].split(",")) == exports.PAUSE_COLUMNS
    cells = dict(zip(exports.PAUSE_COLUMNS, lines[1].split(","), strict=True))
    assert (cells["business_key"], cells["evidence"]) == ("'=MD-1", "'=1+1")
    assert (cells["lasted_seconds"], cells["odd"]) == ("300", "one_person")


def test_interventions_are_counted_and_listed_without_what_the_installation_did(office: Office) -> None:
    asked = Asked(at(days=-1), at(days=1))
    number = office.start().instance
    task = office.open_task(number).id
    work.reassign(office.site, office["kasi"], task, "petugas2", "cuti")
    cases.cancel(office.site, office["kasi"], number, "dicabut pemohon")
    found = interventions.interventions(office.site, office["auditor"], asked, 50)
    counts = interventions.tally(office.site, office["auditor"], asked)
    acts = [(line.action, line.actor) for line in found.items if line.action in interventions.GROUPS["cases"]]
    assert acts == [("case.canceled", "kasi"), ("task.reassigned", "kasi")]
    assert counts.total == found.total and dict(counts.by_person)["kasi"] == 2
    assert SYSTEM.login not in dict(counts.by_person)
    only = Asked(asked.since, asked.until, "cases", "kasi")
    assert dict(interventions.tally(office.site, office["auditor"], only).by_action) == {
        "case.canceled": 1,
        "task.reassigned": 1,
    }
    with pytest.raises(Forbidden):
        interventions.tally(office.site, office["pemilik"], asked)
