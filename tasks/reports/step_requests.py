"""The completions behind a figure of one step, one by one: the requests of a group, of a side, of the late ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.database import Actor
from processes.model import TimeKind
from tasks.reports import scope as scopes
from tasks.reports.completions import Done, completions, held
from tasks.reports.groups import By, shares
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.reports.step_detail import known_step
from tasks.reports.steps import StepRow
from tasks.site import Site


class Order(StrEnum):
    """Which completions stand first."""

    LATEST = "latest"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Picked:
    """Which completions: of one group (`by` and its `key`), or of all; late ones alone; and in which order."""

    by: By | None = None
    key: str = ""
    late: bool = False
    order: Order = Order.LATEST


@dataclass(frozen=True, slots=True)
class StepRequests:
    """The step's row, a page of its completions, and the length each of them is judged by."""

    row: StepRow
    listing: Listing[Done]

    def length(self, one: Done) -> timedelta:
        """What the standard is held against."""
        return held(one, self.row.kind)


EVERY = Picked()


def step_requests(
    site: Site,
    actor: Actor,
    scope: ReportFilter,
    element: str,
    picked: Picked = EVERY,
    page: Page = FIRST_PAGE,
) -> StepRequests:
    """A page of the step's completions in the period. Raises Forbidden, Invalid, NotFound for an unknown step."""
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        row = known_step(tx, scope, element)
        done = [one for one in completions(tx, scope, element) if _wanted(one, picked)]
    done.sort(key=_key(picked.order, row.kind), reverse=True)
    return StepRequests(row, Listing(tuple(done[page.start : page.start + page.limit]), page, len(done)))


def _wanted(one: Done, picked: Picked) -> bool:
    of_group = picked.by is None or shares(one, picked.by, picked.key)
    return of_group and (one.late or not picked.late)


def _key(order: Order, kind: TimeKind) -> Callable[[Done], tuple[object, int]]:
    if order is Order.LONGEST:
        return lambda one: (held(one, kind), one.task)
    return lambda one: (one.completed_at, one.task)
