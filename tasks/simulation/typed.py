"""Assumptions typed in by hand: they take the place of measured numbers, and may be kept under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from engine import audit
from engine.database import Actor, Tx
from engine.office_calendar import OfficeCalendar
from engine.refusals import Invalid, NotFound, Problem
from engine.schema import simulation_assumptions as table
from tasks import rights, roles, texts
from tasks.simulation.chance import Spread
from tasks.simulation.fitting import typed_arrivals
from tasks.simulation.net import Net
from tasks.simulation.numbers import BranchNumbers, Lasting, Numbers, Origin, WaitNumbers
from tasks.site import Site

MAKERS = (roles.PROCESS_OWNER, roles.SUPERVISOR)
MOST_STAFF = 500
_HOUR = 60.0
_LONGEST = 366 * 24 * _HOUR  # minutes
_NAME_LENGTH = 80
Three = tuple[float, float, float]
"""At least, most likely, at most."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: new cases on a working day, people by role, minutes of work and hours of waits by element,
    percent by flow. What has no entry stays as measured."""

    per_day: float | None = None
    staff: dict[str, int] = field(default_factory=dict)
    work: dict[str, Three] = field(default_factory=dict)
    waits: dict[str, Three] = field(default_factory=dict)
    branches: dict[str, float] = field(default_factory=dict)


_ADAPTER: TypeAdapter[Typed] = TypeAdapter(Typed)


def to_json(typed: Typed) -> dict[str, Any]:
    """As JSON values; `from_json` gives it back."""
    found: dict[str, Any] = _ADAPTER.dump_python(typed, mode="json")
    return found


def from_json(value: Any) -> Typed:
    """What `to_json` wrote. Raises Invalid for anything else."""
    try:
        return _ADAPTER.validate_python(value)
    except ValidationError as wrong:
        raise Invalid("simulation.invalid") from wrong


def read_fields(form: Mapping[str, str]) -> Typed:
    """The fields of the page: "per_day", "staff.<role>", "work.<element>.min|likely|max", "wait.…", "branch.<flow>".

    Raises Invalid naming every field that cannot be.
    """
    wrong: list[Problem] = []
    staff = {
        name.partition(".")[2]: int(number)
        for name, text in form.items()
        if name.startswith("staff.") and text.strip()
        if (number := _number(text, name, wrong, most=MOST_STAFF, whole=True)) is not None
    }
    branches = {
        name.partition(".")[2]: number
        for name, text in form.items()
        if name.startswith("branch.") and text.strip()
        if (number := _number(text, name, wrong, most=100)) is not None
    }
    per_day = form.get("per_day", "").strip()
    typed = Typed(
        per_day=_number(per_day, "per_day", wrong, most=5000) if per_day else None,
        staff=staff,
        work=_threes(form, "work", _LONGEST, wrong),
        waits=_threes(form, "wait", _LONGEST / _HOUR, wrong),
        branches=branches,
    )
    if wrong:
        raise Invalid("simulation.invalid", *wrong)
    return typed


def _threes(form: Mapping[str, str], kind: str, most: float, wrong: list[Problem]) -> dict[str, Three]:
    names = {name.rpartition(".")[0] for name in form if name.startswith(f"{kind}.") and form[name].strip()}
    found = {}
    for name in sorted(names):
        fields = [f"{name}.{part}" for part in ("min", "likely", "max")]
        numbers = [_number(form.get(one, ""), one, wrong, most=most) for one in fields]
        if None in numbers:
            continue
        low, likely, high = (number or 0.0 for number in numbers)
        if any(b < a for a, b in pairwise((low, likely, high))):
            wrong.append(Problem("simulation.order", fields[1]))
        found[name.partition(".")[2]] = (low, likely, high)
    return found


def _number(text: str, name: str, wrong: list[Problem], *, most: float, whole: bool = False) -> float | None:
    plain = text.strip().replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most or (whole and (number != int(number) or number < 1)):
        wrong.append(Problem("simulation.number", name, {"most": int(most)}))
        return None
    return number


def applied(numbers: Numbers, typed: Typed, net: Net, calendar: OfficeCalendar) -> Numbers:
    """The numbers with what was typed in place of what was measured."""
    steps = {
        name: replace(one, work=_typed(typed.work[name])) if name in typed.work else one
        for name, one in numbers.steps.items()
    }
    waits = {
        name: WaitNumbers(_typed(tuple(hours * _HOUR for hours in typed.waits[name])), one.never, one.cut)
        if name in typed.waits
        else one
        for name, one in numbers.waits.items()
    }
    branches = {name: _branch(net, name, one, typed.branches) for name, one in numbers.branches.items()}
    arrivals = typed_arrivals(calendar, typed.per_day) if typed.per_day is not None else numbers.arrivals
    needed = {node.role for node in net.works}
    people = staffed(numbers.people, typed.staff, needed)
    return replace(numbers, steps=steps, waits=waits, branches=branches, arrivals=arrivals, people=people)


def staffed(
    people: Sequence[tuple[str, ...]], wanted: Mapping[str, int], needed: set[str]
) -> tuple[tuple[str, ...], ...]:
    """The people, as many in each role as typed: more come for that role alone, fewer lose it. A role nobody holds but
    a step needs gets one person."""
    found = [set(roles_) for roles_ in people]
    for role in sorted(needed | wanted.keys()):
        holders = [one for one in found if role in one]
        number = wanted.get(role, max(1, len(holders)))
        for one in holders[number:]:
            one.discard(role)
        found += [{role} for _ in range(number - len(holders))]
    return tuple(tuple(sorted(one & needed)) for one in found if one & needed)


def _typed(numbers: Sequence[float]) -> Lasting:
    return Lasting(Spread("triangle", tuple(numbers)), Origin.TYPED)


def _branch(net: Net, name: str, one: BranchNumbers, typed: Mapping[str, float]) -> BranchNumbers:
    """Shares with the typed ones in place; the others keep their proportion to each other."""
    ways = net.nodes[name].ways
    given = {place: typed[way.id] / 100 for place, way in enumerate(ways) if way.id in typed}
    if not given:
        return one
    left = max(0.0, 1 - sum(given.values()))
    others = sum(share for place, share in enumerate(one.shares) if place not in given)
    count = len(ways) - len(given)
    shares = [
        given.get(place, left * share / others if others else left / max(1, count))
        for place, share in enumerate(one.shares)
    ]
    total = sum(shares) or 1.0
    return BranchNumbers(tuple(share / total for share in shares), Origin.TYPED)


@dataclass(frozen=True, slots=True)
class Kept:
    """Assumptions kept under a name."""

    id: int
    name: str
    content: Typed


def kept(tx: Tx, key: str) -> tuple[Kept, ...]:
    """The assumptions of an SOP that the acting person's office has kept, by name."""
    query = select(table).where(table.c.office == tx.actor.office, table.c.key == key).order_by(table.c.name)
    return tuple(Kept(row.id, row.name, from_json(row.content)) for row in tx.conn.execute(query))


def keep(site: Site, actor: Actor, key: str, name: object, typed: Typed) -> None:
    """Keep assumptions under a name; the same name again is written over. Raises Forbidden, Invalid."""
    rights.require_role(actor, *MAKERS)
    called = texts.line(name, "assumptions_name", _NAME_LENGTH)
    with site.db.begin(actor) as tx:
        values = {"content": to_json(typed), "changed_at": tx.now, "changed_by": actor.login}
        query = tx.insert(table).values(office=actor.office, key=key, name=called, **values)
        tx.conn.execute(query.on_conflict_do_update(index_elements=["office", "key", "name"], set_=values))
        audit.append(tx, f"definition:{key}", "simulation.assumed", key, {"name": called})


def drop(site: Site, actor: Actor, key: str, number: int) -> None:
    """Forget kept assumptions. Raises Forbidden, NotFound."""
    rights.require_role(actor, *MAKERS)
    own = (table.c.id == number) & (table.c.office == actor.office) & (table.c.key == key)
    with site.db.begin(actor) as tx:
        if tx.conn.execute(table.delete().where(own)).rowcount != 1:
            raise NotFound("simulation.unknown")
        audit.append(tx, f"definition:{key}", "simulation.forgotten", key, {"assumptions": number})
