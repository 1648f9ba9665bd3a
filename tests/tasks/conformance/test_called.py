"""An SOP that others call: each time a case comes to it is a passage of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from tasks.conformance import report
from tasks.conformance.deviations import Kind
from tasks.conformance.history import State
from tasks.conformance.report import Question
from tasks.reports.scope import ReportFilter
from tests.engine.test_links import called, caller, drawn
from tests.processes.templates import flow, when
from tests.support.furnished import furnished_template, office
from tests.support.office import Office, people_it
from tests.tasks.conformance.test_walked import PERIOD, judged
from tests.tasks.moving.versions import move, publish

__all__ = ["furnished_template", "office"]


@pytest.fixture
def small_office(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """People and a calendar, no SOP in force, on both databases."""
    return people_it(db, clock, tmp_path / "alur")


def test_each_call_of_an_sop_is_a_passage_of_its_own(office: Office) -> None:
    case = office.start().instance
    for _ in range(2):  # sent to further examination, and back to the interview
        office.until(case, "wawancara_verifikasi_cekal")
        office.do(case, keputusan="tidak")
        office.clock.move(timedelta(minutes=5))
        office.do(case, "koordinator", keputusan="ya", catatan="Terbukti")
    office.until(case, "wawancara_verifikasi_cekal")
    office.do(case, keputusan="tidak")
    first, second, third = judged(office, "periksa_lanjutan")
    assert [one.run.state for one in (first, second, third)] == [State.ENDED, State.ENDED, State.OPEN]
    assert [len(one.run.events) for one in (first, second, third)] == [1, 1, 0]
    assert not first.run.own and all(one.fits for one in (first, second, third))
    (own,) = judged(office, "micin_darurat")
    assert own.fits and [event.element for event in own.run.events].count("pemeriksaan_lanjutan_8") == 2
    question = Question(ReportFilter("periksa_lanjutan", *PERIOD, "batulicin"))
    found = report.conformance(office.site, office["auditor"], question)
    assert (found.ended, found.open) == (0, 1), "one request, open while its last passage is"


SKIPPING = drawn(
    "q",
    '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="xq" name="Perlu?" default="xq_qe"/>'
    '<bpmn:userTask id="u" name="Periksa"/><bpmn:endEvent id="qe" name="baik"/>',
    flow("s", "xq")
    + flow("xq", "u", "Perlu", when("perlu = true"))
    + flow("xq", "qe", "Tidak")
    + flow("u", "qe"),
    "s xq u qe",
)


def test_a_call_that_is_over_at_once_is_not_left_out(small_office: Office) -> None:
    publish(small_office, SKIPPING, caller(end="qe"))
    case = small_office.begin("p").instance
    small_office.work(case, "a")
    (one,) = judged(small_office, "p")
    assert one.fits and one.deviations == () and [event.element for event in one.run.events] == ["a"]
    assert judged(small_office, "q") == []


def test_a_called_sop_is_judged_though_its_caller_was_moved(small_office: Office) -> None:
    publish(small_office, called(), caller())
    case = small_office.begin("p").instance
    small_office.work(case, "u", keputusan="ya")
    publish(small_office, called(task="u2"), caller(prefix="n").replace(b"Tugas", b"Tugas!"))
    move(small_office, "p")
    small_office.clock.move(timedelta(minutes=1))
    small_office.work(case, "na")
    (own,), (inner,) = judged(small_office, "p"), judged(small_office, "q")
    assert own.fits and [each.kind for each in own.deviations] == [Kind.MOVED]
    assert inner.fits and [event.element for event in inner.run.events] == ["u"]
