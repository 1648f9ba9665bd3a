"""The other SOPs' own billing steps: Kelompok Rentan 10, and the fine of the BAP with the passport it pays for."""

from __future__ import annotations

from typing import Any

from tasks import billing, cases
from tasks.billing import Bill, Item
from tests.support.office import PEOPLE, Office
from tests.tasks.billing.billed import elements, open_bill, payment, report

RULE = "PP 45/2024"


def walk(office: Office, case: cases.Started, until: str, **answers: dict[str, Any]) -> None:
    """Do task after task, by whoever may, until this element's is open; `answers` by element."""
    for _ in range(20):
        line = office.open_task(case.instance)
        if line.element == until:
            return
        login = next(name for name, roles in PEOPLE.items() if line.lane in roles)
        office.do_task(line.id, login, **answers.get(line.element, {}))
    raise AssertionError(f"{until} never opened")


def begun(office: Office, key: str, kind: str) -> cases.Started:
    return office.begin(key, nama_pemohon="Siti Aminah", jenis_permohonan=kind)


def bills(office: Office, case: cases.Started) -> tuple[Bill, ...]:
    with office.site.db.read() as tx:
        return billing.of_case(tx, case.instance)


def test_step_10_of_kelompok_rentan_issues_the_bill(office: Office) -> None:
    case = begun(office, "kelompok_rentan", "baru_dewasa")
    walk(office, case, "tanda_terima_billing")
    office.work(case.instance, "tanda_terima_billing")
    bill = open_bill(office, case.instance)
    assert (bill.items, bill.expires_at is not None) == ((Item("paspor", 350_000, RULE),), True)
    assert report(office, payment(office, bill)).verdict == "accepted"
    assert elements(office, case.instance) == ["cetak_uji"]


def test_the_bap_bills_the_fine_and_the_passport_and_nothing_is_asked_for_again(office: Office) -> None:
    case = begun(office, "kelompok_rentan", "hilang")
    walk(office, case, "billing_denda")
    office.work(case.instance, "billing_denda")
    bill = open_bill(office, case.instance)
    assert bill.items == (Item("paspor", 350_000, RULE), Item("denda", 1_000_000, RULE))
    report(office, payment(office, bill))
    walk(office, case, "cetak_uji")
    assert [one.state for one in bills(office, case)] == ["paid"]


def test_a_decision_against_it_issues_no_bill(office: Office) -> None:
    case = begun(office, "kelompok_rentan", "rusak")
    walk(office, case, "putusan_bap")
    office.work(case.instance, "putusan_bap", keputusan="tidak")
    assert bills(office, case) == ()
