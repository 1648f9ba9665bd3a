"""Bills on their pages: found, shown with basis and both zones, settled by hand, printed, issued anew; who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tasks import billing
from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.tasks.billing.billed import bill_of, elements, open_bill, payment, report, verdicts, waiting


def test_bills_are_found_by_code_number_name_and_state(office_app: Flask, office: Office) -> None:
    case, bill = waiting(office)
    _, other = waiting(office)
    report(office, payment(office, other))
    visitor = signed_in(office_app, "petugas1")
    every = visitor.get("/tagihan").text
    assert bill.code in every and other.code in every and "Rp350.000" in every
    for query in (f"q={bill.code}", f"q={case.business_key}", "state=open"):
        text = visitor.get(f"/tagihan?{query}").text
        assert bill.code in text and other.code not in text
    assert "bill-code" not in visitor.get("/tagihan?q=tiada").text
    assert visitor.get("/tagihan?after=999999999999999&state=x").status_code == 200


def test_a_bill_shows_its_lines_their_basis_and_the_payment_in_both_zones(
    office_app: Flask, office: Office
) -> None:
    _, bill = waiting(office)
    office.clock.move(timedelta(hours=2))
    paid_at = office.clock()
    report(office, payment(office, bill, ntpn="AB12"))
    text = signed_in(office_app, "auditor").get(f"/tagihan/{bill.id}").text
    hours = (
        (paid_at + timedelta(hours=8)).strftime("%H.%M WITA"),
        (paid_at + timedelta(hours=7)).strftime("%H.%M WIB"),
    )
    assert f"{hours[0]} ({hours[1]})" in text
    assert all(
        words in text for words in ("PP 45/2024", "Paspor", "Lunas", "AB12", "Diterima", "dari SIMPONI")
    )


def test_midnight_between_the_zones_names_the_banks_day(office_app: Flask, office: Office) -> None:
    _, bill = waiting(office)
    office.clock.move(timedelta(hours=15, minutes=50))  # past midnight in Batulicin, not in Jakarta
    report(office, payment(office, bill))
    text = signed_in(office_app, "petugas1").get(f"/tagihan/{bill.id}").text
    assert "10 April 2026 00." in text and "(9 April 23." in text and "WIB)" in text


def test_the_request_shows_its_bill_and_the_payment_recorded_there_pays_it(
    office_app: Flask, office: Office
) -> None:
    case, bill = waiting(office)
    visitor = signed_in(office_app, "petugas1")
    page = f"/requests/{case.instance}"
    shown = visitor.get(page).text
    assert bill.code in shown and "Dapat dibayar sampai" in shown and "PP 45/2024" in shown
    answer = visitor.post(f"{page}/messages/pembayaran", {"ntpn": "AB12"}, page=page)
    assert answer.status_code == 303
    assert (bill_of(office, bill).state, verdicts(office)) == ("paid", ["accepted"])
    assert "Dibayar 9 April 2026" in visitor.get(page).text


def test_a_payment_recorded_twice_is_told_and_kept(office_app: Flask, office: Office) -> None:
    one, _ = waiting(office)
    two, bill = waiting(office)
    visitor = signed_in(office_app, "petugas1")
    for case, status in ((one, 303), (two, 409)):
        page = f"/requests/{case.instance}"
        answer = visitor.post(f"{page}/messages/pembayaran", {"ntpn": "AB12"}, page=page)
        assert answer.status_code == status
    assert "penyelia menyelesaikannya di halaman Tagihan" in answer.text
    assert (bill_of(office, bill).state, verdicts(office)) == ("open", ["accepted", "duplicate"])


@pytest.fixture
def stray(office: Office) -> tuple[billing.Bill, int, int]:
    """A bill, and two payments to settle: one of another amount, one of an unknown code."""
    _, bill = waiting(office)
    short = report(office, payment(office, bill, amount=300_000)).payment
    return bill, short, report(office, payment(office, bill, code="1")).payment


def test_what_is_to_be_settled_says_why(
    office_app: Flask, office: Office, stray: tuple[billing.Bill, int, int]
) -> None:
    visitor = signed_in(office_app, "petugas1")
    assert "2 pembayaran perlu diselesaikan manual" in visitor.get("/tagihan").text
    text = visitor.get("/tagihan/belum").text
    assert "Jumlahnya tidak sama dengan tagihan. Tagihannya Rp350.000." in text
    assert "Tidak ada tagihan kantor ini dengan kode tersebut." in text
    assert "/pakai" not in text  # staff see, supervisors settle


def test_a_supervisor_settles_with_a_reason(
    office_app: Flask, office: Office, stray: tuple[billing.Bill, int, int]
) -> None:
    bill, short, unknown = stray
    visitor = signed_in(office_app, "kasi")
    use, back = f"/tagihan/pembayaran/{short}/pakai", f"/tagihan/pembayaran/{unknown}/kembalikan"
    assert visitor.post(use, {}, page="/tagihan/belum").status_code == 422
    wrong = visitor.post(use, {f"why.{short}": "Tunai", f"code.{short}": "9"}, page="/tagihan/belum")
    assert wrong.status_code == 422 and "Tidak ada tagihan dengan kode ini." in wrong.text
    done = visitor.post(use, {f"why.{short}": "Kurang bayar disetor tunai"}, page="/tagihan/belum")
    assert done.status_code == 303 and bill_of(office, bill).state == "paid"
    assert elements(office, bill.instance_id) == ["cetak_ambil"]
    assert visitor.post(back, {f"back.{unknown}": "Surat 12/KPPN"}, page="/tagihan/belum").status_code == 303
    assert "Tidak ada yang perlu diselesaikan" in visitor.get("/tagihan/belum").text
    shown = visitor.get(f"/tagihan/{bill.id}").text
    assert "Tetap dipakai: Kurang bayar disetor tunai" in shown


def test_only_supervisors_settle(
    office_app: Flask, office: Office, stray: tuple[billing.Bill, int, int]
) -> None:
    bill, short, _ = stray
    for login in ("petugas1", "auditor", "admin"):
        visitor = signed_in(office_app, login)
        for verb in ("pakai", "kembalikan"):
            answer = visitor.post(f"/tagihan/pembayaran/{short}/{verb}", {f"why.{short}": "uji"})
            assert answer.status_code == 403
    assert bill_of(office, bill).state == "open"


def test_the_slip_and_the_receipt_can_be_printed(office_app: Flask, office: Office) -> None:
    case, bill = waiting(office)
    visitor = signed_in(office_app, "petugas1")
    slip = visitor.get(f"/tagihan/{bill.id}/bukti").text
    assert "Tanda terima permohonan dan kode billing" in slip and "Bayar paling lambat 16 April 2026" in slip
    report(office, payment(office, bill))
    receipt = visitor.get(f"/tagihan/{bill.id}/bukti").text
    assert "Bukti pembayaran PNBP" in receipt and "WIB)" in receipt and case.business_key in receipt
    assert "Bayar paling lambat" not in receipt


def test_a_bill_is_corrected_by_issuing_another(office_app: Flask, office: Office) -> None:
    case, bill = waiting(office)
    visitor = signed_in(office_app, "petugas1")
    page = f"/tagihan/baru/{case.instance}"
    assert bill.code in visitor.get(page).text
    fields = {"passport": "elektronik", "years": "10", "service": "percepatan"}
    answer = visitor.post(page, {**fields, "kode_billing": "820000000000001"}, page=page)
    assert answer.status_code == 303
    new = open_bill(office, case.instance)
    assert (new.amount, new.code, bill_of(office, bill).state) == (1_950_000, "820000000000001", "void")
    assert new.expires_at == bill.expires_at
    assert "Tagihan ini tidak dapat dibayar lagi" in visitor.get(f"/tagihan/{bill.id}/bukti").text


def test_a_wrong_basis_is_told_at_its_field(office_app: Flask, office: Office) -> None:
    case, bill = waiting(office)
    visitor = signed_in(office_app, "petugas1")
    page = f"/tagihan/baru/{case.instance}"
    answer = visitor.post(page, {"passport": "emas", "years": "7", "service": "x"}, page=page)
    assert answer.status_code == 422
    assert all(f'href="#f-{name}"' in answer.text for name in ("passport", "years", "service"))
    assert open_bill(office, case.instance).id == bill.id


def test_a_request_that_waits_for_no_payment_gets_no_bill(office_app: Flask, office: Office) -> None:
    case = office.start()
    visitor = signed_in(office_app, "petugas1")
    assert visitor.get(f"/tagihan/baru/{case.instance}").status_code == 409
    assert "Terbitkan tagihan" not in visitor.get(f"/requests/{case.instance}").text


def test_who_sees_bills(office_app: Flask, office: Office) -> None:
    case, bill = waiting(office)
    for login, sees, issues in (
        ("petugas1", 200, 200),
        ("kasi", 200, 200),
        ("auditor", 200, 403),
        ("admin", 403, 403),
        ("pemilik", 403, 403),
    ):
        visitor = signed_in(office_app, login)
        for path in ("/tagihan", "/tagihan/belum", f"/tagihan/{bill.id}", f"/tagihan/{bill.id}/bukti"):
            assert visitor.get(path).status_code == sees
        assert visitor.get(f"/tagihan/baru/{case.instance}").status_code == issues
    assert signed_in(office_app, "petugas1").get("/tagihan/99").status_code == 404
