"""Who may see a case and who may work a task: the questions every room asks the same way."""

from __future__ import annotations

from sqlalchemy import or_, select

from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import instances, task_candidates, tasks
from tasks import roles

ALL_LANES = "all_lanes"  # programs and the demo act for every lane


def may_see_case(actor: Actor, office: str | None = None) -> bool:
    """Whether a case's personal data may be shown: staff of any lane, supervisors and auditors of its office.

    Process owners and administrators work on definitions and people, and see no applicants.
    """
    if office is not None and not of_office(actor, office):
        return False
    return roles.is_staff(actor.roles) or actor.has(roles.SUPERVISOR, roles.AUDITOR, "system")


def of_office(actor: Actor, office: str | None) -> bool:
    """Whether something is of the acting person's office; the installation itself belongs to all."""
    return office == actor.office or (office is not None and actor.has("system"))


def require_case(actor: Actor, office: str | None = None, unknown: str = "instance.unknown") -> None:
    """Refuse who may not see a case. Raises Forbidden, and NotFound(`unknown`) for another office's.

    What is another office's is not there: whoever asks cannot tell it from a number nobody has.
    """
    if office is not None and not of_office(actor, office):
        raise NotFound(unknown)
    if not may_see_case(actor, office):
        raise Forbidden("case.forbidden")


def require_case_of(tx: Tx, instance_id: int, unknown: str = "instance.unknown") -> None:
    """Refuse who may not see this case. Raises NotFound(`unknown`), Forbidden."""
    query = select(instances.c.office).where(instances.c.id == instance_id)
    office = tx.conn.execute(query).scalar_one_or_none()
    if office is None:
        raise NotFound(unknown)
    require_case(tx.actor, office, unknown)


def require_case_worker(actor: Actor) -> None:
    """Refuse who may only look at cases, auditors among them. Raises Forbidden."""
    if not (roles.is_staff(actor.roles) or actor.has(roles.SUPERVISOR)):
        raise Forbidden("case.read_only")


def is_candidate(tx: Tx, task_id: int) -> bool:
    """Whether the acting person may work a task: assigned to it, of its lane, or named as a candidate."""
    actor = tx.actor
    if actor.has(ALL_LANES):
        return True
    named = select(task_candidates.c.task_id).where(
        task_candidates.c.task_id == task_id,
        or_(
            (task_candidates.c.kind == "user") & (task_candidates.c.name == actor.login),
            (task_candidates.c.kind == "group") & task_candidates.c.name.in_(sorted(actor.roles)),
        ),
    )
    own = select(tasks.c.id).where(
        tasks.c.id == task_id,
        or_(tasks.c.assignee == actor.login, tasks.c.lane.in_(sorted(actor.roles)), named.exists()),
    )
    return tx.conn.execute(own).first() is not None


def require_candidate(tx: Tx, task_id: int) -> None:
    """Refuse who may not work a task. Raises Forbidden."""
    if not is_candidate(tx, task_id):
        raise Forbidden("task.forbidden")


def require_role(actor: Actor, *allowed: str) -> None:
    """Refuse who holds none of the roles. Raises Forbidden."""
    if not actor.has(*allowed):
        raise Forbidden("role.required")
