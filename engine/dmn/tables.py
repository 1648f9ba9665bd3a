"""Decision tables as closures: equal cells of a column are asked once, and rules that are out are not asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.dmn.building import Builder, Scope, fitted
from engine.dmn.cells import quick_test
from engine.dmn.evaluating import Evaluating, Fired, Spot, TableTrace
from engine.dmn.lint import Grid
from engine.dmn.model import InputClause, OutputClause, Rule, Table, Text
from engine.dmn.policies import Hits, Ranks, by_priority, rank_of, settle_hits
from engine.dmn.spaces import Column
from engine.dmn.types import Check, Type, may_be
from engine.feel.guards import FeelSyntaxError, Run
from engine.feel.parts import CellPart, Nesting, compile_cell, constant_of
from engine.feel.static import Closure, Locals
from engine.feel.values import Value

TestClosure = Callable[[Run, Locals, Value], Value]


class _Column(NamedTuple):
    """A condition column; `cells` are (rules that have it, test, where the first of them stands)."""

    label: str
    text: str
    spot: Spot
    read: Closure
    type: Type | None
    check: Check | None
    cells: tuple[tuple[int, TestClosure, Spot], ...]


class _Result(NamedTuple):
    """A result column; `cells` has one closure for each rule."""

    name: str
    label: str
    spot: Spot
    type: Type | None
    check: Check | None
    cells: tuple[tuple[Closure, Spot], ...]
    default: Closure | None


def table(box: Table, scope: Scope, builder: Builder) -> Closure:
    """A closure that answers as the table's hit policy says, and leaves a trace."""
    laid = [_column(box, place, clause, scope, builder) for place, clause in enumerate(box.inputs)]
    columns = [column for column, _ in laid]
    results = [_result(box, place, clause, scope, builder) for place, clause in enumerate(box.outputs)]
    values = output_values(box, builder)
    ranked = box.policy in ("PRIORITY", "OUTPUT ORDER")
    if ranked and not any(values):
        builder.draft.refuse(box.at, "no_priorities", policy=box.policy)
    ranks = [{_key(value): rank for rank, value in enumerate(order)} for order in values]
    spot = scope.spot(box.at)
    everything = (1 << len(box.rules)) - 1
    default = _default(results)
    standing = _standing(box, ranks) if box.policy == "PRIORITY" else (None,) * len(box.rules)
    grid = Grid(box.at, spot, box, tuple(column for _, column in laid), standing, default is not None)
    builder.grids.append(grid)
    names = tuple(result.name for result in results)
    known, policy = _known(box), _policy(box)

    def run_it(run: Run, scope_: Locals) -> Value:
        assert isinstance(run, Evaluating)
        back = run.input
        run.spend(len(box.rules))
        alive, seen, sound = _alive(run, scope_, columns, everything)
        numbers = _numbers(alive if sound else 0, box.policy == "FIRST")
        found = [_row(run, scope_, results, number) for number in numbers]
        if ranked and len(found) > 1:
            numbers, found = by_priority(numbers, found, ranks)
        run.input = back
        run.spot = spot
        fired = _fired(known, results, numbers, found)
        by_default = sound and not found and default is not None
        run.trace(TableTrace(spot, policy, tuple(seen), fired, by_default))
        if not sound:
            return None
        if not found and default is None:
            run.warn("no_rule", 0)
        hits = Hits(box.policy, box.aggregation, names, tuple(numbers), found)
        return settle_hits(run, hits, [] if default is None else [default(run, scope_)])

    return run_it


def _policy(box: Table) -> str:
    return f"{box.policy} {box.aggregation}".strip()


def _alive(
    run: Evaluating, scope: Locals, columns: Sequence[_Column], alive: int
) -> tuple[int, list[tuple[str, str, Value]], bool]:
    """(rules that apply as bits, what was asked, whether every value was of its type and among the allowed)."""
    seen: list[tuple[str, str, Value]] = []
    sound = True
    for label, text, spot, read, type_, check, cells in columns:
        run.spot = spot
        value = read(run, scope)
        errors = len(run.errors)
        if type_ is not None and value is not None:
            value = fitted(run, value, type_, spot, "input")
        if check is not None and value is not None and not check(run, value):
            run.spot = spot
            run.fail("input_not_listed")
        sound = sound and len(run.errors) == errors
        seen.append((label, text, value))
        if not sound:
            continue
        run.input = value
        for rules, test, where in cells:
            if alive & rules:
                run.spot = where
                if test(run, scope, value) is not True:
                    alive &= ~rules
    return alive, seen, sound


def _numbers(alive: int, first: bool) -> list[int]:
    """Bits as rule places from 0, in order; only the first of them if that is all that counts."""
    found: list[int] = []
    while alive:
        low = alive & -alive
        found.append(low.bit_length() - 1)
        alive ^= low
        if first:
            break
    return found


def _row(run: Evaluating, scope: Locals, results: Sequence[_Result], number: int) -> list[Value]:
    row: list[Value] = []
    for result in results:
        closure, spot = result.cells[number]
        run.spot = spot
        row.append(_fit_result(run, closure(run, scope), result, spot))
    return row


def _fit_result(run: Evaluating, value: Value, result: _Result, spot: Spot) -> Value:
    if result.type is not None and value is not None:
        value = fitted(run, value, result.type, spot, "result")
    if result.check is not None and value is not None and not result.check(run, value):
        run.spot = spot
        return run.fail("result_not_listed")
    return value


