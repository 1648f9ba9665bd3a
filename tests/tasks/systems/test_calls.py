"""Steps that need a system ask it, are answered once by whichever way, and go on without an answer as before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import audit, schema, settings
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import cases
from tasks.systems import answers
from tasks.systems.answers import Answer
from tasks.systems.needs import CODES, NEEDS
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.systems.stage import ADJUDICATION, at_step, calls

WIB = "2026-04-09T08:30:00+07:00"


def test_each_step_of_the_sop_that_needs_a_system_asks_it_once(office: Office) -> None:
    case = at_step(office, "tanda_terima_pembayaran")
    office.do(case)
    cases.deliver(office.site, office["petugas1"], "pembayaran", "MD-2026-00001", {})
    assert [(row.system, row.element, row.state) for row in calls(office)] == [
        ("spri", "entri_pindai", "over"),
        ("cekal", "wawancara_verifikasi_cekal", "over"),
        ("bms", "periksa_bms_ajudikasi", "over"),
        ("simponi", "tunggu_pembayaran", "over"),
        ("spri", "cetak_ambil", "open"),
    ]
    references = [row.reference for row in calls(office)]
    assert len(set(references)) == 5 and references[2].startswith("MD-2026-00001-BMS-")
    assert [row.task_id is None for row in calls(office)] == [False, False, False, True, False]
    assert {row.due_at is None for row in calls(office, state="over")} == {True}


def test_every_need_names_a_system_that_can_be_declared_down(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        known = {row["code"] for row in settings.value(tx, "outage.systems")}
    assert {need.system for need in NEEDS.values()} == set(CODES) <= known


def test_staff_enter_an_answer_by_hand_with_its_time_or_none(office: Office) -> None:
    case = at_step(office)
    (call,) = calls(office, system="cekal")
    office.clock.move(timedelta(minutes=3))
    task = answers.enter(office.site, office["petugas1"], call.id, "clear", None)
    assert task == office.open_task(case).id
    (row,) = calls(office, system="cekal")
    assert (row.state, row.code, row.way, row.answered_by) == ("answered", "clear", "manual", "petugas1")
    assert row.occurred_at == office.clock()
    with pytest.raises(Conflict, match=r"system\.already_answered"):
        answers.enter(office.site, office["petugas2"], call.id, "hit", None)
    office.do(case)  # the answer stays when the step ends
    assert calls(office, system="cekal")[0].state == "answered"
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        chosen = schema.audit.c.action == "system.answered"
        (details,) = tx.conn.execute(select(schema.audit.c.details).where(chosen)).scalars()
    assert "clear" not in str(details)


def test_only_those_who_work_the_step_enter_its_answer(office: Office) -> None:
    case = at_step(office, ADJUDICATION)
    (call,) = calls(office, system="bms")
    for login in ("pengawas", "auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            answers.enter(office.site, office[login], call.id, "no_hit", None)
    elsewhere = Actor("petugas9", roles=frozenset({"petugas"}), office="kotabaru")
    for actor, number in ((elsewhere, call.id), (office["petugas2"], call.id + 99)):
        with pytest.raises(NotFound):
            answers.enter(office.site, actor, number, "no_hit", None)
    assert answers.enter(office.site, office["petugas2"], call.id, "no_hit", None)
    assert office.open_task(case).element == ADJUDICATION


@pytest.mark.parametrize(
    ("code", "minutes", "where"), [("?", 0, "code"), ("hit", 60, "at"), ("hit", -60, "at")]
)
def test_an_answer_that_cannot_be_is_refused_by_field(
    office: Office, code: str, minutes: int, where: str
) -> None:
    at_step(office)
    (call,) = calls(office, system="cekal")
    at = office.clock() + timedelta(minutes=minutes)
    with pytest.raises(Invalid) as refused:
        answers.enter(office.site, office["petugas1"], call.id, code, at)
    assert [problem.where for problem in refused.value.problems] == [where]


def test_a_time_is_kept_as_the_instant_it_is_whatever_its_zone(office: Office) -> None:
    at_step(office)
    (call,) = calls(office, system="cekal")
    office.clock.move(timedelta(hours=2))
    with office.site.db.begin(OPERATOR) as tx:
        said = Answer("cekal", f"  {call.reference.lower()} ", "hit", datetime.fromisoformat(WIB))
        assert answers.take(tx, said, "http") == "accepted"
    (row,) = calls(office, system="cekal")
    assert row.occurred_at == datetime.fromisoformat("2026-04-09T09:30:00+08:00")


def test_an_unknown_reference_and_one_of_another_system_are_the_same(office: Office) -> None:
    at_step(office)
    (call,) = calls(office, system="cekal")
    with office.site.db.begin(OPERATOR) as tx:
        for system, reference in (("bms", call.reference), ("cekal", "TIADA"), ("cekal", "")):
            assert answers.take(tx, Answer(system, reference, "hit", tx.now), "csv") == "unknown"


def test_a_withdrawn_case_asks_nothing_any_more(office: Office) -> None:
    case = at_step(office)
    cases.cancel(office.site, office["kasi"], case, "permintaan pemohon")
    assert {row.state for row in calls(office)} == {"over"}


def test_of_two_answers_at_once_the_first_counts(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    at_step(office)
    (call,) = calls(office, system="cekal")

    def say(code: str) -> Any:
        with postgres_db.begin(OPERATOR) as tx:
            return answers.take(tx, Answer("cekal", call.reference, code, tx.now), "http")

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(say, ["clear", "hit"] * 4))
    assert sorted(verdicts) == ["accepted", *["already_answered"] * 7]
