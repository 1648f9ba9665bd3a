"""The life of a task until it is completed: claim, start, suspend, delegate, reassign; each command is one
transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, Problem
from processes.model import ClockEffect, StepKind
from tasks import clocks, pauses, people, rights
from tasks.held import Held, change, hold, hold_open, may_work
from tasks.roles import SUPERVISOR
from tasks.site import Site
from tasks.states import ASSIGNED, COMPLETED, CREATED, IN_PROGRESS, PENDING, RESOLVED, SUSPENDED

_REASON_LENGTH = 1000


def claim(site: Site, actor: Actor, task_id: int, revision: int | None = None) -> None:
    """Take a free task. Raises NotFound, Forbidden, Conflict when somebody has it."""
    with site.db.begin(actor) as tx:
        held = hold_open(tx, task_id, revision)
        _require_candidate(tx, held)
        if held.task.assignee not in (None, actor.login):
            raise Conflict("task.claimed_already")
        state, claimed_at = _claimed_state(held), held.task.claimed_at or tx.now
        change(tx, held.task, assignee=actor.login, state=state, claimed_at=claimed_at)
        _log(tx, held, "task.claimed", turn(held, state))


def unclaim(site: Site, actor: Actor, task_id: int, revision: int | None = None) -> None:
    """Give a task back to its candidates; work begun stays counted and rests. Raises NotFound, Forbidden, Conflict.

    Who was entrusted with a task hands it back to its owner (`resolve`), not past him to everybody.
    """
    with site.db.begin(actor) as tx:
        held = _hold_mine(tx, task_id, revision)
        if held.task.delegation == PENDING:
            raise Conflict("task.hand_back")
        lay_down(tx, held)
        change(tx, held.task, assignee=None, state=CREATED, claimed_at=None, owner=None, delegation=None)
        _log(tx, held, "task.unclaimed", turn(held, CREATED))


def start(site: Site, actor: Actor, task_id: int, revision: int | None = None) -> None:
    """Begin work, or take up again what was given back: service minutes count from here.

    A free task is claimed by it. Starting twice is one start.
    """
    with site.db.begin(actor) as tx:
        held = hold(tx, task_id, revision)
        if held.task.state == SUSPENDED:
            raise Conflict("task.suspended")
        if held.task.started_at is not None and held.task.state == IN_PROGRESS:
            return
        _act_for_owner(tx, held)
        _begin(tx, held, held.task.claimed_at or tx.now)
        _log(tx, held, "task.started", turn(held, IN_PROGRESS))


def suspend(
    site: Site, actor: Actor, task_id: int, reason: str, note: str = "", revision: int | None = None
) -> None:
    """Interrupt work with a reason of the catalogue: the clock stands still. Raises Invalid, Conflict."""
    with site.db.begin(actor) as tx:
        held = _hold_mine(tx, task_id, revision)
        if held.task.state != IN_PROGRESS:
            raise Conflict("task.not_started")
        _require_pause_reason(tx, reason, note)
        pauses.begin(tx, held.instance, reason, task_id=task_id, evidence=note)
        change(tx, held.task, state=SUSPENDED)


def resume(site: Site, actor: Actor, task_id: int, revision: int | None = None) -> None:
    """Go on with interrupted work. Raises Conflict when it is not interrupted."""
    with site.db.begin(actor) as tx:
        held = _hold_mine(tx, task_id, revision)
        if held.task.state != SUSPENDED:
            raise Conflict("task.not_suspended")
        pauses.end(tx, held.instance, task_id=task_id)
        change(tx, held.task, state=IN_PROGRESS)


def delegate(
    site: Site, actor: Actor, task_id: int, to: str, note: str = "", revision: int | None = None
) -> None:
    """Ask a colleague of the same lane to do a task and hand it back. Raises Invalid for anyone else."""
    with site.db.begin(actor) as tx:
        held = _hold_mine(tx, task_id, revision)
        if held.task.delegation == PENDING:
            raise Conflict("task.delegated_already")
        require_text(note, "note")
        if to not in second_officers(tx, held.task.lane, actor.login):
            raise Invalid("form.invalid", Problem("task.not_a_candidate", "to"))
        change(tx, held.task, owner=actor.login, assignee=to, delegation=PENDING)
        _log(tx, held, "task.delegated", {"to": to}, note)


def resolve(site: Site, actor: Actor, task_id: int, note: str = "", revision: int | None = None) -> None:
    """Hand a delegated task back to its owner. Raises Conflict when it is not delegated."""
    with site.db.begin(actor) as tx:
        held = _hold_mine(tx, task_id, revision)
        if held.task.delegation != PENDING:
            raise Conflict("task.not_delegated")
        require_text(note, "note")
        change(tx, held.task, assignee=held.task.owner, delegation=RESOLVED)
        _log(tx, held, "task.resolved", {"to": held.task.owner}, note)


def reassign(
    site: Site, actor: Actor, task_id: int, to: str | None, reason: str, revision: int | None = None
) -> None:
    """A supervisor gives a task to another candidate, or back to all (`to` None), saying why."""
    if not actor.has(SUPERVISOR):
        raise Forbidden("task.supervisor_only")
    with site.db.begin(actor) as tx:
        held = hold_open(tx, task_id, revision)
        require_text(reason, "reason", required=True)
        if to is not None and to not in second_officers(tx, held.task.lane, besides=""):
            raise Invalid("form.invalid", Problem("task.not_a_candidate", "to"))
        lay_down(tx, held)
        state = CREATED if to is None else ASSIGNED
        claimed_at = None if to is None else tx.now
        change(tx, held.task, assignee=to, state=state, claimed_at=claimed_at, owner=None, delegation=None)
        handed = {"from": held.task.assignee, "to": to, **turn(held, state)}
        _log(tx, held, "task.reassigned", handed, reason)


def _begin(tx: Tx, held: Held, claimed_at: datetime) -> None:
    task = held.task
    change(
        tx,
        task,
        assignee=tx.actor.login,
        state=IN_PROGRESS,
        claimed_at=claimed_at,
        started_at=task.started_at or tx.now,
    )
    if task.started_at is None:
        clocks.start_task(tx, held.instance, task.id, tx.now)
        pause_for_travel(tx, held, tx.now)
    else:
        pauses.end(tx, held.instance, task_id=task.id)


def lay_down(tx: Tx, held: Held) -> None:
    """Work begun rests from here until somebody starts again (WS-HumanTask: InProgress to Ready or Reserved)."""
    if held.task.state == SUSPENDED:
        pauses.end(tx, held.instance, task_id=held.task.id)
    if held.task.state in (IN_PROGRESS, SUSPENDED):
        pauses.begin(tx, held.instance, pauses.RELEASED, task_id=held.task.id)


def pause_for_travel(tx: Tx, held: Held, at: datetime) -> None:
    """A journey stops the service's clock while it lasts."""
    step = held.activity.step
    if step and step.kind is StepKind.TRAVEL and step.time.effect is ClockEffect.SEPARATE:
        pauses.begin(tx, held.instance, pauses.TRAVEL, token=held.task.token, since=at)


