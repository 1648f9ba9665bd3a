"""The dry run: what would become of every case meant, and the table of elements and limits to choose by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from engine import definitions, moving
from engine.database import Actor, Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.moving import Crossing
from engine.schema import clocks, tasks, waits
from engine.schema import instances as table
from engine.spiff import CannotCarry, StateRefused
from processes import matching
from processes.diagram import Diagram
from processes.matching import OTHER, Match
from tasks import rights
from tasks.moving import ahead, plans, reasons
from tasks.moving.plans import Pinned, Plan
from tasks.moving.reasons import Reason
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site

MAY = (PROCESS_OWNER, ADMINISTRATOR)
_SAMPLES = 5
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An element cases stand on, or whose counterpart is not itself. `offered` are (id, number, name) to choose from;
    `clocks` counts limits that run, `before` and `after` are the waktu cells."""

    element: str
    number: str
    name: str
    match: Match
    standing: int
    offered: tuple[tuple[str, str, str], ...]
    clocks: int = 0
    before: str = ""
    after: str = ""
    late: int = 0
    """Limits that would be past their new deadline at once."""


@dataclass(slots=True)
class Group:
    """Cases that stay for one reason: how many, and the numbers of the first of them."""

    reason: Reason
    cases: int = 0
    numbers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dry:
    """What a plan would do. `total` cases are meant, `movable` of them would move; `groups` say why others stay."""

    plan: Plan
    target: Definition
    total: int
    movable: int
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    mapping: Mapping[str, str | None]
    services: int
    """Limits of whole services that run."""


def run(site: Site, actor: Actor, plan: Plan) -> Dry:
    """Look at every case a plan means; nothing is written. Raises Forbidden, Invalid, NotFound."""
    rights.require_role(actor, *MAY)
    plans.check(plan)
    with site.db.snapshot(actor) as tx:
        plans.require_usable(tx, plan)
        return look(tx, plan)


