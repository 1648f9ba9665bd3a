"""A payment recorded by hand goes through the case's bill; without a bill the message is given as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine import instances, schema
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import billing
from tasks.billing import bills
from tasks.cases import Delivered
from tasks.idempotency import Once, fingerprint
from tests.support.office import Office
from tests.tasks.billing.billed import bill_of, elements, rows, verdicts, waiting


def pay(office: Office, key: str, login: str = "petugas1", **given: object) -> Delivered:
    return billing.deliver(office.site, office[login], "pembayaran", key, given)


def test_a_payment_by_hand_pays_the_bill_in_full(office: Office) -> None:
    case, bill = waiting(office)
    office.clock.move(timedelta(hours=2))
    done = pay(office, case.business_key, ntpn="ab12", dibayar_pada="2026-04-09T09:00")
    assert elements(office, case.instance) == ["cetak_ambil"] and len(done.opened) == 1
    paid = bill_of(office, bill)
    assert (paid.state, paid.ntpn) == ("paid", "AB12")
    p = schema.payments.c
    (row,) = rows(office, p.amount, p.way, p.verdict, p.paid_at)
    assert tuple(row)[:3] == (350_000, "manual", "accepted")
    assert row.paid_at.isoformat() == "2026-04-09T01:00:00+00:00"  # the office's zone is meant


def test_without_a_number_and_an_instant_it_is_paid_now(office: Office) -> None:
    case, bill = waiting(office)
    pay(office, case.business_key)
    assert (bill_of(office, bill).paid_at, bill_of(office, bill).ntpn) == (office.clock(), None)


def test_a_number_another_bill_was_paid_with_is_refused_and_kept(office: Office) -> None:
    one, _ = waiting(office)
    two, bill = waiting(office)
    pay(office, one.business_key, ntpn="AB12")
    with pytest.raises(Conflict) as refused:
        pay(office, two.business_key, ntpn="AB12")
    assert refused.value.key == "payment.duplicate"
    assert (bill_of(office, bill).state, verdicts(office)) == ("open", ["accepted", "duplicate"])


def test_a_payment_after_the_limit_is_refused_and_kept(office: Office) -> None:
    case, bill = waiting(office)
    with office.site.db.begin() as tx:
        short = update(schema.bills).where(schema.bills.c.id == bill.id)
        tx.conn.execute(short.values(expires_at=office.clock() + timedelta(hours=2)))
    office.clock.move(timedelta(hours=3))
    with pytest.raises(Conflict) as refused:
        pay(office, case.business_key, ntpn="AB12")
    assert refused.value.key == "payment.late"
    assert verdicts(office) == ["expired"]


def test_wrong_fields_are_named_as_the_message_names_them(office: Office) -> None:
    case, _ = waiting(office)
    for given, where in (
        ({"dibayar_pada": "kemarin"}, "dibayar_pada"),
        ({"dibayar_pada": "2026-04-10T00:00"}, "dibayar_pada"),
        ({"dibayar_pada": "2026-04-08T00:00"}, "dibayar_pada"),
        ({"ntpn": "ada spasi"}, "ntpn"),
        ({"ntpn": 12}, "ntpn"),
    ):
        with pytest.raises(Invalid) as refused:
            pay(office, case.business_key, **given)
        assert [problem.where for problem in refused.value.problems] == [where]
    assert verdicts(office) == []


def test_further_variables_reach_the_case(office: Office) -> None:
    case, bill = waiting(office)
    pay(office, case.business_key, loket="3")
    with office.site.db.read(office["petugas1"]) as tx:
        instance = instances.read(tx, case.instance)
        data = instances.look(tx, instance, instances.definition_of(tx, instance).spec).data
    said = data["tunggu_pembayaran"]
    assert (said["loket"], said["kode_billing"]) == ("3", bill.code)


def test_a_case_without_a_bill_takes_the_message_as_before(office: Office) -> None:
    case, bill = waiting(office)
    with office.site.db.begin() as tx:
        bills.change(tx, bill, bills.VOID)
    assert pay(office, case.business_key).opened
    assert (elements(office, case.instance), verdicts(office)) == (["cetak_ambil"], [])


def test_other_messages_pass_through(office: Office) -> None:
    case, _ = waiting(office)
    with pytest.raises(Conflict):
        billing.deliver(office.site, office["petugas1"], "kelengkapan", case.business_key, {})


def test_the_same_request_twice_is_done_once(office: Office) -> None:
    case, _ = waiting(office)
    once = Once("k1", fingerprint("pay", case.business_key))
    answers = [
        billing.deliver(office.site, office["petugas1"], "pembayaran", case.business_key, {}, once=once)
        for _ in range(2)
    ]
    assert answers[0] == answers[1] and verdicts(office) == ["accepted"]


def test_who_may(office: Office) -> None:
    case, bill = waiting(office)
    with pytest.raises(Forbidden):
        pay(office, case.business_key, "auditor")
    with pytest.raises(NotFound):
        pay(office, "MD-0")
    assert bill_of(office, bill).state == "open"
    pay(office, case.business_key, "kasi")
