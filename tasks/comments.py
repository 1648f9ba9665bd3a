"""Comments on a case or on one of its tasks: said once, never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import comments as table
from engine.schema import tasks
from tasks import rights, texts
from tasks.privacy import COVERED, sees
from tasks.site import Site

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `author` is a login, `task_id` is None for the case as a whole."""

    id: int
    instance_id: int
    task_id: int | None
    author: str
    at: datetime
    text: str


_COLUMNS = tuple(table.c[name] for name in Comment.__slots__)


def add(site: Site, actor: Actor, instance_id: int, text: object, task_id: int | None = None) -> Comment:
    """Say something about a case; staff and supervisors, also after its end.

    Raises NotFound, Forbidden, or Invalid for a text that is empty, over 4,000 characters or not storable.
    """
    rights.require_case_worker(actor)
    said = texts.paragraph(text, "text", LONGEST)
    with site.db.begin(actor) as tx:
        instance = instances.hold(tx, instance_id)
        rights.require_case(actor, instance.office)
        require_task_of(tx, instance_id, task_id)
        values = {
            "instance_id": instance_id,
            "task_id": task_id,
            "author": actor.login,
            "at": tx.now,
            "text": said,
        }
        row = tx.conn.execute(table.insert().values(**values).returning(*_COLUMNS)).one()
        details = {"comment": row.id, "length": len(said)}
        audit.append(tx, f"instance:{instance_id}", "comment.added", _subject(instance_id, task_id), details)
        return Comment(*row)


def list_for(tx: Tx, instance_id: int, task_id: int | None = None) -> tuple[Comment, ...]:
    """The comments of a case, or of one of its tasks, oldest first; their texts covered for who sees the case covered.

    Raises NotFound, Forbidden.
    """
    rights.require_case_of(tx, instance_id)
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.at, table.c.id)
    if task_id is not None:
        query = query.where(table.c.task_id == task_id)
    found = tuple(Comment(*row) for row in tx.conn.execute(query))
    return found if sees(tx, instance_id) else tuple(replace(one, text=COVERED) for one in found)


def require_task_of(tx: Tx, instance_id: int, task_id: int | None) -> None:
    """Refuse a task of another case. Raises NotFound."""
    own = select(tasks.c.id).where(tasks.c.id == task_id, tasks.c.instance_id == instance_id)
    if task_id is not None and tx.conn.execute(own).first() is None:
        raise NotFound("task.unknown")


def _subject(instance_id: int, task_id: int | None) -> str:
    return f"instance:{instance_id}" if task_id is None else f"task:{task_id}"
