"""A finished simulation as lines to show: the whole, each step, each role, both versions beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.simulation.comparing import Range, Verdict, differences, ranges, verdict
from tasks.simulation.jobs import Told
from tasks.simulation.months import AFTER, BEFORE, CHECK
from tasks.simulation.net import Net
from tasks.simulation.numbers import Numbers, Origin
from tasks.simulation.preparing import names_between, net_from

WHOLE = ("came", "settled", "days_median", "days_p90", "late", "service_late")
OF_STEP = ("done", "wait_median", "wait_p90", "work_median", "work_p90", "late")
OF_ROLE = ("load", "hours", "queue")


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure under both versions, and the second less the first, play by play."""

    before: Range | None
    after: Range | None
    gap: Range | None

    @property
    def surely(self) -> bool:
        """Whether at least 90 of 100 plays agree on the direction."""
        return self.gap is not None and (self.gap.low > 0 or self.gap.high < 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A step or role with its figures by name; `new` and `gone` say that one version alone has it."""

    id: str
    number: str
    name: str
    role: str
    figures: Mapping[str, Pair]
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """The tasks waiting for a role, by working day: mean and range under each version."""

    role: str
    days: tuple[date, ...]
    before: tuple[Range, ...]
    after: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A number that was typed or assumed, not measured: what it is about, and where it comes from."""

    what: str  # step | pickup | wait | branch | arrivals
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything a page shows of a finished simulation."""

    whole: Mapping[str, Pair]
    steps: tuple[Line, ...]
    roles: tuple[Line, ...]
    queues: tuple[Queue, ...]
    check: Verdict | None
    check_names: Mapping[str, tuple[str, str]]  # element -> number and name
    rough: tuple[tuple[str, str], ...]
    guesses: tuple[Guess, ...]


def tell(told: Told) -> Telling:
    """The lines of a simulation that has played something of each version."""
    before, after = (told.results.get(which, []) for which in (BEFORE, AFTER))
    nets = {which: net_from(texts) for which, texts in told.files.items()}
    old, new = nets[BEFORE], nets.get(AFTER, nets[BEFORE])
    names = names_between(old.diagram, new.diagram)
    renamed = [_renamed(one, names) for one in after]
    pairs = _pairs(before, renamed)
    queues = _queues(before, after)
    prepared = told.prepared
    check = None
    if prepared is not None and prepared.check is not None and told.results.get(CHECK):
        check = verdict(prepared.check.figures, told.results[CHECK])
    last = prepared.after or prepared.before if prepared else None
    return Telling(
        whole={name: pairs.get(f"whole/{name}", _NONE) for name in WHOLE},
        steps=tuple(_steps(old, new, names, pairs, compared=AFTER in told.files)),
        roles=tuple(_roles(pairs)),
        queues=queues,
        check=check,
        check_names={node.id: (node.step.number if node.step else "", node.name) for node in old.works},
        rough=tuple(dict.fromkeys((*old.rough, *new.rough))),
        guesses=tuple(_guesses(new, last)) if last else (),
    )


_NONE = Pair(None, None, None)


def _pairs(before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]) -> dict[str, Pair]:
    first, second = ranges([dict(one) for one in before]), ranges([dict(one) for one in after])
    gaps = differences([dict(one) for one in before], [dict(one) for one in after])
    return {name: Pair(first.get(name), second.get(name), gaps.get(name)) for name in {**first, **second}}


def _renamed(figures: Mapping[str, float], names: Mapping[str, str]) -> dict[str, float]:
    """Figures of the newer version under the older ids of its steps."""
    found = {}
    for name, value in figures.items():
        kind, _, rest = name.partition("/")
        element, _, what = rest.partition("/")
        found[f"step/{names.get(element, element)}/{what}" if kind == "step" else name] = value
    return found


def _steps(
    old: Net, new: Net, names: Mapping[str, str], pairs: Mapping[str, Pair], *, compared: bool
) -> list[Line]:
    order = {step.id: place for place, step in enumerate(new.diagram.sop.steps)} if new.diagram.sop else {}
    had = {node.id for node in old.works}
    found = [(order.get(node.id, 1000), names.get(node.id, node.id), node) for node in new.works]
    kept = {name for _, name, _ in found}
    found += [(2000, node.id, node) for node in old.works if node.id not in kept]
    return [
        Line(
            id=name,
            number=node.step.number if node.step else "",
            name=node.name,
            role=node.role,
            figures={what: pairs.get(f"step/{name}/{what}", _NONE) for what in OF_STEP},
            new=compared and name not in had,
            gone=name not in kept,
        )
        for _, name, node in sorted(found, key=lambda one: one[0])
        if f"step/{name}/done" in pairs
    ]


def _roles(pairs: Mapping[str, Pair]) -> list[Line]:
    roles = dict.fromkeys(name.split("/")[1] for name in pairs if name.startswith("role/"))
    return [
        Line(role, "", role, role, {what: pairs.get(f"role/{role}/{what}", _NONE) for what in OF_ROLE})
        for role in sorted(roles)
    ]


def _queues(before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]) -> tuple[Queue, ...]:
    first, second = ranges([dict(one) for one in before]), ranges([dict(one) for one in after])
    roles = sorted({name.split("/")[1] for name in first if name.startswith("queue/")})
    found = []
    for role in roles:
        days = sorted(name.rpartition("/")[2] for name in first if name.startswith(f"queue/{role}/"))
        names = [f"queue/{role}/{day}" for day in days]
        empty = Range(0.0, 0.0, 0.0)
        found.append(
            Queue(
                role,
                tuple(date.fromisoformat(day) for day in days),
                tuple(first[name] for name in names),
                tuple(second.get(name, empty) for name in names) if second else (),
            )
        )
    return tuple(found)


def _guesses(net: Net, numbers: Numbers) -> list[Guess]:
    """What does not stand on measurements."""
    found = []
    if numbers.arrivals.origin is not Origin.MEASURED:
        found.append(Guess("arrivals", "", numbers.arrivals.origin))
    for element, step in numbers.steps.items():
        if step.work.origin is not Origin.MEASURED:
            found.append(Guess("step", net.nodes[element].name, step.work.origin))
    for element, wait in numbers.waits.items():
        node = net.nodes[element]
        if node.kind != "work" and wait.lasts.origin is not Origin.MEASURED:
            found.append(Guess("wait", node.name or element, wait.lasts.origin))
    for gate, branch in numbers.branches.items():
        if branch.origin is not Origin.MEASURED:
            found.append(Guess("branch", net.nodes[gate].name or gate, branch.origin))
    return found
