"""Where the time of each step goes: its seven parts, gross and net."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Select

from engine import calendars
from engine.database import Actor, Tx
from engine.office_calendar import OfficeCalendar
from engine.schema import tasks
from tasks.case_time import STANDSTILLS, CaseTimes, Part, parts
from tasks.reports import scope as scopes
from tasks.reports.completed import completed
from tasks.reports.figures import Figures, figures, mean
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tasks.timeline import load

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Divided:
    """The time of a step's completions from opened to completed: the sum of each part (all seven, together the sum of
    the whole), the whole of each (`gross`) and that without the standstills of the service clock (`net`).
    """

    parts: Mapping[Part, timedelta]
    gross: Figures
    net: Figures

    @property
    def means(self) -> dict[Part, timedelta]:
        """Each part of the mean completion, cut to the microsecond."""
        return {part: mean(total, self.gross.count) for part, total in self.parts.items()}

    @property
    def shares(self) -> dict[Part, float]:
        """Each part's share of the whole, 0 to 1; all 0 when no time passed."""
        whole = sum(self.parts.values(), timedelta())
        return {part: total / whole if whole else 0.0 for part, total in self.parts.items()}


def step_division(site: Site, actor: Actor, scope: ReportFilter) -> dict[str, Divided]:
    """By element, where the time of the tasks completed in the period went. Raises Forbidden, Invalid."""
    scopes.require_step_reader(actor, scope)
    with site.db.read(actor) as tx:
        return step_times(tx, scope)


def step_times(tx: Tx, scope: ReportFilter, element: str | None = None) -> dict[str, Divided]:
    """As `step_division`, inside a transaction and without asking for the right; of one step or of all."""
    chosen = completed(scope)
    if element is not None:
        chosen = chosen.where(tasks.c.element == element)
    found: dict[str, list[dict[Part, timedelta]]] = {}
    for name, divided in _divided(tx, chosen):
        found.setdefault(name, []).append(divided)
    return {name: _together(each) for name, each in found.items()}


def _together(each: list[dict[Part, timedelta]]) -> Divided:
    gross = figures([sum(one.values(), timedelta()) // _MICROSECOND for one in each])
    net = figures([_net(one) // _MICROSECOND for one in each])
    assert gross is not None and net is not None  # a step is here because somebody completed it
    return Divided({part: sum((one[part] for one in each), timedelta()) for part in Part}, gross, net)


def _net(divided: Mapping[Part, timedelta]) -> timedelta:
    return sum((length for part, length in divided.items() if part not in STANDSTILLS), timedelta())


def _divided(tx: Tx, chosen: Select[int]) -> Iterator[tuple[str, dict[Part, timedelta]]]:
    """Each task's element, and what its case's time was while it was open, by the calendar in force when it was
    completed; as step_facts has it.
    """
    cases = load(tx, chosen.with_only_columns(tasks.c.instance_id))
    columns = (tasks.c.element, tasks.c.instance_id, tasks.c.opened_at, tasks.c.completed_at)
    for element, instance, opened, ended in tx.conn.execute(chosen.with_only_columns(*columns)):
        case = cases[instance]
        yield element, of_step(case, opened, ended, calendars.in_force(tx, case.office, ended))


def of_step(
    case: CaseTimes, opened: datetime, completed: datetime, calendar: OfficeCalendar
) -> dict[Part, timedelta]:
    """What the time of a step's case was from opened to completed, by part."""
    return parts(replace(case, started_at=opened, ended_at=completed), calendar)
