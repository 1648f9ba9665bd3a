"""Whether what was sent fits a form: one problem for each wrong field, named by its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

import orjson

from engine.refusals import Invalid, Problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_NAME_LENGTH = 100  # of an unknown key that is named in a refusal
_MOST_NAMED = 20  # fields named as too large, when many are equally so
_LARGEST_FORM = 256_000  # bytes of JSON; files travel on their own

SAID = r"\S"
"""Pattern of a text that says something: blanks alone are no answer."""


def validator_of(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A schema made ready to check many answers."""
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 - would weigh on every start

    return Draft202012Validator(schema, format_checker=FormatChecker(("date", "date-time")))


def as_object(variables: Any) -> dict[str, Any]:
    """What was sent, when it is a JSON object of fit size. Raises Invalid, naming the fields it is about."""
    if not isinstance(variables, dict):
        raise Invalid("form.not_an_object")
    size = _size(variables)
    if size is None:
        faulty = [str(name) for name, value in variables.items() if _size({name: value}) is None]
        raise Invalid("form.not_json", *(Problem("form.not_json", _path("", name)) for name in faulty))
    if size > _LARGEST_FORM:
        limit = {"limit": _LARGEST_FORM}
        heavy = (Problem("form.too_large", _path("", name), limit) for name in _heaviest(variables, size))
        raise Invalid("form.too_large", *heavy, **limit)
    return variables


def _size(part: dict[Any, Any]) -> int | None:
    """Bytes of JSON; None for half a surrogate pair, an integer beyond 64 bits, too deep a nesting."""
    try:
        return len(orjson.dumps(part))
    except TypeError:
        return None


def _heaviest(variables: dict[str, Any], size: int) -> Iterable[str]:
    """The largest fields, as many as have to shrink."""
    sizes = {name: _size({name: value}) or 0 for name, value in variables.items()}
    for name in sorted(sizes, key=sizes.__getitem__, reverse=True)[:_MOST_NAMED]:
        if size > _LARGEST_FORM:
            yield name
            size -= sizes[name]


def unfit(given: dict[str, Any], validator: Draft202012Validator) -> list[Problem]:
    """Everything that is wrong with what was given; nothing when it fits."""
    problems = [problem for error in validator.iter_errors(given) for problem in _problems(error)]
    return [*_unstorable(given, ""), *problems]


def _problems(error: ValidationError) -> Iterable[Problem]:
    where = ".".join(str(part) for part in error.absolute_path)
    wanted, given = cast(Any, error.validator_value), cast(Any, error.instance)
    if error.validator == "required":
        # jsonschema reports each missing key with the same list; `once` keeps one problem per place.
        return [Problem("form.required", _path(where, name)) for name in wanted if name not in given]
    if error.validator == "additionalProperties":
        known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        return [Problem("form.unknown", _path(where, name)) for name in given if name not in known]
    if error.validator == "pattern" and wanted == SAID:
        return [Problem("form.required", where)]
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


def once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem of each place a single time."""
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
