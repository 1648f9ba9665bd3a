"""One evaluation of a decision model: where it is, what went wrong there, and which rules fired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.feel.guards import MAX_WARNINGS, Run, Warning
from engine.feel.values import Function, Value

MAX_TRACED = 200
"""Table evaluations kept for the record; a table called in a loop may have more."""


class Spot(NamedTuple):
    """A place in the model: the decision or knowledge model, and in a table the rule (from 1) and column."""

    owner: str
    owner_name: str
    element: str
    rule: int = 0
    rule_id: str = ""
    column: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlacedWarning(Warning):
    """A warning that knows its place in the model."""

    spot: Spot


class Note(NamedTuple):
    """Something to be said of an evaluation: `key` names the message, `values` fill it; kinds, never data."""

    spot: Spot
    key: str
    position: int
    values: Mapping[str, str | int]


class Fired(NamedTuple):
    """A rule that applied: its number from 1, its id, and by column its cells, its annotations and what it gave."""

    number: int
    id: str
    conditions: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, Value], ...]


class TableTrace(NamedTuple):
    """One evaluation of a table: (label, FEEL text, value) of each column, and the rules that applied.

    The rules stand in the table's order, under PRIORITY and OUTPUT ORDER by priority: the first decides.
    `by_default` says that none applied and the table's default answered.
    """

    spot: Spot
    policy: str
    inputs: tuple[tuple[str, str, Value], ...]
    fired: tuple[Fired, ...]
    by_default: bool


class Evaluating(Run):
    """A FEEL evaluation that knows where in the model it is."""

    __slots__ = ("errors", "functions", "spot", "traces")

    def __init__(self, given: Mapping[str, object], now: datetime, zone: ZoneInfo, spot: Spot) -> None:
        super().__init__(given, now, zone, None)
        self.spot = spot
        self.errors: list[Note] = []
        self.traces: list[TableTrace] = []
        self.functions: dict[str, Function] = {}

    def warn(self, key: str, position: int, **values: str | int) -> Value:
        """Note why a value became null, and where; always returns None."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(PlacedWarning(key, position, values, self.spot))
        return None

    def notes(self) -> tuple[Note, ...]:
        """The warnings, each with its place."""
        return tuple(
            Note(warning.spot, warning.key, warning.position, warning.values)
            for warning in self.warnings or ()
            if isinstance(warning, PlacedWarning)
        )

    def fail(self, key: str, **values: str | int) -> Value:
        """Note that the evaluation went wrong here; always returns None."""
        if len(self.errors) < MAX_WARNINGS:
            self.errors.append(Note(self.spot, key, 0, values))
        return None

    def trace(self, made: TableTrace) -> None:
        """Keep what a table did."""
        if len(self.traces) < MAX_TRACED:
            self.traces.append(made)
