"""Payments that were not accepted wait in a list until a supervisor says why they are used or given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import audit, instances, schema
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import billing, slots, worker
from tasks.billing import lists, payments, settling
from tasks.duties import DUTIES
from tests.support.office import OPERATOR, Office
from tests.tasks.billing.billed import (
    LIMIT,
    bill_of,
    elements,
    payment,
    report,
    rows,
    waiting,
    with_seat,
)


def listed(office: Office, login: str = "kasi") -> list[str]:
    return [one.payment.verdict for one in lists.unmatched(office.site, office[login])]


def too_late(office: Office) -> tuple[int, billing.Bill, int, int]:
    """Case, bill, booking and payment: paid in time, told after the bill had ended and the seat had gone back."""
    case, bill, booking = with_seat(office)
    in_time = office.clock() + timedelta(hours=1)
    office.clock.move(LIMIT)
    worker.settle(office.site, DUTIES)
    done = report(office, payment(office, bill, paid_at=in_time))
    assert done.verdict == "expired"
    return case.instance, bill, booking.id, done.payment


def test_what_was_not_accepted_is_listed_with_its_bill_until_it_is_settled(office: Office) -> None:
    case, bill = waiting(office)
    report(office, payment(office, bill, code="1"))
    report(office, payment(office, bill, amount=1))
    report(office, payment(office, bill))
    report(office, payment(office, bill))
    assert listed(office, "petugas1") == ["unknown", "other_amount", "duplicate"]
    first, second, _ = lists.unmatched(office.site, office["auditor"])
    assert first.line is None and second.line is not None
    assert (second.line.business_key, second.line.bill.id) == (case.business_key, bill.id)
    settling.give_back(office.site, office["kasi"], first.payment.id, "Salah ketik kode")
    assert listed(office) == ["other_amount", "duplicate"]


def test_a_late_payment_is_used_all_the_same_with_its_seat_where_there_is_one(office: Office) -> None:
    case, bill, booking, number = too_late(office)
    settled = settling.use(office.site, office["kasi"], number, "Bank terlambat melapor")
    assert (settled.settled_as, settled.settled_by, settled.verdict) == ("accepted", "kasi", "expired")
    assert (bill_of(office, bill).state, elements(office, case)) == ("paid", ["cetak_ambil"])
    with office.site.db.read() as tx:
        again = slots.of_case(tx, case)
        assert again is not None and again.id != booking and again.state == "confirmed"
        assert slots.read(tx, booking).state == "released"
    assert listed(office) == []


def test_a_late_payment_is_used_without_a_seat_where_the_day_has_none_left(office: Office) -> None:
    case, bill, booking, number = too_late(office)
    with office.site.db.read() as tx:
        day = slots.read(tx, booking).day
    slots.rules.set_day(office.site, office["kasi"], "batulicin", "reguler", day, 0, "penuh")
    settling.use(office.site, office["kasi"], number, "Bank terlambat melapor")
    assert bill_of(office, bill).state == "paid"
    with office.site.db.read() as tx:
        assert slots.of_case(tx, case) is None


def test_another_amount_may_be_used_and_an_unknown_code_needs_its_bill_named(office: Office) -> None:
    _, one = waiting(office)
    _, two = waiting(office)
    short = report(office, payment(office, one, amount=349_000)).payment
    stray = report(office, payment(office, two, code="1")).payment
    settling.use(office.site, office["kasi"], short, "Selisih disetor tunai")
    for code, field in (("", "code"), ("2", "code")):
        with pytest.raises(Invalid) as refused:
            settling.use(office.site, office["kasi"], stray, "Kode salah tulis", code)
        assert [problem.where for problem in refused.value.problems] == [field]
    settling.use(office.site, office["kasi"], stray, "Kode salah tulis", two.code)
    assert [bill_of(office, bill).state for bill in (one, two)] == ["paid", "paid"]
    assert payments_of(office, stray).bill_id == two.id


def payments_of(office: Office, number: int) -> payments.Kept:
    with office.site.db.read() as tx:
        return payments.read(tx, number)


def test_a_new_bill_of_the_case_is_paid_by_the_late_payment_of_the_old(office: Office) -> None:
    case, bill, _, number = too_late(office)
    with office.site.db.begin(office["petugas1"]) as tx:
        instance = instances.hold(tx, case)
        new = billing.issue(tx, instance, bill.items, expires_at=None)
    settling.use(office.site, office["kasi"], number, "Dipakai untuk tagihan baru")
    assert (bill_of(office, bill).state, bill_of(office, new).state) == ("expired", "paid")


def test_an_ended_case_takes_no_payment_any_more_it_is_given_back(office: Office) -> None:
    _, bill = waiting(office)
    in_time = office.clock() + timedelta(days=6)
    office.clock.move(timedelta(days=7))
    worker.settle(office.site, DUTIES)
    number = report(office, payment(office, bill, paid_at=in_time)).payment
    with pytest.raises(Conflict) as refused:
        settling.use(office.site, office["kasi"], number, "uji")
    assert refused.value.key == "payment.not_awaited"
    assert (
        settling.give_back(office.site, office["kasi"], number, "Dikembalikan lewat KPPN").settled_as
        == "returned"
    )


def test_a_duplicate_can_only_be_given_back(office: Office) -> None:
    _, bill = waiting(office)
    report(office, payment(office, bill))
    number = report(office, payment(office, bill)).payment
    with pytest.raises(Conflict):
        settling.use(office.site, office["kasi"], number, "uji")
    settling.give_back(office.site, office["kasi"], number, "Dibayar dua kali")


def test_it_is_settled_once_for_a_stated_reason(office: Office) -> None:
    _, bill = waiting(office)
    number = report(office, payment(office, bill, amount=1)).payment
    with pytest.raises(Invalid):
        settling.use(office.site, office["kasi"], number, "  ")
    settling.give_back(office.site, office["kasi"], number, "Salah bayar")
    for again in (settling.use, settling.give_back):
        with pytest.raises(Conflict):
            again(office.site, office["kasi"], number, "lagi")
    with pytest.raises(NotFound):
        settling.give_back(office.site, office["kasi"], 99, "uji")


def test_only_a_supervisor_settles(office: Office) -> None:
    _, bill = waiting(office)
    number = report(office, payment(office, bill, amount=1)).payment
    for login in ("petugas1", "admin", "auditor"):
        for act in (settling.use, settling.give_back):
            with pytest.raises(Forbidden):
                act(office.site, office[login], number, "uji")
    assert listed(office) == ["other_amount"]


def test_a_settled_payment_is_in_the_trail_with_its_reason(office: Office) -> None:
    _, bill = waiting(office)
    number = report(office, payment(office, bill, amount=1)).payment
    stray = report(office, payment(office, bill, code="1")).payment
    settling.use(office.site, office["kasi"], number, "Selisih disetor tunai")
    settling.give_back(office.site, office["kasi"], stray, "Bukan milik kantor")
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        a = schema.audit.c
        query = select(schema.audit_heads.c.chain, a.reason).join(
            schema.audit_heads, schema.audit_heads.c.id == a.head_id
        )
        found = sorted(tuple(row) for row in tx.conn.execute(query.where(a.action == "payment.settled")))
    assert found == [
        (f"instance:{bill.instance_id}", "Selisih disetor tunai"),
        ("payments:batulicin", "Bukan milik kantor"),
    ]


def test_bills_are_found_by_code_number_name_and_state(office: Office) -> None:
    _, paid = waiting(office)
    case, bill = waiting(office)
    report(office, payment(office, paid))

    def found(word: str = "", state: str = "") -> list[int]:
        page = lists.search(office.site, office["petugas1"], word, state)
        return [line.bill.id for line in page.lines]

    assert found() == [bill.id, paid.id]
    assert found(bill.code) == found(case.business_key) == [bill.id]
    assert found("aminah") == [bill.id, paid.id] and found("%") == []
    assert (found(state="paid"), found(state="open")) == ([paid.id], [bill.id])
    page = lists.search(office.site, office["petugas1"], most=1)
    assert page.after == bill.id
    assert lists.search(office.site, office["petugas1"], after=page.after, most=1).after is None
    for login in ("admin", "pemilik"):
        with pytest.raises(Forbidden):
            lists.search(office.site, office[login])
    assert rows(office, schema.bills.c.id)
