"""The words of the papers in a pack, in Indonesian: lengths, instants, codes of cases, breaches and pauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import instances, settings
from engine.audit.report import Wrong
from engine.database import Tx
from processes.paper.report.words import moment
from processes.words import fill
from tasks import checklist
from tasks.case_time import Part
from tasks.states import CANCELED, COMPLETED

NOBODY = "–"
STATUSES = {
    instances.ACTIVE: "masih berjalan",
    instances.COMPLETED: "selesai",
    instances.CANCELED: "dibatalkan",
}
TASKS = {COMPLETED: "selesai", CANCELED: "tidak dikerjakan"}
BREACHES = {
    "new": "belum dijelaskan",
    "explained": "dijelaskan",
    "confirmed": "dipastikan",
    "closed": "ditutup",
}
RESPONSIBLE = {
    "kantor": "Kantor",
    "pemohon": "Pemohon",
    "sistem": "Sistem pusat",
    "jaringan": "Jaringan",
    "instansi_lain": "Instansi lain",
    "kahar": "Keadaan kahar",
    "lain": "Lainnya",
}
VERDICTS = {"tidak_ada": "tidak ada", "tidak_sesuai": "tidak sesuai"}
PARTS = {
    Part.QUEUE: "Antre",
    Part.TOUCH: "Dikerjakan",
    Part.APPLICANT: "Menunggu pemohon",
    Part.CLOSED_OFFICE: "Kantor tutup",
    Part.TRAVEL: "Perjalanan",
    Part.OUTAGE: "Gangguan",
    Part.EXAMINATION: "Pemeriksaan lanjutan",
}
WRONG = {
    Wrong.EDITED: "diubah",
    Wrong.DELETED: "hilang",
    Wrong.REORDERED: "dipindah",
    Wrong.INSERTED: "disisipkan",
    Wrong.CUT_OFF: "dipotong",
    Wrong.FORKED: "bercabang",
}
PURPOSES = {
    "zi_wbk": "Penilaian Zona Integritas (ZI/WBK)",
    "pekppp": "Pemantauan dan evaluasi kinerja pelayanan publik (PEKPPP)",
    "ombudsman": "Penilaian kepatuhan oleh Ombudsman",
    "lain": "Keperluan lain",
}
_PAUSES = {
    "applicant": "Menunggu pemohon",
    "payment": "Menunggu pembayaran",
    "examination": "Pemeriksaan lanjutan",
    "collection": "Menunggu diambil",
    "travel": "Perjalanan",
    "outage": "Gangguan",
    "released": "Dilepas atau dialihkan",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The office's zone and its own names of causes, reasons of pauses and application types."""

    zone: ZoneInfo
    zone_label: str
    causes: Mapping[str, str]
    pauses: Mapping[str, str]
    types: Mapping[str, str]
    gaps: Mapping[str, str]  # the office's words for the gaps in an SOP's texts

    def filled(self, text: str) -> str:
        """A text of an SOP in the office's words."""
        return fill(text, self.gaps)

    def at(self, instant: datetime | None) -> str:
        """An instant on the office's wall clock, to the second; empty for none."""
        return "" if instant is None else f"{instant.astimezone(self.zone):%Y-%m-%d %H.%M.%S}"

    def moment(self, instant: datetime) -> str:
        """An instant in words."""
        return moment(instant.astimezone(self.zone), self.zone_label)


def words(tx: Tx) -> Words:
    """The words of the acting office."""
    values = settings.all_values(tx)
    return Words(
        zone=ZoneInfo(values["office.zone"]),
        zone_label=str(values["office.zone_label"]),
        causes=_labels(values["reasons.late"]),
        pauses={**_labels(values["reasons.pause"]), **_PAUSES},
        gaps=settings.words(tx),
        types={kind.code: kind.label for kind in checklist.application_types()},
    )


def length(span: timedelta | None) -> str:
    """A length of time: "2 hari 3 jam 5 menit", seconds only below an hour; days are 24 hours."""
    if span is None:
        return NOBODY
    sign, whole = ("-" if span < timedelta() else ""), round(abs(span).total_seconds())
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "hari"), (hours, "jam"), (minutes, "menit"), (seconds if whole < 3600 else 0, "detik")]
    return sign + (" ".join(f"{count} {unit}" for count, unit in parts if count) or "0 menit")


def _labels(rows: Any) -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows}
