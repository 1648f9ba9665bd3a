"""What a report is about and who may read it: the filter, the page, the rights, and masked names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, Text, and_, cast, func, literal, select

from engine import audit
from engine.database import Actor, Tx
from engine.instances import CANCELED
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import definitions, instances, tasks
from tasks import roles
from tasks.privacy import covering
from tasks.reports import priority

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which cases, and the period [start, end); no version, category or priority group means every one.

    `priority` is one of `tasks.reports.priority.CHOICES`.
    """

    definition_key: str
    start: datetime
    end: datetime
    office: str
    version: int | None = None
    category: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` lines, from line `start` on, counted from 0."""

    limit: int = 50
    start: int = 0


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of lines and how many there are on all pages."""

    rows: tuple[Row, ...]
    page: Page
    total: int

    @property
    def number(self) -> int:
        """Which page this is, counted from 1."""
        return self.page.start // self.page.limit + 1

    @property
    def last(self) -> int:
        """Number of the last page; 1 when there is nothing."""
        return max(1, -(-self.total // self.page.limit))


FIRST_PAGE = Page()
LARGEST_PAGE = 500

_CASE_READERS = (roles.AUDITOR, roles.SUPERVISOR)


def require_step_reader(actor: Actor, scope: ReportFilter, *, inspecting: bool = False) -> None:
    """Auditor, supervisor and process owner of the office may read figures per step, and where figures of several
    offices stand beside each other (`inspecting`) an inspector those of every office. Raises Forbidden, Invalid.
    """
    if inspecting and actor.has(roles.INSPECTOR):
        require_period(scope)
    else:
        _require(actor, scope, *_CASE_READERS, roles.PROCESS_OWNER)


def require_case_reader(actor: Actor, scope: ReportFilter) -> None:
    """Auditor and supervisor of the office may read lists that name cases. Raises Forbidden, Invalid."""
    _require(actor, scope, *_CASE_READERS)


def reads_cases(actor: Actor) -> bool:
    """Whether somebody may see which cases and persons stand behind a figure."""
    return actor.has(*_CASE_READERS)


def _require(actor: Actor, scope: ReportFilter, *allowed: str) -> None:
    if not actor.has(*allowed) or actor.office != scope.office:
        raise Forbidden("report.forbidden")
    require_period(scope)


def require_period(scope: ReportFilter) -> None:
    """Refuse a period that ends before it begins. Raises Invalid."""
    if scope.start >= scope.end:
        raise Invalid("report.invalid", Problem("report.period_empty", "end"))


def require_page(page: Page) -> None:
    """Refuse a page that cannot be. Raises Invalid."""
    if page.start < 0 or not 1 <= page.limit <= LARGEST_PAGE:
        raise Invalid("report.invalid", Problem("report.page", "page", {"most": LARGEST_PAGE}))


def cases(scope: ReportFilter) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `instances` joined with `definitions` that the filter stands for, its period aside."""
    found = [definitions.c.key == scope.definition_key, instances.c.office == scope.office]
    if scope.version is not None:
        found.append(definitions.c.version == scope.version)
    if scope.category is not None:
        found.append(instances.c.category == scope.category)
    if scope.priority is not None:
        found.append(priority.matches(scope.priority))
    return tuple(found)


def served() -> ColumnElement[bool]:
    """The condition on `instances` for what was served to an end: settled, and not given up before (a canceled case's
    time says nothing of the service).
    """
    given_up = func.coalesce(instances.c.outcome, "") == CANCELED
    return instances.c.settled_at.is_not(None) & ~given_up


def steps(scope: ReportFilter) -> tuple[ColumnElement[bool], ...]:
    """The conditions on `tasks`, joined with `instances` and `definitions`, for rows of the filter's SOP: in cases that
    began with it and in those that another SOP brought to it, its pinned version.
    """
    own = tasks.c.sop.is_(None) & (definitions.c.key == scope.definition_key)
    called = tasks.c.sop == scope.definition_key
    if scope.version is not None:
        # A step of a case that was moved since belongs to the version it was done under.
        here, then = tasks.c.definition_id.is_(None), tasks.c.definition_id == _version(scope)
        own &= (here & (definitions.c.version == scope.version)) | then
        links = literal(",") + instances.c.links + literal(",")
        called &= (here & links.like(literal("%,") + cast(_version(scope), Text) + literal(",%"))) | then
    found = [own | called, instances.c.office == scope.office]
    if scope.category is not None:
        found.append(instances.c.category == scope.category)
    if scope.priority is not None:
        found.append(priority.matches(scope.priority))
    return tuple(found)


def about(scope: ReportFilter) -> ColumnElement[bool]:
    """The condition on `instances` joined with `definitions` and, outer, with `tasks` for what happened at a step or to
    a whole case: at steps of the filter's SOP wherever they were done, and in its cases at steps of SOPs they call.
    """
    return and_(*steps(scope)) | and_(*cases(scope), tasks.c.sop.is_not(None))


def _version(scope: ReportFilter) -> ScalarSelect[int]:
    other = definitions.alias("wanted_version")
    query = select(other.c.id).where(other.c.key == scope.definition_key, other.c.version == scope.version)
    return query.scalar_subquery()


def chosen(scope: ReportFilter) -> Select[int]:
    """Ids of the filter's cases, whatever their time."""
    return select(instances.c.id).join(definitions).where(*cases(scope))


def busiest(tx: Tx, start: datetime, end: datetime) -> str | None:
    """The SOP that most cases of the acting person's office (of all, for an inspector at home) began with in
    [start, end); None when none began.
    """
    c = instances.c
    query = select(definitions.c.key).select_from(instances.join(definitions))
    query = query.where(c.started_at >= start, c.started_at < end)
    if reads_cases(tx.actor) or not tx.actor.has(roles.INSPECTOR):
        query = query.where(c.office == tx.actor.office)
    query = query.group_by(definitions.c.key).order_by(func.count().desc(), definitions.c.key).limit(1)
    return tx.conn.execute(query).scalar_one_or_none()


def sees_names(actor: Actor) -> bool:
    """Whether lists show applicants' names in full: to supervisors; an auditor alone sees them masked."""
    return actor.has(roles.SUPERVISOR)


def shown(actor: Actor, name: str) -> str:
    """An applicant's name as this person may see it in a list."""
    return name if sees_names(actor) else masked(name)


def told(actor: Actor, text: str, name: str = "") -> str:
    """What an officer wrote about a case of this applicant, as this person may read it in a list."""
    return text if sees_names(actor) else covering.without(text, name)


def masked(name: str) -> str:
    """As an auditor sees it (tasks.privacy.covering)."""
    return covering.masked(name)


def note_day(tx: Tx, day: date, rows: int) -> None:
    """As `note_reading`, for what was done on one day under every SOP."""
    facts = {"day": day.isoformat(), "office": tx.actor.office, "names": "full", "rows": rows}
    audit.append(tx, "reads", "report.read", "report:day", facts)


def note_reading(tx: Tx, action: str, report: str, scope: ReportFilter, **details: Any) -> None:
    """Put it into the audit trail that personal data was read or taken out (audit.md)."""
    facts: Mapping[str, Any] = {
        "definition": scope.definition_key,
        "version": scope.version,
        "category": scope.category,
        "start": scope.start,
        "end": scope.end,
        "office": scope.office,
        "names": "full" if sees_names(tx.actor) else "masked",
        **({"priority": scope.priority} if scope.priority else {}),
        **details,
    }
    audit.append(tx, "reads", action, f"report:{report}", facts)
