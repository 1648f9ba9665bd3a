"""An SOP that others call: each time a case comes to it is a passage of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from engine.clock import VirtualClock
from engine.database import Database
from tasks.conformance import report
from tasks.conformance.history import State
from tasks.conformance.report import Question
from tasks.reports.scope import ReportFilter
from tests.support.office import furnish
from tests.tasks.conformance.test_walked import PERIOD, judged


def test_each_call_of_an_sop_is_a_passage_of_its_own(
    db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(db, clock, tmp_path / "alur")
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
