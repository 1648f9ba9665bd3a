"""The proof follows the payment by itself, once, and only where somebody applied."""

from __future__ import annotations

from tasks import billing
from tasks.applicants import applications, proofs, steps
from tasks.billing import Payment
from tests.support.office import OPERATOR
from tests.tasks.applicants.conftest import Siti


def test_the_worker_gives_the_proof_once(siti: Siti) -> None:
    bill = siti.submit()
    site = siti.office.site
    billing.report(site, OPERATOR, Payment(bill.code, bill.amount, "NTPN1", siti.office.clock()))
    with site.db.read() as tx:
        assert applications.awaited(tx, 1) == steps.PROOF
    assert proofs.give_due(site) == []
    with site.db.read() as tx:
        assert applications.awaited(tx, 1) == steps.MOVE_DAY
    assert proofs.give_due(site) == []
    with site.db.read() as tx:
        assert applications.awaited(tx, 1) == steps.MOVE_DAY


def test_a_case_without_an_applicant_waits_for_an_officer(siti: Siti) -> None:
    office = siti.office
    case = office.begin("m_paspor")
    for message in ("pasang_aplikasi", "daftar_akun", "aktivasi_akun"):
        office.say(case, message, keputusan="ya")
    assert proofs.give_due(office.site) == []
