"""Reads decision tables."""

from __future__ import annotations

from lxml import etree

from engine.dmn.draft import Draft, place
from engine.dmn.model import InputClause, OutputClause, Place, Rule, Table, Text
from engine.dmn.names import FEEL_LANGUAGES, inner_text, named, part, parts

POLICIES = ("UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")
MAX_RULES = 1_000
MAX_COLUMNS = 50


def read_table(element: etree._Element, draft: Draft) -> Table:
    """A decisionTable; every text of it in FEEL."""
    at = place(element)
    inputs = tuple(_input(child, draft) for child in parts(element, "input"))
    outputs = tuple(_output(child, draft) for child in parts(element, "output"))
    annotations = tuple(named(child) for child in parts(element, "annotation"))
    rows = list(parts(element, "rule"))
    if len(rows) > MAX_RULES or len(inputs) + len(outputs) > MAX_COLUMNS:
        draft.refuse(at, "table_too_large", rules=MAX_RULES, columns=MAX_COLUMNS)
        rows = []
    rules = tuple(_rule(row, number, draft) for number, row in enumerate(rows, 1))
    policy = element.get("hitPolicy", "UNIQUE")
    aggregation = element.get("aggregation", "")
    table = Table(
        at, element.get("typeRef", "").strip(), policy, aggregation, inputs, outputs, annotations, rules
    )
    _check_columns(table, draft)
    _check_policy(table, draft)
    return table


def _check_columns(table: Table, draft: Draft) -> None:
    if not table.outputs:
        draft.refuse(table.at, "no_outputs")
    if not table.rules:
        draft.warn(table.at, "no_rules")
    names = [output.name for output in table.outputs]
    if len(names) > 1 and not all(names):
        draft.refuse(table.at, "output_unnamed")
    for name in {name for name in names if name and names.count(name) > 1}:
        draft.refuse(table.at, "output_twice", name=name)
    for rule in table.rules:
        for found, expected in ((rule.conditions, table.inputs), (rule.results, table.outputs)):
            if len(found) != len(expected):
                draft.refuse(
                    rule.at, "cells_missing", rule=rule.number, found=len(found), expected=len(expected)
                )


def _check_policy(table: Table, draft: Draft) -> None:
    if table.policy not in POLICIES:
        draft.refuse(table.at, "unknown_policy", policy=table.policy)
    if table.aggregation and table.policy != "COLLECT":
        draft.refuse(table.at, "aggregation_misplaced", policy=table.policy)
    elif table.aggregation and table.aggregation not in AGGREGATIONS:
        draft.refuse(table.at, "unknown_aggregation", aggregation=table.aggregation)
    elif table.aggregation and len(table.outputs) > 1:
        draft.refuse(table.at, "aggregation_of_many", outputs=len(table.outputs))


def _text(element: etree._Element, draft: Draft) -> Text:
    language = element.get("expressionLanguage")
    if language and language not in FEEL_LANGUAGES:
        draft.refuse(place(element), "not_feel_language", language=language)
    return Text(place(element), inner_text(element))


def _input(element: etree._Element, draft: Draft) -> InputClause:
    inner = part(element, "inputExpression")
    text = "" if inner is None else _text(inner, draft).text
    at, label = place(element), named(element)
    if not text:
        draft.refuse(at, "input_empty")
    type_ = "" if inner is None else inner.get("typeRef", "").strip()
    return InputClause(at, label or text, text or "null", type_, _tests(element, "inputValues", at))


def _output(element: etree._Element, draft: Draft) -> OutputClause:
    at, name = place(element), (element.get("name") or "").strip()
    label = " ".join((element.get("label") or "").split())
    default = part(element, "defaultOutputEntry")
    written = None if default is None else _text(default, draft)
    return OutputClause(
        at=at,
        name=name,
        label=label or name,
        type=element.get("typeRef", "").strip(),
        values=_tests(element, "outputValues", at),
        default=written if written and written.text else None,
    )


def _tests(element: etree._Element, name: str, at: Place) -> Text | None:
    text = inner_text(part(element, name))
    return Text(at, text) if text else None


def _rule(element: etree._Element, number: int, draft: Draft) -> Rule:
    notes = [inner_text(note) for note in parts(element, "annotationEntry")]
    description = part(element, "description")
    if not notes and description is not None and (description.text or "").strip():
        notes = [(description.text or "").strip()]
    return Rule(
        at=place(element),
        number=number,
        conditions=tuple(_text(cell, draft) for cell in parts(element, "inputEntry")),
        results=tuple(_text(cell, draft) for cell in parts(element, "outputEntry")),
        annotations=tuple(notes),
    )
