"""The standard of a service and the office's pledge, by UU 25/2009: their parts, and the papers to hang up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from processes.model import Sop, StepKind
from processes.paper.document import EPOCH, logo_name
from processes.paper.sheet import ASSUMED, NO_HEAD, Letterhead
from processes.paper.typesetting import Job

COMPONENTS: Mapping[str, str] = {
    "legal_basis": "Dasar hukum",
    "requirements": "Persyaratan",
    "procedure": "Sistem, mekanisme, dan prosedur",
    "time": "Jangka waktu penyelesaian",
    "fee": "Biaya/tarif",
    "product": "Produk pelayanan",
    "facilities": "Sarana, prasarana, dan/atau fasilitas",
    "competence": "Kompetensi pelaksana",
    "oversight": "Pengawasan internal",
    "complaints": "Penanganan pengaduan, saran, dan masukan",
    "staff": "Jumlah pelaksana",
    "guarantee": "Jaminan pelayanan",
    "safety": "Jaminan keamanan dan keselamatan pelayanan",
    "evaluation": "Evaluasi kinerja pelaksana",
}
"""The components of a standard of service in the order of UU 25/2009 Ps 21, by code, in the law's words."""


_BINDING = ("peraturan", "berkas", "")  # a rule, the office's own document, or typed in by the office


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its lines, and where they come from ("sop", "tables", "office" or "settings").

    No lines: nobody has said, and nothing is made up; `setting` is where the office can say it.
    """

    code: str
    items: tuple[str, ...]
    origin: str = ""
    setting: str = ""

    @property
    def title(self) -> str:
        """What the law calls it."""
        return COMPONENTS[self.code]


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard of one service."""

    name: str
    components: tuple[Component, ...]
    head: Letterhead = NO_HEAD
    version: int = 0
    made_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Pledge:
    """The office's pledge (maklumat pelayanan) and the services it is given for."""

    text: str
    services: tuple[str, ...]
    head: Letterhead = NO_HEAD


def procedure(sop: Sop) -> tuple[str, ...]:
    """The steps in a sentence each, with who does it."""
    labels = {role.id: role.label for role in sop.roles}
    return tuple(
        f"{step.activity} ({labels.get(step.performer.role, step.performer.role)})"
        for step in sop.steps
        if step.kind is not StepKind.REPORT
    )


def times(sop: Sop) -> tuple[str, ...]:
    """The limits of the whole service in words, as far as a rule or the office's own document sets them.

    An assumption, or what a page of another office says, is nothing to promise.
    """
    kinds = _kinds_of_sources(sop)
    found = []
    for standard in sop.service_standards:
        if standard.source == ASSUMED or kinds.get(standard.source, "") not in _BINDING:
            continue
        length = "hari yang sama" if standard.time.amount == 0 else standard.time.text
        start = standard.time.anchor.text
        words = f"{length} setelah {start.replace('_', ' ')}" if start else length
        types = ", ".join(one.replace("_", " ") for one in standard.applies_to)
        found.append(f"{types}: {words}" if types else words)
    return tuple(found)


def _kinds_of_sources(sop: Sop) -> dict[str, str]:
    """What each source of the table is, as the file says it: "peraturan", "berkas", "kanim", …"""
    try:
        said = json.loads(dict(sop.facts).get("sumber", "{}"))
    except ValueError:
        return {}
    rows = said.items() if isinstance(said, dict) else ()
    return {str(code): str(row.get("jenis", "")) for code, row in rows if isinstance(row, dict)}


def standard_pdf(standard: Standard) -> bytes:
    """The standard as PDF/A-3 to hang up; the same bytes for the same standard. Raises Unprintable."""
    data = {
        **_common(standard.head, standard.made_at),
        "title": f"Standar Pelayanan {standard.name}",
        "name": standard.name,
        "version": standard.version,
        "components": [{"title": one.title, "items": one.items} for one in standard.components],
    }
    return _job("standard.typ", standard.head).pdf(data, int(standard.made_at.timestamp()))


def pledge_pdf(pledge: Pledge) -> bytes:
    """The pledge as PDF/A-3 to hang up. Raises Unprintable."""
    data = {
        **_common(pledge.head, EPOCH),
        "title": "Maklumat Pelayanan",
        "text": pledge.text,
        "services": pledge.services,
    }
    return _job("pledge.typ", pledge.head).pdf(data, int(EPOCH.timestamp()))


def _common(head: Letterhead, made_at: datetime) -> dict[str, Any]:
    return {
        "letterhead": {**asdict(replace(head, logo=b"")), "logo": logo_name(head.logo)},
        "date": [made_at.year, made_at.month, made_at.day],
    }


def _job(template: str, head: Letterhead) -> Job:
    return Job(template, {logo_name(head.logo): head.logo} if head.logo else {})
