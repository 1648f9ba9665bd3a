"""A lost or damaged passport: examination, the head's decision, the fine, and back to the SOP that called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.refusals import Conflict
from tasks import cases, worker
from tests.support.office import Office
from tests.tasks.passports import (
    BACK_OFFICE,
    COUNTER,
    apply_for,
    balances,
    outcome,
    service_clocks,
    work_off,
)


def examined(office: Office, kind: str = "hilang") -> cases.Started:
    """A request whose BAP is written; the head of office decides next."""
    case = apply_for(office, jenis_permohonan=kind)
    line = office.open_task(case.instance)
    assert (line.element, line.lane) == ("bap", "inteldakim")
    office.work(case.instance, "bap")
    return case


@pytest.mark.parametrize("kind", ["hilang", "rusak"])
def test_after_the_fine_is_paid_the_request_goes_on_where_documents_are_checked(
    office: Office, kind: str
) -> None:
    case = examined(office, kind)
    assert [clock.state for clock in service_clocks(office, case)] == ["waiting"]
    office.work(case.instance, "putusan_bap")
    (clock,) = service_clocks(office, case)
    assert (clock.amount, clock.anchor, clock.state) == (8, "event:BAP_disetujui", "running")
    assert clock.due_at == datetime(2026, 4, 21, 8, tzinfo=UTC)  # the eighth working day after 9 April
    office.work(case.instance, "billing_denda")
    office.clock.move(timedelta(days=2))
    office.say(case, "pembayaran", dibayar_pada=office.clock().isoformat())
    work_off(office, case, (*COUNTER, *BACK_OFFICE))
    office.work(case.instance, "serahkan")
    assert outcome(office, case) == ("completed", "END_SELESAI") and balances(office, case)


def test_negligence_postpones_the_replacement(office: Office) -> None:
    case = examined(office)
    office.work(case.instance, "putusan_bap", keputusan="tidak", catatan="Kelalaian")
    assert outcome(office, case) == ("completed", "END_DITUNDA") and balances(office, case)


def test_a_fine_nobody_pays_ends_the_request(office: Office) -> None:
    case = examined(office)
    office.work(case.instance, "putusan_bap")
    office.work(case.instance, "billing_denda")
    office.clock.move(timedelta(days=7))
    worker.settle(office.site)
    assert outcome(office, case) == ("completed", "END_KEDALUWARSA") and balances(office, case)


def test_the_shared_sops_are_never_begun_on_their_own(office: Office) -> None:
    for key in ("bap_paspor", "periksa_lanjutan"):
        with pytest.raises(Conflict, match=r"definition\.only_called"):
            office.begin(key)
