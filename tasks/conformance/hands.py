"""Who did the steps of a run: held against the lanes of a version, its steps for two officers, and four eyes.

Where the rules come from: lanes and candidates, and the number of officers of a step ("P1 P2" in Gambar 4, row 7),
stand in the SOP's drawing and cells; that nobody confirms the cause of a lateness they explained themselves is the rule
that tasks.breaches keeps. A "pemeriksa" the SOP names for a step leaves no record of its own and is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from engine.database import SYSTEM, Tx
from engine.schema import breaches, clocks, task_candidates, tasks
from processes.diagram import Activity
from processes.parts import CALLER
from tasks.conformance.deviations import Deviation, Kind
from tasks.conformance.flow import Walked, foreign
from tasks.conformance.history import Event, Run
from tasks.conformance.models import Model
from tasks.conformance.standing import RolesThen
from tasks.roles import ALL_LANES


class Breach(NamedTuple):
    """A deadline that passed; `sop` is the called SOP whose whole service it was of."""

    case: int
    task: int | None
    sop: str | None
    explained_by: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Staff:
    """What is known of people: their roles then, who was named for a task beyond its lane, and passed deadlines."""

    roles: RolesThen
    named: Mapping[int, frozenset[tuple[str, str]]]
    breaches: Mapping[int, tuple[Breach, ...]]

    def of_run(self, run: Run, key: str) -> tuple[Breach, ...]:
        """The passed deadlines of a run: of its own steps, and of its SOP's whole service."""
        sop = None if run.own else key
        every = self.breaches.get(run.case, ())
        return tuple(one for one in every if (one.task in run.tasks if one.task else one.sop == sop))


def read(tx: Tx, ids: Select[Any], roles: RolesThen) -> Staff:
    """What is known of the people in the cases whose ids the query gives."""
    c = task_candidates.c
    query = select(c.task_id, c.kind, c.name).join(tasks, tasks.c.id == c.task_id)
    named: dict[int, set[tuple[str, str]]] = {}
    for task, kind, name in tx.conn.execute(query.where(tasks.c.instance_id.in_(ids))):
        named.setdefault(task, set()).add((kind, name))
    b = breaches.c
    late = select(
        b.instance_id, b.task_id, clocks.c.sop, b.explained_by, b.confirmed_by, b.confirmed_at
    ).join(clocks)
    found: dict[int, list[Breach]] = {}
    for row in tx.conn.execute(late.where(b.instance_id.in_(ids)).order_by(b.id)):
        found.setdefault(row.instance_id, []).append(Breach(*row))
    return Staff(
        roles,
        {task: frozenset(some) for task, some in named.items()},
        {case: tuple(some) for case, some in found.items()},
    )


def deviations(walked: Walked, model: Model, staff: Staff, *, as_done: bool) -> Iterator[Deviation]:
    """Steps done by the wrong people. `as_done` takes lane and candidates as the task bore them, else the version's."""
    for event, name in zip(walked.events, walked.names, strict=True):
        activity = model.diagram.activities.get(name)
        if event.task is None or activity is None or foreign(name) or event.who == SYSTEM.login:
            continue
        asked = _asked(event, activity, staff, as_done=as_done)
        for login in filter(None, (event.who, event.second)):
            if _is_outside(staff.roles.of(login, event.at), login, asked):
                other = ", ".join(sorted(name for kind, name in asked if kind == "group"))
                yield Deviation(Kind.OUTSIDE_LANE, event.at, name, event.task, login, other)
        officers = activity.step.performer.min_officers if activity.step else 1
        if officers > 1 and event.second in (None, "", event.who):
            yield Deviation(Kind.ONE_OFFICER, event.at, name, event.task, event.who, event.second or "")


def untold(walked: Walked, staff: Staff) -> int:
    """How many steps were done by somebody of whose roles then the trail does not tell."""
    done = ((one.who, one.at) for one in walked.events if one.task is not None)
    return sum(who != SYSTEM.login and staff.roles.of(who, at) is None for who, at in done)


def own_confirmations(run: Run, found: tuple[Breach, ...]) -> Iterator[Deviation]:
    """Causes of lateness confirmed by who had explained them."""
    for one in found:
        if one.confirmed_at is not None and one.confirmed_by == one.explained_by:
            element = run.tasks.get(one.task or 0, "")
            yield Deviation(
                Kind.OWN_CONFIRMATION, one.confirmed_at, element, one.task, one.confirmed_by or ""
            )


def _asked(event: Event, activity: Activity, staff: Staff, *, as_done: bool) -> frozenset[tuple[str, str]]:
    """Who may do a step: ("group", role) and ("user", login)."""
    found = {("user", activity.assignee)} if activity.assignee else set()
    if as_done:
        own = {("group", event.lane)} if event.lane else set()
        return frozenset(found | own | staff.named.get(event.task or 0, frozenset()))
    groups = set(activity.candidate_groups or ((activity.lane,) if activity.lane else ()))
    if CALLER in groups and event.lane:
        groups = groups - {CALLER} | {event.lane}
    found |= {("group", one) for one in groups}
    return frozenset(found | {("user", one) for one in activity.candidate_users})


def _is_outside(roles: frozenset[str] | None, login: str, asked: frozenset[tuple[str, str]]) -> bool:
    if roles is None or not asked or ALL_LANES in roles or ("user", login) in asked:
        return False
    return not any(kind == "group" and name in roles for kind, name in asked)
