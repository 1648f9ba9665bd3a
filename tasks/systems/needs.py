"""Which step needs which system, and what each system answers: the one place (domain notes on external systems)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIMPONI, BMS, CEKAL, SPRI, CMS = "simponi", "bms", "cekal", "spri", "cms"


@dataclass(frozen=True, slots=True)
class Need:
    """A step's need of a system; `call`: something is asked of it and an answer comes back."""

    system: str
    call: bool = True


CODES: Mapping[str, tuple[str, ...]] = {
    CEKAL: ("clear", "hit"),
    BMS: ("no_hit", "hit"),
    SPRI: ("done", "failed"),
    CMS: ("listed", "not_listed"),
    SIMPONI: (),
}
"""Answers by system. SIMPONI answers with payments, which tasks.billing judges."""

NEEDS: Mapping[str, Need] = {
    # M-Paspor
    "bayar_pnbp": Need(SIMPONI),
    "siapkan_daftar_hari": Need(CMS),
    # all who enter, interview, adjudicate and print
    "entri_pindai": Need(SPRI),
    "foto_sidik_jari": Need(SPRI, call=False),
    "wawancara": Need(CEKAL),
    "wawancara_verifikasi_cekal": Need(CEKAL),
    "periksa_bms_ajudikasi": Need(BMS),
    "verifikasi_bms_ajudikasi": Need(BMS),
    "alokasi": Need(SPRI, call=False),
    "cetak": Need(SPRI),
    "cetak_uji": Need(SPRI),
    "cetak_ambil": Need(SPRI),
    # paying at the office
    "tanda_terima_pembayaran": Need(SIMPONI, call=False),
    "tanda_terima_billing": Need(SIMPONI, call=False),
    "billing_denda": Need(SIMPONI, call=False),
    "tunggu_pembayaran": Need(SIMPONI),
    "tunggu_bayar_denda": Need(SIMPONI),
}
"""By element of a diagram."""


def stops(system: str, element: str) -> bool:
    """Whether a step stands still while a system is down.

    A system that no step names (the network, electricity) stops every step of the office.
    """
    if stops_all(system):
        return True
    need = NEEDS.get(element)
    return need is not None and need.system == system


def stops_all(system: str) -> bool:
    """Whether everything stands still while it is down, and not its own steps alone."""
    return system not in CODES
