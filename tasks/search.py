"""Lists for programs: cases, clocks and audit records by filter, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal, or_, select, true

from engine import calendars, standing
from engine.audit import INSTANCE
from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import audit, audit_heads, definitions, people
from engine.schema import clocks as clocks_table
from engine.schema import instances as table
from tasks import rights, standstills
from tasks.clock_rows import Clock
from tasks.privacy import covering
from tasks.reports.judged import length
from tasks.roles import ADMINISTRATOR, AUDITOR
from tasks.site import Site
from tasks.standstills import Pause

_LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a list."""

    id: int
    business_key: str
    definition_key: str
    version: int
    title: str
    category: str
    status: str
    outcome: str | None
    started_at: datetime
    settled_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of a list: its budget used up so far, None before its anchor, and its own pauses."""

    clock: Clock
    consumed: timedelta | None
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: by definition, state, business key, or a word of the applicant's name or number."""

    definition_key: str | None = None
    status: str | None = None
    business_key: str | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One record of the trail."""

    chain: str
    seq: int
    at: datetime
    actor: str
    on_behalf: str | None
    action: str
    subject: str
    details: Any
    reason: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which records: a chain, an actor, an action, a span of time."""

    chain: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    actions: tuple[str, ...] = ()  # any of these; empty for all
    without: str | None = None  # whose records are left out


@dataclass(frozen=True, slots=True)
class Found:
    """A page of any list; `after` opens the next one."""

    items: tuple[Any, ...]
    after: str | None
    total: int


_CASE = (
    table.c.id,
    table.c.business_key,
    definitions.c.key,
    definitions.c.version,
    table.c.title,
    table.c.category,
    table.c.status,
    table.c.outcome,
    table.c.started_at,
    table.c.settled_at,
    table.c.ended_at,
)


def cases(site: Site, actor: Actor, wanted: CaseFilter, limit: int = 25, after: str | None = None) -> Found:
    """Cases of the office, newest first. Raises Forbidden, Invalid."""
    rights.require_case(actor)
    parts: list[ColumnElement[bool]] = [table.c.office == actor.office]
    if wanted.definition_key:
        parts.append(definitions.c.key == wanted.definition_key)
    if wanted.status:
        parts.append(table.c.status == wanted.status)
    if wanted.business_key:
        parts.append(table.c.business_key == wanted.business_key)
    if wanted.word.strip():
        word = wanted.word.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        # Who sees names covered cannot try one until something is found.
        columns = (table.c.business_key,) if covering.covers(actor) else (table.c.title, table.c.business_key)
        parts.append(or_(*(func.lower(column).like(f"%{word}%", escape="\\") for column in columns)))
    joined = table.join(definitions, definitions.c.id == table.c.definition_id)
    query: Select[Any] = select(*_CASE).select_from(joined).where(and_(*parts))
    with site.db.read(actor) as tx:
        return _page(tx, query, (table.c.id.desc(),), limit, after, lambda row: _case_line(tx, row))


def _case_line(tx: Tx, row: Any) -> CaseLine:
    line = CaseLine(*row)
    return replace(line, title=covering.listed(tx, line.title))


def clocks(
    site: Site,
    actor: Actor,
    state: str | None = None,
    instance: int | None = None,
    limit: int = 25,
    after: str | None = None,
) -> Found:
    """Clocks of the office as `ClockLine`s, by deadline. Raises Forbidden, Invalid."""
    rights.require_case(actor)
    columns = tuple(clocks_table.c[name] for name in Clock.__slots__)
    joined = clocks_table.join(table, table.c.id == clocks_table.c.instance_id)
    query: Select[Any] = select(*columns).select_from(joined).where(table.c.office == actor.office)
    if state:
        query = query.where(clocks_table.c.state == state)
    if instance is not None:
        query = query.where(clocks_table.c.instance_id == instance)
    order = (clocks_table.c.due_at.is_(None), clocks_table.c.due_at, clocks_table.c.id)
    with site.db.read(actor) as tx:
        found = _page(tx, query, order, limit, after, lambda row: Clock(*row))
        standstills.read_ahead(tx, {clock.instance_id for clock in found.items})
        return replace(found, items=tuple(_clock_line(tx, clock) for clock in found.items))


def _clock_line(tx: Tx, clock: Clock) -> ClockLine:
    every = standstills.of_case(tx, clock.instance_id)
    own = tuple(_told(tx, pause) for pause in every if pause.task_id == clock.task_id)
    if clock.anchor_at is None:
        return ClockLine(clock, None, own)
    holes = [(p.started_at, p.ended_at) for p in own if standstills.stops(p.reason, clock.kind)]
    end = clock.stopped_at or tx.now
    calendar = calendars.at_version(tx, tx.actor.office, clock.calendar_version)
    return ClockLine(clock, length(calendar, clock.kind, clock.anchor_at, end, holes), own)


