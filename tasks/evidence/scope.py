"""What a pack is about: one case, or the cases of an SOP that began in a period; and who may take it away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select

from engine import definitions, settings
from engine.database import Tx
from engine.refusals import Forbidden, Invalid, NotFound, Problem
from engine.schema import definitions as definitions_table
from engine.schema import instances
from tasks import rights, roles
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter

PURPOSES = ("zi_wbk", "pekppp", "ombudsman", "lain")
"""ZI/WBK (PermenPANRB 90/2021), PEKPPP (PermenPANRB 29/2022), a check by the Ombudsman, anything else."""

_LONGEST_NOTE = 1000
BATCH = 100  # cases read at once: memory does not grow with their number


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases a pack holds: the one numbered `case`, or those of `period`."""

    office: str
    case: int | None = None
    number: str = ""  # business key of the case
    period: ReportFilter | None = None

    @property
    def name(self) -> str:
        """What a file of it is called, without its ending."""
        if self.period is None:
            return f"case-{self.case}"
        last = self.period.end - timedelta(microseconds=1)
        return f"{self.period.definition_key}-{_day(self.period.start)}-{_day(last)}"


def _day(instant: datetime) -> str:
    return instant.date().isoformat()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a pack is made: one of PURPOSES, and what the person wrote."""

    code: str
    note: str = ""


def of_case(tx: Tx, instance_id: int) -> Scope:
    """One case, for an auditor or supervisor of its office. Raises NotFound, Forbidden."""
    query = select(instances.c.office, instances.c.business_key).where(instances.c.id == instance_id)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("instance.unknown")
    rights.require_case(tx.actor, row.office)
    if not tx.actor.has(roles.AUDITOR, roles.SUPERVISOR):
        raise Forbidden("report.forbidden")
    return Scope(row.office, case=instance_id, number=row.business_key)


def of_period(tx: Tx, wanted: ReportFilter) -> Scope:
    """Cases that began in a period, for an auditor or supervisor. Raises NotFound, Forbidden, Invalid."""
    scopes.require_case_reader(tx.actor, wanted)
    if not definitions.versions(tx, wanted.definition_key):
        raise NotFound("definition.unknown")
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    start, end = (instant.astimezone(zone) for instant in (wanted.start, wanted.end))
    return Scope(wanted.office, period=replace(wanted, start=start, end=end))  # its days are the office's


def require_purpose(purpose: Purpose) -> None:
    """Refuse an unknown purpose and a note that cannot be kept. Raises Invalid."""
    problems = []
    if purpose.code not in PURPOSES:
        problems.append(Problem("form.choice", "purpose"))
    if len(purpose.note) > _LONGEST_NOTE:
        problems.append(Problem("form.too_long", "note", {"limit": _LONGEST_NOTE}))
    if "\x00" in purpose.note:
        problems.append(Problem("form.nul", "note"))
    if problems:
        raise Invalid("form.invalid", *problems)


def conditions(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `instances` joined with `definitions` that the scope stands for."""
    if scope.period is None:
        return (instances.c.id == scope.case,)
    began = (instances.c.started_at >= scope.period.start, instances.c.started_at < scope.period.end)
    return (*scopes.cases(scope.period), *began)


def chosen(scope: Scope, *columns: Any) -> Select[Any]:
    """A query of columns of the cases and their definitions."""
    return select(*columns).select_from(instances).join(definitions_table).where(*conditions(scope))


def batches(tx: Tx, scope: Scope, size: int = BATCH) -> Iterator[list[int]]:
    """Numbers of the cases, rising, some at a time."""
    query = chosen(scope, instances.c.id).order_by(instances.c.id).limit(size)
    last = 0
    while found := list(tx.conn.execute(query.where(instances.c.id > last)).scalars()):
        yield found
        last = found[-1]


def told(scope: Scope) -> dict[str, Any]:
    """The scope as plain values, for the manifest and the trail."""
    if scope.period is None:
        return {"kind": "case", "office": scope.office, "case": scope.case, "number": scope.number}
    return {
        "kind": "period",
        "office": scope.office,
        "sop": scope.period.definition_key,
        "version": scope.period.version,
        "category": scope.period.category,
        "priority": scope.period.priority,
        "start": scope.period.start,
        "end": scope.period.end,
    }
