"""The words of the filed reports for codes kept elsewhere in English or as short codes; always Indonesian."""

from __future__ import annotations

from collections.abc import Mapping

from engine import settings
from engine.database import Tx
from tasks import checklist
from tasks.case_time import Part
from tasks.conformance.deviations import Kind

PARTS: Mapping[Part, str] = {
    Part.QUEUE: "Antrean pada jam kerja",
    Part.TOUCH: "Dikerjakan petugas",
    Part.CLOSED_OFFICE: "Kantor tutup",
    Part.APPLICANT: "Menunggu pemohon (berkas, pembayaran)",
    Part.EXAMINATION: "Pemeriksaan lanjutan",
    Part.TRAVEL: "Perjalanan ke lokasi",
    Part.OUTAGE: "Gangguan yang dinyatakan",
}
"""In the order in which reports show them."""

DEVIATIONS: Mapping[Kind, str] = {
    Kind.SKIPPED: "dilewati",
    Kind.ORDER: "di luar urutan",
    Kind.EXTRA: "dikerjakan di luar alur",
    Kind.UNKNOWN: "tidak ada pada versinya",
    Kind.EARLY: "dimulai sebelum waktunya",
    Kind.MOVED: "dipindahkan versi",
    Kind.CANCELED: "dibatalkan kantor",
    Kind.ANSWERED: "dijawab sistem",
    Kind.SETTLED: "pembayaran diselesaikan dengan tangan",
    Kind.UNDONE: "ketidakhadiran dibatalkan",
    Kind.REASSIGNED: "dialihkan atasan",
    Kind.DELEGATED: "dititipkan",
    Kind.PUT_BACK: "dikembalikan",
    Kind.OUTSIDE_LANE: "oleh orang di luar peran",
    Kind.ONE_OFFICER: "tanpa petugas kedua",
    Kind.OWN_CONFIRMATION: "alasan dikonfirmasi sendiri",
}
RESPONSIBLE: Mapping[str, str] = {
    "kantor": "Kantor",
    "pemohon": "Pemohon",
    "sistem": "Sistem pusat",
    "jaringan": "Jaringan",
    "instansi_lain": "Instansi lain",
    "kahar": "Keadaan kahar",
    "lain": "Lainnya",
    "": "Belum ditetapkan",
}
CHANNELS: Mapping[str, str] = {
    "portal": "Halaman layanan",
    "sp4n": "SP4N-LAPOR!",
    "counter": "Loket",
    "letter": "Surat",
}
SURVEY_CHANNELS: Mapping[str, str] = {"link": "Tautan", "tablet": "Tablet di kantor", "paper": "Kertas"}
ISSUED: Mapping[str, str] = {
    "baru": "Baru",
    "habis_berlaku": "Penggantian, habis berlaku",
    "hilang": "Penggantian, hilang",
    "rusak": "Penggantian, rusak",
}
ELEMENTS: Mapping[str, str] = {
    "requirements": "Persyaratan",
    "procedure": "Sistem, mekanisme, dan prosedur",
    "time": "Waktu penyelesaian",
    "cost": "Biaya/tarif",
    "product": "Produk spesifikasi jenis pelayanan",
    "competence": "Kompetensi pelaksana",
    "conduct": "Perilaku pelaksana",
    "facilities": "Sarana dan prasarana",
    "complaints": "Penanganan pengaduan, saran, dan masukan",
}
GRADES: Mapping[str, str] = {"A": "Sangat baik", "B": "Baik", "C": "Kurang baik", "D": "Tidak baik"}
"""The grades of PermenPANRB 14/2017 in its words."""


def reasons(tx: Tx) -> dict[str, str]:
    """The office's reasons for being late by code."""
    return {"": "Belum diberi alasan", **_labels(tx, "reasons.late")}


def systems(tx: Tx) -> dict[str, str]:
    """The systems an outage may be declared for, by code."""
    return _labels(tx, "outage.systems")


def type_name(code: str) -> str:
    """An application type in words; its code where the catalogue does not know it."""
    return next((one.label for one in checklist.application_types() if one.code == code), code)


def issued_name(code: str) -> str:
    """A row of the table of passports issued."""
    return ISSUED.get(code) or type_name(code)


def _labels(tx: Tx, key: str) -> dict[str, str]:
    return {row["code"]: row["label"] for row in settings.value(tx, key)}
