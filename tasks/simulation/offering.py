"""What the page of assumptions begins with: the numbers measured for a version, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine import calendars, definitions, settings
from engine.database import Actor, Tx
from engine.refusals import Invalid
from processes.cells import BadCell
from processes.findings import BadXml
from tasks import rights, sop_drafts
from tasks.replay.history import Span
from tasks.simulation import measuring, preparing
from tasks.simulation.fitting import numbers_of
from tasks.simulation.net import Net, Node
from tasks.simulation.numbers import Arrivals, BranchNumbers, Lasting
from tasks.simulation.preparing import Setup
from tasks.simulation.typed import MAKERS
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A step (or wait) with its measured length, and how long it lies although somebody is free."""

    element: str
    number: str
    name: str
    role: str
    lasting: Lasting
    pickup: Lasting | None = None


@dataclass(frozen=True, slots=True)
class OfferedBranch:
    """A gateway's question, and each way with its share."""

    question: str
    ways: tuple[tuple[str, str, float], ...]  # flow, name, share
    numbers: BranchNumbers


@dataclass(frozen=True, slots=True)
class Offer:
    """The measured numbers of a version; `staff` are the holders of each role it needs."""

    cases: int
    arrivals: Arrivals
    staff: tuple[tuple[str, int], ...]
    steps: tuple[OfferedStep, ...]
    waits: tuple[OfferedStep, ...]
    branches: tuple[OfferedBranch, ...]


def offer(site: Site, actor: Actor, key: str, setup: Setup) -> Offer:
    """What was measured for the version the setup compares with, else for that in force.

    Raises Forbidden, NotFound, Invalid for a draft too faulty to be read.
    """
    rights.require_role(actor, *MAKERS)
    with site.db.snapshot(actor) as tx:
        net, old = _net(tx, key, setup)
        known = _known(net, old)
        calendar = calendars.current(tx, actor.office)
        found, _ = measuring.measure(tx, Span(key, actor.office, setup.past_start, setup.past_end), calendar)
        people = measuring.of_people(tx, actor.office)
        numbers = numbers_of(net, found, known, settings.environment(tx)["setelan"], people)
    roles = dict.fromkeys(node.role for node in net.works)
    return Offer(
        cases=found.cases,
        arrivals=numbers.arrivals,
        staff=tuple((role, sum(role in held for _, held in people)) for role in roles),
        steps=tuple(
            _offered(node, numbers.steps[node.id].work, numbers.steps[node.id].pickup)
            for node in _ordered(net)
        ),
        waits=tuple(
            _offered(net.nodes[element], wait.lasts)
            for element, wait in numbers.waits.items()
            if net.nodes[element].kind == "wait"
        ),
        branches=tuple(_branch(net.nodes[gate], one) for gate, one in numbers.branches.items()),
    )


def _net(tx: Tx, key: str, setup: Setup) -> tuple[Net, Net]:
    version = definitions.numbered(tx, key, setup.version)
    old = preparing.net_from(preparing.files_of(tx, definitions.source(tx, version.id)))
    if setup.other is None:
        return old, old
    if setup.other:
        content = definitions.source(tx, definitions.numbered(tx, key, setup.other).id)
    else:
        content = sop_drafts.mine(tx, key).xml
    try:
        return preparing.net_from(preparing.files_of(tx, content)), old
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable


def _known(net: Net, old: Net) -> Callable[[str], str]:
    names = preparing.names_between(old.diagram, net.diagram)
    return lambda name: names.get(name, name)


def _ordered(net: Net) -> list[Node]:
    """The steps in the order of the table; those of SOPs it calls after them."""
    order = {step.id: place for place, step in enumerate(net.diagram.sop.steps)} if net.diagram.sop else {}
    return sorted(net.works, key=lambda node: order.get(node.id, 1000))


def _offered(node: Node, lasting: Lasting, pickup: Lasting | None = None) -> OfferedStep:
    number = node.step.number if node.step else ""
    return OfferedStep(node.id, number, node.name or node.id, node.role, lasting, pickup)


def _branch(gate: Node, numbers: BranchNumbers) -> OfferedBranch:
    ways = tuple(
        (way.id, way.name or way.target, share) for way, share in zip(gate.ways, numbers.shares, strict=True)
    )
    return OfferedBranch(gate.name or gate.id, ways, numbers)
