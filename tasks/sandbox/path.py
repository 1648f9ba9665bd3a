"""The way a play took: steps in order with branch and deadline, the end reached, the limits of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from engine import definitions, instances
from engine.database import Tx
from engine.instances import ACTIVE, Instance
from engine.refusals import Invalid, Problem
from engine.schema import clocks, tasks, waits
from engine.schema import instances as cases
from processes.diagram import Diagram
from tasks.sandbox.stage import Stage
from tasks.states import COMPLETED, OPEN_STATES

DONE, OPEN, ENDED = "done", "open", "ended"
"""What became of a step: it was done, is open, or was ended by something else (a timer, the end of the case)."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One step of the way; `due` is None where there is no limit, or where none is expected."""

    element: str
    step: str
    name: str
    how: str
    branch: str = ""
    branch_name: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the whole service: whose (an SOP's key), and its deadline."""

    sop: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one case; `outcome` is the end event that settled it ("" while it is under way)."""

    steps: tuple[Passed, ...]
    outcome: str
    outcome_name: str
    status: str
    limits: tuple[Limit, ...] = ()


@dataclass(slots=True)
class Watch:
    """Follows a play: called after each command it notes what was opened, in order, and what waits are limited to."""

    last_task: int = 0
    last_wait: int = 0
    order: list[tuple[str, int]] = field(default_factory=list)
    limits: dict[str, datetime] = field(default_factory=dict)

    def note(self, stage: Stage) -> None:
        """Look at what the last command opened."""
        with stage.db.read(stage.clerk) as tx:
            for number in tx.conn.execute(_TASKS, {"last": self.last_task}).scalars():
                self.order.append(("task", number))
                self.last_task = number
            fresh = tx.conn.execute(_WAITS, {"last": self.last_wait}).all()
            for row in fresh:
                self.order.append(("wait", row.id))
                self.last_wait = row.id
            for number in {row.instance_id for row in fresh}:
                self._note_limits(tx, number)

    def _note_limits(self, tx: Tx, number: int) -> None:
        instance = instances.read(tx, number)
        if instance.status == ACTIVE:
            found = instances.look(tx, instance, instances.definition_of(tx, instance).spec)
            self.limits |= {timer.token: timer.at for timer in found.timers}


def of_stage(stage: Stage, watch: Watch) -> tuple[Way, ...]:
    """The ways of all cases of a play that was watched."""
    with stage.db.read(stage.clerk) as tx:
        numbers = tx.conn.execute(select(cases.c.id).order_by(cases.c.id)).scalars().all()
        return tuple(_way(tx, number, watch) for number in numbers)


def to_json(ways: tuple[Way, ...]) -> list[dict[str, Any]]:
    """Ways as they are stored and exported; instants in ISO 8601."""
    return [_plain(way) for way in ways]


def from_json(found: Any) -> tuple[Way, ...]:
    """Ways as stored or sent. Raises Invalid."""
    try:
        return tuple(
            Way(
                tuple(Passed(**{**step, "due": _instant(step.get("due"))}) for step in way["steps"]),
                str(way["outcome"]),
                str(way["outcome_name"]),
                str(way["status"]),
                tuple(Limit(str(one["sop"]), _instant(one.get("due"))) for one in way.get("limits", ())),
            )
            for way in found
        )
    except (TypeError, KeyError, ValueError, AttributeError) as wrong:
        problem = Problem("scenario.expected_unreadable", "expected")
        raise Invalid("scenario.unreadable", problem) from wrong


_TASKS = select(tasks.c.id).where(tasks.c.id > bindparam("last")).order_by(tasks.c.id)
_WAITS = select(waits.c.id, waits.c.instance_id).where(waits.c.id > bindparam("last")).order_by(waits.c.id)


def _plain(way: Way) -> dict[str, Any]:
    found = asdict(way)
    for one in (*found["steps"], *found["limits"]):
        one["due"] = one["due"].isoformat() if one["due"] else None
    found["steps"] = [
        {name: value for name, value in one.items() if value not in ("", None)} for one in found["steps"]
    ]
    return found


def _instant(text: Any) -> datetime | None:
    if text is None or text == "":
        return None
    at = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return at.astimezone(UTC)


def _way(tx: Tx, number: int, watch: Watch) -> Way:
    instance = instances.read(tx, number)
    diagram = instances.definition_of(tx, instance).diagram
    own = tx.conn.execute(select(tasks).where(tasks.c.instance_id == number))
    rows: dict[tuple[str, int], Row[Any]] = {("task", row.id): row for row in own}
    rows |= {
        ("wait", row.id): row for row in tx.conn.execute(select(waits).where(waits.c.instance_id == number))
    }
    dues = {row.task_id: row.due_at for row in tx.conn.execute(_LIMITS, {"case": number})}
    steps = tuple(
        _task(diagram, rows[place], dues) if place[0] == "task" else _wait(diagram, rows[place], watch)
        for place in watch.order
        if place in rows and (place[0] == "task" or rows[place].type != "callActivity")
    )
    return Way(steps, instance.outcome or "", _end(diagram, instance), instance.status, _limits(tx, instance))


_LIMITS = select(clocks.c.task_id, clocks.c.due_at).where(
    clocks.c.instance_id == bindparam("case"), clocks.c.task_id.is_not(None)
)


def _task(diagram: Diagram, row: Row[Any], dues: Mapping[int, datetime | None]) -> Passed:
    how = DONE if row.state == COMPLETED else OPEN if row.state in OPEN_STATES else ENDED
    return _passed(diagram, row.element, how, row.outcome or "", dues.get(row.id))


def _wait(diagram: Diagram, row: Row[Any], watch: Watch) -> Passed:
    how = OPEN if row.closed_at is None else DONE if row.how == "completed" else ENDED
    return _passed(diagram, row.element, how, "", watch.limits.get(row.token))


def _passed(diagram: Diagram, element: str, how: str, branch: str, due: datetime | None) -> Passed:
    activity, drawn = diagram.activities.get(element), diagram.elements.get(element)
    step = activity.step.number if activity and activity.step else ""
    name = (activity.title if activity else "") or (drawn.name if drawn else "") or element
    answers = {option.value: option.label for option in activity.options} if activity else {}
    return Passed(element, step, name, how, branch, answers.get(branch, branch), due)


def _end(diagram: Diagram, instance: Instance) -> str:
    drawn = diagram.elements.get(instance.outcome or "")
    return drawn.name if drawn else instance.outcome or ""


def _limits(tx: Tx, instance: Instance) -> tuple[Limit, ...]:
    query = select(clocks.c.sop, clocks.c.due_at).where(
        clocks.c.instance_id == instance.id, clocks.c.task_id.is_(None)
    )
    key = definitions.load(tx, instance.definition_id).key
    return tuple(Limit(row.sop or key, row.due_at) for row in tx.conn.execute(query.order_by(clocks.c.id)))
