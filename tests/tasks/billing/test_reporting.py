"""Every report of a payment has one verdict, is kept, and has its effect once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine import audit, schema
from engine.database import Actor
from engine.refusals import Forbidden, Invalid
from tasks import billing, slots
from tests.support.office import OPERATOR, Office
from tests.tasks.billing.billed import (
    LIMIT,
    at,
    bill_of,
    elements,
    payment,
    report,
    rows,
    verdicts,
    waiting,
    with_seat,
)

WIB = "+07:00"


def sent(office: Office) -> list[tuple[str, str]]:
    return [tuple(row) for row in rows(office, schema.outbox.c.kind, schema.outbox.c.recipient)]


def test_a_payment_in_full_is_accepted_and_the_case_goes_on_from_the_banks_instant(office: Office) -> None:
    case, bill = waiting(office)
    office.clock.move(timedelta(hours=3))
    done = report(office, payment(office, bill, paid_at=office.clock() - timedelta(hours=1)))
    assert (done.verdict, done.first, done.instance) == ("accepted", "accepted", case.instance)
    assert done.delivered is not None and elements(office, case.instance) == ["cetak_ambil"]
    paid = bill_of(office, bill)
    assert (paid.state, paid.paid_at) == ("paid", office.clock() - timedelta(hours=1))
    (occurred,) = (row.occurred_at for row in rows(office, schema.waits.c.occurred_at) if row.occurred_at)
    assert occurred == paid.paid_at


def test_the_banks_zone_is_kept_apart_from_the_offices(office: Office) -> None:
    _, bill = waiting(office)
    office.clock.move(timedelta(hours=2))
    local = (office.clock() + timedelta(hours=7)).replace(tzinfo=None).isoformat()
    report(office, payment(office, bill, paid_at=at(local + WIB)))
    assert bill_of(office, bill).paid_at == office.clock()


def test_an_accepted_payment_confirms_the_seat_and_tells_the_applicant(office: Office) -> None:
    case, bill, booking = with_seat(office)
    report(office, payment(office, bill))
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "confirmed"
    assert sent(office) == [("paid", "siti@example.org")]
    (details,) = (row.details for row in rows(office, schema.outbox.c.details))
    assert details["amount"] == 350_000 and details["arrival_on"] == "2026-04-13"
    assert details["number"] == case.business_key


def test_the_same_number_again_is_a_duplicate_kept_once_without_effect(office: Office) -> None:
    _, bill, _ = with_seat(office)
    said = payment(office, bill)
    report(office, said)
    for _ in range(3):
        again = report(office, said)
        assert (again.verdict, again.first, again.delivered) == ("duplicate", "accepted", None)
    assert verdicts(office) == ["accepted", "duplicate"]
    assert len(sent(office)) == 1


def test_a_paid_bill_paid_again_under_another_number_is_a_duplicate(office: Office) -> None:
    _, bill = waiting(office)
    report(office, payment(office, bill))
    second = payment(office, bill)
    for _ in range(2):
        assert report(office, second).verdict == "duplicate"
    assert verdicts(office) == ["accepted", "duplicate"]


def test_another_amount_moves_nothing(office: Office) -> None:
    case, bill = waiting(office)
    said = payment(office, bill, amount=349_999)
    assert report(office, said).verdict == "other_amount"
    again = report(office, said)
    assert (again.verdict, again.first) == ("duplicate", "other_amount")
    assert (bill_of(office, bill).state, elements(office, case.instance)) == ("open", [])
    assert verdicts(office) == ["other_amount", "duplicate"]


def test_an_unknown_code_is_kept_for_the_office(office: Office) -> None:
    _, bill = waiting(office)
    said = payment(office, bill, code="820999999999999")
    assert (report(office, said).verdict, report(office, said).first) == ("unknown", "unknown")
    (first, _) = rows(office, schema.payments.c.bill_id, schema.payments.c.office)
    assert tuple(first) == (None, "batulicin")


def test_a_payment_made_after_the_limit_is_expired_even_before_anybody_noticed(office: Office) -> None:
    case, bill, booking = with_seat(office)
    office.clock.move(LIMIT + timedelta(seconds=1))
    said = payment(office, bill)
    assert report(office, said).verdict == "expired"
    assert report(office, said).first == "expired"
    assert (bill_of(office, bill).state, elements(office, case.instance)) == ("open", [])
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "held"  # its own end frees it


def test_a_payment_made_in_time_and_told_late_is_accepted_while_the_bill_is_open(office: Office) -> None:
    _, bill, _ = with_seat(office)
    in_time = office.clock() + LIMIT
    office.clock.move(LIMIT + timedelta(minutes=3))
    assert report(office, payment(office, bill, paid_at=in_time)).verdict == "accepted"


def test_a_payment_of_a_bill_that_has_ended_is_expired_whenever_it_was_made(office: Office) -> None:
    _, bill, _ = with_seat(office)
    in_time = office.clock() + timedelta(hours=1)
    office.clock.move(LIMIT)
    assert billing.expire_due(office.site) == []
    assert report(office, payment(office, bill, paid_at=in_time)).verdict == "expired"


def test_a_payment_for_a_case_that_has_ended_is_expired(office: Office) -> None:
    case, bill = waiting(office)
    office.clock.move(timedelta(days=7))
    paid_at = office.clock() - timedelta(hours=1)
    # The wait's timer is due and nobody has fired it: the report does, as any command would.
    done = report(office, payment(office, bill, paid_at=paid_at))
    assert (done.verdict, elements(office, case.instance)) == ("expired", [])


@pytest.mark.parametrize("verdict", billing.payments.VERDICTS)
def test_every_verdict_is_in_the_table_with_who_when_and_how(office: Office, verdict: str) -> None:
    _, bill, _ = with_seat(office)
    said = payment(office, bill, way="csv")
    if verdict == "duplicate":
        report(office, said)
    elif verdict == "expired":
        office.clock.move(LIMIT + timedelta(minutes=1))
        said = payment(office, bill, way="csv")
    elif verdict == "other_amount":
        said = payment(office, bill, way="csv", amount=1)
    elif verdict == "unknown":
        said = payment(office, bill, way="csv", code="1")
    done = report(office, said, "petugas2")
    p = schema.payments.c
    row = rows(
        office, p.id, p.code, p.amount, p.ntpn, p.paid_at, p.reported_at, p.reported_by, p.way, p.verdict
    )[-1]
    now = office.clock()
    assert tuple(row) == (
        *(done.payment, said.code, said.amount, said.ntpn, said.paid_at, now, "petugas2", "csv", verdict),
    )


def test_an_instant_without_zone_in_the_future_or_before_the_bill_is_refused(office: Office) -> None:
    _, bill = waiting(office)
    now = office.clock()
    for paid_at, key in (
        (now.replace(tzinfo=None), "payment.zone_missing"),
        (now + timedelta(minutes=6), "form.in_the_future"),
        (bill.issued_at - timedelta(minutes=6), "payment.before_the_bill"),
    ):
        with pytest.raises(Invalid) as refused:
            report(office, payment(office, bill, paid_at=paid_at))
        assert [problem.key for problem in refused.value.problems] == [key]
    assert verdicts(office) == []


def test_a_bank_whose_clock_runs_ahead_a_little_pays_now(office: Office) -> None:
    _, bill = waiting(office)
    ahead = office.clock() + timedelta(minutes=4)
    assert report(office, payment(office, bill, paid_at=ahead)).verdict == "accepted"
    assert bill_of(office, bill).paid_at == office.clock()


def test_what_is_wrong_with_a_report_is_named_at_once(office: Office) -> None:
    _, bill = waiting(office)
    wrong = payment(office, bill, code="82O", ntpn="", amount=-1, way="fax")
    with pytest.raises(Invalid) as refused:
        report(office, wrong)
    assert [problem.where for problem in refused.value.problems] == ["code", "ntpn", "amount", "way"]


def test_who_may_report_a_payment(office: Office) -> None:
    _, bill = waiting(office)
    for login in ("auditor", "pemilik", "admin"):
        with pytest.raises(Forbidden):
            report(office, payment(office, bill), login)
    system = Actor("simponi", roles=frozenset({"system"}))
    assert billing.report(office.site, system, payment(office, bill)).verdict == "accepted"


def test_a_code_of_another_office_is_unknown(office: Office) -> None:
    _, bill = waiting(office)
    stranger = Actor("kotabaru1", roles=frozenset({"petugas"}), office="kotabaru")
    assert billing.report(office.site, stranger, payment(office, bill)).verdict == "unknown"
    assert bill_of(office, bill).state == "open"


def test_numbers_are_compared_in_capitals(office: Office) -> None:
    _, bill = waiting(office)
    report(office, payment(office, bill, ntpn=" ab12cd "))
    assert report(office, payment(office, bill, ntpn="AB12CD")).verdict == "duplicate"
    assert bill_of(office, bill).ntpn == "AB12CD"


def test_reports_are_in_the_trail_of_the_case(office: Office) -> None:
    _, bill = waiting(office)
    report(office, payment(office, bill, amount=1))
    report(office, payment(office, bill))
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        query = select(schema.audit.c.action).order_by(schema.audit.c.seq)
        found = [
            action for action in tx.conn.execute(query).scalars() if "payment" in action or "bill.p" in action
        ]
    assert found == ["payment.reported", "payment.reported", "bill.paid"]


def test_the_moment_is_a_datetime_of_the_bank(office: Office) -> None:
    assert at("2026-04-09T07:00:00+07:00") == datetime.fromisoformat("2026-04-09T08:00:00+08:00")
