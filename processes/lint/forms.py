"""Rules on form fields: a type that is known, a name expressions can use, limits that mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from processes.findings import Finding
from processes.form_xml import read_form
from processes.lint.source import Source, finding
from processes.model import FIELD_TYPES, FormField
from processes.names import CAMUNDA, FLOWABLE, bpmn

MAX_FIELDS = 100
MAX_PATTERN = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_RESERVED = {  # the codec's own word, the settings in expressions, and what every form asks for by itself
    "typename",
    "setelan",
    "kelengkapan",
    "keputusan",
    "hasil",
    "catatan",
    "petugas_kedua",
}
_TEXTS, _NUMBERS = ("string", "text"), ("long", "number")
_CHECKED = {  # constraint -> the types whose form checks it
    "required": FIELD_TYPES,
    "min": _NUMBERS,
    "max": _NUMBERS,
    "maxlength": _TEXTS,
    "pattern": _TEXTS,
}
_NESTED = re.compile(r"\([^()]*[*+][^()]*\)\s*[*+{]")  # (a+)+ : a pattern that can take for ever


def fields(source: Source) -> Iterator[Finding]:
    """Every field of every form can be shown and checked."""
    for node in source.nodes.values():
        form = read_form(node.find(bpmn("extensionElements")))
        if len(form) > MAX_FIELDS:
            yield finding("fields", "too_many_fields", node, limit=str(MAX_FIELDS))
            continue
        seen: set[str] = set()
        for field in form:
            if field.id in seen:
                yield finding("fields", "field_twice", node, field=field.id)
            seen.add(field.id)
            if field.type == "file" and node.tag == bpmn(
                "startEvent"
            ):  # there is no case yet to attach it to
                yield finding("fields", "field_file_at_start", node, field=field.id[:60])
            yield from _field(node, field)


def constraints(source: Source) -> Iterator[Finding]:
    """A constraint no one checks would be a promise not kept."""
    for node in source.nodes.values():
        extension = node.find(bpmn("extensionElements"))
        if extension is None:
            continue
        for namespace in (CAMUNDA, FLOWABLE):
            for field in extension.iter(f"{{{namespace}}}formField"):
                for item in field.iter(f"{{{namespace}}}constraint"):
                    yield from _constraint(node, field, item)


def _constraint(node: etree._Element, field: etree._Element, item: etree._Element) -> Iterator[Finding]:
    name, kind, config = item.get("name", ""), field.get("type", "string"), item.get("config", "")
    values = {"field": field.get("id", "")[:60], "constraint": name[:60], "type": kind[:60]}
    if name not in _CHECKED:
        yield finding("constraints", "unknown_constraint", node, **values)
    elif kind in FIELD_TYPES and kind not in _CHECKED[name]:
        yield finding("constraints", "constraint_unused", node, **values)
    elif name == "maxlength" and not (config.isdecimal() and int(config) > 0):
        yield finding("constraints", "field_limit", node, limit=config[:60], **values)


def _field(node: etree._Element, field: FormField) -> Iterator[Finding]:
    key = field.id[:60]
    if not _NAME.fullmatch(field.id) or field.id.lower() in _RESERVED:
        yield finding("fields", "field_name", node, field=key)
    if not field.label.strip():
        yield finding("fields", "field_label", node, field=key)
    if field.type not in FIELD_TYPES:
        types = ", ".join(FIELD_TYPES)
        yield finding("fields", "field_type", node, field=key, type=field.type[:60], types=types)
        return
    yield from _choices(node, field)
    if field.pattern is not None and not _is_pattern(field.pattern):
        yield finding("fields", "field_pattern", node, field=key, pattern=field.pattern[:60])
    for name, text in (("min", field.min), ("max", field.max)):
        if text is not None and field.type in _NUMBERS and not _reads(field.type, text):
            yield finding("fields", "field_limit", node, field=key, constraint=name, limit=text[:60])
    if field.default and field.type != "enum" and not _reads(field.type, field.default):
        yield finding("fields", "field_default", node, field=key, default=field.default[:60])


def _choices(node: etree._Element, field: FormField) -> Iterator[Finding]:
    if field.type != "enum":
        return
    values = [option.value for option in field.options]
    if not values:
        yield finding("fields", "enum_empty", node, field=field.id[:60])
    if "" in values or len(set(values)) < len(values):
        yield finding("fields", "enum_codes", node, field=field.id[:60])
    if field.default and field.default not in values:
        yield finding("fields", "field_default", node, field=field.id[:60], default=field.default[:60])


def _is_pattern(pattern: str) -> bool:
    if len(pattern) > MAX_PATTERN or _NESTED.search(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _reads(kind: str, text: str) -> bool:
    """Whether a limit or a default is a value of the field's type."""
    try:
        if kind == "date":
            date.fromisoformat(text)
        elif kind == "datetime":
            datetime.fromisoformat(text)
        elif kind == "long":
            int(text)
        elif kind == "number":
            return Decimal(text).is_finite()
    except (ValueError, InvalidOperation):
        return False
    return kind != "boolean" or text in ("true", "false")


RULES = (fields, constraints)
