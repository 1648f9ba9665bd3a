"""A whole decision model as closures, and how its elements are worked out in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.dmn.boxed import bind, build, enter, function
from engine.dmn.building import Builder, Scope, fitted, typed
from engine.dmn.draft import Draft
from engine.dmn.evaluating import Evaluating, Spot
from engine.dmn.graph import elements, functions_of, order_of
from engine.dmn.lint import lint_tables
from engine.dmn.model import Decision, DecisionService, InputData, Knowledge, Model
from engine.dmn.types import Type, Types, given_by
from engine.feel.guards import settle
from engine.feel.parts import Nesting
from engine.feel.static import Closure
from engine.feel.values import Function, Value

Values = dict[str, Value]
"""Element id -> its value in one evaluation."""
Maker = Callable[[Evaluating], Function]


@dataclass(frozen=True, slots=True)
class Unit:
    """An input or a decision, ready to be worked out; an input has no closure.

    `values` and `functions` are (name in its texts, id of the element behind it).
    """

    id: str
    names: tuple[str, ...]
    spot: Spot
    type: Type
    closure: Closure | None = None
    values: tuple[tuple[str, str], ...] = ()
    functions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Everything compiled; `reads` are the names each decision takes from the context without a requirement."""

    model: Model
    units: Mapping[str, Unit]
    makers: Mapping[str, Maker]
    reads: Mapping[str, frozenset[str]]
    orders: Mapping[str, tuple[str, ...]]
    offers: Mapping[str, tuple[Type, Spot]]

    def solve(self, run: Evaluating, order: Iterable[str], values: Values) -> None:
        """Work out elements in their order; what has a value already keeps it."""
        for number in order:
            if number in values:
                continue
            unit = self.units[number]
            run.spot = unit.spot
            values[number] = (
                self.given(run, unit) if unit.closure is None else self._decide(run, unit, values)
            )

    def function(self, run: Evaluating, number: str) -> Function:
        """A knowledge model or service as a function of this evaluation."""
        made = run.functions.get(number)
        if made is None:
            made = run.functions[number] = self.makers[number](run)
        return made

    def offered(self, run: Evaluating, service: DecisionService, values: Values) -> Value:
        """What a service answers: one output decision's value, or a context of several."""
        type_, spot = self.offers[service.at.id]
        if len(service.outputs) == 1:
            return fitted(run, values[service.outputs[0]], type_, spot, "result")
        whole = {self.units[number].names[0]: values[number] for number in service.outputs}
        return fitted(run, whole, type_, spot, "result")

    def given(self, run: Evaluating, unit: Unit) -> Value:
        """What the caller gave for an element, as its type has it."""
        for name in unit.names:
            if name in run.context:
                return fitted(run, run.root(name), unit.type, unit.spot, "given")
        return run.warn("not_given", 0, name=unit.names[0])

    def _decide(self, run: Evaluating, unit: Unit, values: Values) -> Value:
        scope = {name: values[number] for name, number in unit.values}
        for name, number in unit.functions:
            scope[name] = self.function(run, number)
        assert unit.closure is not None
        value = unit.closure(run, scope)
        if value.__class__ is list or value.__class__ is dict:
            settle(run, value)
        return value


def build_program(model: Model, draft: Draft) -> Program:
    """Compile a model whose graph is sound; findings go to the draft."""
    types = Types(model.types, draft)
    functions = functions_of(model)
    builder = Builder(
        draft=draft,
        types=types,
        declared={one.variable.name: one.__class__.__name__ for one in elements(model)},
        words=types.component_names(),
        functions={
            one.variable.name: tuple(name for name, _ in _params(model, one)) for one in functions.values()
        },
    )
    units = {
        number: Unit(number, _names(one), Spot(number, one.at.name, number), _type(one, types))
        for number, one in model.inputs.items()
    }
    makers: dict[str, Maker] = {}
    units.update((number, _decision(model, one, builder)) for number, one in model.decisions.items())
    reads = {number: frozenset(names) for number, names in builder.read.items()}
    orders = {number: order_of(model, (number,)) for number in model.decisions}
    orders.update(
        (number, order_of(model, one.outputs, one.input_decisions)) for number, one in model.services.items()
    )
    offers = {
        number: (given_by(_type(one, types)), Spot(number, one.at.name, number))
        for number, one in model.services.items()
    }
    program = Program(model, units, makers, reads, orders, offers)
    for number, knowledge in model.knowledge.items():
        makers[number] = _knowledge(program, knowledge, builder)
    for number, service in model.services.items():
        makers[number] = _service(program, service)
    reads.update((number, frozenset(names)) for number, names in builder.read.items())
    if not draft.broken:
        lint_tables(builder.grids, draft)
    return program


