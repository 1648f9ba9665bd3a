"""Payments by CSV: the bank's instant in its own zone starts the step behind it; each row is told its verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import schema
from tasks.systems import importing
from tests.support.office import OPERATOR, Office
from tests.tasks.billing.billed import bill_of, elements, verdicts, waiting
from tests.tasks.systems.test_importing import verdicts as rows_of

HEAD = "kode_billing;jumlah;NTPN;dibayar_pada\n"


def wib(office: Office) -> str:
    """Now, as a bank in Jakarta writes it."""
    local = (office.clock() + timedelta(hours=7)).replace(tzinfo=None)
    return f"{local.isoformat(timespec='seconds')}+07:00"


def test_payments_are_looked_at_first_and_then_move_their_cases(office: Office) -> None:
    case, bill = waiting(office)
    office.clock.move(timedelta(hours=1))
    at = wib(office)
    text = HEAD + (
        f"{bill.code};{bill.amount};NTPN1;{at}\n"
        f"{bill.code};{bill.amount};NTPN1;{at}\n"
        f"999999999999999;1;NTPN2;{at}\n"
        f"{bill.code};1;NTPN3;{at}\n"
    )
    looked = importing.preview(office.site, OPERATOR, "simponi", text)
    assert [line.verdict for line in looked.lines] == ["accepted", "twice", "unknown", "other_amount"]
    assert (verdicts(office), elements(office, case.instance)) == ([], [])
    done = importing.take(office.site, OPERATOR, "simponi", text)
    assert [line.verdict for line in done.lines] == ["accepted", "twice", "unknown", "duplicate"]
    assert elements(office, case.instance) == ["cetak_ambil"]
    assert bill_of(office, bill).paid_at == office.clock()
    with office.site.db.read() as tx:
        occurred = tx.conn.execute(
            select(schema.waits.c.occurred_at).where(schema.waits.c.message == "pembayaran")
        ).scalar_one()
        ways = set(tx.conn.execute(select(schema.payments.c.way)).scalars())
    assert (occurred, ways) == (office.clock(), {"csv"})
    again = importing.take(office.site, OPERATOR, "simponi", text)
    assert again.lines[0].verdict == "duplicate"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("{code};350.000;NTPN1;{at}", "amount"),
        ("{code};-1;NTPN1;{at}", "amount"),
        ("{code};{amount};;{at}", "ntpn"),
        ("{code};{amount};NTPN1;2026-04-09T08:30:00", "paid_at"),
        ("{code};{amount};NTPN1;2026-04-10T08:30:00+07:00", "paid_at"),
        ("{code};{amount};NTPN1;2026-04-08T08:30:00+07:00", "paid_at"),
        ("=1+1;{amount};NTPN1;{at}", "code"),
        ("{code}", "amount"),
    ],
)
def test_a_row_that_is_no_payment_names_its_column(office: Office, row: str, column: str) -> None:
    _, bill = waiting(office)
    text = HEAD + row.format(code=bill.code, amount=bill.amount, at=wib(office)) + "\n"
    for done in (importing.preview, importing.take):
        assert rows_of(done(office.site, OPERATOR, "simponi", text)) == [(2, "malformed", column)]
    assert verdicts(office) == []
