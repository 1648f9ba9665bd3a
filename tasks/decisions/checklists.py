"""The checklist of a case: kelengkapan.dmn over what the case's answers say, the catalogue where it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import decision_models
from engine.database import Tx
from engine.deciding import Answer, answer_of, answers
from engine.refusals import Conflict, NotFound
from tasks import checklist
from tasks.checklist import ChecklistItem

MODEL, DECISION = "kelengkapan", "daftar"


@dataclass(frozen=True, slots=True)
class Listed:
    """A checklist, and the answer of the model it was read from (None: the catalogue's own)."""

    items: tuple[ChecklistItem, ...]
    answer: Answer | None


def listed(tx: Tx, application_type: str, sop_id: str, data: Mapping[str, Any]) -> Listed:
    """What is asked for of an application: conditions the answers settle are settled, the others stay as text.

    Answers that do not fit the model (a text where it asks yes or no) count as not given. Without a model, or where it
    says nothing of the type, the checklist is the catalogue's: a gate never opens because a table is missing.
    """
    known = {"jenis_permohonan": application_type, "sop": sop_id}
    for given in ({**answers(data), **known}, known):
        try:
            answer = answer_of(tx, decision_models.latest(tx, MODEL), DECISION, given)
        except (NotFound, Conflict):
            continue
        if items := _items(answer.value):
            return Listed(items, answer)
    return Listed(checklist.items(application_type, sop_id), None)


def _items(rows: Any) -> tuple[ChecklistItem, ...]:
    """The lines of a model's answer; nothing when it is no checklist."""
    found: dict[str, ChecklistItem] = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            return ()
        code, need = _text(row, "dokumen"), checklist.NEEDS.get(_text(row, "sifat") or "")
        if code is None or need is None:
            return ()
        group, condition, note = (_text(row, name) for name in ("kelompok", "syarat", "catatan"))
        line = checklist.item(code, need, group, condition, note or "")
        found[code] = checklist.stronger(found.get(code), line)
    return tuple(found.values())


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and value else None
