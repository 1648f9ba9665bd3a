"""The whole way on the public pages: from the first page to the proof, without losing what was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

from tasks import billing, worker
from tasks.applicants import applications, receipts
from tasks.billing import Payment
from tasks.duties import DUTIES
from tests.support.office import OPERATOR, Office
from tests.tasks.applicants.applying import ANSWERS, DAY, FIRST, photo
from tests.web.public.people import Citizen

N = "/layanan/permohonan/1"


def form_free(text: str) -> str:
    """A page without its forms' tokens."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def begun(siti: Citizen) -> None:
    assert siti.send("/layanan/permohonan/baru/1", FIRST).location == f"{N}/isi"


def uploaded(siti: Citizen, *codes: str) -> None:
    for code in codes:
        answer = siti.send(f"{N}/dokumen/{code}", {"file": (BytesIO(photo()), f"{code}.jpg")})
        assert answer.status_code == 303, answer.text


def answered(siti: Citizen, *pages: str) -> None:
    for page in pages:
        assert siti.get(f"{N}/isi").location == f"{N}/isi/{page}"
        given: dict[str, Any] = dict(ANSWERS[page])
        if page == "paspor":
            given = {"paspor": "elektronik:10", "tempat": "batulicin"}
        answer = siti.send(f"{N}/isi/{page}", given)
        assert answer.status_code == 303, answer.text


def filled(siti: Citizen) -> None:
    begun(siti)
    uploaded(siti, "ektp", "kk", "akta_lahir")
    answered(siti, "nik", "riwayat", "tujuan", "keadaan", "orang-tua", "kontak")
    assert siti.send(f"{N}/isi/dokumen").location == f"{N}/isi/paspor"
    answered(siti, "paspor")
    assert siti.send(f"{N}/isi/jadwal", {"hari": DAY}).location == f"{N}/isi/ringkasan"


def sent(siti: Citizen) -> str:
    filled(siti)
    assert siti.send(f"{N}/isi/ringkasan").location == N
    with siti.site.db.read(OPERATOR) as tx:
        return billing.of_case(tx, 1)[0].code


def paid(siti: Citizen, office: Office) -> None:
    code = sent(siti)
    office.clock.move(timedelta(minutes=10))
    payment = Payment(code, 950_000, "NTPN0000001", office.clock())
    assert billing.report(office.site, OPERATOR, payment).verdict == billing.ACCEPTED
    worker.settle(office.site, DUTIES)


def test_every_page_opens_in_turn_and_none_before_its_time(siti: Citizen) -> None:
    begun(siti)
    assert siti.get(f"{N}/isi").location == f"{N}/isi/nik"
    assert siti.get(f"{N}/isi/jadwal").location == f"{N}/isi/nik"
    filled_page = siti.get(f"{N}/isi/layanan")
    assert filled_page.status_code == 200 and "checked" in filled_page.text


def test_the_way_from_the_first_page_to_the_proof(siti: Citizen, office: Office) -> None:
    filled(siti)
    summary = siti.get(f"{N}/isi/ringkasan").text
    assert "Rp950.000" in summary and "PP 45/2024" in summary and "Senin, 13 April 2026" in summary
    assert "6310014102900001" not in summary
    assert siti.send(f"{N}/isi/ringkasan").location == N
    page = siti.get(N).text
    assert "Bayar sebelum 10.00 WITA" in page and "Rp950.000" in page
    paid_again = siti.send(f"{N}/isi/ringkasan")
    assert paid_again.location == N


def test_after_paying_there_is_a_proof_with_a_code_that_is_the_receipt_alone(
    siti: Citizen, office: Office
) -> None:
    paid(siti, office)
    assert "Sudah dibayar. Datang pada Senin, 13 April 2026." in siti.get(N).text
    proof = siti.get(f"{N}/bukti").text
    with siti.site.db.read() as tx:
        code = applications.read(tx, 1).receipt_code
    assert receipts.spoken(code) in proof and "•••• 0001" in proof
    picture = siti.get(f"{N}/bukti/qr.svg")
    assert picture.mimetype == "image/svg+xml" and code not in picture.text
    assert "Dokumen asli" in siti.get("/layanan/permohonan").text or "Tampilkan bukti" in siti.get(N).text


def test_a_day_is_moved_and_the_application_withdrawn_on_pages(siti: Citizen, office: Office) -> None:
    paid(siti, office)
    assert "Rabu, 15 April" in siti.get(f"{N}/ubah-jadwal").text
    assert siti.send(f"{N}/ubah-jadwal", {"hari": ""}).status_code == 422
    assert siti.send(f"{N}/ubah-jadwal", {"hari": "2026-04-15"}).location == N
    assert siti.get(f"{N}/ubah-jadwal").location == N
    assert siti.send(f"{N}/tarik").status_code == 422
    assert "tidak dikembalikan" in siti.get(f"{N}/tarik").text
    assert siti.send(f"{N}/tarik", {"yakin": "true"}).location == "/layanan/permohonan"
    assert "Anda sudah menarik permohonan ini." in siti.get("/layanan/permohonan").text


