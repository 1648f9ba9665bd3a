"""Starting, messaging and withdrawing requests: rights, numbers, times, and what ends with a case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import instances, schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import cases, completion, outages, pauses, work
from tests.support.office import OPERATOR, REQUEST, Office
from tests.tasks.small_processes import deploy, stuck_at_gateway

KOTABARU = Actor("petugas1", roles=frozenset({"petugas", "supervisor"}), office="kotabaru")


def waiting_for_payment(office: Office) -> cases.Started:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    return started


def pay(office: Office, case: cases.Started, who: str = "petugas1", **given: Any) -> cases.Delivered:
    return cases.deliver(office.site, office[who], "pembayaran", case.business_key, given)


def test_staff_and_supervisors_start_requests(office: Office) -> None:
    for login in ("petugas1", "petugas2", "pengawas", "kasi"):
        cases.start(office.site, office[login], "micin_darurat", REQUEST)
    for login in ("auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            cases.start(office.site, office[login], "micin_darurat", REQUEST)


def test_numbers_follow_each_other_without_a_gap_also_after_a_refusal(office: Office) -> None:
    first = office.start().business_key
    anything: tuple[Any, ...] = (
        {"nama_pemohon": 7},
        {"setelan": {}},
        {"a": "\x00"},
        [],
        None,
        {"a": "x" * 300_000},
    )
    for wrong in anything:
        with pytest.raises(Invalid):
            cases.start(office.site, office["petugas1"], "micin_darurat", wrong)
    assert (first, office.start().business_key) == ("MD-2026-00001", "MD-2026-00002")


def test_a_business_key_is_taken_once(office: Office) -> None:
    def start(key: str) -> cases.Started:
        return cases.start(office.site, office["petugas1"], "micin_darurat", REQUEST, business_key=key)

    assert start("MD-2026-00001").business_key == "MD-2026-00001"
    with pytest.raises(Conflict, match=r"instance\.business_key_taken"):
        start("MD-2026-00001")
    assert office.start().business_key == "MD-2026-00002"  # the office's own number steps over it
    for unfit in ("", "  ", "x" * 65, "a\nb", "a\x00b"):
        with pytest.raises(Invalid):
            start(unfit)
    with pytest.raises(NotFound):
        cases.start(office.site, office["petugas1"], "tidak_ada", REQUEST)
    with pytest.raises(NotFound):
        cases.start(office.site, office["petugas1"], "micin_darurat", REQUEST, version=9)


def test_a_message_is_for_staff_of_the_office_and_for_a_case_that_waits(office: Office) -> None:
    case = waiting_for_payment(office)
    for login in ("auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            pay(office, case, login)
    with pytest.raises(NotFound):
        cases.deliver(office.site, KOTABARU, "pembayaran", case.business_key, {})
    with pytest.raises(NotFound):
        cases.deliver(office.site, office["petugas1"], "pembayaran", "MD-0", {})
    with pytest.raises(Conflict, match=r"message\.not_awaited"):
        cases.deliver(office.site, office["petugas1"], "kelengkapan", case.business_key, {})
    pay(office, case, "petugas3")
    with pytest.raises(Conflict, match=r"message\.not_awaited"):
        pay(office, case)


def test_a_payment_is_dated_within_the_life_of_the_case(office: Office) -> None:
    case = waiting_for_payment(office)
    office.clock.move(timedelta(hours=2))
    for wrong in ("2026-04-09T12:00:00Z", "2026-04-08T00:00:00Z", "kemarin", 7, ["x"]):
        with pytest.raises(Invalid) as refused:
            pay(office, case, dibayar_pada=wrong)
        assert [problem.where for problem in refused.value.problems] == ["dibayar_pada"]
    pay(office, case, dibayar_pada="2026-04-09T09:30:00")  # the office's zone where none is named
    with office.site.db.read(OPERATOR) as tx:
        query = select(schema.waits.c.occurred_at).where(schema.waits.c.message == "pembayaran")
        assert tx.conn.execute(query).scalars().all() == [datetime.fromisoformat("2026-04-09T01:30:00+00:00")]


def test_the_standstill_ends_when_the_payment_came_not_when_it_was_written_down(office: Office) -> None:
    case = waiting_for_payment(office)
    paid = office.clock.move(timedelta(minutes=30))
    office.clock.move(timedelta(hours=3))
    pay(office, case, dibayar_pada=paid.isoformat())
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = [one for one in pauses.of_instance(tx, case.instance) if one.reason == "payment"]
    assert pause.ended_at == paid


def test_only_supervisors_and_administrators_withdraw_and_say_why(office: Office) -> None:
    case = office.start().instance
    for login in ("petugas1", "auditor", "pemilik"):
        with pytest.raises(Forbidden):
            cases.cancel(office.site, office[login], case, "dicabut")
    for reason in ("", "  ", "x" * 1001, "a\x00b"):
        with pytest.raises(Invalid):
            cases.cancel(office.site, office["kasi"], case, reason)
    with pytest.raises(NotFound):
        cases.cancel(office.site, KOTABARU, case, "dicabut")
    cases.cancel(office.site, office["admin"], case, "dicabut")
    with pytest.raises(Conflict):
        cases.cancel(office.site, office["kasi"], case, "dicabut")


def test_everything_of_a_withdrawn_case_ends_with_it(office: Office) -> None:
    case = office.start()
    (task,) = case.opened
    work.start(office.site, office["petugas1"], task)
    work.suspend(office.site, office["petugas1"], task, "jaringan")
    number = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    at = office.clock.move(timedelta(hours=1))
    cases.cancel(office.site, office["kasi"], case.instance, "dicabut pemohon")
    with office.site.db.read(OPERATOR) as tx:
        assert not pauses.open_of(tx, case.instance)
        clocks = tx.conn.execute(select(schema.clocks.c.state, schema.clocks.c.stopped_at)).all()
        assert {tuple(row) for row in clocks} == {("stopped", at)}
        ended = instances.read(tx, case.instance)
    assert (ended.status, ended.outcome, ended.ended_at) == ("canceled", "canceled", at)
    assert not office.open_tasks(case.instance)
    outages.end(office.site, office["kasi"], number)
    with pytest.raises(Conflict):
        pay(office, case)


def test_who_may_read_a_case(office: Office) -> None:
    case = office.start().instance
    for login in ("petugas2", "pengawas", "kasi", "auditor"):
        assert cases.read(office.site, office[login], case).id == case
    for login in ("admin", "pemilik"):
        with pytest.raises(Forbidden):
            cases.read(office.site, office[login], case)
    with pytest.raises(NotFound):
        cases.read(office.site, KOTABARU, case)


def test_a_running_case_stays_on_its_version(office: Office) -> None:
    xml = stuck_at_gateway()
    deploy(office.site.db, xml)
    old = cases.start(office.site, office["petugas1"], "p", {})
    deploy(office.site.db, xml.replace(b"nilai &gt; 5", b"nilai &gt; 50"))
    new = cases.start(office.site, office["petugas1"], "p", {})
    back = cases.start(office.site, office["petugas1"], "p", {}, version=1)
    assert (old.version, new.version, back.version) == (1, 2, 1)
    completion.complete(office.site, office["petugas1"], old.opened[0], {"nilai": 7})
    assert office.open_task(old.instance).element == "b"
    with pytest.raises(Conflict, match=r"incident\.raised"):
        completion.complete(office.site, office["petugas1"], new.opened[0], {"nilai": 7})


def test_another_command_starts_a_case_and_gives_it_messages_in_its_own_transaction(office: Office) -> None:
    applicant = Actor("pemohon:1", roles=frozenset({"applicant"}))
    with office.site.db.begin(applicant) as tx:
        begun = cases.start_held(tx, "micin_darurat", {"nama_pemohon": "Siti"}, category="habis_berlaku")
        instance = instances.hold(tx, begun.instance)
        with pytest.raises(Conflict, match=r"message\.not_awaited"):
            cases.deliver_held(tx, instance, "pembayaran", {})
    assert (instance.category, instance.started_by) == ("habis_berlaku", "pemohon:1")
    office.until(begun.instance, "tanda_terima_pembayaran")
    office.do(begun.instance)
    with office.site.db.begin(applicant) as tx:
        paid = cases.deliver_held(tx, begun.instance, "pembayaran", {})
    assert office.open_task(begun.instance).id in paid.opened
