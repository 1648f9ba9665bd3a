"""Rules that applied, as an answer shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


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
