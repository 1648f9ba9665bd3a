"""Breaches: a deadline that passed. Dated at the deadline, explained by who was late, confirmed and closed by a
supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import audit, instances, settings
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import breaches as table
from engine.schema import instances as cases
from engine.schema import tasks as tasks_table
from tasks import rights, texts
from tasks.roles import ALL_LANES, SUPERVISOR, is_staff
from tasks.site import Site

NEW, EXPLAINED, CONFIRMED, CLOSED = "new", "explained", "confirmed", "closed"
STATES = (NEW, EXPLAINED, CONFIRMED, CLOSED)
"""In the order in which a breach goes through them."""
RESPONSIBLE = ("kantor", "pemohon", "sistem", "jaringan", "instansi_lain", "kahar", "lain")
_NOTE_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Breach:
    """One passed deadline, with what is known of its cause."""

    id: int
    clock_id: int
    instance_id: int
    task_id: int | None
    element: str
    step: str | None
    at: datetime
    noticed_at: datetime
    state: str
    reason: str | None
    note: str | None
    explained_by: str | None
    explained_at: datetime | None
    responsible: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    follow_up: str | None
    closed_by: str | None
    closed_at: datetime | None


_COLUMNS = tuple(table.c[name] for name in Breach.__slots__)


def open_(tx: Tx, instance: Instance, clock_id: int, task_id: int | None, deadline: datetime) -> None:
    """Put a breach down once, dated at its deadline; noticing it again changes nothing."""
    if tx.conn.execute(select(table.c.id).where(table.c.clock_id == clock_id)).first():
        return
    element, step = "", None
    if task_id is not None:
        query = select(tasks_table.c.element, tasks_table.c.step).where(tasks_table.c.id == task_id)
        element, step = tx.conn.execute(query).one()
    values: dict[str, Any] = {
        "clock_id": clock_id,
        "instance_id": instance.id,
        "task_id": task_id,
        "element": element,
        "step": step,
        "at": deadline,
        "noticed_at": tx.now,
        "state": NEW,
    }
    number = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
    details = {"clock": clock_id, "deadline": deadline, "task": task_id}
    audit.append(tx, f"instance:{instance.id}", "breach.opened", f"breach:{number}", details)


def explain(site: Site, actor: Actor, breach_id: int, reason: str, note: str) -> None:
    """Say why it was late: a reason code of the catalogue and a note. Who completed late may, or a supervisor.

    Raises NotFound, Forbidden, Conflict when it is confirmed already, Invalid for an unknown code or a long note.
    """
    with site.db.begin(actor) as tx:
        breach = hold(tx, breach_id)
        explain_held(tx, breach, reason, note)


def explain_held(tx: Tx, breach: Breach, reason: str, note: str) -> None:
    """As `explain`, inside a transaction that holds the case."""
    require_explainer(tx, breach)
    if breach.state in (CONFIRMED, CLOSED):
        raise Conflict("breach.confirmed")
    _check(tx, reason, note)
    tx.conn.execute(
        table.update()
        .where(table.c.id == breach.id)
        .values(state=EXPLAINED, reason=reason, note=note, explained_by=tx.actor.login, explained_at=tx.now)
    )
    _note(tx, breach, "breach.explained", {"reason": reason}, note)


def confirm(site: Site, actor: Actor, breach_id: int, responsible: str, note: str = "") -> None:
    """A supervisor confirms who is responsible: office, applicant, system, network or other.

    Raises Forbidden (also to who explained it: four eyes), Conflict while no reason is given, Invalid.
    """
    if not actor.has(SUPERVISOR):
        raise Forbidden("breach.supervisor_only")
    with site.db.begin(actor) as tx:
        breach = hold(tx, breach_id)
        if breach.state != EXPLAINED:
            raise Conflict("breach.not_explained" if breach.state == NEW else "breach.confirmed")
        if breach.explained_by == actor.login:
            raise Forbidden("breach.four_eyes")
        problems = [] if responsible in RESPONSIBLE else [Problem("form.choice", "responsible")]
        if problems := problems + _wrong_note(note):
            raise Invalid("form.invalid", *problems)
        tx.conn.execute(
            table.update()
            .where(table.c.id == breach.id)
            .values(state=CONFIRMED, responsible=responsible, confirmed_by=actor.login, confirmed_at=tx.now)
        )
        _note(tx, breach, "breach.confirmed", {"responsible": responsible}, note)


def close(site: Site, actor: Actor, breach_id: int, follow_up: str) -> None:
    """A supervisor says what was done about it, and closes it.

    Raises NotFound, Forbidden, Conflict unless it is confirmed and open, Invalid without a text or with a long one.
    """
    if not actor.has(SUPERVISOR):
        raise Forbidden("breach.supervisor_only")
    with site.db.begin(actor) as tx:
        breach = hold(tx, breach_id)
        done = texts.paragraph(follow_up, "follow_up", _NOTE_LENGTH)
        if breach.state != CONFIRMED:
            raise Conflict("breach.closed" if breach.state == CLOSED else "breach.not_confirmed")
        closed = {"state": CLOSED, "follow_up": done, "closed_by": actor.login, "closed_at": tx.now}
        tx.conn.execute(table.update().where(table.c.id == breach.id).values(**closed))
        _note(tx, breach, "breach.closed", {}, done)


def of_instance(tx: Tx, instance_id: int) -> tuple[Breach, ...]:
    """Every breach of a case, by deadline."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.at)
    return tuple(Breach(*row) for row in tx.conn.execute(query))


