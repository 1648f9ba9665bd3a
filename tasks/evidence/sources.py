"""What cases were judged by: the SOP versions they ran under, the calendars of their clocks, the decisions asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, select

from engine import calendars, decision_models, definitions
from engine.database import Tx
from engine.office_calendar_json import to_json
from engine.schema import clocks, decisions_taken, instances
from tasks.evidence import scope as scopes
from tasks.evidence.facts import versions
from tasks.evidence.scope import Scope

SOP, CALENDAR, DECISION = "sops", "calendars", "decisions"
_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Source:
    """One version: the pack's file, its content, and what the manifest says of it (`chain` names its trail)."""

    kind: str
    file: str
    chain: str
    content: bytes
    told: dict[str, Any]


def every_source(tx: Tx, scope: Scope) -> Iterator[Source]:
    """Every version the cases were judged by, SOPs first, then calendars, then decision models."""
    yield from _sops(tx, scope)
    yield from _calendars(tx, scope)
    yield from _decisions(tx, scope)


def _sops(tx: Tx, scope: Scope) -> Iterator[Source]:
    for number in versions(tx, scope):
        found = definitions.load(tx, number)
        told = {"key": found.key, "version": found.version, "name": found.name}
        told |= {"published_at": found.created_at, "published_by": found.created_by}
        file = f"sop/{_plain(found.key)}-v{found.version}.bpmn"
        yield Source(SOP, file, f"definition:{found.key}", definitions.source(tx, number), told)


def _calendars(tx: Tx, scope: Scope) -> Iterator[Source]:
    numbers = scopes.chosen(scope, instances.c.id)
    query = select(clocks.c.calendar_version).where(clocks.c.instance_id.in_(numbers)).distinct()
    used = {*tx.conn.execute(query).scalars(), calendars.current(tx, scope.office).version}
    ended = select(func.coalesce(instances.c.settled_at, instances.c.ended_at)).where(
        instances.c.id.in_(numbers)
    )
    # The parts of a finished case are measured by the calendar in force when it ended (tasks.timeline).
    used |= {
        calendars.in_force(tx, scope.office, at).version for at in tx.conn.execute(ended).scalars() if at
    }
    lines = {line.version: line for line in calendars.versions(tx, scope.office)}
    for version in sorted(used & lines.keys()):
        line = lines[version]
        told = {"office": scope.office, "version": version, "reason": line.reason}
        told |= {"published_at": line.created_at, "published_by": line.created_by}
        content = orjson.dumps(
            to_json(calendars.at_version(tx, scope.office, version)),
            option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2,
        )
        file = f"calendar/{_plain(scope.office)}-v{version}.json"
        yield Source(CALENDAR, file, f"calendar:{scope.office}", content, told)


def _decisions(tx: Tx, scope: Scope) -> Iterator[Source]:
    numbers = scopes.chosen(scope, instances.c.id)
    query = select(decisions_taken.c.model_id).where(decisions_taken.c.instance_id.in_(numbers)).distinct()
    used = sorted(tx.conn.execute(query).scalars())
    for number in used:
        line = decision_models.load(tx, number).version
        told = {"key": line.key, "version": line.version, "name": line.name}
        told |= {"published_at": line.created_at, "published_by": line.created_by}
        file = f"decision/{_plain(line.key)}-v{line.version}.dmn"
        yield Source(DECISION, file, f"decision:{line.key}", decision_models.source(tx, number), told)


def _plain(key: str) -> str:
    return _UNFIT.sub("_", key)
