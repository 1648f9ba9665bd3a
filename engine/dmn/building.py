"""What is known while a decision model is compiled: names in view, types, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.dmn.draft import Draft, syntax_values
from engine.dmn.evaluating import Evaluating, Spot
from engine.dmn.lint import Grid
from engine.dmn.model import Place
from engine.dmn.types import Misfit, Type, Types, fit
from engine.feel.guards import FeelSyntaxError, Run
from engine.feel.parts import CellPart, Nesting, Part, compile_cell, compile_part
from engine.feel.static import Closure, Locals
from engine.feel.values import Value

_NO_TYPES: Mapping[str, Type] = {}


@dataclass(frozen=True, slots=True)
class Scope:
    """Names in view, outer before inner, the decision or knowledge model they are in view of, and known types."""

    nestings: tuple[Nesting, ...]
    owner: Spot
    types: Mapping[str, Type] = field(default_factory=dict)

    def plus(self, names: Iterable[str], types: Mapping[str, Type] = _NO_TYPES) -> Scope:
        """With further names, some of a known type; they hide outer ones."""
        inner = frozenset(names)
        kept = {name: type_ for name, type_ in self.types.items() if name not in inner}
        return replace(self, nestings=(*self.nestings, Nesting(inner)), types={**kept, **types})

    def with_item(self, slot: str) -> Scope:
        """Within a filter that keeps its item under this key."""
        return replace(self, nestings=(*self.nestings, Nesting(frozenset(), slot)), types={})

    def spot(self, at: Place, **where: str | int) -> Spot:
        """A place within the owner."""
        return self.owner._replace(element=at.id, **where)  # type: ignore[arg-type]


@dataclass(slots=True)
class Builder:
    """Compiles texts, noting every name that is read without being given.

    `declared` maps the names of the model's elements to their kinds, `functions` those of functions to their
    parameters. `read` gathers, for each owner, the names it takes from the caller's context, `used` the locals,
    `grids` the tables.
    """

    draft: Draft
    types: Types
    declared: Mapping[str, str]
    words: frozenset[str]
    functions: Mapping[str, tuple[str, ...]]
    grids: list[Grid] = field(default_factory=list)
    read: dict[str, set[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    slots: int = 0
    _told: set[tuple[str, str]] = field(default_factory=set)

    def expression(self, text: str, at: Place, scope: Scope) -> Closure:
        """The closure of a FEEL expression; one that is no FEEL becomes a finding."""
        try:
            part = compile_part(text, scope.nestings, self.words)
        except FeelSyntaxError as error:
            self.draft.refuse(at, "not_feel", **syntax_values(error, text))
            return _nothing
        self._look(part, at, scope)
        return part.closure

    def cell(self, text: str, at: Place, scope: Scope, rule: int, column: str) -> CellPart | None:
        """The tests of a condition cell, None (and a finding) when they are no FEEL."""
        try:
            part = compile_cell(text, scope.nestings, self.words)
        except FeelSyntaxError as error:
            self._bad_cell("bad_condition", at, rule, column, text, error)
            return None
        self._look(part, at, scope)
        return part

    def result(self, text: str, at: Place, scope: Scope, rule: int, column: str) -> Closure:
        """The closure of a result cell; a blank one is null."""
        if not text:
            return _nothing
        try:
            part = compile_part(text, scope.nestings, self.words)
        except FeelSyntaxError as error:
            self._bad_cell("bad_result", at, rule, column, text, error)
            return _nothing
        self._look(part, at, scope)
        return part.closure

    def _bad_cell(
        self, key: str, at: Place, rule: int, column: str, text: str, error: FeelSyntaxError
    ) -> None:
        self.draft.refuse(at, key, rule=rule, column=column, **syntax_values(error, text))

    def new_slot(self) -> str:
        """A key among the locals that no name can be equal to."""
        self.slots += 1
        return f"[box {self.slots}]"

    def _look(self, part: Part | CellPart, at: Place, scope: Scope) -> None:
        self.used |= part.uses
        for name in sorted(part.reads | part.calls):
            if name in self.declared:
                self._tell(scope, name, at, "not_required")
            elif name in part.calls:
                self._tell(scope, name, at, "unknown_function")
            else:
                self.read.setdefault(scope.owner.owner, set()).add(name)
                self._tell(scope, name, at, "undeclared")

    def _tell(self, scope: Scope, name: str, at: Place, key: str) -> None:
        """Once for each owner and name."""
        if (scope.owner.owner, name) in self._told:
            return
        self._told.add((scope.owner.owner, name))
        note = self.draft.warn if key == "undeclared" else self.draft.refuse
        note(at, key, variable=name, kind=self.declared.get(name, ""), owner=scope.owner.owner_name)


def _nothing(run: Run, scope: Locals) -> Value:
    return None


def typed(closure: Closure, type_: Type, spot: Spot, key: str) -> Closure:
    """The closure, whose value must fit; `key` names the message of an error."""
    if type_.base == "Any" and type_.check is None:
        return closure

    def run_it(run: Run, scope: Locals) -> Value:
        return fitted(run, closure(run, scope), type_, spot, key)

    return run_it


def fitted(run: Run, value: Value, type_: Type, spot: Spot, key: str) -> Value:
    """The value as its type has it; null and an error at the spot when it does not fit.

    What callers give may lack components, as forms leave fields out; reading one that is missing warns.
    """
    try:
        return fit(run, value, type_, whole=key != "given")
    except Misfit as misfit:
        assert isinstance(run, Evaluating)
        run.spot = spot
        return run.fail(f"{key}_{misfit.key}", path=misfit.path, **misfit.values)
