"""Reads an SOP table file (YAML, the source's own words) into a Sop."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from processes.model import (
    Begun,
    End,
    Identity,
    OcrDoubt,
    Role,
    ServiceStandard,
    Sop,
    Step,
    StepKind,
    TimeKind,
    TimeStandard,
)
from processes.table_cells import (
    BadTable,
    Row,
    known,
    read_anchor,
    read_decision,
    read_field,
    read_outcomes,
    read_outputs,
    read_performer,
    read_requirements,
    read_skip,
    read_waktu,
)

# Those that others call come before their callers: so they can be published in this order.
SHIPPED = (
    "periksa_lanjutan",
    "bap_paspor",
    "micin_darurat",
    "penerbitan_penggantian",
    "kelompok_rentan",
    "m_paspor",
)
_KINDS = {
    None: StepKind.TASK,
    "tunggu": StepKind.WAIT,
    "perjalanan": StepKind.TRAVEL,
    "subproses": StepKind.SUBPROCESS,
    "lapor": StepKind.REPORT,
    "panggil": StepKind.CALL,
}
_BEGUN = {None: Begun.STAFF, "petugas": Begun.STAFF, "pemohon": Begun.APPLICANT, "panggilan": Begun.CALLED}
_STEP_KEYS = [
    "no",
    "id",
    "jenis",
    "kegiatan",
    "kegiatan_ocr",
    "pelaksana",
    "kelengkapan",
    "kelengkapan_ref",
    "kelengkapan_rinci",
    "waktu",
    "output",
    "keterangan",
    "decision",
    "next",
    "setelah",
    "formulir",
    "sop",
    "akhir",
    "peristiwa",
    "lewati",
    "mulai_pada",
    "sampai",
    "source",
    "assumption",
]
_READ_KEYS = [
    "name",
    "id",
    "number",
    "judul_resmi",
    "source",
    "status",
    "pelaksana",
    "tanpa_lajur",
    "peralatan",
    "prasyarat",
    "syarat_administrasi",
    "formulir_awal",
    "dimulai",
    "ringkasan",
    "sla_total",
    "steps",
    "ends",
    "ocr",
]
_STANDARD_KEYS = ("jenis", "nilai", "satuan", "mulai", "source", "catatan")
_STANDARD_UNITS = {"hari_kerja": "hari_kerja", "jam": "kalender", "menit": "kalender", "hari": "kalender"}


def read_table(source: Path | bytes, sop_id: str | None = None) -> Sop:
    """The SOP of a table file. Raises BadTable for an unknown key, or when it is not the `sop_id` asked for."""
    text = source if isinstance(source, bytes) else source.read_bytes()
    document = yaml.safe_load(text)
    table = document["sop"]
    if sop_id is not None and table["id"] != sop_id:
        raise BadTable(f"the file holds {table['id']!r}, not {sop_id!r}")
    facts = {key: value for key, value in table.items() if key not in _READ_KEYS}
    facts |= {"meta": document["meta"], "sumber": document["sumber"]}
    known(document, ("meta", "sumber", "sop"), table["id"])
    numbers = {row["id"]: str(row["no"]) for row in table["steps"]}
    return Sop(
        id=table["id"],
        name=table["name"],
        identity=_identity(table, document["meta"]),
        roles=_roles(table),
        steps=tuple(_step(row, numbers) for row in table["steps"]),
        ends=tuple(End(key, label) for key, label in table["ends"].items()),
        status=table["status"],
        sources=tuple(table["source"]),
        prerequisites=tuple(table.get("prasyarat", ())),
        admin_requirements=tuple(table.get("syarat_administrasi", ())),
        service_standards=tuple(_standard(row, numbers) for row in table.get("sla_total", ())),
        ocr_doubts=tuple(_doubt(row) for row in table.get("ocr", ())),
        start_form=tuple(read_field(row, "formulir_awal") for row in table.get("formulir_awal", ())),
        begun_by=_BEGUN[table.get("dimulai")],
        summary=table.get("ringkasan") or "",
        facts=tuple(
            (key, json.dumps(value, ensure_ascii=False, default=str)) for key, value in facts.items()
        ),
    )


@cache
def tables() -> tuple[Sop, ...]:
    """The SOP tables shipped with the product, in the order of SHIPPED."""
    folder = files("bpmn") / "tables"
    return tuple(read_table((folder / f"{sop_id}.yaml").read_bytes(), sop_id) for sop_id in SHIPPED)


def _identity(table: Row, meta: Row) -> Identity:
    return Identity(
        unit=meta["kantor"],
        number=table.get("number") or "",
        title=table.get("judul_resmi") or table["name"],
        equipment=tuple(table.get("peralatan", ())),
    )


def _roles(table: Row) -> tuple[Role, ...]:
    off = table.get("tanpa_lajur", ())
    roles = tuple(Role(key, label, key not in off) for key, label in table["pelaksana"].items())
    missing = {row["pelaksana"]["peran"] for row in table["steps"]} - {role.id for role in roles if role.lane}
    if missing:
        raise BadTable(f"pelaksana without a lane: {', '.join(sorted(missing))}")
    return roles


def _step(row: Row, numbers: dict[str, str]) -> Step:
    place = f"row {row['no']}"
    known(row, _STEP_KEYS, place)
    question, outcomes = read_outcomes(row.get("akhir"), place)
    return Step(
        number=str(row["no"]),
        id=row["id"],
        kind=_KINDS[row.get("jenis")],
        activity=row["kegiatan"],
        performer=read_performer(row["pelaksana"], place),
        requirements=read_requirements(row),
        time=read_waktu(row["waktu"], numbers, place),
        outputs=read_outputs(row),
        remark=row.get("keterangan") or "",
        decision=read_decision(row.get("decision")),
        next=_optional(row.get("next")),
        sources=tuple(row["source"].items()),
        assumption=row.get("assumption") or "",
        ocr_text=row.get("kegiatan_ocr"),
        checklist_ref=row.get("kelengkapan_ref"),
        after=_optional(row.get("setelah")),
        form=tuple(read_field(field, place) for field in row.get("formulir", ())),
        calls=row.get("sop"),
        outcomes=outcomes,
        outcome_question=question,
        raises=row.get("peristiwa"),
        skip=read_skip(row.get("lewati"), place),
        opens_on=row.get("mulai_pada"),
        closes_on=row.get("sampai"),
    )


def _standard(row: Row, numbers: dict[str, str]) -> ServiceStandard:
    """A limit on the whole service; its text is put together, because the sources state it as numbers."""
    known(row, _STANDARD_KEYS, "sla_total")
    unit = row["satuan"]
    cell = {
        "teks": f"{row['nilai']} {unit.replace('_', ' ')}",
        "nilai": row["nilai"],
        "satuan": unit,
        "jenis": _STANDARD_UNITS[unit],
    }
    plain = read_waktu(cell, numbers, "sla_total")
    anchor = read_anchor(row["mulai"], TimeKind.NONE, numbers)
    time = TimeStandard(plain.text, plain.kind, plain.amount, plain.unit, anchor)
    return ServiceStandard(tuple(row["jenis"]), time, row["source"], row.get("catatan") or "")


def _doubt(row: Row) -> OcrDoubt:
    known(row, ("lokasi", "teks", "bacaan", "pilih", "alasan"), "ocr")
    if not all(isinstance(text, str) for text in (*row["bacaan"], row["pilih"])):
        raise BadTable(f"ocr {row['lokasi']}: a reading is not text (YAML 1.1 reads a bare No as false)")
    return OcrDoubt(row["lokasi"], row["teks"], tuple(row["bacaan"]), row["pilih"], row["alasan"])


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)
