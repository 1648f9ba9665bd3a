"""M-Paspor's own bill: two hours to pay, the seat with it; paid, the proof comes next, unpaid, the choice again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks import billing, cases, slots, worker
from tasks.billing import Bill, Item, settling
from tasks.duties import DUTIES
from tasks.slots import Booking
from tests.support.office import Office
from tests.tasks.billing.billed import LIMIT, MONDAY, bill_of, payment, report
from tests.tasks.rows import an_application
from tests.tasks.test_m_paspor import ARRIVAL, begun, waits

FEE = (Item("paspor", 350_000, "PP 45/2024"),)


def bill(office: Office, case: cases.Started) -> Bill:
    """What submitting the application leaves: the bill, and the case at its payment."""
    with office.site.db.begin(office["petugas1"]) as tx:
        instance = cases.read_held(tx, case.instance)
        made = billing.issue(tx, instance, FEE, expires_at=tx.now + LIMIT)
        cases.deliver_held(tx, case.instance, "terima_billing", {})
        return made


@pytest.fixture
def submitted(office: Office) -> tuple[cases.Started, Bill, Booking]:
    case = begun(office)
    office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang=ARRIVAL)
    with office.site.db.begin(office["petugas1"]) as tx:
        number = an_application(tx, case.instance)
        booking = slots.hold(tx, number, "batulicin", MONDAY, slots.REGULAR, tx.now + LIMIT)
    return case, bill(office, case), booking


def test_a_payment_leads_to_the_proof(office: Office, submitted: tuple[cases.Started, Bill, Booking]) -> None:
    case, made, booking = submitted
    office.clock.move(timedelta(hours=1))
    assert report(office, payment(office, made)).verdict == "accepted"
    assert waits(office, case.instance) == {"bukti_pendaftaran"}
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "confirmed"


def test_two_hours_without_payment_lead_back_to_the_choice(
    office: Office, submitted: tuple[cases.Started, Bill, Booking]
) -> None:
    case, made, booking = submitted
    office.clock.move(LIMIT)
    assert worker.settle(office.site, DUTIES) == []
    assert (waits(office, case.instance), bill_of(office, made).state) == ({"pilih_paspor_kantor"}, "expired")
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "released"


def test_money_that_came_late_pays_the_next_bill_by_hand(
    office: Office, submitted: tuple[cases.Started, Bill, Booking]
) -> None:
    case, made, _ = submitted
    office.clock.move(LIMIT + timedelta(minutes=1))
    worker.settle(office.site, DUTIES)
    number = report(office, payment(office, made)).payment
    office.say(case, "pilih_paspor_kantor")
    office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang=ARRIVAL)
    second = bill(office, case)
    settling.use(office.site, office["kasi"], number, "Uang masuk terlambat")
    assert (bill_of(office, second).state, waits(office, case.instance)) == ("paid", {"bukti_pendaftaran"})


def test_a_late_payment_that_is_reported_before_the_worker_comes_is_expired(
    office: Office, submitted: tuple[cases.Started, Bill, Booking]
) -> None:
    case, made, _ = submitted
    office.clock.move(LIMIT + timedelta(seconds=1))
    assert report(office, payment(office, made)).verdict == "expired"
    assert waits(office, case.instance) == {"pilih_paspor_kantor"}  # its timer was due
