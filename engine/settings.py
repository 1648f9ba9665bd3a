"""Settings of the office: its words, limits, letterhead and catalogues; defaults stand here, changes in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from engine import audit, setting_kinds, standing
from engine.database import Tx
from engine.refusals import Invalid, Problem
from engine.schema import settings as table


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its default, its kind ("text", "duration", "integer", "boolean", "choices", "names") and area.

    "names" is as "choices", but may be empty; "digits" is a text of 1 to 6 digits, "hours" one like "07.30-10.00",
    "sheet" a size of paper: a4 or f4.
    """

    key: str
    default: Any
    kind: str
    area: str


def _reasons(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "label": label} for code, label in pairs]


SETTINGS: tuple[Setting, ...] = (
    Setting("office.name", "Kantor Imigrasi Kelas II TPI Batulicin", "text", "office"),
    Setting("office.unit", "Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia", "text", "office"),
    Setting("office.address", "", "text", "office"),
    Setting("office.city", "Batulicin", "text", "office"),
    Setting("office.head_title", "Kepala Kantor", "text", "office"),
    Setting("office.head_name", "", "text", "office"),
    Setting("office.head_number", "", "text", "office"),
    Setting("paper.size", "a4", "sheet", "office"),
    Setting("office.zone", "Asia/Makassar", "zone", "office"),
    Setting("office.zone_label", "WITA", "text", "office"),
    Setting("office.key_prefix", "MD", "text", "office"),
    Setting("words.nama_sistem_paspor", "SPRI", "text", "words"),
    Setting("words.no_hp_layanan", "", "text", "words"),
    Setting("role.petugas", "", "text", "roles"),
    Setting("role.koordinator", "", "text", "roles"),
    Setting("role.ketua_tim", "", "text", "roles"),
    Setting("role.pengawas", "", "text", "roles"),
    Setting("roles.names", [], "names", "roles"),
    # Limits that a process reads as `setelan.<name>` (SOP rows T1 and T2: "dapat diatur").
    Setting("limit.batas_kelengkapan", "P14D", "duration", "limits"),
    Setting("limit.batas_pembayaran", "P7D", "duration", "limits"),
    # Given to decision models under their last name: `batas_lansia` (UU 13/1998: 60; the paper's abstract: above 65).
    Setting("rules.batas_lansia", 60, "integer", "limits"),
    Setting("attachment.max_bytes", 5_000_000, "integer", "limits"),
    Setting(
        "reasons.late",
        _reasons(
            ("antrean", "Antrean padat"),
            ("berkas", "Berkas perlu penjelasan pemohon"),
            ("jaringan", "Gangguan jaringan"),
            ("sistem", "Gangguan sistem pusat"),
            ("peralatan", "Peralatan bermasalah"),
            ("petugas", "Petugas kurang atau berhalangan"),
            ("cuaca", "Cuaca atau keadaan kahar"),
            ("lupa", "Selesai tepat waktu, terlambat dicatat"),
            ("lain", "Alasan lain"),
        ),
        "choices",
        "reasons",
    ),
    Setting(
        "reasons.pause",
        _reasons(
            ("pemohon", "Menunggu pemohon"),
            ("jaringan", "Gangguan jaringan atau listrik"),
            ("sistem", "Gangguan sistem pusat"),
            ("istirahat", "Istirahat atau pergantian petugas"),
            ("instansi", "Menunggu instansi lain"),
            ("lain", "Alasan lain"),
        ),
        "choices",
        "reasons",
    ),
    Setting(
        "outage.systems",
        _reasons(
            ("jaringan", "Jaringan kantor"),
            ("spri", "Sistem penerbitan paspor"),
            ("bms", "BMS dan ajudikasi"),
            ("cekal", "Daftar cekal"),
            ("cms", "CMS M-Paspor"),
            ("simponi", "SIMPONI / pembayaran PNBP"),
            ("listrik", "Listrik"),
        ),
        "choices",
        "reasons",
    ),
    # Tanjungpinang 2022 (SOP M-Paspor, step 2): five applicants on one account; elsewhere without a limit.
    Setting("portal.family_limit", 5, "integer", "portal"),
    # Where applicants may come. Seats, lead time and horizon are assumed: no source gives Batulicin's quota.
    Setting(
        "office.places",
        _reasons(
            ("batulicin", "Kantor Imigrasi Batulicin"),
            ("kotabaru", "Gerai Paspor Kabupaten Kotabaru"),
        ),
        "choices",
        "quota",
    ),
    Setting("quota.office_regular", 40, "integer", "quota"),
    Setting("quota.office_priority", 10, "integer", "quota"),
    Setting("quota.booth_regular", 15, "integer", "quota"),
    Setting("quota.booth_priority", 5, "integer", "quota"),
    Setting("slots.lead_days", 1, "integer", "quota"),
    Setting("slots.horizon_days", 30, "integer", "quota"),
    Setting("billing.prefix", "820", "digits", "quota"),
    Setting("billing.bank_zone", "Asia/Jakarta", "zone", "quota"),
    Setting("billing.bank_zone_label", "WIB", "text", "quota"),
    Setting("billing.online_limit", "PT2H", "duration", "quota"),  # M-Paspor row 11: 2 jam
    Setting(
        "counters.list",
        _reasons(("loket1", "Loket 1"), ("loket2", "Loket 2"), ("prioritas", "Loket prioritas")),
        "choices",
        "counters",
    ),
    Setting("counters.priority_first", True, "boolean", "counters"),
    # Only where priority is not always first: after so many regular numbers a priority one is called. Assumption.
    Setting("counters.regular_per_priority", 2, "integer", "counters"),
    # kelompok_rentan row 2: numbers from 07.30 to 10.00 WITA (Batulicin/Banjarmasin 2016).
    Setting("counters.priority_hours", "07.30-10.00", "hours", "counters"),
    # kelompok_rentan row 2, "Kuota prioritas harian": 30 a day as in Batam; Batulicin's own number is not known.
    Setting("counters.priority_quota", 30, "integer", "counters"),
    # Working days until a complaint is answered: 14 for one that asks no inspection (PermenPANRB 62/2018 as restated by
    # service standards on sippn.menpan.go.id; 5 for information, 60 with inspection). Assumption: one limit for all.
    Setting("complaint.days", 14, "integer", "voice"),
    # Days after the end of the service in which the link to the survey opens it. Assumption.
    Setting("survey.days", 90, "integer", "voice"),
    # Below how many answers staff see no figures, lest one respondent be known. Assumption.
    Setting("survey.least", 5, "integer", "voice"),
    # Components of the standard of service (UU 25/2009 Ps 21) that no SOP says; empty until the office says them.
    Setting("standard.products", [], "names", "standard"),
    Setting("standard.staff", [], "names", "standard"),
    Setting("standard.legal_basis", "", "text", "standard"),
    Setting("standard.competence", "", "text", "standard"),
    Setting("standard.facilities", "", "text", "standard"),
    Setting("standard.oversight", "", "text", "standard"),
    Setting("standard.complaints", "", "text", "standard"),
    Setting("standard.guarantee", "", "text", "standard"),
    Setting("standard.safety", "", "text", "standard"),
    Setting("standard.evaluation", "", "text", "standard"),
    # The wording of PermenPANRB 15/2014; an office may have its own.
    Setting(
        "standard.pledge",
        "Dengan ini, kami menyatakan sanggup menyelenggarakan pelayanan sesuai standar pelayanan yang telah ditetapkan "
        "dan apabila tidak menepati janji ini, kami siap menerima sanksi sesuai peraturan perundang-undangan yang "
        "berlaku.",
        "text",
        "standard",
    ),
    Setting("portal.upload_max_bytes", 15_000_000, "integer", "portal"),
    # Whether another person approves an SOP before it is published. Assumption: the paper names no review.
    Setting("sop.review_required", True, "boolean", "sop"),
    # Above which shares the monitoring form (PermenPANRB 35/2012) calls a step not well done. Assumptions: the rule
    # names no measure.
    Setting("monitoring.late_percent", 10, "integer", "sop"),
    Setting("monitoring.deviation_percent", 5, "integer", "sop"),
    Setting("monitoring.lacking_percent", 30, "integer", "sop"),
    # For how long an auditor sees the personal data of a case they uncovered, and what for. Assumptions.
    Setting("privacy.unmask_minutes", 30, "integer", "privacy"),
    Setting(
        "privacy.purposes",
        _reasons(
            ("temuan", "Temuan pemeriksaan"),
            ("pengaduan", "Pengaduan"),
            ("pengadilan", "Perintah pengadilan atau penyidik"),
            ("subjek", "Permintaan pemilik data"),
            ("lain", "Tujuan lain"),
        ),
        "choices",
        "privacy",
    ),
    # Months that records are kept after their end. Sources say 3 or 5 years of passport files; the rest is assumed.
    Setting("retention.cases", 60, "integer", "privacy"),
    Setting("retention.documents", 60, "integer", "privacy"),
    Setting("retention.documents_specific", 12, "integer", "privacy"),
    Setting("retention.complaints", 60, "integer", "privacy"),
    Setting("retention.surveys", 24, "integer", "privacy"),
    Setting("retention.messages", 12, "integer", "privacy"),
    Setting("retention.accounts", 1, "integer", "privacy"),
    Setting("retention.access", 12, "integer", "privacy"),
    Setting("retention.simulations", 24, "integer", "privacy"),
    Setting("retention.reports", 60, "integer", "privacy"),
    Setting("demo.accounts", False, "boolean", "demo"),
)

_BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SETTINGS}


def all_values(tx: Tx) -> dict[str, Any]:
    """Every setting's value in force, defaults included; read once per transaction."""
    return _in_force(standing.read(tx, tx.actor.office).settings)


@lru_cache(maxsize=32)
def _in_force(rows: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Values from stored rows; the same rows are parsed once per process."""
    stored = {key: orjson.loads(text) for key, text in rows}
    return {setting.key: stored.get(setting.key, setting.default) for setting in SETTINGS}


def value(tx: Tx, key: str) -> Any:
    """One setting's value in force; KeyError for a key that does not exist."""
    return all_values(tx)[key]


def environment(tx: Tx) -> dict[str, Any]:
    """What expressions read beside the case's data: {"setelan": {limit name: ISO 8601 duration}}."""
    values = all_values(tx)
    limits = {k.removeprefix("limit."): v for k, v in values.items() if k.startswith("limit.")}
    return {"setelan": limits}


def words(tx: Tx) -> dict[str, str]:
    """The office's words that fill {placeholders} in SOP texts; empty ones are left out."""
    values = all_values(tx)
    return {k.removeprefix("words."): v for k, v in values.items() if k.startswith("words.") and v}


def put(tx: Tx, changes: Mapping[str, Any], reason: str = "") -> None:
    """Store several settings at once; Invalid names every wrong one and nothing is stored. Audited."""
    problems = [problem for key, new in changes.items() if (problem := _wrong(key, new))]
    if problems:
        raise Invalid("settings.invalid", *problems)
    before = all_values(tx)
    for key, new in changes.items():
        if before[key] == new:
            continue
        tx.conn.execute(table.delete().where(table.c.key == key))
        tx.conn.execute(
            table.insert().values(key=key, value=new, changed_at=tx.now, changed_by=tx.actor.login)
        )
        audit.append(tx, "settings", "setting.changed", key, {"from": before[key], "to": new}, reason=reason)
    standing.forget(tx)


def _wrong(key: str, new: Any) -> Problem | None:
    setting = _BY_KEY.get(key)
    if setting is None:
        return Problem("settings.unknown", key)
    return None if setting_kinds.fits(setting.kind, new) else Problem(f"settings.not_{setting.kind}", key)
