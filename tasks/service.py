"""Limits on the whole service: which of an SOP's standards hold for a case, and when they begin to be watched.

The words of an SOP's service standards (`sla_total`) are kinds of application in the regulation's language, kinds of
service, or neither; `applying` is the one place that says what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.spiff import Move
from processes.model import ServiceStandard, Sop
from tasks import clocks

SERVICE = "layanan"
"""The case variable that says which kind of service was asked for."""

EXPRESS = "percepatan"
"""The kind of service that is done on the same day (PP 45/2024); it replaces the limit counted from the same event."""

_NO_NORM = frozenset({"kantor"})
"""What one office said of itself ("pernyataan satu kantor, bukan norma"): shown in the table, never a clock."""

_TYPES: Mapping[str, frozenset[str]] = {
    # Permenkumham 18/2022 speaks of new passports; documents.yaml parts them by whose they are and what for.
    "baru": frozenset({"baru_dewasa", "baru_anak", "haji_umrah", "cpmi"}),
}


def applying(sop: Sop | None, category: str, service: str) -> tuple[ServiceStandard, ...]:
    """The standards that hold for an application type (code of documents.yaml) and a kind of service."""
    standards = sop.service_standards if sop else ()
    express = [one for one in standards if service == EXPRESS and EXPRESS in one.applies_to]
    replaced = {one.time.anchor for one in express}
    return tuple(
        one
        for one in standards
        if one in express or (one.time.anchor not in replaced and _is_of(one, category))
    )


def open_for_start(tx: Tx, instance: Instance, definition: Definition, data: Mapping[str, Any]) -> None:
    """Set the clocks of the SOP a case begins with."""
    _open(tx, instance, definition.diagram.sop, None, data)


def open_for_calls(tx: Tx, instance: Instance, definition: Definition, move: Move) -> None:
    """Set the clocks of SOPs a move called; those that a case passes again run on."""
    diagram = definition.diagram
    for token in move.opened:
        called = diagram.activities[token.element].called if token.type == "callActivity" else None
        sop = diagram.others.get(called or "")
        if sop and sop.service_standards and not clocks.has_service(tx, instance.id, sop.id):
            _open(tx, instance, sop, sop.id, move.data)


def _open(tx: Tx, instance: Instance, sop: Sop | None, key: str | None, data: Mapping[str, Any]) -> None:
    for standard in applying(sop, instance.category, str(data.get(SERVICE) or "")):
        clocks.open_for_case(tx, instance, standard, sop, key)


def _is_of(standard: ServiceStandard, category: str) -> bool:
    words = [word for word in standard.applies_to if word != EXPRESS and word not in _NO_NORM]
    if not standard.applies_to:
        return True
    return any(category == word or category in _TYPES.get(word, ()) for word in words)