def _hold_mine(tx: Tx, task_id: int, revision: int | None) -> Held:
    held = hold(tx, task_id, revision)
    if held.task.assignee != tx.actor.login:
        raise Conflict("task.claim_first")
    _act_for_owner(tx, held)
    return held


def _act_for_owner(tx: Tx, held: Held) -> None:
    """What an entrusted colleague does is done, and recorded, on behalf of the task's owner."""
    if held.task.delegation == PENDING:
        tx.actor = replace(tx.actor, on_behalf=held.task.owner)


def turn(held: Held, state: str) -> dict[str, Any]:
    """The states a command leads a task from and to, for the trail; left out where it is the usual way.

    Half of a case's records are such turns, and their action says where they come from (docs/audit-format.md).
    """
    return {} if (held.task.state, state) in _USUAL else {"state": [held.task.state, state]}


_USUAL = {(CREATED, IN_PROGRESS), (IN_PROGRESS, COMPLETED)}


def _require_candidate(tx: Tx, held: Held) -> None:
    if not may_work(tx, held.task) and not rights.is_candidate(tx, held.task.id):
        raise Forbidden("task.not_yours")


def _claimed_state(held: Held) -> str:
    return held.task.state if held.task.assignee else ASSIGNED


def second_officers(tx: Tx, lane: str | None, besides: str) -> tuple[str, ...]:
    """Logins of active colleagues of a lane who may be named beside the acting person."""
    colleagues = people.holding(tx, [lane] if lane else [])
    return tuple(person.login for person in colleagues if person.login != besides)


def _require_pause_reason(tx: Tx, reason: str, note: str) -> None:
    if reason not in {row["code"] for row in settings.value(tx, "reasons.pause")}:
        raise Invalid("form.invalid", Problem("form.choice", "reason"))
    require_text(note, "note")


def require_text(text: str, where: str, *, required: bool = False) -> None:
    """Refuse a reason or note that is missing, too long or unfit to store. Raises Invalid naming the field."""
    if required and not text.strip():
        raise Invalid("form.invalid", Problem("form.required", where))
    if len(text) > _REASON_LENGTH:
        raise Invalid("form.invalid", Problem("form.too_long", where, {"limit": _REASON_LENGTH}))
    if "\x00" in text:
        raise Invalid("form.invalid", Problem("form.nul", where))


def _log(tx: Tx, held: Held, action: str, details: Mapping[str, Any] | None = None, reason: str = "") -> None:
    chain = f"instance:{held.instance.id}"
    audit.append(tx, chain, action, f"task:{held.task.id}", details or {}, reason=reason)