def _fired(
    known: Sequence[Fired], results: Sequence[_Result], numbers: Sequence[int], found: Sequence[list[Value]]
) -> tuple[Fired, ...]:
    labels = [result.label for result in results]
    return tuple(
        known[number]._replace(results=tuple(zip(labels, row, strict=True)))
        for number, row in zip(numbers, found, strict=True)
    )


def _known(box: Table) -> tuple[Fired, ...]:
    """What is known of each rule before it fires: everything but its results."""
    rules: list[Fired] = []
    for rule in box.rules:
        labels = [*box.annotations, *[""] * len(rule.annotations)]
        notes = tuple((label, note) for label, note in zip(labels, rule.annotations, strict=False) if note)
        asked = zip((clause.label for clause in box.inputs), rule.conditions, strict=False)
        conditions = tuple((label, cell.text or "-") for label, cell in asked)
        rules.append(Fired(rule.number, rule.at.id, conditions, notes, ()))
    return tuple(rules)


def _default(results: Sequence[_Result]) -> Callable[[Evaluating, Locals], list[Value]] | None:
    """What makes the default row, None when no column has a default."""
    if all(result.default is None for result in results):
        return None

    def make(run: Evaluating, scope: Locals) -> list[Value]:
        row: list[Value] = []
        for result in results:
            run.spot = result.spot
            value = None if result.default is None else result.default(run, scope)
            row.append(_fit_result(run, value, result, result.spot))
        return row

    return make


def _column(
    box: Table, place: int, clause: InputClause, scope: Scope, builder: Builder
) -> tuple[_Column, Column]:
    """A column as it is asked, and as lint looks at it."""
    spot = scope.spot(clause.at, column=clause.label, text=clause.text)
    type_ = builder.types.named(clause.type, clause.at) if clause.type else None
    check, allowed = builder.types.allowed(clause.allowed)
    rules: dict[str, int] = {}
    parts: dict[str, CellPart | None] = {"": None, "-": None}
    tests: list[tuple[str, TestClosure, Spot]] = []
    for rule in box.rules:
        if place >= len(rule.conditions):
            continue
        cell = rule.conditions[place]
        rules[cell.text] = rules.get(cell.text, 0) | 1 << (rule.number - 1)
        if cell.text in parts:
            continue
        part = parts[cell.text] = builder.cell(cell.text, cell.at, scope, rule.number, clause.label)
        if part is not None:
            tests.append((cell.text, quick_test(part), _cell_spot(scope, rule, clause.label, cell)))
    read = builder.expression(clause.text, clause.at, scope)
    cells = tuple((rules[text], test, where) for text, test, where in tests)
    laid = tuple(parts[rule.conditions[place].text] for rule in box.rules if place < len(rule.conditions))
    asked = scope.types.get(clause.text)
    if type_ is not None and asked is not None and not may_be(asked, type_):
        values = {"column": clause.label, "type": type_.name, "variable": clause.text, "other": asked.name}
        builder.draft.refuse(clause.at, "column_type", **values)
    known = type_ or asked
    return (
        _Column(clause.label, clause.text, spot, read, type_, check, cells),
        Column(clause.label, known, allowed, laid),
    )


def _result(box: Table, place: int, clause: OutputClause, scope: Scope, builder: Builder) -> _Result:
    label = clause.label or scope.owner.owner_name
    spot = scope.spot(clause.at, column=label)
    check, _ = builder.types.allowed(clause.values)
    cells: list[tuple[Closure, Spot]] = []
    for rule in box.rules:
        if place >= len(rule.results):
            continue
        cell = rule.results[place]
        closure = builder.result(cell.text, cell.at, scope, rule.number, label)
        cells.append((closure, _cell_spot(scope, rule, label, cell)))
    default = clause.default
    made = None if default is None else builder.expression(default.text, default.at, scope)
    type_ = builder.types.named(clause.type, clause.at) if clause.type else None
    return _Result(clause.name, label, spot, type_, check, tuple(cells), made)


def _cell_spot(scope: Scope, rule: Rule, column: str, cell: Text) -> Spot:
    return scope.spot(cell.at, rule=rule.number, rule_id=rule.at.id, column=column, text=cell.text)


def output_values(box: Table, builder: Builder) -> list[list[Value]]:
    """For each output its listed values in order of priority; empty where none are listed or constant."""
    found: list[list[Value]] = []
    for place, clause in enumerate(box.outputs):
        tests = None
        if clause.values is not None:
            try:
                tests = compile_cell(clause.values.text, (Nesting(frozenset()),), builder.words)
            except FeelSyntaxError:
                tests = None
        elif clause.type:
            tests = builder.types.named(clause.type, clause.at).tests
        elif place == 0 and len(box.outputs) == 1 and box.type:
            tests = builder.types.named(box.type, box.at).tests
        values = [constant_of(test.part) for test in tests.tests if not test.sign] if tests else []
        found.append([value for constant, value in values if constant])
    return found


def _standing(box: Table, ranks: Ranks) -> tuple[tuple[int, ...] | None, ...]:
    """How high each rule stands, None for one whose results are no constants."""
    found: list[tuple[int, ...] | None] = []
    for rule in box.rules:
        row = [_constant(cell.text) for cell in rule.results]
        known = len(row) == len(ranks) and all(constant for constant, _ in row)
        found.append(rank_of([value for _, value in row], ranks) if known else None)
    return tuple(found)


def _constant(text: str) -> tuple[bool, Value]:
    try:
        tests = compile_cell(text, ()).tests
    except FeelSyntaxError:
        return False, None
    return constant_of(tests[0].part) if len(tests) == 1 and not tests[0].sign else (False, None)


def _key(value: Value) -> tuple[str, Value]:
    return value.__class__.__name__, value
