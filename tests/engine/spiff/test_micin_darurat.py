"""The shipped Micin Darurat process, walked to each of its ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.spiff import Spec, Wait
from processes.table import SHIPPED
from tests.engine.spiff.diagrams import BEGIN, Player
from tests.support.sops import linked_spec

SETTINGS = {"setelan": {"batas_kelengkapan": "P14D", "batas_pembayaran": "P7D"}}
BEFORE_INTERVIEW = (
    "entri_pindai", "siapkan_perlengkapan", "perjalanan", "laksanakan_kegiatan", "foto_sidik_jari",
)  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> Spec:
    return linked_spec("micin_darurat")


@pytest.fixture
def case(spec: Spec) -> Player:
    return Player(spec, environment=SETTINGS).start(nama="Sari")


def _to_payment(case: Player) -> None:
    case.do("terima_permohonan")
    case.do("pastikan_persyaratan", keputusan="ya")
    case.do(*BEFORE_INTERVIEW)
    case.do("wawancara_verifikasi_cekal", keputusan="ya")
    case.do("periksa_bms_ajudikasi", keputusan="ya")
    case.do("tanda_terima_pembayaran")


def test_the_happy_path_ends_with_a_passport_and_a_report(case: Player) -> None:
    _to_payment(case)
    token = case.token("tunggu_pembayaran")
    assert case.last.waits == (Wait(token, "tunggu_pembayaran", "pembayaran"),)
    assert [(one.token, one.at) for one in case.last.timers] == [(token, BEGIN + timedelta(days=7))]
    paid = {"dibayar_pada": "2026-03-03T02:00:00Z", "ntpn": "0123456789ABCDEF"}
    assert case.tell("pembayaran", **paid).data["tunggu_pembayaran"] == paid
    move = case.do("cetak_ambil")
    assert (move.ended, move.finished) == (("END_SELESAI",), False)
    assert case.open() == ["lapor_koordinator"]
    move = case.do("lapor_koordinator")
    assert move.finished
    assert len(move.state) < 512


def test_missing_documents_go_round_through_the_return_until_they_are_there(case: Player) -> None:
    case.do("terima_permohonan")
    sizes = set()
    for _ in range(320):
        case.do("pastikan_persyaratan", keputusan="tidak")
        case.do("kembalikan_permohonan")
        assert case.last.timers[0].at == case.now + timedelta(days=14)
        assert case.wait(days=13) is None
        case.tell("kelengkapan")
        assert case.open() == ["pastikan_persyaratan"]
        sizes.add(len(case.last.state))
    assert max(sizes) < 1000
    assert max(sizes) - min(sizes) < 10
    case.do("pastikan_persyaratan", keputusan="ya")
    assert case.open() == ["entri_pindai"]


def test_documents_that_never_come_withdraw_the_request(case: Player) -> None:
    case.do("terima_permohonan")
    case.do("pastikan_persyaratan", keputusan="tidak")
    case.do("kembalikan_permohonan")
    assert case.wait(days=13) is None
    move = case.wait(days=1)
    assert move is not None
    assert (move.ended, move.finished) == (("END_DITARIK",), True)
    assert [(one.token.element, one.how) for one in move.closed] == [("tunggu_kelengkapan", "canceled")]
    assert move.passed == ("batas_tunggu_kelengkapan", "END_DITARIK")


def test_an_unpaid_bill_expires(case: Player) -> None:
    _to_payment(case)
    move = case.wait(days=7)
    assert move is not None
    assert (move.ended, move.finished) == (("END_KEDALUWARSA",), True)


@pytest.mark.parametrize("number", ["8", "9"])
@pytest.mark.parametrize("verdict", ["ya", "tidak"])
def test_further_examination_returns_to_the_step_that_raised_it_or_rejects(
    case: Player, number: str, verdict: str
) -> None:
    origin = {"8": "wawancara_verifikasi_cekal", "9": "periksa_bms_ajudikasi"}[number]
    case.do("terima_permohonan")
    case.do("pastikan_persyaratan", keputusan="ya")
    case.do(*BEFORE_INTERVIEW)
    if number == "9":
        case.do("wawancara_verifikasi_cekal", keputusan="ya")
    move = case.do(origin, keputusan="tidak")
    call = f"pemeriksaan_lanjutan_{number}"
    assert [(one.element, one.type, one.path) for one in move.opened] == [
        (call, "callActivity", ()),
        ("pemeriksaan_lanjutan", "userTask", (call,)),
    ]
    move = case.do("pemeriksaan_lanjutan", keputusan=verdict)
    assert [one.token.element for one in move.closed] == [call, "pemeriksaan_lanjutan"]
    if verdict == "ya":
        assert case.open() == [origin]
        case.do(origin, keputusan="ya")
        assert case.open() != [origin]
    else:
        assert (move.ended, move.finished) == (("END_DITOLAK",), True)


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_process_compiles_and_starts(key: str) -> None:
    assert Player(linked_spec(key), environment=SETTINGS).start().open()
