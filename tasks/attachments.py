"""Files attached to a case or to one of its tasks: who may add, open and remove them, and what is never stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select

from engine import audit, instances, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import attachments as table
from engine.schema import tasks
from tasks import checklist, comments, file_kinds, files, rights, roles, texts
from tasks.privacy import COVERED, leftovers, sees
from tasks.privacy.covering import require_seen
from tasks.site import Site
from tasks.states import OPEN_STATES

MOST_PER_CASE = 200
_LONGEST_NAME = 150
_LONGEST_ITEM = 200
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file; size in bytes, `item` the checklist code or form field it answers."""

    id: int
    instance_id: int
    task_id: int | None
    item: str | None
    sha256: str
    name: str
    media_type: str
    size: int
    author: str
    at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """What a file is attached to: a case, one of its tasks or none, a checklist item or none."""

    instance_id: int
    task_id: int | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Where an attached file's bytes lie, and how to hand them out."""

    path: Path
    name: str
    media_type: str
    sha256: str


_COLUMNS = tuple(table.c[name] for name in Attachment.__slots__)


def add(site: Site, actor: Actor, place: Place, name: object, stream: bytes | BinaryIO) -> Attachment:
    """Attach a file to an open task (its candidates and supervisors) or to an active case (staff, supervisors).

    Raises NotFound, Forbidden, Conflict when the task or case is over, Invalid for a file that is not a
    harmless PDF or picture within the limit, and for items that are only seen (medical records).
    """
    item = _fit_item(place.item)
    with site.db.read(actor) as tx:  # a file nobody may add is not written to the disk first
        _require_open(tx, place, instances.read(tx, place.instance_id))
        most = settings.value(tx, "attachment.max_bytes")
    shown = texts.line(name, "name", 1000)
    stored = files.keep(site, stream, most)
    with site.db.begin(actor) as tx:
        _require_open(tx, place, instances.hold(tx, place.instance_id))
        return attach(tx, replace(place, item=item), shown, stored)


def attach(tx: Tx, place: Place, name: str, stored: files.StoredFile) -> Attachment:
    """Enter a stored file where the caller holds the case and asked who may. Raises Invalid, Conflict."""
    _require_room(tx, place.instance_id)
    leftovers.hold(tx, stored.sha256)
    if stored.path is not None and not stored.path.exists():  # erased with another case since it was stored
        raise Conflict("attachment.again")
    values = {
        "instance_id": place.instance_id,
        "task_id": place.task_id,
        "item": _fit_item(place.item),
        "sha256": stored.sha256,
        "name": safe_name(name, stored.media_type),
        "media_type": stored.media_type,
        "size": stored.size,
        "author": tx.actor.login,
        "at": tx.now,
    }
    attachment = Attachment(*tx.conn.execute(table.insert().values(**values).returning(*_COLUMNS)).one())
    _log(tx, attachment, "attachment.added")
    return attachment


def own(tx: Tx, instance_id: int) -> tuple[Attachment, ...]:
    """The files the acting person put to a case themselves, oldest first; the right to the case was asked before."""
    mine = (table.c.instance_id == instance_id) & (table.c.author == tx.actor.login)
    query = select(*_COLUMNS).where(mine, table.c.removed_at.is_(None)).order_by(table.c.at, table.c.id)
    return tuple(Attachment(*row) for row in tx.conn.execute(query))


def list_for(tx: Tx, instance_id: int, task_id: int | None = None) -> tuple[Attachment, ...]:
    """The files of a case, or of one of its tasks, oldest first, removed ones left out; names may be covered.

    Raises NotFound, Forbidden.
    """
    rights.require_case_of(tx, instance_id)
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id, table.c.removed_at.is_(None))
    if task_id is not None:
        query = query.where(table.c.task_id == task_id)
    found = tuple(Attachment(*row) for row in tx.conn.execute(query.order_by(table.c.at, table.c.id)))
    return found if sees(tx, instance_id) else tuple(replace(one, name=COVERED) for one in found)


