"""What people type: bounded, storable text on both databases, refused by field and never echoed."""

from __future__ import annotations

import unicodedata

from engine.refusals import Invalid, Problem

_ALLOWED_CONTROLS = frozenset("\n\t")


def line(value: object, where: str, most: int, *, required: bool = True) -> str:
    """One line, trimmed, NFC. Raises Invalid naming the field: not text, empty, too long, control characters."""
    text = paragraph(value, where, most, required=required)
    if "\n" in text or "\t" in text:
        raise _wrong("text.one_line", where)
    return text


def paragraph(value: object, where: str, most: int, *, required: bool = True) -> str:
    """Text of several lines, trimmed, NFC, line ends as \\n. Raises Invalid naming the field."""
    if not isinstance(value, str):
        raise _wrong("text.not_text", where)
    if len(value) > most * 2:
        raise _wrong("text.too_long", where, most=most)
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip(" \n\t")
    if required and not text:
        raise _wrong("text.required", where)
    if len(text) > most:
        raise _wrong("text.too_long", where, most=most)
    if not all(map(_is_storable, text)):
        raise _wrong("text.control", where)
    return text


def _is_storable(character: str) -> bool:
    # Cc: NUL breaks PostgreSQL; Cs: half a surrogate pair, which JSON can carry, has no UTF-8 form.
    return character in _ALLOWED_CONTROLS or unicodedata.category(character) not in ("Cc", "Cs")


def _wrong(key: str, where: str, **values: int) -> Invalid:
    return Invalid("form.invalid", Problem(key, where, values))
