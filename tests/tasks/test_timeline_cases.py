"""The timeline of a case as real commands leave it, and its time as the tables tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from engine.database import Actor
from engine.refusals import NotFound
from processes.model import TimeKind
from tasks import cases, comments, outages, timeline, work, worker
from tasks.reports.breaches import breach_list
from tasks.reports.cases import case_list, case_summary
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tasks.timeline import Event, Part, Split
from tests.support.office import OPERATOR, Office
from tests.tasks.report_rows import put_pause, put_task

MINUTE = timedelta(minutes=1)


def events(office: Office, case: int) -> tuple[Event, ...]:
    with office.site.db.read(OPERATOR) as tx:
        return timeline.events(tx, case)


def split(office: Office, case: int) -> Split:
    with office.site.db.read(OPERATOR) as tx:
        return timeline.of_case(tx, case)


def kinds(found: Iterable[Event]) -> list[str]:
    return [event.kind for event in found]


def returned_case(office: Office) -> cases.Started:
    """A request whose gate failed: back to step 3, documents after two days, and the gate once more."""
    started = office.start()
    office.until(started.instance, "pastikan_persyaratan")
    office.do(started.instance, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(started.instance)
    office.clock.move(timedelta(days=2))
    cases.deliver(office.site, office["petugas1"], "kelengkapan", started.business_key, {})
    return started


def test_a_return_is_told_from_the_failed_gate_to_the_documents(office: Office) -> None:
    started = returned_case(office)
    found = events(office, started.instance)
    assert kinds(found)[:6] == [
        "case.started",
        "task.opened",
        "task.claimed",
        "task.started",
        "task.completed",
        "task.opened",
    ]
    told = [event for event in found if event.kind in ("letter.issued", "clock.paused", "message.received")]
    assert kinds(told) == ["letter.issued", "clock.paused", "message.received"]
    letter = next(event for event in told if event.kind == "letter.issued")
    assert (letter.step, letter.actor) == ("3", "petugas1")
    assert [item["item"] for item in letter.details["items"]] == ["kk"]
    paused = next(event for event in told if event.kind == "clock.paused")
    assert (paused.element, paused.details["reason"]) == ("tunggu_kelengkapan", "applicant")
    assert found == tuple(sorted(found, key=lambda event: event.at))


def test_a_return_is_the_applicants_time(office: Office) -> None:
    started = returned_case(office)
    found = split(office, started.instance)
    assert found.parts[Part.APPLICANT] == found.applicant_documents == timedelta(days=2)
    assert found.parts[Part.TOUCH] == 3 * MINUTE
    assert found.total == office.clock() - found.spans[0].start == timedelta(days=2, minutes=3)


def test_an_outage_is_told_once_though_it_stops_the_case_and_its_task(office: Office) -> None:
    started = office.start()
    number = outages.declare(office.site, office["kasi"], "jaringan", "TIKET-7")
    office.clock.move(30 * MINUTE)
    outages.end(office.site, office["kasi"], number)
    told = [event for event in events(office, started.instance) if event.kind.startswith("clock.")]
    assert kinds(told) == ["clock.paused", "clock.resumed"]
    assert told[0].details["evidence"] == "TIKET-7"
    assert split(office, started.instance).parts[Part.OUTAGE] == 30 * MINUTE


def test_interrupted_work_is_no_touch(office: Office) -> None:
    started = office.start()
    task = office.open_task(started.instance).id
    work.start(office.site, office["petugas1"], task)
    office.clock.move(MINUTE)
    work.suspend(office.site, office["petugas1"], task, "istirahat", "ganti petugas")
    office.clock.move(10 * MINUTE)
    work.resume(office.site, office["petugas1"], task)
    office.clock.move(MINUTE)
    found = split(office, started.instance)
    assert (found.parts[Part.TOUCH], found.parts[Part.QUEUE]) == (2 * MINUTE, 10 * MINUTE)
    told = [event for event in events(office, started.instance) if event.details.get("reason") == "istirahat"]
    assert kinds(told) == ["task.suspended", "task.resumed"]


def test_a_breach_stands_at_its_deadline(office: Office) -> None:
    started = office.start()
    task = office.open_task(started.instance).id
    work.start(office.site, office["petugas1"], task)
    deadline = office.clock() + 3 * MINUTE
    office.clock.move(10 * MINUTE)
    worker.settle(office.site)
    breach = next(event for event in events(office, started.instance) if event.kind == "breach.due")
    assert (breach.at, breach.details["task"], breach.details["whole_case"]) == (deadline, task, False)


def test_comments_and_the_end_are_told(office: Office) -> None:
    started = office.start()
    comments.add(office.site, office["petugas1"], started.instance, "Pemohon datang sendiri")
    office.clock.move(MINUTE)
    cases.cancel(office.site, office["kasi"], started.instance, "pemohon membatalkan")
    found = events(office, started.instance)
    assert "comment.written" in kinds(found)
    assert kinds(found)[-3:] == ["task.canceled", "case.settled", "case.ended"]


def test_a_case_nobody_started_has_no_timeline(office: Office) -> None:
    with pytest.raises(NotFound):
        events(office, 4711)
    with pytest.raises(NotFound):
        split(office, 4711)


def test_rows_of_pauses_and_tasks_become_the_parts(office: Office) -> None:
    started = office.start()
    begin = office.clock()
    with office.site.db.begin(OPERATOR) as tx:
        put_task(tx, started.instance, "a", begin, begin, None, state="CANCELED")
        put_task(tx, started.instance, "b", begin, begin + 10 * MINUTE, begin + 40 * MINUTE)
        put_pause(tx, started.instance, "travel", begin + 20 * MINUTE, begin + 25 * MINUTE)
        put_pause(tx, started.instance, "examination", begin + 50 * MINUTE, None)
        put_pause(tx, started.instance, "payment", begin + 55 * MINUTE, begin + 58 * MINUTE)
    office.clock.move(60 * MINUTE)
    found = split(office, started.instance)
    assert found.parts[Part.TRAVEL] == 5 * MINUTE
    assert found.parts[Part.TOUCH] == 25 * MINUTE
    assert found.parts[Part.EXAMINATION] == 7 * MINUTE
    assert found.applicant_payment == 3 * MINUTE
    assert found.parts[Part.QUEUE] == 20 * MINUTE


def test_an_auditor_sees_in_the_reports_what_the_office_did(office: Office) -> None:
    started = returned_case(office)
    task = office.open_task(started.instance).id
    office.do_task(task, takes=10 * MINUTE)
    auditor: Actor = office["auditor"]
    scope = ReportFilter(
        "micin_darurat",
        office.clock() - timedelta(days=30),
        office.clock() + MINUTE,
        auditor.office,
        category="baru_dewasa",
    )
    gate = next(row for row in step_report(office.site, auditor, scope) if row.number == "2")
    assert (gate.completed, gate.repeats, gate.breaches, gate.late) == (2, 1, 1, 1)
    assert gate.kind is TimeKind.SERVICE
    assert gate.judged is not None and gate.judged.p90 == 10 * MINUTE
    (breach,) = breach_list(office.site, auditor, scope).rows
    assert (breach.lateness, breach.completed_by, breach.applicant) == (7 * MINUTE, "petugas1", "S*** A***")
    (line,) = case_list(office.site, auditor, scope).rows
    assert line.gross == sum(line.parts.values(), timedelta())
    assert line.parts[Part.APPLICANT] == timedelta(days=2)
    summary = case_summary(office.site, auditor, scope)
    assert (summary.cases, summary.settled, summary.late, summary.returned) == (1, 0, 1, 1)
