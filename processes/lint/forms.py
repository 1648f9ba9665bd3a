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
_RESERVED = ("typename", "keputusan", "kelengkapan")  # the codec's own word, the derived choice, the gate
_RULES = {"required", "readonly", "min", "max", "minlength", "maxlength", "pattern"}
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
            yield from _field(node, field)


def constraints(source: Source) -> Iterator[Finding]:
    """A constraint no one checks would be a promise not kept."""
    for namespace in (CAMUNDA, FLOWABLE):
        for item in source.root.iter(f"{{{namespace}}}constraint"):
            if item.get("name") not in _RULES:
                yield finding("constraints", "unknown_constraint", item, constraint=item.get("name", "")[:60])


def _field(node: etree._Element, field: FormField) -> Iterator[Finding]:
    if not _NAME.fullmatch(field.id) or field.id.lower() in _RESERVED:
        yield finding("fields", "field_name", node, field=field.id[:60])
    if field.type not in FIELD_TYPES:
        yield finding(
            "fields", "field_type", node, field=field.id, type=field.type[:60], types=", ".join(FIELD_TYPES)
        )
    if field.type == "enum" and not field.options:
        yield finding("fields", "enum_empty", node, field=field.id)
    if field.pattern is not None and not _is_pattern(field.pattern):
        yield finding("fields", "field_pattern", node, field=field.id, pattern=field.pattern[:60])
    for text in (field.min, field.max):
        if text is not None and not _is_limit(field.type, text):
            yield finding("fields", "field_limit", node, field=field.id, limit=text[:60])


def _is_pattern(pattern: str) -> bool:
    if len(pattern) > MAX_PATTERN or _NESTED.search(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _is_limit(kind: str, text: str) -> bool:
    try:
        if kind == "date":
            date.fromisoformat(text)
        elif kind == "datetime":
            datetime.fromisoformat(text)
        else:
            return Decimal(text).is_finite()
    except (ValueError, InvalidOperation):
        return False
    return True


RULES = (fields, constraints)
