"""Answers of decision models in the form both databases keep: plain JSON, whole numbers and texts within bounds."""

from __future__ import annotations

from typing import Any

_SAFE = 2**53  # beyond it a whole number is no longer the same for every reader of JSON


def storable(value: Any) -> Any:
    """A copy with numbers beyond 2^53 as text, and without NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:  # nearly all of them
            return value
        return "".join(character if _fits(character) else "\ufffd" for character in value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -_SAFE < value < _SAFE else str(value)
    if isinstance(value, dict):
        return {storable(str(key)): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value


def _fits(character: str) -> bool:
    return character != "\x00" and not "\ud800" <= character <= "\udfff"
