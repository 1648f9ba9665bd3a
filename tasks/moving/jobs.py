"""Jobs: a decision to move the cases of some versions, with the list of its cases and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine import audit
from engine.database import Actor, Tx
from engine.past import MOVED
from engine.refusals import Conflict, NotFound
from engine.schema import instances
from engine.schema import moved_cases as cases_table
from engine.schema import moves as table
from tasks import rights, texts
from tasks.moving import dry, plans, reasons
from tasks.moving.plans import Choices, Pinned, Plan
from tasks.moving.reasons import Reason
from tasks.site import Site

RUNNING, DONE, CANCELED = "running", "done", "canceled"
WAITING, STAYED, PASSED, FAILED = "waiting", "stayed", "passed", "failed"
"""Of a case, beside MOVED: not yet looked at; it cannot be moved; it is no longer meant; a fault of ours."""

_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `targets` say for each version row what its cases go to; `counts` are cases by state."""

    id: int
    office: str
    key: str
    from_versions: tuple[int, ...]
    to_version: int
    targets: Mapping[str, Any]
    mapping: Mapping[str, str | None]
    mapping_hash: str
    choices: Choices
    reason: str
    state: str
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    ended_by: str | None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many cases it is about."""
        return sum(self.counts.values())

    @property
    def seen(self) -> int:
        """How many of them it has come to."""
        return self.total - self.counts.get(WAITING, 0)

    def means(self, pinned: Pinned) -> bool:
        """Whether a case on these versions is meant."""
        return _pin(pinned) in self.targets

    def target(self, pinned: Pinned) -> Pinned | None:
        """What a case on these versions goes to; None where the SOPs it calls do not fit."""
        found = self.targets.get(_pin(pinned))
        return None if found is None else (int(found[0]), found[1])


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    instance: int
    business_key: str
    state: str
    reasons: tuple[Reason, ...]
    at: datetime | None


def begin(site: Site, actor: Actor, plan: Plan, reason: object) -> int:
    """Decide to move the cases of a plan; a worker does it. Returns the job's number.

    Raises Forbidden, Invalid (no reason), NotFound, Conflict when there is no case or a job for the SOP runs.
    """
    rights.require_role(actor, *dry.MAY)
    plans.check(plan)
    why = texts.paragraph(reason, "reason", _LONGEST_REASON)
    with site.db.begin(actor) as tx:
        plans.require_usable(tx, plan)
        ways = dry.Ways.of(tx, plan)
        ids = tx.conn.execute(select(instances.c.id).where(plans.of_versions(tx, plan))).scalars().all()
        if not ids:
            raise Conflict("moving.no_cases")
        number = _insert(tx, plan, ways, why)
        rows = [
            {"move_id": number, "instance_id": one, "state": WAITING, "reasons": []} for one in sorted(ids)
        ]
        tx.conn.execute(cases_table.insert(), rows)
        details = {
            "move": number,
            "from": list(plan.sources),
            "to": plan.target,
            "mapping": dict(ways.mapping),
            "limits": plans.stored(plan.choices),
            "cases": len(rows),
        }
        audit.append(tx, f"definition:{plan.key}", "cases.moving", f"move:{number}", details, reason=why)
        return number


def cancel(site: Site, actor: Actor, job_id: int, key: str | None = None) -> None:
    """Stop a job between two cases; those that moved stay moved. Raises Forbidden, NotFound, Conflict."""
    rights.require_role(actor, *dry.MAY)
    with site.db.begin(actor) as tx:
        job = read_held(tx, job_id, key)
        if not end(tx, job, CANCELED):
            raise Conflict("moving.ended")


def retry(site: Site, actor: Actor, job_id: int, key: str | None = None) -> int:
    """Try the cases again that stayed, failed or were not come to; returns how many.

    Raises Forbidden, NotFound, Conflict when the job runs, or another of its SOP does.
    """
    rights.require_role(actor, *dry.MAY)
    with site.db.begin(actor) as tx:
        job = read_held(tx, job_id, key)
        if job.state == RUNNING:
            raise Conflict("moving.running")
        if _running(tx, job.key):
            raise Conflict("moving.busy")
        c = cases_table.c
        left = (c.move_id == job_id) & c.state.in_((STAYED, FAILED, WAITING))
        again = tx.conn.execute(
            cases_table.update().where(left).values(state=WAITING, reasons=[], at=None)
        ).rowcount
        if not again:
            raise Conflict("moving.no_cases")
        same = (table.c.id == job_id) & (table.c.state == job.state)
        values = {"state": RUNNING, "ended_at": None, "ended_by": None}
        if tx.conn.execute(table.update().where(same).values(**values)).rowcount != 1:
            raise Conflict("moving.running")
        details = {"move": job_id, "cases": again}
        audit.append(tx, f"definition:{job.key}", "cases.moving_again", f"move:{job_id}", details)
        return int(again)


def read(site: Site, actor: Actor, job_id: int, key: str | None = None) -> Job:
    """A job of the acting person's office. Raises Forbidden, NotFound."""
    rights.require_role(actor, *dry.MAY)
    with site.db.read(actor) as tx:
        return read_held(tx, job_id, key)


