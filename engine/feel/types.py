"""Whether a value is of a FEEL type, as `instance of` and typed parameters ask."""

from __future__ import annotations

from engine.feel.nodes import TypeNode
from engine.feel.values import Function, Range, Value, type_name


def conforms(value: Value, type_: TypeNode) -> bool:
    """`value instance of type_`; null is an instance of Null alone, and Any takes everything else."""
    name = type_.name
    if value is None:
        return name == "Null"
    if name == "Any":
        return True
    if type_name(value) != name:
        return False
    if not type_.arguments:
        return True
    if name == "list":
        return all(conforms_or_null(item, type_.arguments[0]) for item in value)
    if name == "context":
        pairs = zip(type_.keys, type_.arguments, strict=True)
        return all(key in value and conforms_or_null(value[key], inner) for key, inner in pairs)
    if isinstance(value, Range):
        ends = (value.low, value.high)
        return all(end is None or conforms(end, type_.arguments[0]) for end in ends)
    if isinstance(value, Function):
        return len(value.params) == len(type_.arguments) - 1
    return True


def conforms_or_null(value: Value, type_: TypeNode) -> bool:
    """Like `conforms`, but null is in every type: so for elements, entries and parameters."""
    return value is None or conforms(value, type_)
