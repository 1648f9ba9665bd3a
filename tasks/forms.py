"""The form of a task, derived from its SOP cells: a completeness gate, a choice, outputs and extra fields.

One JSON Schema 2020-12 renders the page, validates on the server and is published by the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from typing import Any, cast

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from engine.refusals import Invalid, Problem
from processes.diagram import Activity, Diagram, FormField, Option
from processes.model import Need, RequirementKind, StepKind
from processes.words import slug
from tasks import checklist

PRESENT, ABSENT, UNFIT, NOT_NEEDED = "ada", "tidak_ada", "tidak_sesuai", "tidak_perlu"
GATE, CHOICE, RESULTS, REMARK, SECOND = "kelengkapan", "keputusan", "hasil", "catatan", "petugas_kedua"

_NOTE_LENGTH = 500
_REMARK_LENGTH = 2000
_STRING_LENGTH, _TEXT_LENGTH = 500, 10_000
_NAME_LENGTH = 100  # of an unknown key that is named in a refusal
_LARGEST_FORM = 256_000  # bytes of JSON; files travel on their own


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
    given = _as_object(variables)
    problems = _unfit(given, form.validator)
    if form.officers > 1 and given.get(SECOND) not in tuple(colleagues):
        problems.append(Problem("form.second_officer", SECOND))
    if problems:
        raise Invalid("form.invalid", *_once(problems))
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
        _make_validator(schema),
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
            schema["pattern"] = f"^(?:{form_field.pattern})$"
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
    given = _as_object(variables)
    problems = _unfit(given, _make_validator(schema))
    problems += [Problem("form.reserved", key) for key in given if key in _RESERVED]
    if problems:
        raise Invalid("form.invalid", *_once(problems))
    return given


# Names the engine's expressions already give a meaning to.
_RESERVED = frozenset({"setelan"})


def _make_validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=FormatChecker(("date", "date-time")))


def _as_object(variables: Any) -> dict[str, Any]:
    """What was sent, when it is a JSON object of fit size. Raises Invalid."""
    if not isinstance(variables, dict):
        raise Invalid("form.not_an_object")
    try:
        size = len(orjson.dumps(variables))
    except TypeError as error:  # half a surrogate pair, an integer beyond 64 bits, too deep a nesting
        raise Invalid("form.not_json") from error
    if size > _LARGEST_FORM:
        raise Invalid("form.too_large", limit=_LARGEST_FORM)
    return variables


def _unfit(given: dict[str, Any], validator: Draft202012Validator) -> list[Problem]:
    problems = [problem for error in validator.iter_errors(given) for problem in _problems(error)]
    return [*_unstorable(given, ""), *problems]


def _problems(error: ValidationError) -> Iterable[Problem]:
    where = ".".join(str(part) for part in error.absolute_path)
    wanted, given = cast(Any, error.validator_value), cast(Any, error.instance)
    if error.validator == "required":
        # jsonschema reports each missing key with the same list; `_once` keeps one problem per place.
        return [Problem("form.required", _path(where, name)) for name in wanted if name not in given]
    if error.validator == "additionalProperties":
        known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        return [Problem("form.unknown", _path(where, name)) for name in given if name not in known]
    limit = wanted if isinstance(wanted, int) else 0
    return [Problem(f"form.{_KEYS.get(str(error.validator), 'value')}", where, {"limit": limit})]


def _path(where: str, name: str) -> str:
    shown = "".join(sign for sign in name[:_NAME_LENGTH] if sign.isprintable())
    return f"{where}.{shown}".strip(".")


_KEYS = {
    "type": "type",
    "enum": "choice",
    "const": "must_be_present",
    "maxLength": "too_long",
    "minLength": "required",
    "minimum": "too_small",
    "maximum": "too_large_number",
    "pattern": "pattern",
    "format": "format",
}


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple({(p.where, p.key): p for p in problems}.values())


def _unstorable(value: Any, where: str) -> Iterable[Problem]:
    """NUL in a text or name, and numbers that JSON does not know (NaN, infinity)."""
    if isinstance(value, str) and "\x00" in value:
        yield Problem("form.nul", where)
    elif isinstance(value, float) and not isfinite(value):
        yield Problem("form.type", where)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if "\x00" in key:
                yield Problem("form.nul", _path(where, key))
            yield from _unstorable(inner, _path(where, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unstorable(inner, f"{where}.{place}".strip("."))