def of_sop(site: Site, actor: Actor, key: str, most: int = 20) -> tuple[Job, ...]:
    """The office's jobs of an SOP, newest first. Raises Forbidden."""
    rights.require_role(actor, *dry.MAY)
    with site.db.read(actor) as tx:
        same = (table.c.office == actor.office, table.c.key == key)
        query = select(table).where(*same).order_by(table.c.id.desc()).limit(most)
        found = [_job(row) for row in tx.conn.execute(query).all()]
        return tuple(replace(job, counts=_counts(tx, job.id)) for job in found)


def results(
    site: Site, actor: Actor, job_id: int, state: str | None = None, most: int = 200
) -> tuple[Result, ...]:
    """What became of a job's cases, by number; those of one state, or first those that did not move."""
    rights.require_role(actor, *dry.MAY)
    c = cases_table.c
    with site.db.read(actor) as tx:
        head(tx, job_id)
        query = (
            select(c.instance_id, instances.c.business_key, c.state, c.reasons, c.at)
            .join(instances, instances.c.id == c.instance_id)
            .where(c.move_id == job_id)
        )
        query = query.where(c.state == state) if state else query.order_by(c.state == MOVED)
        rows = tx.conn.execute(query.order_by(c.id).limit(most)).all()
        return tuple(
            Result(row.instance_id, row.business_key, row.state, reasons.read(row.reasons), row.at)
            for row in rows
        )


def read_held(tx: Tx, job_id: int, key: str | None = None) -> Job:
    """As `read`, inside a transaction. Raises NotFound for another office's too, or another SOP's than `key`."""
    job = head(tx, job_id)
    if key not in (None, job.key):
        raise NotFound("moving.unknown")
    return replace(job, counts=_counts(tx, job_id))


def head(tx: Tx, job_id: int) -> Job:
    """As `read_held`, its cases not counted."""
    row = tx.conn.execute(select(table).where(table.c.id == job_id)).one_or_none()
    if row is None or not rights.of_office(tx.actor, row.office):
        raise NotFound("moving.unknown")
    return _job(row)


def end(tx: Tx, job: Job, state: str) -> bool:
    """Close a running job; false when somebody did already. One line in the trail says what came of it."""
    values = {"state": state, "ended_at": tx.now, "ended_by": tx.actor.login}
    running = (table.c.id == job.id) & (table.c.state == RUNNING)
    if tx.conn.execute(table.update().where(running).values(**values)).rowcount != 1:
        return False
    details = {"move": job.id, "state": state, "cases": dict(_counts(tx, job.id))}
    audit.append(tx, f"definition:{job.key}", "cases.moved", f"move:{job.id}", details)
    return True


def _insert(tx: Tx, plan: Plan, ways: dry.Ways, why: str) -> int:
    if _running(tx, plan.key):
        raise Conflict("moving.busy")
    targets = {
        _pin(pinned): None if new is None else list(plans.goal_of(new))
        for pinned, (_, new) in ways.pairs.items()
    }
    new = tx.insert(table).values(
        office=tx.actor.office,
        key=plan.key,
        from_versions=list(plan.sources),
        to_version=plan.target,
        targets=targets,
        mapping=dict(ways.mapping),
        mapping_hash=plans.hash_of(ways.mapping),
        choices=plans.stored(plan.choices),
        reason=why,
        state=RUNNING,
        created_at=tx.now,
        created_by=tx.actor.login,
    )
    # Of two at once the second waits for the first at the index of running jobs, then is told.
    number: int | None = tx.conn.execute(new.on_conflict_do_nothing().returning(table.c.id)).scalar()
    if number is None:
        raise Conflict("moving.busy")
    return number


def _running(tx: Tx, key: str) -> bool:
    same = (table.c.office == tx.actor.office) & (table.c.key == key) & (table.c.state == RUNNING)
    return tx.conn.execute(select(table.c.id).where(same).limit(1)).first() is not None


def _pin(pinned: Pinned) -> str:
    return f"{pinned[0]}:{pinned[1] or ''}"


def _job(row: Any) -> Job:
    found = dict(row._mapping)
    given = found.pop("choices")
    found["from_versions"] = tuple(found["from_versions"])
    choices = Choices(given["other"], given["service"], given["steps"])
    return Job(**found, choices=choices)


def _counts(tx: Tx, job_id: int) -> dict[str, int]:
    query = select(cases_table.c.state, func.count()).where(cases_table.c.move_id == job_id)
    return {str(state): int(many) for state, many in tx.conn.execute(query.group_by(cases_table.c.state))}
