"""Reads the cells of one row of a table file: waktu, kelengkapan, output, pelaksana, decision, fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from processes.model import (
    Anchor,
    AnchorKind,
    ClockEffect,
    Decision,
    FieldOption,
    FormField,
    Need,
    Outcome,
    Output,
    Performer,
    Requirement,
    RequirementKind,
    Skip,
    TimeKind,
    TimeStandard,
    TimeUnit,
)
from processes.time_text import default_anchor

Row = Mapping[str, Any]

_TIME_KINDS = {
    "layanan": TimeKind.SERVICE,
    "hari_kerja": TimeKind.WORKING_DAYS,
    "jam_kerja": TimeKind.WORKING_TIME,
    "kalender": TimeKind.ELAPSED,
    "tanpa_standar": TimeKind.NONE,
}
_UNITS = {
    "menit": TimeUnit.MINUTE,
    "jam": TimeUnit.HOUR,
    "hari": TimeUnit.DAY,
    "hari_kerja": TimeUnit.WORKING_DAY,
    "minggu": TimeUnit.WEEK,
    "bulan": TimeUnit.MONTH,
}
_EFFECTS = {
    None: ClockEffect.COUNTS,
    "berhenti": ClockEffect.STOPS,
    "dicatat_terpisah": ClockEffect.SEPARATE,
}
_KINDS = {
    "dokumen": RequirementKind.DOCUMENT,
    "data": RequirementKind.DATA,
    "peralatan": RequirementKind.EQUIPMENT,
}
_EXPANDS = {"dokumen": "documents", "peralatan": "equipment"}
_BEGUN = ("pemohon_diperiksa",)  # words of a `mulai` that mean: when the officer begins the row
_DATA_WORDS = ("data ", "hasil ", "nomor ", "kode ", "kategori ", "kuota ", "jadwal ", "akun ", "ntpn")


class BadTable(ValueError):
    """A table file says something this reader does not know; the message names the place."""


def known(row: Row, keys: Sequence[str], place: str) -> None:
    """Refuse a row with a key outside `keys`, so that no fact is dropped silently. Raises BadTable."""
    unknown = sorted(set(map(str, row)) - set(keys))
    if unknown:
        raise BadTable(f"{place}: unknown keys {', '.join(unknown)}")


def read_waktu(cell: Row, step_numbers: Mapping[str, str], place: str) -> TimeStandard:
    """The time standard of a waktu cell; `step_numbers` (id -> number) serves anchors that name a step."""
    known(cell, ("teks", "nilai", "satuan", "jenis", "mulai", "sla"), place)
    kind = _TIME_KINDS[cell["jenis"]]
    unit = cell.get("satuan")
    return TimeStandard(
        text=cell["teks"],
        kind=kind,
        amount=cell.get("nilai"),
        unit=_UNITS[unit] if unit else None,
        anchor=read_anchor(cell.get("mulai"), kind, step_numbers),
        effect=_EFFECTS[cell.get("sla")],
    )


def read_anchor(text: str | None, kind: TimeKind, step_numbers: Mapping[str, str]) -> Anchor:
    """Where the standard counts from: "pembayaran", "langkah_6_selesai", "yang_terakhir_dari_x_dan_y"."""
    if text is None:
        return default_anchor(kind)
    if text in _BEGUN:
        return Anchor(AnchorKind.STARTED, (), text)
    step = re.fullmatch(r"langkah_(\w+)_selesai", text)
    if step:
        return Anchor(AnchorKind.STEP_COMPLETED, (step[1],), text)
    latest = re.fullmatch(r"yang_terakhir_dari_(\w+?)_dan_(\w+)", text)
    if latest is None:
        return Anchor(AnchorKind.EVENT, (text,), text)
    refs = [f"step:{step_numbers[ref]}" if ref in step_numbers else f"event:{ref}" for ref in latest.groups()]
    return Anchor(AnchorKind.LATEST, tuple(refs), text)


def read_requirements(row: Row) -> tuple[Requirement, ...]:
    """The kelengkapan items; `kelengkapan_rinci` names the checklist the first item stands for."""
    items = [_requirement(item, row["id"]) for item in row.get("kelengkapan") or ()]
    expands = row.get("kelengkapan_rinci")
    if expands:
        first = items[0]
        kind = RequirementKind.EQUIPMENT if expands == "peralatan" else first.kind
        items[0] = Requirement(first.text, kind, first.need, first.code, expands=_EXPANDS[expands])
    return tuple(items)


def read_need(text: str) -> tuple[Need, str | None, str | None]:
    """(need, group, condition) of a `wajib` word: "ya", "salah_satu:<group>", "bila:<condition>"."""
    word, _, rest = str(text).partition(":")
    if word == "salah_satu":
        return Need.ONE_OF, rest, None
    if word == "bila":
        return Need.CONDITIONAL, None, rest
    if word == "ya":
        return Need.REQUIRED, None, None
    raise BadTable(f"unknown need {text!r}")


def read_outputs(row: Row) -> tuple[Output, ...]:
    """The output items, each a text or {teks, jenis}."""
    return tuple(
        Output(item, kind_of(item)) if isinstance(item, str) else Output(item["teks"], _KINDS[item["jenis"]])
        for item in row.get("output") or ()
    )


def read_performer(cell: Row, place: str) -> Performer:
    """The pelaksana cell: the role and what else the drawing says of the box."""
    known(cell, ("peran", "kotak", "alternatif", "pendamping", "sistem", "pemeriksa", "min_petugas"), place)
    return Performer(
        role=cell["peran"],
        box=cell.get("kotak"),
        alternative=cell.get("alternatif"),
        assistant=cell.get("pendamping"),
        system=cell.get("sistem"),
        checker=cell.get("pemeriksa"),
        min_officers=cell.get("min_petugas", 1),
    )


def read_decision(cell: Row | None) -> Decision | None:
    """The branch after a row; YAML 1.1 reads a bare `no` as False, so the keys are quoted in the files."""
    if cell is None:
        return None
    known(cell, ("question", "yes", "no"), "decision")
    return Decision(cell["question"], str(cell["yes"]), str(cell["no"]))


def read_outcomes(cell: Row | None, place: str) -> tuple[str, tuple[Outcome, ...]]:
    """Where a called SOP's ends lead: {pertanyaan, cabang: {<end>: {nama, ke}}} as (question, outcomes)."""
    if cell is None:
        return "", ()
    known(cell, ("pertanyaan", "cabang"), place)
    return cell["pertanyaan"], tuple(
        Outcome(end, way["nama"], str(way["ke"])) for end, way in cell["cabang"].items()
    )