def _type(element: object, types: Types) -> Type:
    variable, at = element.variable, element.at  # type: ignore[attr-defined]
    return types.named(variable.type, at)


def _names(element: object) -> tuple[str, ...]:
    """How an element may be called: by its variable, its name, or its id, as dmn-js lets people do."""
    at, variable = element.at, element.variable  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(name for name in (variable.name, at.name, at.id) if name))


def _aliases(found: Mapping[str, object], ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(name, id) for everything in view; where two have a name in common, a variable's name goes before an id."""
    named = [(_names(found[number]), number) for number in ids if number in found]
    pairs: dict[str, str] = {}
    for place in range(3):
        for names, number in named:
            if place < len(names):
                pairs.setdefault(names[place], number)
    return tuple(pairs.items())


def _decision(model: Model, decision: Decision, builder: Builder) -> Unit:
    spot = Spot(decision.at.id, decision.at.name, decision.at.id)
    values = _aliases({**model.inputs, **model.decisions}, decision.needs)
    functions = _aliases(functions_of(model), decision.knows)
    names = frozenset(name for name, _ in (*values, *functions))
    found: dict[str, InputData | Decision] = {**model.inputs, **model.decisions}
    types = {name: _type(found[number], builder.types) for name, number in values if number in found}
    closure = build(decision.logic, Scope((Nesting(names),), spot, types), builder)
    type_ = _type(decision, builder.types)
    closure = typed(closure, type_, spot, "result")
    return Unit(decision.at.id, _names(decision), spot, type_, closure, values, functions)


def _knowledge(program: Program, knowledge: Knowledge, builder: Builder) -> Maker:
    """A knowledge model sees what it requires, and itself."""
    spot = Spot(knowledge.at.id, knowledge.at.name, knowledge.at.id)
    pairs = _aliases(functions_of(program.model), (*knowledge.knows, knowledge.at.id))
    scope = Scope((Nesting(frozenset(name for name, _ in pairs)),), spot)
    make = function(knowledge.function, scope, builder)
    type_ = given_by(_type(knowledge, builder.types))

    def maker(run: Evaluating) -> Function:
        scope_: Values = {}
        made = make(run, scope_)
        if type_.base != "Any":
            made = Function(made.params, _fitting(run, made.call, type_, spot))
        run.functions[knowledge.at.id] = made
        scope_.update((name, program.function(run, number)) for name, number in pairs)
        return made

    return maker


def _fitting(
    run: Evaluating, call: Callable[[list[Value]], Value], type_: Type, spot: Spot
) -> Callable[[list[Value]], Value]:
    return lambda given: fitted(run, call(given), type_, spot, "result")


def _params(model: Model, element: Knowledge | DecisionService) -> list[tuple[str, str]]:
    """(name, id) of each parameter: a service takes its input data first, then its input decisions."""
    if isinstance(element, Knowledge):
        return [(param.name, "") for param in element.function.params]
    found: Mapping[str, object] = {**model.inputs, **model.decisions}
    ids = (*element.input_data, *element.input_decisions)
    return [(_names(found[number])[0], number) for number in ids if number in found and _names(found[number])]


def _service(program: Program, service: DecisionService) -> Maker:
    spot = Spot(service.at.id, service.at.name, service.at.id)
    pairs = _params(program.model, service)
    params = tuple(name for name, _ in pairs)
    types = [program.units[number].type for _, number in pairs]
    order = order_of(program.model, service.outputs, (*service.input_decisions, *service.input_data))

    def maker(run: Evaluating) -> Function:
        def call(given: list[Value]) -> Value:
            bound = bind(run, spot, params, types, given)
            if bound is None:
                return None
            values = {number: bound[name] for name, number in pairs}
            return enter(run, lambda: _solved(program, run, service, order, values))

        return Function(params, call)

    return maker


def _solved(
    program: Program, run: Evaluating, service: DecisionService, order: tuple[str, ...], values: Values
) -> Value:
    program.solve(run, order, values)
    return program.offered(run, service, values)
