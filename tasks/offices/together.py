"""The steps of one SOP in all offices together, and month by month: from the rollups, within the bound of sketches."""

from __future__ import annotations

from dataclasses import dataclass

from engine.database import Actor
from engine.refusals import Forbidden
from tasks import roles
from tasks.facts import reading
from tasks.facts.reading import Month, Step
from tasks.offices.figures import Months
from tasks.site import Site

ERROR = reading.ERROR
"""How far a percentile told may be from the exact one, as a share of it; counts, shares and means are exact."""


@dataclass(frozen=True, slots=True)
class Together:
    """All offices' steps in the SOP's order, and all steps together month by month."""

    steps: tuple[Step, ...]
    months: tuple[Month, ...]


def together(site: Site, actor: Actor, months: Months) -> Together | None:
    """What all offices did of one SOP; None where the months name none. Raises Forbidden for others than inspectors."""
    if not actor.has(roles.INSPECTOR):
        raise Forbidden("report.forbidden")
    if not months.sop:
        return None
    wanted = reading.Months(months.sop, months.first, months.last)
    with site.db.read(actor) as tx:
        return Together(reading.steps_of_months(tx, wanted), reading.series(tx, wanted))
