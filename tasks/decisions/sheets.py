"""A decision model as people read it: its questions, and each decision as a table or a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.decision_models import DecisionModel, Version
from engine.dmn import Decisions, Need
from engine.dmn.model import Decision, Literal, Rule, Table

_LETTERS = {
    "UNIQUE": "U",
    "ANY": "A",
    "FIRST": "F",
    "PRIORITY": "P",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
_SIGNS = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
_VALUES = re.compile(r'\s*(?:"([^"\\]*)"|(-?\d+))\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the FEEL text that is asked (conditions) or the result's name, type, listed values."""

    label: str
    text: str
    type: str
    values: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: number from 1, id, cells, results, and the source it names."""

    number: int
    id: str
    conditions: tuple[str, ...]
    results: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A decision table; `policy` as DMN draws it: U, A, F, P, R, O, C, C+, C<, C>, C#."""

    policy: str
    policy_name: str
    conditions: tuple[Column, ...]
    results: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One decision: what it asks, what it rests on by name, and its table, or its formula in FEEL ("" if boxed)."""

    id: str
    name: str
    question: str
    rests_on: tuple[str, ...]
    grid: Grid | None
    formula: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something the model is told: `choices` are its listed values as text, empty where any will do."""

    name: str
    label: str
    type: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelSheet:
    """A whole model; `asks` are the questions of each decision, by its id."""

    version: Version
    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...]
    asks: dict[str, tuple[str, ...]]


def sheet_of(model: DecisionModel) -> ModelSheet:
    """A model laid out, in the order of the file."""
    found = model.decisions
    asks = {number: tuple(n.name for n in found.needs(number)) for number in found.model.decisions}
    needs: dict[str, Need] = {n.name: n for number in asks for n in found.needs(number)}
    sheets = tuple(_sheet(found, one) for one in found.model.decisions.values())
    return ModelSheet(model.version, sheets, tuple(_question(found, need) for need in needs.values()), asks)


def _sheet(found: Decisions, decision: Decision) -> Sheet:
    model = found.model
    names = {number: one.at.name for number, one in model.inputs.items()}
    names.update((number, one.at.name) for number, one in model.decisions.items())
    logic = decision.logic
    return Sheet(
        id=decision.at.id,
        name=decision.at.name,
        question=decision.question,
        rests_on=tuple(names[number] for number in decision.needs if number in names),
        grid=_grid(logic) if isinstance(logic, Table) else None,
        formula=logic.text if isinstance(logic, Literal) else "",
    )


def _grid(table: Table) -> Grid:
    return Grid(
        policy=_LETTERS[table.policy] + _SIGNS.get(table.aggregation, ""),
        policy_name=table.policy,
        conditions=tuple(
            Column(one.label, one.text, one.type, one.allowed.text if one.allowed else "")
            for one in table.inputs
        ),
        results=tuple(
            Column(one.label or one.name, one.name, one.type, one.values.text if one.values else "")
            for one in table.outputs
        ),
        rows=tuple(map(_row, table.rules)),
    )


def _row(rule: Rule) -> Row:
    conditions = tuple(cell.text for cell in rule.conditions)
    results = tuple(cell.text for cell in rule.results)
    return Row(rule.number, rule.at.id, conditions, results, "; ".join(rule.annotations))


def _question(found: Decisions, need: Need) -> Question:
    known = (one for one in found.model.inputs.values() if one.variable.name == need.name)
    label = next((one.at.name for one in known), need.name)
    listed = (
        column.allowed.text
        for decision in found.model.decisions.values()
        if isinstance(decision.logic, Table)
        for column in decision.logic.inputs
        if column.allowed and column.text == need.name
    )
    return Question(need.name, label, need.type, _choices(listed))


def _choices(listed: Iterable[str]) -> tuple[str, ...]:
    """The values of the first list that is one of plain texts or whole numbers."""
    for text in listed:
        found = list(_VALUES.finditer(text))
        if found and "".join(match[0] for match in found) == text:
            return tuple(match[1] if match[1] is not None else match[2] for match in found)
    return ()