def test_a_wrong_answer_is_shown_again_with_everything_that_was_typed(siti: Citizen) -> None:
    begun(siti)
    uploaded(siti, "ektp")
    answered(siti, "nik", "riwayat", "tujuan", "keadaan", "orang-tua")
    wrong = siti.send(f"{N}/isi/kontak", {"alamat": "Jalan <b>Baru</b>", "kontak_telepon": "1"})
    assert wrong.status_code == 422
    assert "Jalan &lt;b&gt;Baru&lt;/b&gt;" in wrong.text and "8 sampai 15 angka" in wrong.text
    assert "Jalan &lt;b&gt;Baru&lt;/b&gt;" in siti.get(f"{N}/isi/kontak").text


def test_a_page_left_open_after_sending_says_so_plainly(siti: Citizen) -> None:
    sent(siti)
    stale = siti.send(f"{N}/isi/kontak", dict(ANSWERS["kontak"]))
    assert stale.status_code == 409 and "sudah dikirim" in stale.text and "Ke permohonan saya" in stale.text
    assert siti.get(f"{N}/isi/kontak").location == N


def test_a_lost_passport_is_led_to_the_office_with_what_to_bring(siti: Citizen) -> None:
    assert siti.send("/layanan/permohonan/baru/1", {**FIRST, "jenis": "ganti"}).status_code == 303
    uploaded(siti, "ektp")
    answered(siti, "nik")
    assert siti.send(f"{N}/isi/riwayat", {"paspor_lama": "hilang"}).location == N
    page = siti.get(N).text
    assert "dilayani di kantor" in page and "/layanan/langsung" in page
    assert "Surat keterangan kehilangan kepolisian" in siti.get("/layanan/langsung").text


def test_a_file_of_60_megabytes_is_refused_with_plain_words(siti: Citizen) -> None:
    begun(siti)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="ektp.jpg"\r\n\r\n\xff\xd8\xff'
    form = {"data": head + b"0" * 60_000_000, "content_type": "multipart/form-data; boundary=x"}
    big = siti.client.post(f"{N}/dokumen/ektp", **form)
    assert big.status_code == 413 and "terlalu besar" in big.text
    odd = siti.send(f"{N}/dokumen/ektp", {"file": (BytesIO(b"MZ" + b"0" * 500), "ektp.jpg")})
    assert odd.status_code == 422 and "PDF atau gambar" in odd.text


def test_the_owner_another_applicant_and_nobody(
    siti: Citizen, budi: Citizen, nobody: Citizen, office: Office
) -> None:
    paid(siti, office)
    mine = [N, f"{N}/bukti", f"{N}/bukti/qr.svg", f"{N}/berkas/1", f"{N}/berkas/1/kecil", f"{N}/tarik"]
    for path in mine:
        assert siti.get(path).status_code == 200, path
        other = budi.get(path)
        assert other.status_code == 404, path
        assert other.text.replace("/1", "/9") == budi.get(path.replace("/1", "/9", 1)).text.replace(
            "/1", "/9"
        )
        assert nobody.get(path).location.startswith("/layanan/masuk"), path
    for path in (
        f"{N}/isi/kontak",
        f"{N}/ubah-jadwal",
        f"{N}/tarik",
        f"{N}/berkas/1/hapus",
        f"{N}/dokumen/kk",
    ):
        assert budi.send(path, {"hari": "2026-04-15", "yakin": "true"}).status_code == 404, path


def test_tracking_tells_the_owner_of_the_receipt_and_nobody_else(
    siti: Citizen, nobody: Citizen, office: Office
) -> None:
    paid(siti, office)
    with siti.site.db.read() as tx:
        code = applications.read(tx, 1).receipt_code
    born = {"birth.day": "1", "birth.month": "2", "birth.year": "1990"}
    shown = nobody.send("/layanan/lacak", {"code": code, **born})
    assert shown.status_code == 200 and "Datang pada Senin, 13 April 2026." in shown.text
    assert "Siti" not in shown.text and "••••" not in shown.text
    wrong = [
        nobody.send("/layanan/lacak", {"code": code, **born, "birth.year": "1991"}),
        nobody.send("/layanan/lacak", {"code": "QQQQQQQQQQ", **born, "birth.year": "1991"}),
    ]
    assert [answer.status_code for answer in wrong] == [403, 403]
    first, second = (form_free(answer.text).replace(code, "QQQQQQQQQQ") for answer in wrong)
    assert first == second


def test_the_family_asks_for_micin_darurat(siti: Citizen, office: Office) -> None:
    form = {
        "orang": "1",
        "jenis": "pertama",
        "alamat": "Desa Sungai Dua",
        "kontak_telepon": "081234567890",
        "surat_dokter": "true",
    }
    page = siti.get("/layanan/darurat").text
    assert "Jangan tulis penyakitnya" in page and 'type="file"' not in page
    assert siti.send("/layanan/darurat", {**form, "surat_dokter": ""}).status_code == 422
    assert siti.send("/layanan/darurat", form).location == N
    with siti.site.db.read() as tx:
        code = applications.read(tx, 1).receipt_code
    page = siti.get(N).text
    assert "sudah kami terima" in page and receipts.spoken(code) in page
    assert office.open_task(1).element == "terima_permohonan"
