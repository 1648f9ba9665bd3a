"""FEEL texts as parts of a larger model: closures that share one evaluation and the locals of where they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.feel import nodes, operating
from engine.feel.builtins import BUILTINS
from engine.feel.expression import BUILTIN_NAMES, COMPILERS, cell_test
from engine.feel.guards import Run
from engine.feel.parser import parse, parse_unary
from engine.feel.static import Closure, Layer, Locals, Static
from engine.feel.temporal import parse_temporal
from engine.feel.values import Value, type_name

_CONSTRUCTORS: dict[str, tuple[str, ...]] = {
    "date": ("date",),
    "time": ("time",),
    "date and time": ("date and time",),
    "duration": ("days and time duration", "years and months duration"),
}


class Nesting(NamedTuple):
    """Names that are local where a text stands; `slot` is the key of a filter's item among the locals, if any.

    Every name must have its value in the locals when the closure runs.
    """

    names: frozenset[str]
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An expression: `reads` are names taken from the context, `uses` from the locals, `calls` unknown functions."""

    closure: Closure
    reads: frozenset[str]
    uses: frozenset[str]
    calls: frozenset[str]


@dataclass(frozen=True, slots=True)
class CellPart:
    """The tests of a cell; no tests match anything. Whoever runs `test` has put the value into `run.input`."""

    negated: bool
    tests: tuple[nodes.Test, ...]
    test: operating.TestClosure
    reads: frozenset[str]
    uses: frozenset[str]
    calls: frozenset[str]


def compile_part(text: str, nestings: Sequence[Nesting], words: Collection[str] = ()) -> Part:
    """Compile an expression; `words` are further names with spaces, such as keys. Raises FeelSyntaxError."""
    static = _static(nestings)
    node = parse(text, _known(nestings, words), BUILTIN_NAMES)
    return Part(static.build(node), *_names(static))


def compile_cell(text: str, nestings: Sequence[Nesting], words: Collection[str] = ()) -> CellPart:
    """Compile the tests of a cell. Raises FeelSyntaxError."""
    static = _static(nestings)
    negated, tests = parse_unary(text, _known(nestings, words), BUILTIN_NAMES)
    closures = [cell_test(test, static) for test in tests]
    return CellPart(negated, tests, _joined(negated, closures), *_names(static))


def constant_of(node: nodes.Node) -> tuple[bool, Value]:
    """(True, value) for a constant or a temporal one written out, (False, None) for anything else."""
    if isinstance(node, nodes.Literal):
        return True, node.value
    if isinstance(node, nodes.At):
        value = parse_temporal(node.text)
        return value is not None, value
    if isinstance(node, nodes.Call) and isinstance(node.target, nodes.Name) and len(node.values) == 1:
        text = node.values[0]
        made = _CONSTRUCTORS.get(node.target.name)
        if made and isinstance(text, nodes.Literal) and isinstance(text.value, str) and not node.names:
            value = parse_temporal(text.value)
            return (True, value) if type_name(value) in made else (False, None)
    return False, None


def _known(nestings: Sequence[Nesting], words: Collection[str]) -> frozenset[str]:
    return frozenset(words).union(*(nesting.names for nesting in nestings))


def _static(nestings: Sequence[Nesting]) -> Static:
    static = Static(COMPILERS, BUILTINS, frozenset().union(*(nesting.names for nesting in nestings)))
    static.layers.extend(Layer(set(nesting.names), nesting.slot) for nesting in nestings)
    return static


def _names(static: Static) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    used: set[str] = set().union(*(layer.used for layer in static.layers))
    reads = frozenset(path[0] for path in static.paths).difference(BUILTINS)
    return reads, frozenset(used), frozenset(static.unknown_calls)


def _joined(negated: bool, closures: list[operating.TestClosure]) -> operating.TestClosure:
    if not closures:
        return lambda run, scope, value: True
    if len(closures) == 1 and not negated:
        return closures[0]

    def test(run: Run, scope: Locals, value: Value) -> Value:
        verdict = operating.any_of(run, scope, value, closures)
        return not verdict if negated and verdict is not None else verdict

    return test