def open_file(site: Site, actor: Actor, attachment_id: int) -> OpenedFile:
    """A file to be handed out; opening it leaves an audit line (UU 27/2022 Ps 31).

    Raises NotFound, also for a removed file, and Forbidden: also to an auditor who did not uncover the case.
    """
    with site.db.read(actor) as tx:
        found = _read(tx, attachment_id)
        require_seen(tx, found.instance_id)
    with site.db.begin(actor) as tx:
        details = {
            "case": found.instance_id,
            "item": found.item or "",
            "sha256": found.sha256,
            "specific": checklist.is_sensitive(found.item),
        }
        audit.append(tx, "reads", "attachment.opened", f"attachment:{found.id}", details)
    return OpenedFile(files.path(site, found.sha256), found.name, found.media_type, found.sha256)


def remove(site: Site, actor: Actor, attachment_id: int, reason: object = "") -> None:
    """Take a file off its case while the task (or, without one, the case) is open; the bytes stay as evidence.

    Raises NotFound, Forbidden for all but its author and supervisors, Conflict.
    """
    why = texts.line(reason, "reason", 500, required=False)
    with site.db.begin(actor) as tx:
        found = _read(tx, attachment_id)
        instance = instances.hold(tx, found.instance_id)
        if actor.login != found.author and not actor.has(roles.SUPERVISOR):
            raise Forbidden("attachment.not_yours")
        _require_state(tx, found.task_id, instance)
        take_off(tx, found, why)


def take_off(tx: Tx, found: Attachment, reason: str = "") -> None:
    """Take a file off a case where the caller holds it and asked who may. Raises Conflict when it is off already."""
    still_there = (table.c.id == found.id) & table.c.removed_at.is_(None)
    if tx.conn.execute(table.update().where(still_there).values(removed_at=tx.now)).rowcount != 1:
        raise Conflict("attachment.removed")
    _log(tx, found, "attachment.removed", reason)


def safe_name(name: str, media_type: str) -> str:
    """The name without folders and signs no file system likes, ending in the suffix of what it really is."""
    base = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .") or "berkas"
    suffixes = file_kinds.SUFFIXES[media_type]
    fitting = next((suffix for suffix in suffixes if base.lower().endswith(suffix)), "")
    stem = base[: len(base) - len(fitting)]
    return stem[: _LONGEST_NAME - 5] + base[len(stem) :] + ("" if fitting else suffixes[0])


def _fit_item(item: str | None) -> str | None:
    if item is None:
        return None
    code = texts.line(item, "item", _LONGEST_ITEM)
    if checklist.seen_only(code.lower()):
        raise Invalid("attachment.never_stored", Problem("attachment.never_stored", "item"))
    return code


def _require_open(tx: Tx, place: Place, instance: instances.Instance) -> None:
    """May this person attach here, and is it open."""
    rights.require_case_worker(tx.actor)
    rights.require_case(tx.actor, instance.office)
    comments.require_task_of(tx, instance.id, place.task_id)
    if place.task_id is not None and not tx.actor.has(roles.SUPERVISOR):
        rights.require_candidate(tx, place.task_id)
    _require_state(tx, place.task_id, instance)


def _require_state(tx: Tx, task_id: int | None, instance: instances.Instance) -> None:
    if task_id is None:
        instances.require_active(instance)
        return
    state = tx.conn.execute(select(tasks.c.state).where(tasks.c.id == task_id)).scalar_one()
    if state not in OPEN_STATES:
        raise Conflict("task.closed")


def _require_room(tx: Tx, instance_id: int) -> None:
    query = select(func.count()).where(table.c.instance_id == instance_id)
    if tx.conn.execute(query).scalar_one() >= MOST_PER_CASE:
        raise Conflict("attachment.too_many", most=MOST_PER_CASE)


def _read(tx: Tx, attachment_id: int) -> Attachment:
    query = select(*_COLUMNS).where(table.c.id == attachment_id, table.c.removed_at.is_(None))
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("attachment.unknown")
    rights.require_case_of(tx, row.instance_id, "attachment.unknown")
    return Attachment(*row)


def _log(tx: Tx, attachment: Attachment, action: str, reason: str = "") -> None:
    # The name may hold a person's; the digest says which file it was.
    details = {
        "attachment": attachment.id,
        "item": attachment.item or "",
        "sha256": attachment.sha256,
        "media_type": attachment.media_type,
        "size": attachment.size,
    }
    task, case = attachment.task_id, attachment.instance_id
    subject = f"instance:{case}" if task is None else f"task:{task}"
    audit.append(tx, f"instance:{case}", action, subject, details, reason=reason)
