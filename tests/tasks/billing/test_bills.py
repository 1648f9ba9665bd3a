"""A bill is issued by the office's own steps: 15 digits nobody guesses, the fee of the day, until the wait's limit."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from engine import audit, schema, settings
from engine.refusals import Invalid
from tasks import billing, cases
from tasks.billing import Item, bills
from tests.support.office import OPERATOR, Office
from tests.tasks.billing.billed import bill_of, open_bill, rows, waiting

FEE = (Item("paspor", 350_000, "PP 45/2024"),)


def issued(office: Office, instance: int, **options: object) -> billing.Bill:
    with office.site.db.begin(office["petugas1"]) as tx:
        held = cases.read_held(tx, instance)
        return billing.issue(tx, held, FEE, expires_at=None, **options)  # type: ignore[arg-type]


def test_step_10_leaves_a_bill_with_the_fee_of_the_day_and_its_basis(office: Office) -> None:
    case, bill = waiting(office)
    assert (bill.instance_id, bill.amount, bill.items, bill.state) == (case.instance, 350_000, FEE, "open")
    assert bill.expires_at == office.clock() + timedelta(days=7)  # T2: the wait's own limit
    assert bill.issued_at == office.clock()
    assert [row.decision for row in rows(office, schema.decisions_taken.c.decision)][-1:] == ["rincian"]


def test_a_code_has_15_digits_and_begins_with_the_setting(office: Office) -> None:
    case, first = waiting(office)
    with office.site.db.begin(office["admin"]) as tx:
        settings.put(tx, {"billing.prefix": "77"})
    second = issued(office, case.instance)
    for bill, prefix in ((first, "820"), (second, "77")):
        assert len(bill.code) == 15 and bill.code.isdecimal() and bill.code.startswith(prefix)


def test_codes_are_no_sequence(office: Office) -> None:
    case, _ = waiting(office)
    codes = [int(issued(office, case.instance).code) for _ in range(30)]
    assert len(set(codes)) == 30
    steps = [abs(a - b) for a, b in pairwise(codes)]
    assert min(steps) > 1_000 and codes != sorted(codes)


def test_the_code_simponi_gave_is_kept_when_the_step_names_one(office: Office) -> None:
    case = office.start()
    office.until(case.instance, "tanda_terima_pembayaran")
    office.do(case.instance, kode_billing="820260409000001")
    assert open_bill(office, case.instance).code == "820260409000001"


def test_a_code_used_before_or_misshapen_is_refused_at_its_field_and_the_task_stays_open(
    office: Office,
) -> None:
    _, first = waiting(office)
    case = office.start()
    office.until(case.instance, "tanda_terima_pembayaran")
    for code in (first.code, "123", "12345678901234x"):
        with pytest.raises(Invalid) as refused:
            office.do(case.instance, kode_billing=code)
        assert [problem.where for problem in refused.value.problems] == ["kode_billing"]
    assert office.open_task(case.instance).element == "tanda_terima_pembayaran"


def test_a_new_bill_makes_the_open_one_void(office: Office) -> None:
    case, first = waiting(office)
    second = issued(office, case.instance)
    assert (bill_of(office, first).state, bill_of(office, second).state) == ("void", "open")


def test_only_digits_are_a_prefix(office: Office) -> None:
    for wrong in ("", "12a", "1234567", 820, "٣"):
        with office.site.db.begin(office["admin"]) as tx, pytest.raises(Invalid):
            settings.put(tx, {"billing.prefix": wrong})


def test_a_line_paid_before_is_not_billed_again(office: Office) -> None:
    case, bill = waiting(office)
    with office.site.db.begin(office["petugas1"]) as tx:
        held = cases.read_held(tx, case.instance)
        bills.change(tx, bill, bills.PAID, paid_at=tx.now)
        assert billing.fees_of(tx, held, {"layanan": "percepatan"}) == (
            Item("percepatan", 1_000_000, "PP 45/2024"),
        )


def test_what_is_asked_of_a_case_decides_its_fee(office: Office) -> None:
    case, _ = waiting(office)
    with office.site.db.begin(office["petugas1"]) as tx:
        held = cases.read_held(tx, case.instance)
        given = {"jenis_paspor": "elektronik", "masa_berlaku": 10}
        assert billing.fees_of(tx, held, given) == (Item("paspor", 950_000, "PP 45/2024"),)
        assert (
            billing.fees_of(tx, held, {"jenis_paspor": "emas"}) == ()
        )  # the tables say nothing of it: no bill


def test_every_bill_is_in_the_trail_of_its_case(office: Office) -> None:
    case, first = waiting(office)
    issued(office, case.instance)
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        query = select(schema.audit.c.action, schema.audit.c.subject).order_by(schema.audit.c.seq)
        found = [tuple(row) for row in tx.conn.execute(query) if row.action.startswith("bill.")]
    numbers = [f"bill:{first.id}", f"bill:{first.id}", f"bill:{first.id + 1}"]
    assert found == list(zip(("bill.issued", "bill.void", "bill.issued"), numbers, strict=True))
