"""The document checklist of each application type, read from the catalogue bpmn/documents.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from processes.model import Need

# What each type is called on screens; the catalogue carries codes only.
_LABELS: Mapping[str, str] = {
    "baru_dewasa": "Paspor baru dewasa",
    "baru_anak": "Paspor baru anak",
    "habis_berlaku": "Penggantian habis berlaku",
    "hilang": "Penggantian hilang",
    "rusak": "Penggantian rusak",
    "haji_umrah": "Paspor untuk haji atau umrah",
    "cpmi": "Paspor calon pekerja migran (CPMI)",
}
# "Cukup tanda ada/sah; jangan simpan isi": a medical record is seen and judged valid, never copied
# (catalogue, type micin_darurat; health data under UU 27/2022 Ps 4).
_SEEN_ONLY = frozenset({"rekam_medis"})


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the catalogue; `sensitive` is specific personal data (UU 27/2022 Ps 4)."""

    code: str
    label: str
    sensitive: bool
    seen_only: bool  # its file must never be stored
    note: str


@dataclass(frozen=True, slots=True)
class ApplicationType:
    """What a person applies for; `notes` say to whom it applies, what is uncertain, and the source."""

    code: str
    label: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of a checklist: items of one `group` stand for each other, a `condition` is shown as text."""

    code: str
    label: str
    need: Need
    group: str | None
    condition: str | None
    note: str
    sensitive: bool
    seen_only: bool = False


@cache
def application_types(sop_id: str = "") -> tuple[ApplicationType, ...]:
    """Every application type in the catalogue's order.

    For an SOP whose catalogue entry does not name a type, that doubt is added to the type's notes: the
    source leaves open whether it may be used, and the office decides.
    """
    extra = _additions(sop_id)
    return tuple(
        ApplicationType(code, _LABELS.get(code, _spoken(code)), _notes(entry, _doubt(code, extra)))
        for code, entry in _catalogue()["per_type"].items()
        if "tambahan_atas" not in entry
    )


@cache
def codes() -> frozenset[str]:
    """The codes of every application type that has a checklist of its own."""
    return frozenset(known.code for known in application_types())


@cache
def items(application_type: str, sop_id: str = "") -> tuple[ChecklistItem, ...]:
    """The checklist of a type, with what the SOP asks in addition (Micin Darurat: letter, medical record,
    doctor's referral). Raises ValueError for a type the catalogue does not have."""
    found: dict[str, ChecklistItem] = {}
    for entry in (*_line_of(application_type), _additions(sop_id)):
        for row in entry.get("butir", ()):
            new = _item(row)
            found[new.code] = stronger(found.get(new.code), new)
    return tuple(found.values())


def seen_only(code: str | None) -> bool:
    """Whether an item is only looked at and marked: its file must not be stored."""
    return code in _SEEN_ONLY


def is_sensitive(code: str | None) -> bool:
    """Whether an item is specific personal data; items outside the catalogue are not."""
    return code in _catalogue()["documents"] and document(str(code)).sensitive


@cache
def document(code: str) -> Document:
    """A document of the catalogue by code. Raises KeyError."""
    entry = _catalogue()["documents"][code]
    label, note = entry["nama"], entry.get("catatan", "")
    return Document(code, label, entry["pdp"] == "spesifik", code in _SEEN_ONLY, note)


def documents() -> tuple[Document, ...]:
    """Every document of the catalogue, in its order."""
    return tuple(document(code) for code in _catalogue()["documents"])


@cache
def _catalogue() -> Mapping[str, Any]:
    text = files("bpmn").joinpath("documents.yaml").read_text(encoding="utf-8")
    catalogue: Mapping[str, Any] = yaml.safe_load(text)
    return catalogue


def _line_of(application_type: str) -> tuple[Mapping[str, Any], ...]:
    """A type's entry after those it is the same as (sama_dengan)."""
    entry = _catalogue()["per_type"].get(application_type)
    if entry is None or "tambahan_atas" in entry:
        raise ValueError(f"no such application type: {application_type}")
    base = entry.get("sama_dengan")
    return (*(_line_of(base) if base else ()), entry)


def _additions(sop_id: str) -> Mapping[str, Any]:
    """What an SOP asks beside the type's own checklist (tambahan_atas); empty for most."""
    entry: Mapping[str, Any] = _catalogue()["per_type"].get(sop_id, {})
    return entry if "tambahan_atas" in entry else {}


NEEDS: Mapping[str, Need] = {"ya": Need.REQUIRED, "salah_satu": Need.ONE_OF, "bila": Need.CONDITIONAL}
"""How strongly a document is needed, in the words of the catalogue and of kelengkapan.dmn."""


def item(code: str, need: Need, group: str | None, condition: str | None, note: str) -> ChecklistItem:
    """A line of a checklist; a document outside the catalogue is called by its code and not sensitive."""
    known = code in _catalogue()["documents"]
    found = document(code) if known else Document(code, _spoken(code), False, seen_only(code), "")
    return ChecklistItem(
        code=found.code,
        label=found.label,
        need=need,
        group=group,
        condition=condition,
        note="; ".join(text for text in (found.note, note) if text),
        sensitive=found.sensitive,
        seen_only=found.seen_only,
    )


def _item(row: Mapping[str, str]) -> ChecklistItem:
    word, _, rest = row["wajib"].partition(":")
    need = NEEDS[word]
    group = rest if need is Need.ONE_OF else None
    condition = rest if need is Need.CONDITIONAL else None
    return item(row["dok"], need, group, condition, row.get("catatan", ""))


def stronger(known: ChecklistItem | None, new: ChecklistItem) -> ChecklistItem:
    """Of two lines that ask for one document, the one that requires it outright."""
    if known is None or new.need is Need.REQUIRED:
        return new if known is None else replace(new, note=new.note or known.note)
    return known


def _notes(entry: Mapping[str, Any], doubt: str) -> tuple[str, ...]:
    base = entry.get("sama_dengan")
    same = f"Syarat sama dengan: {_LABELS.get(base, base)}" if base else ""
    source = f"Sumber: {entry['source']}" if "source" in entry else ""
    notes = (entry.get("berlaku", ""), same, entry.get("catatan", ""), doubt, source)
    return tuple(note for note in notes if note)


def _doubt(code: str, extra: Mapping[str, Any]) -> str:
    line = {code, _catalogue()["per_type"][code].get("sama_dengan")}
    named = not line.isdisjoint(extra.get("tambahan_atas", line))
    return "" if named else extra.get("catatan", "")


def _spoken(code: str) -> str:
    return code.replace("_", " ").capitalize()
