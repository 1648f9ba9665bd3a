"""The door to decision models: load a file once, then ask its decisions and services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from engine.dmn.evaluating import Evaluating, Spot
from engine.dmn.graph import check_graph
from engine.dmn.model import Decision, DecisionService, Model, Table
from engine.dmn.outcome import Decided, Outcome
from engine.dmn.program import Program, Values, build_program
from engine.dmn.reader import read_dmn
from engine.feel.guards import LimitReached
from engine.feel.values import Value
from processes.findings import BadXml, Finding


class DmnRefused(ValueError):
    """The file is no decision model that may be used; `findings` say everything that is wrong."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.key for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Need:
    """Something a decision asks of its caller: its name, and its type as written ("" for none)."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """A loaded model; immutable, so threads may share it. `warnings` are the findings that did not refuse it."""

    fingerprint: str
    warnings: tuple[Finding, ...]
    program: Program

    @property
    def model(self) -> Model:
        """What stands in the file."""
        return self.program.model

    def find(self, name: str) -> Decision | DecisionService:
        """A decision or service by its id or, failing that, its name. Raises KeyError."""
        model = self.model
        everything: dict[str, Decision | DecisionService] = {**model.decisions, **model.services}
        if name in everything:
            return everything[name]
        for one in everything.values():
            if name in (one.at.name, one.variable.name):
                return one
        raise KeyError(name)

    def goals(self) -> tuple[str, ...]:
        """The ids of the decisions no other decision rests on, in the file's order."""
        rested_on = {number for one in self.model.decisions.values() for number in one.needs}
        return tuple(number for number in self.model.decisions if number not in rested_on)

    def table(self, owner: str, element: str) -> Table | None:
        """The table `element` of a decision or knowledge model, as its traces name it; None when there is none."""
        return next((one for one in _tables(self._logic(owner)) if one.at.id == element), None)

    def name_of(self, owner: str) -> str:
        """The name of a decision or knowledge model, its id where it has none."""
        found = self.model.decisions.get(owner) or self.model.knowledge.get(owner)
        return found.at.name if found and found.at.name else owner

    def _logic(self, owner: str) -> object:
        if owner in self.model.decisions:
            return self.model.decisions[owner].logic
        return self.model.knowledge[owner].function if owner in self.model.knowledge else None

    def needs(self, name: str) -> tuple[Need, ...]:
        """What must be given so that a decision or service can answer, in order. Raises KeyError."""
        goal = self.find(name)
        model, order = self.model, self.program.orders[goal.at.id]
        variables = [model.inputs[number].variable for number in order if number in model.inputs]
        if isinstance(goal, DecisionService):
            variables += [model.decisions[number].variable for number in goal.input_decisions]
        known = [Need(variable.name, variable.type) for variable in variables]
        free = {one for number in order for one in self.program.reads.get(number, ())}
        return (*known, *(Need(one, "") for one in sorted(free - {need.name for need in known})))

    def evaluate(self, name: str, given: Mapping[str, object], *, now: datetime, zone: ZoneInfo) -> Outcome:
        """Ask a decision or service over plain JSON or FEEL values. Raises KeyError when there is none of the name.

        Never raises for what the model or the data say: the outcome's `errors` tell it. `now` is the present instant
        (aware), `zone` what dates and times without a zone are read in.
        """
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime")
        goal = self.find(name)
        run = Evaluating(given, now, zone, Spot(goal.at.id, goal.at.name, goal.at.id))
        values: Values = {}
        value = self._guarded(run, goal, values)
        return Outcome(
            decision=goal.at.id,
            name=goal.at.name,
            fingerprint=self.fingerprint,
            value=None if run.errors else value,
            decided=tuple(self._decided(number, one) for number, one in values.items()),
            tables=tuple(run.traces),
            errors=tuple(run.errors),
            warnings=run.notes(),
        )

    def _guarded(self, run: Evaluating, goal: Decision | DecisionService, values: Values) -> Value:
        """The value; a limit that was reached, or numbers that left their bounds, become an error where it was."""
        try:
            return self._value(run, goal, values)
        except LimitReached as reached:
            return run.fail(reached.key, **reached.values)
        except RecursionError:
            return run.fail("limit_depth")
        except ArithmeticError:
            return run.fail("out_of_range", sign="=")

    def _value(self, run: Evaluating, goal: Decision | DecisionService, values: Values) -> Value:
        program = self.program
        if isinstance(goal, Decision):
            program.solve(run, program.orders[goal.at.id], values)
            return values[goal.at.id]
        for number in goal.input_decisions:
            values[number] = program.given(run, program.units[number])
        program.solve(run, program.orders[goal.at.id], values)
        return program.offered(run, goal, values)

    def _decided(self, number: str, value: Value) -> Decided:
        kind = "decision" if number in self.model.decisions else "input"
        unit = self.program.units[number]
        return Decided(number, unit.spot.owner_name or unit.names[0], kind, value)


def _tables(part: object) -> Iterator[Table]:
    """Every table in an expression, the outer before the inner."""
    if isinstance(part, Table):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _tables(inner)
    elif is_dataclass(part):
        for one in fields(part):
            yield from _tables(getattr(part, one.name))


@lru_cache(maxsize=32)
def load(xml: bytes) -> Decisions:
    """A model ready to be asked, compiled once for each content. Raises DmnRefused with every finding."""
    program, findings = _compile(xml)
    if program is None:
        raise DmnRefused(findings)
    return Decisions(sha256(xml).hexdigest(), findings, program)


def lint(xml: bytes) -> tuple[Finding, ...]:
    """Everything wrong or doubtful in a file, errors before warnings, then by line; an "error" refuses it."""
    return _compile(xml)[1]


def _compile(xml: bytes) -> tuple[Program | None, tuple[Finding, ...]]:
    try:
        model, draft = read_dmn(xml)
    except BadXml as refused:
        return None, refused.findings
    check_graph(model, draft)
    if not draft.broken:
        program = build_program(model, draft)
        if not draft.broken:
            return program, _sorted(draft.findings)
    return None, _sorted(draft.findings)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda item: (item.severity, item.line, item.key)))
