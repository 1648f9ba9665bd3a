"""Completed tasks by what they share: role, person, application type, priority group, version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from engine.database import Actor
from engine.refusals import Forbidden
from processes.model import TimeKind
from tasks.reports import scope as scopes
from tasks.reports.completions import Done, completions, held
from tasks.reports.figures import Figures, figures
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.site import Site

_MICROSECOND = timedelta(microseconds=1)


class By(StrEnum):
    """What completions may be put together by."""

    ROLE = "role"
    PERSON = "person"
    TYPE = "type"
    PRIORITY = "priority"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Group:
    """Completions that share something: how many in how many requests, how long, and how many of `of` were late.

    `held` is the time the standard is held against when all are of one step, the work when they are of several;
    `queue` how long they lay waiting before. `of` are those that could be late: all of a step, of several steps those
    with a standard.
    """

    key: str
    count: int
    cases: int
    of: int
    late: int
    held: Figures
    queue: Figures

    @property
    def rate(self) -> float:
        """Share that was late, 0 to 1."""
        return self.late / self.of if self.of else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.of)


_KEYS: Mapping[By, Callable[[Done], str | None]] = MappingProxyType(
    {
        By.ROLE: lambda one: one.lane,
        By.PERSON: lambda one: one.completed_by,
        By.TYPE: lambda one: one.category,
        By.PRIORITY: lambda one: one.priority,
        By.VERSION: lambda one: None if one.version is None else str(one.version),
    }
)


def group_report(site: Site, actor: Actor, scope: ReportFilter, by: By) -> tuple[Group, ...]:
    """The tasks completed in the period, all steps together, by what they share; most first.

    Persons are for those who may read lists that name cases. Raises Forbidden, Invalid.
    """
    scopes.require_step_reader(actor, scope)
    if by is By.PERSON and not scopes.reads_cases(actor):
        raise Forbidden("report.forbidden")
    with site.db.read(actor) as tx:
        return grouped(completions(tx, scope), by)


def grouped(done: Iterable[Done], by: By, kind: TimeKind | None = None) -> tuple[Group, ...]:
    """The groups, most completions first; `kind` is that of the step's standard when all are of one step."""
    found: dict[str, list[Done]] = {}
    for one in done:
        key = _KEYS[by](one)
        if key is not None:
            found.setdefault(key, []).append(one)
    groups = (group(key, same, kind) for key, same in found.items())
    return tuple(sorted(groups, key=lambda one: (-one.count, one.key)))


def group(key: str, same: Sequence[Done], kind: TimeKind | None = None) -> Group:
    """One group of its members, of which there is at least one."""
    times = figures([held(one, kind) // _MICROSECOND for one in same])
    queue = figures([one.queue // _MICROSECOND for one in same])
    assert times is not None and queue is not None
    return Group(
        key=key,
        count=len(same),
        cases=len({one.instance for one in same}),
        of=len(same) if kind is not None else sum(one.limited for one in same),
        late=sum(one.late for one in same),
        held=times,
        queue=queue,
    )


def shares(one: Done, by: By, key: str) -> bool:
    """Whether a completion belongs to a group."""
    return _KEYS[by](one) == key