def of_task(tx: Tx, task_id: int) -> Breach | None:
    """The breach of a task's clock, when there is one."""
    case = select(tasks_table.c.instance_id).where(tasks_table.c.id == task_id).scalar_subquery()
    query = select(*_COLUMNS).where(table.c.instance_id == case, table.c.task_id == task_id)
    row = tx.conn.execute(query).first()
    return Breach(*row) if row else None


def read(site: Site, actor: Actor, breach_id: int) -> Breach:
    """One breach, for somebody who may see its case. Raises NotFound, Forbidden."""
    with site.db.read(actor) as tx:
        breach = _read(tx, breach_id)
        rights.require_case_of(tx, breach.instance_id, "breach.unknown")
        return breach


def to_explain(tx: Tx, login: str) -> tuple[Breach, ...]:
    """Breaches whose task this person completed (or holds) and nobody has explained."""
    mine = (tasks_table.c.completed_by == login) | (tasks_table.c.assignee == login)
    query = (
        select(*_COLUMNS)
        .join(tasks_table, tasks_table.c.id == table.c.task_id)
        .where(mine, table.c.state == NEW)
        .order_by(table.c.at)
    )
    return tuple(Breach(*row) for row in tx.conn.execute(query))


def to_confirm(tx: Tx, most: int = 100) -> tuple[Breach, ...]:
    """Breaches of the office that wait for a supervisor, oldest first."""
    query = select(*_COLUMNS).join(cases, cases.c.id == table.c.instance_id)
    query = query.where(table.c.state == EXPLAINED, cases.c.office == tx.actor.office)
    query = query.order_by(table.c.at).limit(most)
    return tuple(Breach(*row) for row in tx.conn.execute(query))


def hold(tx: Tx, breach_id: int) -> Breach:
    """A breach of the acting person's office, its case held. Raises NotFound."""
    instance_id = _read(tx, breach_id).instance_id
    if instances.hold(tx, instance_id).office != tx.actor.office:
        raise NotFound("breach.unknown")
    return _read(tx, breach_id)


def _read(tx: Tx, breach_id: int) -> Breach:
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == breach_id)).one_or_none()
    if row is None:
        raise NotFound("breach.unknown")
    return Breach(*row)


def require_explainer(tx: Tx, breach: Breach) -> None:
    """Who completed late, who holds the task, or a supervisor. Raises Forbidden."""
    if tx.actor.has(SUPERVISOR, ALL_LANES):
        return
    if breach.task_id is not None:
        query = select(tasks_table.c.completed_by, tasks_table.c.assignee, tasks_table.c.lane)
        row = tx.conn.execute(query.where(tasks_table.c.id == breach.task_id)).one()
        if tx.actor.login in (row.completed_by, row.assignee):
            return
    elif is_staff(tx.actor.roles):
        return  # the whole service belongs to everybody who worked on it
    raise Forbidden("breach.not_yours")


def _check(tx: Tx, reason: str, note: str) -> None:
    problems = []
    if reason not in {row["code"] for row in settings.value(tx, "reasons.late")}:
        problems.append(Problem("form.choice", "reason"))
    if problems := problems + _wrong_note(note):
        raise Invalid("form.invalid", *problems)


def _wrong_note(note: str) -> list[Problem]:
    if len(note) > _NOTE_LENGTH:
        return [Problem("form.too_long", "note", {"limit": _NOTE_LENGTH})]
    return [Problem("form.nul", "note")] if "\x00" in note else []


def _note(tx: Tx, breach: Breach, action: str, details: dict[str, Any], reason: str) -> None:
    audit.append(tx, f"instance:{breach.instance_id}", action, f"breach:{breach.id}", details, reason=reason)
