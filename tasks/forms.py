"""The form of a task, derived from its SOP cells: a completeness gate, a choice, outputs and extra fields.

One JSON Schema 2020-12 renders the page, validates on the server and is published by the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.refusals import Invalid, Problem
from processes.diagram import Activity, Diagram, FormField, Option
from processes.model import Need, RequirementKind, StepKind
from processes.words import slug
from tasks import checklist
from tasks.form_check import as_object, once, unfit, validator_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

PRESENT, ABSENT, UNFIT, NOT_NEEDED = "ada", "tidak_ada", "tidak_sesuai", "tidak_perlu"
GATE, CHOICE, RESULTS, REMARK, SECOND = "kelengkapan", "keputusan", "hasil", "catatan", "petugas_kedua"

_YES = ("ya", "yes")
_NOTE_LENGTH = 500
_REMARK_LENGTH = 2000
_STRING_LENGTH, _TEXT_LENGTH = 500, 10_000


@dataclass(frozen=True, slots=True)
class GateItem:
    """One line of the completeness gate; `sensitive` items are ticked as seen, never stored."""

    code: str
    label: str
    need: Need = Need.REQUIRED
    group: str | None = None
    condition: str | None = None
    note: str = ""
    kind: RequirementKind = RequirementKind.DOCUMENT
    sensitive: bool = False
    listed: bool = False  # from the checklist of the application type, which the letter of step 3 is about


@dataclass(frozen=True, slots=True)
class Form:
    """What a task asks for; `schema` is what `complete` accepts under `variables`."""

    element: str
    gate: tuple[GateItem, ...]
    question: str | None
    options: tuple[Option, ...]
    fields: tuple[FormField, ...]
    results: tuple[tuple[str, str], ...]  # slug, text of each output
    officers: int
    schema: Mapping[str, Any]
    validator: Draft202012Validator = field(repr=False, compare=False)

    @property
    def decides(self) -> bool:
        """Whether the task's choice decides the way on."""
        return bool(self.options)

    @property
    def way_on(self) -> str:
        """The answer that says all is well: "ya" as SOP tables have it, wherever it was drawn, else the first."""
        answers = [option.value for option in self.options]
        return next((answer for answer in answers if answer in _YES), answers[0])


def form_of(diagram: Diagram, element: str, category: str) -> Form:
    """The form of an activity for an application type; built once per file, element and type."""
    return _derive(diagram.xml_hash, element, category, _Held(diagram))


def with_officers(form: Form, logins: Iterable[str]) -> dict[str, Any]:
    """The schema with the colleagues who may be named as second officer at this moment."""
    schema = dict(form.schema)
    schema["properties"] = {**schema["properties"], SECOND: {"enum": list(logins)}}
    return schema


def check(form: Form, variables: Any, colleagues: Iterable[str] = ()) -> dict[str, Any]:
    """The variables when they fit the form. Raises Invalid naming every wrong field at once."""
    given = as_object(variables)
    problems = unfit(given, form.validator)
    if form.officers > 1 and given.get(SECOND) not in tuple(colleagues):
        problems.append(Problem("form.second_officer", SECOND))
    if problems:
        raise Invalid("form.invalid", *once(problems))
    return given


class _Held:
    """Carries a diagram past lru_cache, which keys by the file's hash alone."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@lru_cache(maxsize=2048)
def _derive(_file: str, element: str, category: str, held: _Held) -> Form:
    diagram = held.diagram
    activity = diagram.activities[element]
    gate = _gate(diagram, activity, category)
    step = activity.step
    results = tuple((slug(o.text), o.text) for o in step.outputs) if step else ()
    officers = step.performer.min_officers if step else 1
    schema = _schema(activity, gate, results, officers)
    return Form(
        element,
        gate,
        activity.question,
        activity.options,
        activity.form_fields,
        results,
        officers,
        schema,
        validator_of(schema),
    )


def _gate(diagram: Diagram, activity: Activity, category: str) -> tuple[GateItem, ...]:
    items: dict[str, GateItem] = {}
    step = activity.step
    if step is None or step.kind is StepKind.WAIT:
        return ()
    for need in step.requirements:
        if need.expands == "documents" and diagram.sop and category in checklist.codes():
            for c in checklist.items(category, diagram.sop.id):
                items[c.code] = GateItem(
                    c.code,
                    c.label,
                    c.need,
                    c.group,
                    c.condition,
                    c.note,
                    RequirementKind.DOCUMENT,
                    checklist.seen_only(c.code),
                    listed=True,
                )
        elif need.expands == "equipment" and diagram.sop and diagram.sop.identity.equipment:
            for text in diagram.sop.identity.equipment:
                items[slug(text)] = GateItem(slug(text), text, kind=RequirementKind.EQUIPMENT)
        else:
            code = need.code or slug(need.text)
            items[code] = GateItem(code, need.text, need.need, need.group, need.condition, kind=need.kind)
    return tuple(items.values())


def _schema(
    activity: Activity, gate: tuple[GateItem, ...], results: tuple[tuple[str, str], ...], officers: int
) -> dict[str, Any]:
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
    }


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
    "file": {"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64},
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
            schema["minLength"] = 1
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


def start_schema(fields: tuple[FormField, ...]) -> dict[str, Any]:
    """The JSON Schema of a start form; variables beyond it are kept as case data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {f.id: _field_schema(f) for f in fields},
        "required": [f.id for f in fields if f.required],
    }


def check_start(fields: tuple[FormField, ...], variables: Any, *, strict: bool) -> dict[str, Any]:
    """Start variables when they fit; `strict` asks for the required ones too (a person's form does).

    Raises Invalid naming every wrong field.
    """
    schema = start_schema(fields)
    if not strict:
        schema["required"] = []
    given = as_object(variables)
    problems = unfit(given, validator_of(schema))
    problems += [Problem("form.reserved", key) for key in given if key in _RESERVED]
    if problems:
        raise Invalid("form.invalid", *once(problems))
    return given


# Names the engine's expressions already give a meaning to.
_RESERVED = frozenset({"setelan"})
