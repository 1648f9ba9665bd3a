"""Requests on Penerbitan and its neighbours, brought as far as a test wants them."""

from __future__ import annotations

from collections.abc import Sequence

from engine import audit, instances
from tasks import breaches, cases, clock_rows, timeline
from tests.support.office import OPERATOR, Office

APPLICATION = {"nama_pemohon": "Siti Aminah", "jenis_permohonan": "baru_dewasa"}
COUNTER = ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara")
BACK_OFFICE = ("verifikasi_bms_ajudikasi", "alokasi", "cetak", "uji_kualitas", "siap_diambil")


def apply_for(office: Office, **more: str) -> cases.Started:
    """A walk-in request on Penerbitan that was received at the counter."""
    case = office.begin("penerbitan_penggantian", **{**APPLICATION, **more})
    lost = more.get("jenis_permohonan") in ("hilang", "rusak")
    office.work(case.instance, "terima_pemohon", keputusan="ya" if lost else "tidak")
    return case


def work_off(office: Office, case: cases.Started, elements: Sequence[str]) -> None:
    """One step after the other, each the happy way."""
    for element in elements:
        office.work(case.instance, element)


def outcome(office: Office, case: cases.Started) -> tuple[str, str | None]:
    """How a case stands and ended."""
    with office.site.db.read(OPERATOR) as tx:
        found = instances.read(tx, case.instance)
        return found.status, found.outcome


def service_clocks(office: Office, case: cases.Started) -> tuple[clock_rows.Clock, ...]:
    """The clocks of the whole service."""
    with office.site.db.read(OPERATOR) as tx:
        return tuple(one for one in clock_rows.of_instance(tx, case.instance) if one.task_id is None)


def late(office: Office, case: cases.Started) -> int:
    """How many deadlines of the whole service passed."""
    with office.site.db.read(OPERATOR) as tx:
        return sum(one.task_id is None for one in breaches.of_instance(tx, case.instance))


def balances(office: Office, case: cases.Started) -> bool:
    """Whether the parts of the time sum to the whole and the trail verifies."""
    with office.site.db.read(OPERATOR) as tx:
        split = timeline.of_case(tx, case.instance)
        found = instances.read(tx, case.instance)
        until = found.settled_at or tx.now
        return split.total == until - found.started_at and not audit.verify(tx).faults