def _told(tx: Tx, pause: Pause) -> Pause:
    return pause._replace(evidence=covering.said(tx, pause.instance_id, pause.evidence))


def trail(site: Site, actor: Actor, wanted: AuditFilter, limit: int = 50, after: str | None = None) -> Found:
    """Audit records, newest first: auditors and administrators. Raises Forbidden, Invalid."""
    require_trail(actor)
    order = (audit.c.at.desc(), audit.c.head_id.desc(), audit.c.seq.desc())
    with site.db.read(actor) as tx:
        return _page(tx, records(tx, wanted, *_RECORD), order, limit, after, _audit_line)


def require_trail(actor: Actor) -> None:
    """The trail is read by auditors and administrators. Raises Forbidden."""
    if not actor.has(AUDITOR, ADMINISTRATOR):
        raise Forbidden("audit.auditor_only")


def records(tx: Tx, wanted: AuditFilter, *columns: Any) -> Select[Any]:
    """A query of these columns of the records meant, those of another office's cases left out."""
    a = audit.c
    conditions = [
        *((audit_heads.c.chain == wanted.chain,) if wanted.chain else ()),
        *((a.actor == wanted.actor,) if wanted.actor else ()),
        *((a.action == wanted.action,) if wanted.action else ()),
        *((a.action.in_(wanted.actions),) if wanted.actions else ()),
        *((a.actor != wanted.without,) if wanted.without else ()),
        *((a.at >= wanted.since,) if wanted.since else ()),
        *((a.at < wanted.until,) if wanted.until else ()),
        *(() if standing.read(tx, tx.actor.office).alone else (_not_of_others(tx.actor.office),)),
    ]
    return select(*columns).select_from(audit.join(audit_heads)).where(and_(true(), *conditions))


_RECORD = (
    audit_heads.c.chain,
    audit.c.seq,
    audit.c.at,
    audit.c.actor,
    audit.c.on_behalf,
    audit.c.action,
    audit.c.subject,
    audit.c.details,
    audit.c.reason,
    audit.c.hash,
)


# Chains that belong to one office, by their first word: "outages:batulicin".
_OF_AN_OFFICE = (
    *(
        "calendar",
        "complaints",
        "counters",
        "erasures",
        "filing",
        "forms",
        "leaks",
        "outages",
        "outbox",
        "payments",
        "quotas",
    ),
    "retention",
)


# Chains of every office: what people of another did is theirs, unless it says that it was done in this one.
_SHARED = ("reads", "attempts")


def _not_of_others(office: str) -> ColumnElement[bool]:
    """Chains of the office and of its own cases, those that belong to no office, and of shared ones the own part."""
    chain = audit_heads.c.chain
    away = select(people.c.login).where(people.c.office != office)
    here = f'"office":"{office}"'  # as the canonical details have it
    own = select(literal(INSTANCE) + cast(table.c.id, Text)).where(table.c.office == office)
    return and_(
        chain.not_like(f"{INSTANCE}%") | chain.in_(own),
        *(chain.not_like(f"{kind}:%") | (chain == f"{kind}:{office}") for kind in _OF_AN_OFFICE),
        chain.not_in(_SHARED) | audit.c.actor.not_in(away) | audit.c.details.contains(here, autoescape=True),
    )


def _audit_line(row: Any) -> AuditLine:
    values = row._asdict() | {"details": orjson.loads(row.details)}
    return AuditLine(**values)


def _page(
    tx: Tx, query: Select[Any], order: tuple[Any, ...], limit: int, after: str | None, make: Any
) -> Found:
    if not 1 <= limit <= _LARGEST_PAGE:
        raise Invalid("form.invalid", Problem("form.too_large_number", "limit", {"limit": _LARGEST_PAGE}))
    if after is not None and (not after.isdecimal() or len(after) > 9):
        raise Invalid("form.invalid", Problem("form.cursor", "after"))
    skipped = int(after or 0)
    total = int(tx.conn.execute(select(func.count()).select_from(query.subquery())).scalar_one())
    rows = tx.conn.execute(query.order_by(*order).offset(skipped).limit(limit + 1)).all()
    items = tuple(make(row) for row in rows[:limit])
    return Found(items, str(skipped + limit) if len(rows) > limit else None, total)
