"""Compiled expressions and unary tests, and what their evaluation gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.feel import looping, nodes, operating, reading
from engine.feel.builtins import BUILTINS
from engine.feel.cursor import name_table
from engine.feel.guards import LimitReached, Run, Warning, settle
from engine.feel.parser import parse, parse_unary
from engine.feel.static import Closure, Compilers, Locals, Static
from engine.feel.values import Value, from_json

COMPILERS: Compilers = {
    nodes.Literal: reading.literal,
    nodes.At: reading.at_literal,
    nodes.Input: reading.tested,
    nodes.Name: reading.name,
    nodes.Path: reading.path,
    nodes.Binary: operating.binary,
    nodes.Logic: operating.logic,
    nodes.Negate: operating.negation,
    nodes.Between: operating.between,
    nodes.In: operating.in_tests,
    nodes.RangeNode: operating.range_,
    nodes.ListNode: operating.list_,
    nodes.ContextNode: operating.context,
    nodes.If: operating.if_,
    nodes.InstanceOf: operating.instance_of,
    nodes.For: looping.for_,
    nodes.Quantified: looping.quantified,
    nodes.Filter: looping.filter_,
    nodes.Call: looping.call,
    nodes.Lambda: looping.lambda_,
}
"""Kind of node -> what makes a closure of it."""
BUILTIN_NAMES = name_table(BUILTINS)


class Evaluation(NamedTuple):
    """A FEEL value, and why parts of it became null."""

    value: Value
    warnings: tuple[Warning, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; immutable, so threads may share it.

    `names` are the variables of the context it reads, `paths` what it reads of them, such as
    ("pemohon", "usia"). A name inside a filter counts only when it was among the names compiled with. `calls` are
    functions it calls that do not exist: what they give is always null.
    """

    text: str
    names: frozenset[str]
    paths: frozenset[tuple[str, ...]]
    calls: frozenset[str]
    _closure: Closure

    def evaluate(self, context: Mapping[str, object], *, now: datetime, zone: ZoneInfo) -> Evaluation:
        """The value over plain JSON; never raises for what the text or the data say, it warns instead.

        `now` is the present instant (aware), `zone` what dates and times without a zone are read in.
        """
        return _evaluate(self._closure, Run(context, now, zone, None))


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """The compiled tests of one decision table cell, shared freely like an Expression."""

    text: str
    names: frozenset[str]
    paths: frozenset[tuple[str, ...]]
    _closure: Closure

    def matches(
        self, value: object, context: Mapping[str, object], *, now: datetime, zone: ZoneInfo
    ) -> Evaluation:
        """Whether a value passes: the evaluation's value is True, False or None."""
        return _evaluate(self._closure, Run(context, now, zone, from_json(value)))


def _evaluate(closure: Closure, run: Run) -> Evaluation:
    if run.now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    try:
        value = closure(run, {})
        if value.__class__ is list or value.__class__ is dict:
            settle(run, value)
    except LimitReached as reached:
        value = _stopped(run, reached.key, reached.values)
    except RecursionError:
        value = _stopped(run, "limit_depth", {})
    except ArithmeticError:
        value = _stopped(run, "out_of_range", {"sign": "="})
    return Evaluation(value, tuple(run.warnings) if run.warnings else ())


def _stopped(run: Run, key: str, values: Mapping[str, str | int]) -> Value:
    """The reason comes first: what was said before it is no longer why the result is null."""
    run.warnings = [Warning(key, 0, values), *(run.warnings or ())]
    return None


def compile_expression(text: str, names: Collection[str] = ()) -> Expression:
    """Compile FEEL text; `names` are the known variables, which may contain spaces and signs.

    Raises FeelSyntaxError(key, position, values).
    """
    return _compiled(text, frozenset(names))


@lru_cache(maxsize=4096)
def _compiled(text: str, names: frozenset[str]) -> Expression:
    node = parse(text, names, BUILTIN_NAMES)
    static = Static(COMPILERS, BUILTINS, names)
    closure = static.build(node)
    return Expression(text, *_read(static), frozenset(static.unknown_calls), closure)


def compile_unary(text: str, names: Collection[str] = ()) -> UnaryTest:
    """Compile the tests of a decision table cell, such as `< 5`, `[1..5], 9`, `not("a")`, `-`, `? > 3`.

    Raises FeelSyntaxError(key, position, values).
    """
    return _compiled_unary(text, frozenset(names))


@lru_cache(maxsize=4096)
def _compiled_unary(text: str, names: frozenset[str]) -> UnaryTest:
    negated, tests = parse_unary(text, names, BUILTIN_NAMES)
    static = Static(COMPILERS, BUILTINS, names)
    closures = [cell_test(test, static) for test in tests]

    def run_it(run: Run, scope: Locals) -> Value:
        if not closures:
            return True
        verdict = operating.any_of(run, scope, run.input, closures)
        return not verdict if negated and verdict is not None else verdict

    return UnaryTest(text, *_read(static), run_it)


def cell_test(node: nodes.Test, static: Static) -> operating.TestClosure:
    """A test without `?` compares with the value; one with `?` is itself the condition (DMN 1.5 §7.3.9)."""
    if node.sign:
        return operating.test(node, static)
    outer, static.reads_input = static.reads_input, False
    plain = operating.test(node, static)
    asks, static.reads_input = static.reads_input, outer
    if asks:
        part = static.build(node.part)
        return lambda run, scope, value: part(run, scope)
    return plain


def _read(static: Static) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    return frozenset(path[0] for path in static.paths), frozenset(static.paths)
