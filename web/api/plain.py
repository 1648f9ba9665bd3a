"""Answers as plain JSON: dataclasses and tuples opened, names in camelCase, instants as RFC 3339 in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from pydantic.alias_generators import to_camel

_NAMES = {
    "instance_id": "processInstanceId"
}  # a case is called a process instance at the door, and only there


def _spelled(field: str) -> str:
    return _NAMES.get(field) or to_camel(field)


def camel(value: Any) -> Any:
    """Plain JSON of any answer. Names of dataclass fields become camelCase; keys of data stay as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {_spelled(f.name): camel(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {_spelled(name): camel(getattr(value, name)) for name in value._fields}
    if isinstance(value, Mapping):
        return {str(key): camel(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [camel(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    return value
