"""What the moves of a case tell its applicant: a table from elements, messages and ends to kinds of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine import settings
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.refusals import NotFound
from engine.schema import applications
from engine.schema import tasks as tasks_table
from engine.spiff import Move, Token
from tasks import letters, outbox
from tasks.gate import DOCUMENTS

OPENED: Mapping[str, str] = {"serahkan": "ready"}
"""Elements whose opening is told: the passport lies at the counter."""

DONE: Mapping[str, str] = {"cetak_ambil": "ready"}
"""Elements whose completion is told. Micin Darurat prints and hands over in one step."""

ENDS: Mapping[str, str] = {"END_SELESAI": "survey"}
_TAKEN = "diambil_pada"  # field of cetak_ambil: the passport was handed over already
# A mail may be read by others: no word of it says that somebody is ill (UU 27/2022 Ps 4).
_MEDICAL = re.compile(r"medi[sk]|dokter|sakit|rawat|kesehatan|rujukan|diagnos", re.IGNORECASE)
_UNNAMED = "Dokumen pendukung lain (tanyakan kepada petugas)"


@dataclass(frozen=True, slots=True)
class _Due:
    kind: str
    token: Token | None


def after(tx: Tx, instance: Instance, definition: Definition, move: Move) -> None:
    """Write what this move tells the applicant; `instance` is the case after it.

    A case without an address costs one look, moves that tell nothing cost none.
    """
    due = tuple(_due(instance, definition, move))
    if not due:
        return
    a = applications.c
    found = tx.conn.execute(
        select(a.email, a.locale, a.place).where(a.instance_id == instance.id, a.email != "")
    ).one_or_none()
    if found is None:
        return
    for one in due:
        values = _values(tx, instance, one, found.place)
        if values is not None:
            key = f"{one.kind}:{instance.id}" + (f":{one.token.id}" if one.token else "")
            outbox.write(
                tx, one.kind, found.email, values, key=key, locale=found.locale, instance_id=instance.id
            )


def place_name(tx: Tx, code: str) -> str:
    """What people call a place of the office (setting office.places); empty where it is none."""
    places = settings.all_values(tx).get("office.places", [])
    return next((str(row["label"]) for row in places if row["code"] == code), "")


def _due(instance: Instance, definition: Definition, move: Move) -> Iterator[_Due]:
    for closed in move.closed:
        if closed.how == "completed":
            if _message(definition, closed.token) == DOCUMENTS:
                yield _Due("documents_received", closed.token)
            elif closed.token.element in DONE:
                yield _Due(DONE[closed.token.element], closed.token)
    for token in move.opened:
        if _message(definition, token) == DOCUMENTS:
            yield _Due("missing_documents", token)
        elif token.element in OPENED:
            yield _Due(OPENED[token.element], token)
    outcome = instance.outcome or ""
    if outcome in ENDS and outcome in (*move.ended, *(end for _, end in move.reached)):
        yield _Due(ENDS[outcome], None)


def _message(definition: Definition, token: Token) -> str | None:
    element = definition.diagram.elements.get(token.element)
    return element.message if element else None


def _values(tx: Tx, instance: Instance, due: _Due, place: str) -> dict[str, Any] | None:
    """What the message says; None where it would be wrong by now."""
    values: dict[str, Any] = {"name": instance.title, "number": instance.business_key}
    if due.kind == "missing_documents":
        return values | _missing(tx, instance)
    if due.kind == "ready":
        if due.token and due.token.element in DONE and _was_taken(tx, instance, due.token):
            return None
        return values | {"place": place_name(tx, place)}
    return values


def _missing(tx: Tx, instance: Instance) -> dict[str, Any]:
    try:
        letter = letters.of_case(tx, instance.id)
    except NotFound:
        return {"items": []}
    labels = dict.fromkeys(_UNNAMED if _MEDICAL.search(item.label) else item.label for item in letter.items)
    return {"items": list(labels), "limit_on": letter.limit_on}


def _was_taken(tx: Tx, instance: Instance, token: Token) -> bool:
    t = tasks_table.c
    query = select(t.variables).where(t.instance_id == instance.id, t.token == token.id)
    return bool((tx.conn.execute(query).scalar() or {}).get(_TAKEN))
