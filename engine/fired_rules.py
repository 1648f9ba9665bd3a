"""Rules that applied: as an answer shows them, and as they are stored beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn import Decisions
from engine.dmn.model import Table


@dataclass(frozen=True, slots=True)
class RuleFired:
    """A rule that applied: its table, number from 1, and by column its cells, its results and its source."""

    table: str
    name: str
    number: int
    id: str
    conditions: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, Any], ...]
    annotations: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """What the rule rests on: its annotations."""
        return "; ".join(text for _, text in self.annotations if text)


def fired(tables: Iterable[Mapping[str, Any]]) -> tuple[RuleFired, ...]:
    """The rules of an evaluation's tables; under PRIORITY the one that decided."""
    return tuple(
        RuleFired(
            table=one["owner"],
            name=one["name"],
            number=rule["number"],
            id=rule["id"],
            conditions=tuple((cell["label"], cell["text"]) for cell in rule["conditions"]),
            results=tuple((cell["label"], cell["value"]) for cell in rule["results"]),
            annotations=tuple((cell["label"], cell["text"]) for cell in rule["annotations"]),
        )
        for one in tables
        for rule in (one["rules"][:1] if one["hitPolicy"] == "PRIORITY" else one["rules"])
    )


def kept_rules(tables: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rules as they are stored: numbers and results; the cells and sources stand in the model's version."""
    return [
        {
            "owner": one["owner"],
            "table": one["table"],
            "rules": [[rule["number"], [cell["value"] for cell in rule["results"]]] for rule in one["rules"]],
        }
        for one in tables
        if one["rules"]
    ]


def rules_kept(decisions: Decisions, stored: Iterable[Mapping[str, Any]]) -> tuple[RuleFired, ...]:
    """Stored rules with their cells and sources, read from the version of the model that gave the answer."""
    found: list[RuleFired] = []
    for one in stored:
        table_ = decisions.table(one["owner"], one["table"])
        if table_ is not None:
            first = one["rules"][:1] if table_.policy == "PRIORITY" else one["rules"]
            name = decisions.name_of(one["owner"])
            found += [_rule(table_, one["owner"], name, number, values) for number, values in first]
    return tuple(found)


def _rule(asked: Table, owner: str, name: str, number: int, values: Sequence[Any]) -> RuleFired:
    rule = asked.rules[number - 1]
    texts = (cell.text for cell in rule.conditions)
    labels = (*asked.annotations, *[""] * len(rule.annotations))
    return RuleFired(
        table=owner,
        name=name,
        number=number,
        id=rule.at.id,
        conditions=tuple(
            (column.label, text or "-") for column, text in zip(asked.inputs, texts, strict=True)
        ),
        results=tuple(zip((column.label for column in asked.outputs), values, strict=True)),
        annotations=tuple(
            (label, text) for label, text in zip(labels, rule.annotations, strict=False) if text
        ),
    )
