"""The acts that each element of a drawing stands for, with places named by where they lie ("sop/sub/element")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from engine.instances import is_human
from processes.diagram import Diagram, Element, Flow
from processes.shape import Shape

_MOST_BRANCHES = 6  # of an inclusive gateway, of which every choice is an act of its own
_JOINS = ("parallelGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An act by names of places, as tasks.conformance.net.Act; of `clears` and `empties` a name that ends with "/" or
    "~" stands for all that begin with it.
    """

    takes: tuple[str, ...]
    puts: tuple[str, ...]
    element: str = ""
    price: int = 0
    clears: tuple[str, ...] = ()
    empties: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file taken apart: elements by what they lie in, flows by where they come from and go to, events by host."""

    diagram: Diagram
    shape: Shape
    passing: frozenset[str]
    inside: Mapping[str, list[Element]]
    out: Mapping[str, list[Flow]]
    into: Mapping[str, list[Flow]]
    bound: Mapping[str, list[Element]]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where an element is being drawn: `path` begins the names of its places, `around` are the containers, innermost
    last, each as (element, path it lies in).
    """

    sheet: _Sheet
    path: str
    around: tuple[tuple[str, str], ...] = ()


def drawn_acts(diagram: Diagram, shape: Shape, passing: frozenset[str]) -> Iterator[Drawn]:
    """Every act of the main process. A case begins with a token on "<key>/"."""
    inside: dict[str, list[Element]] = {}
    out: dict[str, list[Flow]] = {}
    into: dict[str, list[Flow]] = {}
    bound: dict[str, list[Element]] = {}
    for element in diagram.elements.values():
        inside.setdefault(shape.scopes.get(element.id, element.process_id), []).append(element)
        if element.attached_to:
            bound.setdefault(element.attached_to, []).append(element)
    for flow in diagram.flows:
        if flow.source in diagram.elements and flow.target in diagram.elements:
            out.setdefault(flow.source, []).append(flow)
            into.setdefault(flow.target, []).append(flow)
    sheet = _Sheet(diagram, shape, passing, inside, out, into, bound)
    yield from _of_scope(_Scope(sheet, f"{diagram.key}/"), diagram.key)


def _of_scope(scope: _Scope, container: str) -> Iterator[Drawn]:
    for element in scope.sheet.inside.get(container, ()):
        if element.type == "startEvent":
            for puts in _ways(scope, element):
                yield Drawn((scope.path,), puts, urgent=True)
        elif element.type == "endEvent":
            yield from _end(scope, element)
        elif element.type != "boundaryEvent":
            yield from _node(scope, element)


def _node(scope: _Scope, element: Element) -> Iterator[Drawn]:
    within = _container(scope, element)
    if within:
        yield from _holder(scope, element, within)
    elif (price := _price(scope, element)) is not None:
        yield from _worked(scope, element, price)
    else:
        for takes in _entries(scope, element):
            for puts in _ways(scope, element):
                yield Drawn(takes, puts, urgent=not _waits_for_any(scope, element))


def _price(scope: _Scope, element: Element) -> int | None:
    """What leaving an element out costs; None for what leaves no row: gateways, milestones, decision tables.

    A timer that was due when the case came to it is passed without a stop, and so may some SOPs that are called.
    """
    if element.type == "callActivity":
        activity = scope.sheet.diagram.activities.get(element.id)
        return 0 if activity and activity.called in scope.sheet.passing else 1
    if is_human(element.type) or element.type == "receiveTask":
        return 1
    if element.type == "intermediateCatchEvent":
        return 0 if element.event == "timer" else 1
    return None


def _container(scope: _Scope, element: Element) -> str:
    """What an element holds: itself for a subprocess, the process of this file it calls; empty for neither."""
    if element.type == "subProcess":
        return element.id
    activity = scope.sheet.diagram.activities.get(element.id)
    called = activity.called if activity and element.type == "callActivity" else None
    known = called in scope.sheet.diagram.processes and called != scope.sheet.diagram.key
    calling = {one for one, _ in scope.around}
    return called if called and known and element.id not in calling else ""


def _worked(scope: _Scope, element: Element, price: int) -> Iterator[Drawn]:
    """A step or wait: it is open while the token stands before it; where it is repeated, any number of times."""
    open_, armed = f"{scope.path}{element.id}!", _armed(scope, element)
    for takes in _entries(scope, element):
        yield Drawn(takes, (open_, *armed), urgent=True)
    clears = (f"{scope.path}{element.id}~",) if armed else ()
    if element.id in scope.sheet.shape.repeated:
        yield Drawn((open_,), (open_,), element.id, price)
        for puts in _ways(scope, element):
            yield Drawn((open_,), puts, clears=clears)
    else:
        for puts in _ways(scope, element):
            yield Drawn((open_,), puts, element.id, price, clears)
    yield from _events(scope, element, open_, clears)


