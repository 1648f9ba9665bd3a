"""What has been kept long enough goes, class by class: a dry run says what, a hold keeps it, nothing open goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import audit, schema
from engine.refusals import Conflict, Forbidden, Invalid
from tasks import settings
from tasks.privacy import classes, holds, runs
from tasks.privacy.covering import ERASED
from tests.support.office import Office
from tests.tasks.privacy.test_erasing import STRANGER, WHY, case, figures, light, rows, whole

__all__ = ["case", "light"]
ALL = [one.code for one in classes.CLASSES]
YEARS = timedelta(days=5 * 366)


def counts(office: Office) -> dict[str, int]:
    return {due.code: due.number for due in runs.dry(office.site, office["pdp"]) if due.number}


def worked(office: Office) -> runs.Run:
    for _ in range(20):
        assert runs.work(office.site) == []
        (run, *_) = runs.listed(office.site, office["pdp"])
        if run.state != runs.RUNNING:
            return run
    raise AssertionError("the run never ended")


def test_a_dry_run_changes_nothing_and_a_run_does_exactly_what_it_said(office: Office, case: int) -> None:
    assert counts(office) == {}
    office.clock.move(YEARS)
    running = office.start(nama_pemohon="Misran").instance
    before, text = figures(office, case), whole(office)
    due = runs.dry(office.site, office["pdp"])
    assert whole(office) == text
    said = {one.code: one.number for one in due if one.number}
    assert said["cases"] == 1 and said["documents_specific"] == 1 and said["surveys"] == 1
    named = next(one for one in due if one.code == "cases")
    assert named.first == (("instances", "MD-2026-00001", named.oldest),)
    number = runs.begin(office.site, office["pdp"], ALL, "Jadwal retensi 2031", True)
    with pytest.raises(Conflict, match="run_busy"):
        runs.begin(office.site, office["pdp"], ALL, "Sekali lagi", True)
    run = worked(office)
    assert (run.id, run.state) == (number, runs.DONE)
    assert (
        {code: many for code, many in run.done.items() if many}
        == said
        == {code: many for code, many in run.planned.items() if many}
    )
    assert counts(office) == {}
    titles = {row["id"]: row["title"] for row in rows(office, schema.instances)}
    assert titles == {case: ERASED, running: "Misran"}
    assert "Aminah" not in whole(office, ("audit", "audit_heads"))
    assert figures(office, running) is not None and before is not None
    with office.site.db.read() as tx:
        assert audit.verify(tx).faults == ()
        query = select(schema.audit.c.action).where(schema.audit.c.action.like("retention.%"))
        assert list(tx.conn.execute(query).scalars()) == ["retention.begun", "retention.done"]


def test_a_held_case_stays_whole_until_the_hold_is_lifted(office: Office, case: int) -> None:
    office.clock.move(YEARS)
    hold = holds.place(office.site, office["pdp"], "MD-2026-00001", "Sengketa di PTUN")
    assert not {"cases", "documents", "documents_specific", "surveys"} & set(counts(office))
    runs.begin(office.site, office["pdp"], ALL, "Jadwal retensi", True)
    worked(office)
    assert "Siti Aminah" in whole(office)
    holds.lift(office.site, office["pdp"], hold, "Selesai")
    assert counts(office)["cases"] == 1


def test_the_period_is_a_setting(office: Office, light: int) -> None:
    office.clock.move(timedelta(days=3 * 366))
    assert "cases" not in counts(office)
    settings.change(office.site, office["admin"], {"retention.cases": 36})
    assert counts(office)["cases"] == 1


def test_a_run_is_stopped_and_what_is_broken_keeps_nobody_else(office: Office, case: int) -> None:
    office.clock.move(YEARS)
    with office.site.db.begin() as tx:  # a state nobody can read
        tx.conn.execute(schema.instances.update().values(state=b"rusak"))
    number = runs.begin(office.site, office["pdp"], ALL, "Jadwal retensi", True)
    faults: list[Exception] = []
    for _ in range(20):
        faults += runs.work(office.site)
        if runs.listed(office.site, office["pdp"])[0].state != runs.RUNNING:
            break
    (run, *_) = runs.listed(office.site, office["pdp"])
    assert run.state == runs.DONE and run.done["cases"] == 0 and run.done["surveys"] == 1 and faults
    assert rows(office, schema.instances)[0]["title"] == "Siti Aminah"
    with pytest.raises(Conflict, match="run_over"):
        runs.stop(office.site, office["pdp"], number)
    again = runs.begin(office.site, office["pdp"], ["cases"], "Lagi", True)
    runs.stop(office.site, office["pdp"], again)
    assert runs.work(office.site) == []


def test_only_the_data_protection_officer_decides(office: Office, light: int) -> None:
    for login in ("petugas1", "kasi", "auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            runs.dry(office.site, office[login])
        with pytest.raises(Forbidden):
            runs.begin(office.site, office[login], ALL, WHY, True)
    for codes, reason, sure in ((["apa"], WHY, True), ([], WHY, True), (ALL, "", True), (ALL, WHY, False)):
        with pytest.raises(Invalid):
            runs.begin(office.site, office["pdp"], codes, reason, sure)
    office.clock.move(YEARS)
    assert {due.code for due in runs.dry(office.site, STRANGER) if due.number} <= {"access", "accounts"}
    assert runs.listed(office.site, STRANGER) == ()