def read_skip(cell: Row | None, place: str) -> Skip | None:
    """When a row is passed over: {pertanyaan, bila, ke}."""
    if cell is None:
        return None
    known(cell, ("pertanyaan", "bila", "ke"), place)
    return Skip(cell["pertanyaan"], cell["bila"], str(cell["ke"]))


def read_field(cell: Row, place: str) -> FormField:
    """One field of a `formulir` or `formulir_awal` list."""
    known(cell, ("id", "label", "jenis", "wajib", "pilihan", "panjang_maks", "pola", "min", "maks"), place)
    return FormField(
        id=cell["id"],
        label=cell["label"],
        type=cell["jenis"],
        required=bool(cell.get("wajib", False)),
        options=tuple(FieldOption(value, label) for value, label in (cell.get("pilihan") or {}).items()),
        min=_text(cell.get("min")),
        max=_text(cell.get("maks")),
        max_length=cell.get("panjang_maks"),
        pattern=cell.get("pola"),
    )


def kind_of(text: str) -> RequirementKind:
    """Document, data or equipment by the item's first words, for cells that do not say."""
    lower = text.lower() + " "
    if lower.startswith("perlengkapan "):
        return RequirementKind.EQUIPMENT
    return RequirementKind.DATA if lower.startswith(_DATA_WORDS) else RequirementKind.DOCUMENT


def _requirement(item: str | Row, place: str) -> Requirement:
    if isinstance(item, str):
        return Requirement(item, kind_of(item))
    known(item, ("teks", "jenis", "kode", "wajib"), place)
    need, group, condition = read_need(item.get("wajib", "ya"))
    kind = _KINDS[item["jenis"]] if "jenis" in item else kind_of(item["teks"])
    return Requirement(item["teks"], kind, need, item.get("kode"), group, condition)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
