"""The requirement graph: what points to nothing, what goes round in a circle, and what is worked out in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.dmn.draft import Draft
from engine.dmn.model import Decision, DecisionService, InputData, Knowledge, Model, Place


def check_graph(model: Model, draft: Draft) -> None:
    """Every reference leads to an element of the right kind, every name is one element's, nothing goes in a circle."""
    for decision in model.decisions.values():
        _check(draft, decision.at, decision.needs, model.decisions | dict(model.inputs))  # type: ignore[operator]
        _check(draft, decision.at, decision.knows, _functions(model))
    for knowledge in model.knowledge.values():
        _check(draft, knowledge.at, knowledge.knows, _functions(model))
    for service in model.services.values():
        _check(
            draft,
            service.at,
            (*service.outputs, *service.encapsulated, *service.input_decisions),
            model.decisions,
        )
        _check(draft, service.at, service.input_data, model.inputs)
    _check_names(model, draft)
    _check_cycles(model, draft)
    if not draft.broken:
        _check_services(model, draft)


def functions_of(model: Model) -> dict[str, Knowledge | DecisionService]:
    """Everything that can be called, by id."""
    return {**model.knowledge, **model.services}


def _functions(model: Model) -> Mapping[str, object]:
    return functions_of(model)


def elements(model: Model) -> Iterator[InputData | Decision | Knowledge | DecisionService]:
    """Every element of the graph, in the file's order by kind."""
    yield from model.inputs.values()
    yield from model.decisions.values()
    yield from model.knowledge.values()
    yield from model.services.values()


def _check(draft: Draft, at: Place, ids: Iterable[str], known: Mapping[str, object]) -> None:
    for number in ids:
        if number not in known:
            draft.refuse(at, "reference_broken", href=number)


def _check_names(model: Model, draft: Draft) -> None:
    seen: dict[str, str] = {}
    for element in elements(model):
        name = element.variable.name
        if not name:
            continue
        if name in seen:
            draft.refuse(element.at, "name_taken", name=name, other=seen[name])
        seen[name] = element.at.id


def _check_cycles(model: Model, draft: Draft) -> None:
    """One finding for each element that cannot do without itself."""
    for number, decision in model.decisions.items():
        if number in reached(decision.needs, _needs(model)):
            draft.refuse(decision.at, "cycle")
    for number, element in functions_of(model).items():
        if number in reached(_knows(model)(number), _knows(model)):
            draft.refuse(element.at, "cycle")


def _check_services(model: Model, draft: Draft) -> None:
    """A service lists every input its decisions come to; what it does not list is read from the caller's context."""
    for service in model.services.values():
        for number in order_of(model, service.outputs, service.input_decisions):
            if number in model.inputs and number not in service.input_data:
                name = model.inputs[number].variable.name
                draft.warn(service.at, "service_input_missing", input=name)


def reached(start: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """Every id that can be reached from some, themselves included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(onward(number))
    return found


def _needs(model: Model) -> Callable[[str], tuple[str, ...]]:
    return lambda number: model.decisions[number].needs if number in model.decisions else ()


def _knows(model: Model) -> Callable[[str], tuple[str, ...]]:
    """What a function calls: a knowledge model by what it requires, a service by what its decisions require."""

    def onward(number: str) -> tuple[str, ...]:
        if number in model.knowledge:
            return tuple(one for one in model.knowledge[number].knows if one != number)
        service = model.services.get(number)
        if service is None:
            return ()
        inside = order_of(model, service.outputs, service.input_decisions)
        return tuple(one for each in inside if each in model.decisions for one in model.decisions[each].knows)

    return onward


def order_of(model: Model, goals: Iterable[str], given: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids to be worked out for the goals, each after what it needs; what is given is not among them."""
    done = dict.fromkeys(given, True)
    ordered: list[str] = []
    waiting = [(number, False) for number in reversed(tuple(goals))]
    while waiting:
        number, ready = waiting.pop()
        if ready:
            done[number] = True
            ordered.append(number)
        elif number not in done:
            done[number] = False
            waiting.append((number, True))
            waiting.extend((one, False) for one in reversed(_needs(model)(number)))
    return tuple(ordered)
