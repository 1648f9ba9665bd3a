"""The form of a task as JSON Schema 2020-12: what `complete` accepts under `variables`, and what a start accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.diagram import Activity, FormField
from processes.model import Need
from tasks.form_check import SAID
from tasks.form_parts import (
    ABSENT,
    CHOICE,
    GATE,
    NOT_NEEDED,
    PRESENT,
    REMARK,
    RESULTS,
    SECOND,
    UNFIT,
    GateItem,
)

_NOTE_LENGTH = 500
_REMARK_LENGTH = 2000
_STRING_LENGTH, _TEXT_LENGTH = 500, 10_000


def of_task(
    activity: Activity,
    gate: tuple[GateItem, ...],
    results: tuple[tuple[str, str], ...],
    officers: int,
    refusals: tuple[str, ...] | None = (),
) -> dict[str, Any]:
    """What `complete` accepts. `refusals` are the choices that refuse the application; None: the step does."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    if gate:
        properties[GATE] = _gate_schema(gate, decides=bool(activity.options))
        required.append(GATE)
    if activity.options:
        properties[CHOICE] = {
            "title": activity.question or "",
            "enum": [option.value for option in activity.options],
            "x-labels": {option.value: option.label for option in activity.options},
        }
        required.append(CHOICE)
    for form_field in activity.form_fields:
        properties[form_field.id] = _field_schema(form_field)
        if form_field.required:
            required.append(form_field.id)
    if officers > 1:
        properties[SECOND] = {"type": "string", "maxLength": 100}
        required.append(SECOND)
    if results:
        texts = {code: {"type": "string", "title": text, "maxLength": _NOTE_LENGTH} for code, text in results}
        properties[RESULTS] = {"type": "object", "additionalProperties": False, "properties": texts}
    properties[REMARK] = {"type": "string", "maxLength": _REMARK_LENGTH}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
        **_reason(refusals),
    }


def _reason(refusals: tuple[str, ...] | None) -> dict[str, Any]:
    """A refusal says why: in the remark, where any answer or one of these is given."""
    said = {"required": [REMARK], "properties": {REMARK: {"pattern": SAID}}}
    if refusals is None:
        return {"allOf": [said]}
    if not refusals:
        return {}
    refused = {"required": [CHOICE], "properties": {CHOICE: {"enum": list(refusals)}}}
    return {"if": refused, "then": said}


def _gate_schema(gate: tuple[GateItem, ...], *, decides: bool) -> dict[str, Any]:
    # Where no decision follows there is no way on without the item, so the schema itself asks for it.
    def item(line: GateItem) -> dict[str, Any]:
        if line.need is not Need.REQUIRED:
            verdict: dict[str, Any] = {"enum": [PRESENT, NOT_NEEDED, ABSENT, UNFIT]}
        elif decides:
            verdict = {"enum": [PRESENT, ABSENT, UNFIT]}
        else:
            verdict = {"const": PRESENT}
        return {
            "type": "object",
            "title": line.label,
            "additionalProperties": False,
            "properties": {"nilai": verdict, "catatan": {"type": "string", "maxLength": _NOTE_LENGTH}},
            "required": ["nilai"],
        }

    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {line.code: item(line) for line in gate},
        "required": [line.code for line in gate],
    }


_TYPES: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "text": {"type": "string"},
    "long": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "enum": {},
    "file": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
        "maxLength": 64,
        "description": "SHA-256 of a file attached to this task",
    },
}


def _field_schema(form_field: FormField) -> dict[str, Any]:
    schema = {"title": form_field.label, **_TYPES[form_field.type]}
    if form_field.type == "enum":
        schema["enum"] = [choice.value for choice in form_field.options]
        schema["x-labels"] = {choice.value: choice.label for choice in form_field.options}
    if form_field.type in ("string", "text"):
        longest = _STRING_LENGTH if form_field.type == "string" else _TEXT_LENGTH
        schema["maxLength"] = form_field.max_length or longest
        if form_field.required:
            schema |= {"minLength": 1, "allOf": [{"pattern": SAID}]}
        if form_field.pattern:
            # "$" of Python also stands before a last line break; that of JSON Schema (ECMA-262) does not.
            schema["pattern"] = f"^(?:{form_field.pattern})$(?!\\n)"
    if form_field.type in ("long", "number"):
        convert = int if form_field.type == "long" else float
        if form_field.min is not None:
            schema["minimum"] = convert(form_field.min)
        if form_field.max is not None:
            schema["maximum"] = convert(form_field.max)
    return schema


def of_start(fields: tuple[FormField, ...]) -> dict[str, Any]:
    """The JSON Schema of a start form; variables beyond it are kept as case data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {f.id: _field_schema(f) for f in fields},
        "required": [f.id for f in fields if f.required],
    }