def look(tx: Tx, plan: Plan) -> Dry:
    """As `run`, inside a transaction and without asking for the right."""
    ways = Ways.of(tx, plan)
    groups: dict[Reason, Group] = {}
    total = movable = 0
    for instance in _cases(tx, plan):
        total += 1
        found = ways.why_not(tx, instance)
        if not found:
            movable += 1
            continue
        group = groups.setdefault(found[0], Group(found[0]))
        group.cases += 1
        if len(group.numbers) < _SAMPLES:
            group.numbers.append(instance.business_key)
    return Dry(
        plan,
        definitions.numbered(tx, plan.key, plan.target),
        total,
        movable,
        tuple(sorted(groups.values(), key=lambda one: -one.cases)),
        tuple(_lines(tx, plan, ways)),
        ways.mapping,
        _services(tx, plan),
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """From what the cases are on to what they go to, None where there is no way; and how elements follow."""

    pairs: Mapping[Pinned, tuple[Definition, Definition | None]]
    found: Mapping[str, Match]
    mapping: Mapping[str, str | None]
    crossings: Mapping[Pinned, Crossing]

    @staticmethod
    def of(tx: Tx, plan: Plan) -> Ways:
        """The ways of all cases a plan means."""
        pairs: dict[Pinned, tuple[Definition, Definition | None]] = {}
        for pinned in plans.pins(tx, plans.of_versions(tx, plan)):
            old = plans.known(tx, pinned)
            if old is not None:
                pairs[pinned] = old, plans.target_of(tx, plan, old)
        goals = [(old, new) for old, new in pairs.values() if new is not None]
        if not goals:  # no case: the table of elements is told all the same
            goals = [
                (definitions.numbered(tx, plan.key, number), definitions.numbered(tx, plan.key, plan.target))
                for number in plan.sources
            ]
        found = plans.matches(plan, goals)
        mapping = plans.mapping_of(found)
        how = plans.carriage(mapping, plan.choices)
        crossings = {pinned: Crossing(old, new, how) for pinned, (old, new) in pairs.items() if new}
        return Ways(pairs, found, mapping, crossings)

    def why_not(self, tx: Tx, instance: Instance) -> tuple[Reason, ...]:
        """Why a case would stay; empty where it would move."""
        way = self.crossings.get((instance.definition_id, instance.links))
        if way is None:
            return (Reason(reasons.LINKS),)
        try:
            moving.look(tx, instance, way)
        except (CannotCarry, StateRefused) as refused:
            return reasons.of_refusal(refused, way.old.diagram, way.new.diagram)
        return ()


def _cases(tx: Tx, plan: Plan) -> Iterator[Instance]:
    columns = [table.c[name] for name in Instance.__slots__]
    query = select(*columns).where(plans.of_versions(tx, plan)).order_by(table.c.id)
    last = 0
    while rows := tx.conn.execute(query.where(table.c.id > last).limit(_BATCH)).all():
        yield from (Instance(*row) for row in rows)
        last = rows[-1].id


def _lines(tx: Tx, plan: Plan, ways: Ways) -> Iterator[Line]:
    """The elements to choose for, in the order of the older version's table."""
    standing, clocked = _standing(tx, plan), _clocked(tx, plan)
    late = ahead.late_at_once(tx, plan, ways.crossings)
    goals = [(way.old.diagram, way.new.diagram) for way in ways.crossings.values()]
    told: set[str] = set()
    for old, new in goals or _drawn(tx, plan):
        for element in sorted((one.id for one in matching.standing(old)), key=lambda key: _order(old, key)):
            match = ways.found.get(element)
            if match is None or element in told:
                continue
            told.add(element)
            same = match.target == element and match.how != OTHER
            if not same or standing.get(element) or element in plan.edits:
                found = _line(match, old, new, standing.get(element, 0), clocked.get(element, 0))
                yield replace(found, late=late[element])


def _line(match: Match, old: Diagram, new: Diagram, standing: int, clocked: int) -> Line:
    element = match.element
    offered = [
        (one.id, matching.number(new, one.id), matching.title(new, one.id))
        for one in matching.candidates(old, element, new)
    ]
    return Line(
        element,
        matching.number(old, element),
        matching.title(old, element),
        match,
        standing,
        tuple(offered),
        clocked,
        _time(old, element),
        _time(new, match.target or ""),
    )


def _drawn(tx: Tx, plan: Plan) -> list[tuple[Diagram, Diagram]]:
    new = definitions.numbered(tx, plan.key, plan.target).diagram
    return [(definitions.numbered(tx, plan.key, number).diagram, new) for number in plan.sources]


def _time(diagram: Diagram, element: str) -> str:
    activity = diagram.activities.get(element)
    return activity.step.time.text if activity and activity.step else ""


def _order(diagram: Diagram, element: str) -> int:
    sop = diagram.sop_of(element)
    rows = [step.id for step in sop.steps] if sop else []
    return rows.index(element) if element in rows else len(rows)


def _standing(tx: Tx, plan: Plan) -> Counter[str]:
    """How many tokens of the cases meant stand on each element."""
    meant = select(table.c.id).where(plans.of_versions(tx, plan))
    found: Counter[str] = Counter()
    for rows, over in ((tasks, tasks.c.completed_at), (waits, waits.c.closed_at)):
        query = select(rows.c.element, func.count()).where(rows.c.instance_id.in_(meant), over.is_(None))
        found.update(_pairs(tx.conn.execute(query.group_by(rows.c.element)).all()))
    return found


def _clocked(tx: Tx, plan: Plan) -> dict[str, int]:
    """How many limits of steps run, by element."""
    meant = select(table.c.id).where(plans.of_versions(tx, plan))
    query = (
        select(tasks.c.element, func.count())
        .join(clocks, (clocks.c.instance_id == tasks.c.instance_id) & (clocks.c.task_id == tasks.c.id))
        .where(tasks.c.instance_id.in_(meant), clocks.c.stopped_at.is_(None))
        .group_by(tasks.c.element)
    )
    return _pairs(tx.conn.execute(query).all())


def _services(tx: Tx, plan: Plan) -> int:
    meant = select(table.c.id).where(plans.of_versions(tx, plan))
    running = (clocks.c.instance_id.in_(meant), clocks.c.task_id.is_(None), clocks.c.stopped_at.is_(None))
    return int(tx.conn.execute(select(func.count()).select_from(clocks).where(*running)).scalar_one())


def _pairs(rows: object) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in rows}  # type: ignore[attr-defined]
