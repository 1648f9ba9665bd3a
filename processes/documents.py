"""The document catalogue: names, PDP class, and the checklist an application type asks for (bpmn/documents.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from processes.model import Need, Requirement
from processes.table_cells import read_need


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of document; `pdp` is "umum" or "spesifik" (UU 27/2022 Ps 4: no copy of its content is kept)."""

    code: str
    name: str
    pdp: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: the document, how strongly it is needed, and what the source says beside it."""

    document: Document
    need: Need
    group: str | None = None
    condition: str | None = None
    note: str = ""

    def requirement(self) -> Requirement:
        """The item as a kelengkapan cell."""
        return Requirement(
            self.document.name,
            need=self.need,
            code=self.document.code,
            group=self.group,
            condition=self.condition,
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """What one application type needs; `adds_to` names the types it is an addition to (Micin Darurat)."""

    type: str
    items: tuple[Item, ...]
    applies: str = ""
    adds_to: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All documents, the checklists by application type, and the fee tables with the day they came into force."""

    documents: Mapping[str, Document]
    checklists: Mapping[str, Checklist]
    fees: tuple[tuple[date, Mapping[str, Any]], ...]

    def items(self, application_type: str, service: str | None = None) -> tuple[Item, ...]:
        """The checklist of a type, with the additions of a service (an SOP id with a checklist of its own).

        Raises KeyError for an unknown type. A service without additions, or not additional to this type, adds none.
        """
        own = self.checklists[application_type].items
        extra = self.checklists.get(service or "")
        if extra is None or application_type not in extra.adds_to:
            return own
        present = {item.document.code for item in own}
        return (*own, *(item for item in extra.items if item.document.code not in present))


@cache
def catalogue() -> Catalogue:
    """The catalogue shipped with the product."""
    data = yaml.safe_load((files("bpmn") / "documents.yaml").read_bytes())
    documents = {
        code: Document(code, row["nama"], row["pdp"], row.get("catatan", ""))
        for code, row in data["documents"].items()
    }
    return Catalogue(
        documents=documents,
        checklists={key: _checklist(key, data["per_type"], documents) for key in data["per_type"]},
        fees=tuple((date.fromisoformat(row["berlaku"]), row) for row in data["pnbp"]),
    )


def _checklist(key: str, rows: Mapping[str, Any], documents: Mapping[str, Document]) -> Checklist:
    row = rows[key]
    same = row.get("sama_dengan")
    inherited = _checklist(same, rows, documents).items if same else ()
    return Checklist(
        type=key,
        items=(*inherited, *(_item(item, documents) for item in row["butir"])),
        applies=row.get("berlaku", ""),
        adds_to=tuple(row.get("tambahan_atas", ())),
        source=row.get("source", ""),
        note=row.get("catatan", ""),
    )


def _item(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Item:
    need, group, condition = read_need(row["wajib"])
    return Item(documents[row["dok"]], need, group, condition, row.get("catatan", ""))