def _holder(scope: _Scope, element: Element, container: str) -> Iterator[Drawn]:
    """A subprocess or call: open until nothing in it is; repeated, it may be begun again while it is open."""
    open_, inner, armed = f"{scope.path}{element.id}!", f"{scope.path}{element.id}/", _armed(scope, element)
    repeated = element.id in scope.sheet.shape.repeated
    for takes in _entries(scope, element):
        yield Drawn(takes, (open_, *armed, *(() if repeated else (inner,))), urgent=True)
    if repeated:
        yield Drawn((open_,), (open_, inner))
    within = (inner,)
    clears = (f"{scope.path}{element.id}~",) if armed else ()
    for puts in _ways(scope, element):
        yield Drawn((open_,), puts, clears=clears, empties=within, urgent=not repeated)
    yield from _events(scope, element, open_, (*clears, inner))
    around = (*scope.around, (element.id, scope.path))
    yield from _of_scope(_Scope(scope.sheet, inner, around), container)


def _armed(scope: _Scope, element: Element) -> tuple[str, ...]:
    beside = [one for one in scope.sheet.bound.get(element.id, ()) if not one.interrupting]
    return tuple(f"{scope.path}{element.id}~{one.id}" for one in beside)


def _events(scope: _Scope, element: Element, open_: str, clears: tuple[str, ...]) -> Iterator[Drawn]:
    """The events on the edge of an activity: those that end it, and those beside which it goes on."""
    for event in scope.sheet.bound.get(element.id, ()):
        for puts in _ways(scope, event):
            if event.interrupting:
                if event.event != "error":  # that is thrown by an end inside, which leads on itself
                    yield Drawn((open_,), puts, clears=clears)
                continue
            armed = f"{scope.path}{element.id}~{event.id}"
            again = scope.sheet.shape.timers.get(event.id, "").startswith("R") or event.event == "message"
            yield Drawn((armed,), (*puts, armed) if again else puts, empties=puts if again else ())


def _end(scope: _Scope, element: Element) -> Iterator[Drawn]:
    takes = (f"{scope.path}{element.id}",)
    if element.id in scope.sheet.shape.terminating:
        yield Drawn(takes, (), clears=(scope.path,), urgent=True)
        return
    caught = list(_caught(scope)) if element.event == "error" else []
    for open_, puts, clears in caught:
        yield Drawn((*takes, open_), puts, clears=clears, urgent=True)
    if not caught:
        yield Drawn(takes, (), urgent=True)


def _caught(scope: _Scope) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Where an error leads: to the nearest container with an event for it, which is left with all that is in it."""
    for number in range(len(scope.around) - 1, -1, -1):
        holder, path = scope.around[number]
        outer = _Scope(scope.sheet, path, scope.around[:number])
        events = [one for one in scope.sheet.bound.get(holder, ()) if one.event == "error"]
        for event in events:
            for puts in _ways(outer, event):
                yield f"{path}{holder}!", puts, (f"{path}{holder}/", f"{path}{holder}~")
        if events:
            return


def _entries(scope: _Scope, element: Element) -> Iterator[tuple[str, ...]]:
    """What an element takes to begin: one token, or at a gateway that joins one of each way (inclusive: of any)."""
    coming = scope.sheet.into.get(element.id, [])
    if element.type not in _JOINS or len(coming) < 2:
        yield (f"{scope.path}{element.id}",)
        return
    places = tuple(f"{scope.path}{flow.id}" for flow in coming)
    yield from (places,) if element.type == "parallelGateway" else _some(places)


def _waits_for_any(scope: _Scope, element: Element) -> bool:
    """Whether a gateway waits for more tokens than it may have: which, is not known from the drawing."""
    return element.type == "inclusiveGateway" and len(scope.sheet.into.get(element.id, [])) > 1


def _ways(scope: _Scope, element: Element) -> Iterator[tuple[str, ...]]:
    """The places that may be reached from an element, each choice as one tuple."""
    flows = scope.sheet.out.get(element.id, [])
    places = tuple(_place(scope, flow) for flow in flows)
    if element.type in ("exclusiveGateway", "eventBasedGateway"):
        yield from ((place,) for place in places)
    elif element.type == "inclusiveGateway" or any(flow.condition for flow in flows):
        yield from _some(places)
    else:
        yield places


def _place(scope: _Scope, flow: Flow) -> str:
    target = scope.sheet.diagram.elements[flow.target]
    joins = target.type in _JOINS and len(scope.sheet.into.get(target.id, [])) > 1
    return f"{scope.path}{flow.id if joins else target.id}"


def _some(places: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every choice of at least one; with very many only each alone and all together."""
    sizes = range(1, len(places) + 1) if len(places) <= _MOST_BRANCHES else (1, len(places))
    for size in sizes:
        yield from combinations(places, size)
