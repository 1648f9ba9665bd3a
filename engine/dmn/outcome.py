"""What an evaluation gives: the value, the rules that fired, what was asked, and what went wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn.evaluating import Note, TableTrace
from engine.feel.json_values import to_json
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Decided:
    """An input or decision with the value it had; `kind` is "input" or "decision"."""

    id: str
    name: str
    kind: str
    value: Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer of a decision model.

    `value` is a FEEL value, None whenever there are `errors`: a wrong evaluation has no result. `warnings` say why
    parts became null. `tables` are in the order they were asked, `decided` in the order they were worked out.
    """

    decision: str
    name: str
    fingerprint: str
    value: Value
    decided: tuple[Decided, ...]
    tables: tuple[TableTrace, ...]
    errors: tuple[Note, ...]
    warnings: tuple[Note, ...]

    @property
    def plain(self) -> object:
        """The value as plain JSON."""
        return to_json(self.value)

    def record(self) -> dict[str, object]:
        """The whole outcome as plain JSON, for the audit trail and for showing which rule fired."""
        return {
            "decision": self.decision,
            "name": self.name,
            "model": self.fingerprint,
            "value": self.plain,
            "decided": [
                {"id": one.id, "name": one.name, "kind": one.kind, "value": to_json(one.value)}
                for one in self.decided
            ],
            "tables": [_table(trace) for trace in self.tables],
            "errors": [_note(note) for note in self.errors],
            "warnings": [_note(note) for note in self.warnings],
        }


def _table(trace: TableTrace) -> dict[str, object]:
    return {
        "owner": trace.spot.owner,
        "name": trace.spot.owner_name,
        "table": trace.spot.element,
        "hitPolicy": trace.policy,
        "inputs": [
            {"label": label, "expression": text, "value": to_json(value)}
            for label, text, value in trace.inputs
        ],
        "rules": [
            {
                "number": fired.number,
                "id": fired.id,
                "conditions": [{"label": label, "text": text} for label, text in fired.conditions],
                "annotations": [{"label": label, "text": text} for label, text in fired.annotations],
                "results": [{"label": label, "value": to_json(value)} for label, value in fired.results],
            }
            for fired in trace.fired
        ],
        "byDefault": trace.by_default,
    }


def _note(note: Note) -> dict[str, object]:
    spot = note.spot
    where: dict[str, object] = {"owner": spot.owner, "name": spot.owner_name, "element": spot.element}
    if spot.rule:
        where |= {"rule": spot.rule, "ruleId": spot.rule_id}
    if spot.column:
        where["column"] = spot.column
    values: Mapping[str, object] = note.values
    return {**where, "key": note.key, "values": dict(values)}
